"""The people of a coalition: joining, roles, leaving, coming back."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.access import COORDINATOR
from courtepointe.coalitions.models import Coalition, Member, Role
from courtepointe.i18n import sort_key
from courtepointe.links import Link
from courtepointe.rows import Refused, conflict_refused, write

history.declare(
    {
        "member.added": gettext_lazy("%(who)s added %(name)s."),
        "member.changed": gettext_lazy("%(who)s changed the information about %(name)s."),
        "member.became_coordinator": gettext_lazy("%(who)s gave %(name)s the role of coordinator."),
        "member.became_facilitator": gettext_lazy("%(who)s gave %(name)s the role of facilitator."),
        "member.became_partner": gettext_lazy("%(who)s gave %(name)s the role of partner."),
        "member.became_observer": gettext_lazy("%(who)s gave %(name)s the role of observer."),
        "member.became_companion": gettext_lazy("%(who)s gave %(name)s the role of regional companion."),
        "member.left": gettext_lazy("%(name)s left the coalition; %(heir)s takes over. Noted by %(who)s."),
        "member.left_alone": gettext_lazy("%(name)s left the coalition. Noted by %(who)s."),
        "member.returned": gettext_lazy("%(name)s came back to the coalition. Noted by %(who)s."),
    }
)


def add_member(coalition: Coalition, *, by: Member, name: str, **fields: Any) -> Member:
    """A new seat; nobody is invited yet. Raises Refused when a present member has the address."""
    row = Member(coalition=coalition, name=name, **fields)
    row.clean()
    with _AddressOnce(row.email), transaction.atomic():
        row.save()
        history.record(row, "member.added", by=by, name=row.name)
    return row


def change_member(member: Member, *, by: Member, version: int, **fields: Any) -> None:
    """Save what is known of a person; a new role counts from now and has its own line of history.

    Raises Conflict, or Refused: the address is taken, or nobody would coordinate the coalition any more.
    """
    role, before = fields.get("role", member.role), member.role
    if "email" in fields:
        fields["email"] = fields["email"].strip().lower()
    if "name" in fields:
        fields["sort_key"] = sort_key(fields["name"])[:200]
    with _AddressOnce(fields.get("email", "")), transaction.atomic():
        if role != before:
            _keep_a_coordinator(member)
            fields["role_since"] = clock.now()
        write(member, version=version, **fields)
        verb = "member.changed" if role == before else f"member.became_{Role(role).value}"
        history.record(member, verb, by=by, name=member.name)


def leave(member: Member, *, by: Member, handed_to: Member | None) -> None:
    """A person leaves: their seat closes, their personal links too; what they did stays theirs by name.

    Their duties go to `handed_to` (a present member of the coalition) or, without one, to their organisation; moving
    follow-ups is the caller's. Raises Refused for the last person who can coordinate, and for an heir who is not here.
    """
    if member.left_at is not None:
        return
    if handed_to is not None and (
        handed_to.coalition_id != member.coalition_id or handed_to.left_at is not None or handed_to.pk == member.pk
    ):
        raise Refused(_("Choose somebody who is a member of the coalition now."))
    with transaction.atomic():
        _keep_a_coordinator(member)
        write(member, version=member.version, left_at=clock.now(), handed_to=handed_to)
        Link.objects.filter(member=member, revoked_at=None).update(revoked_at=clock.now())
        _record_leaving(member, by, handed_to)


def come_back(member: Member, *, by: Member) -> None:
    """A person who left takes their seat again, as a partner if they coordinated.

    Raises Refused when somebody present has their address or their account, or did it at the same instant.
    """
    if member.left_at is None or member.erasures.exists():
        return
    role = Role.PARTNER.value if member.role == COORDINATOR else member.role
    with _AddressOnce(member.email), conflict_refused(), transaction.atomic():
        write(member, version=member.version, left_at=None, handed_to=None, role=role, role_since=clock.now())
        history.record(member, "member.returned", by=by, name=member.name)


def _record_leaving(member: Member, by: Member, handed_to: Member | None) -> None:
    heir = handed_to.name if handed_to else (member.organisation.name if member.organisation else "")
    if heir:
        history.record(member, "member.left", by=by, name=member.name, heir=heir)
    else:
        history.record(member, "member.left_alone", by=by, name=member.name)


def _keep_a_coordinator(member: Member) -> None:
    """Refuse to take away the last person who coordinates and has an account."""
    if member.role != COORDINATOR:
        return
    # All of them are locked, so that two coordinators cannot step down in the same instant.
    seats = Member.objects.select_for_update().filter(
        coalition_id=member.coalition_id, role=COORDINATOR, left_at=None, person__isnull=False
    )
    if set(seats.values_list("pk", flat=True)) == {member.pk}:
        raise Refused(
            _("Somebody who can sign in must coordinate the coalition: give the role to another person first.")
        )


class _AddressOnce:
    """Turns the database's refusal of a second seat with the same address into a sentence."""

    def __init__(self, email: str) -> None:
        self.email = email

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, IntegrityError):
            raise Refused(_("Another member already has the address %(email)s.") % {"email": self.email}) from error
