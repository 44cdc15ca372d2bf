"""The partner organisations of a coalition."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import SECTOR_OF_KIND, Coalition, Kind, Member, Organisation
from courtepointe.i18n import sort_key
from courtepointe.rows import Refused, conflict_refused, write

history.declare(
    {
        "organisation.added": gettext_lazy("%(who)s added the organisation “%(name)s”."),
        "organisation.changed": gettext_lazy("%(who)s changed the organisation “%(name)s”."),
        "organisation.removed": gettext_lazy("%(who)s removed the organisation “%(name)s” (reason: %(reason)s)."),
        "organisation.restored": gettext_lazy("%(who)s put the organisation “%(name)s” back."),
    }
)


def sector_of(kind: str) -> str:
    """The sector that is proposed for a kind of organisation."""
    return SECTOR_OF_KIND[Kind(kind)].value


def add_organisation(
    coalition: Coalition, *, by: Member, name: str, kind: str = Kind.OTHER, sector: str = ""
) -> Organisation:
    """A new organisation; without a sector it gets that of its kind. Raises Refused when the name is taken."""
    row = Organisation(coalition=coalition, name=name, kind=kind, sector=sector or sector_of(kind))
    row.clean()
    with _named_once(name), transaction.atomic():
        row.save()
        history.record(row, "organisation.added", by=by, name=row.name)
    return row


def change_organisation(organisation: Organisation, *, by: Member, version: int, **fields: Any) -> None:
    """Save name, kind and sector. Raises Conflict, or Refused when another one has the name."""
    name = fields.get("name", organisation.name)
    with _named_once(name), transaction.atomic():
        write(organisation, version=version, sort_key=sort_key(name)[:200], **fields)
        history.record(organisation, "organisation.changed", by=by, name=name)


@transaction.atomic
def remove_organisation(organisation: Organisation, *, by: Member, reason: str = "") -> None:
    """Take an organisation off the list: its row, its people and what it did stay.

    Raises Refused for the trustee organisation. Undone by `restore_organisation`.
    """
    if organisation.coalition.trustee_id == organisation.pk:
        raise Refused(_("This is the trustee organisation: choose another one in the settings first."))
    if organisation.removed_at is not None:
        return
    write(
        organisation,
        version=organisation.version,
        removed_at=clock.now(),
        removed_by=by.person,
        removal_reason=reason,
    )
    history.record(
        organisation, "organisation.removed", by=by, name=organisation.name, reason=reason or history.UNKNOWN
    )


def restore_organisation(organisation: Organisation, *, by: Member) -> None:
    """Put a removed organisation back, with its people.

    Raises Refused when its name was taken meanwhile, or when somebody did it at the same instant.
    """
    if organisation.removed_at is None:
        return
    with _named_once(organisation.name), conflict_refused(), transaction.atomic():
        write(organisation, version=organisation.version, removed_at=None, removed_by=None, removal_reason="")
        history.record(organisation, "organisation.restored", by=by, name=organisation.name)


class _named_once:  # noqa: N801  (reads as a phrase in a with statement)
    """Turns the database's refusal of a second organisation of the same name into a sentence."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, IntegrityError):
            raise Refused(_("There is already an organisation named “%(name)s”.") % {"name": self.name}) from error
