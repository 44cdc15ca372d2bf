"""Writing a pasted list: all of its good lines, or nothing."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions import pasting
from courtepointe.coalitions.models import Coalition, Member, Organisation
from courtepointe.coalitions.queries.pasted import CREATED, UPDATED, Outcome, Plan, plan_of
from courtepointe.rows import Refused

history.declare(
    {
        "members.pasted": gettext_lazy(
            "%(who)s pasted a list (new people: %(people)s, new organisations: %(organisations)s, "
            "corrections: %(corrections)s)."
        ),
    }
)

PERSON_FIELDS = ["name", "sort_key", "title", "email", "phone", "contact", "language", "role", "role_since"]


def paste(coalition: Coalition, table: pasting.Table, *, by: Member) -> Plan:
    """Write the good lines of a list in one transaction, with one line of history; returns what was done.

    The list is compared again with what the coalition holds at this instant. Raises Refused, and writes nothing, when
    somebody changes the same people in the same instant.
    """
    try:
        with transaction.atomic():
            list(coalition.members.select_for_update().values_list("pk", flat=True))
            plan = plan_of(coalition, table)
            _write(plan, coalition, by)
    except IntegrityError as error:
        raise Refused(_("Somebody changed the members at the same time: look at the preview again.")) from error
    return plan


def _write(plan: Plan, coalition: Coalition, by: Member) -> None:
    Organisation.objects.bulk_create(plan.new_organisations)
    changed = [place.row for place in plan.organisations.values() if place.changes]
    for place in plan.organisations.values():
        _set(place.row, place.changes)
    Organisation.objects.bulk_update(changed, ["kind", "sector", "version"], batch_size=200)
    people = [_new_member(coalition, plan, o) for o in plan.outcomes if o.result == CREATED and o.person]
    Member.objects.bulk_create(people, batch_size=200)
    updated = [_changed_member(plan, o) for o in plan.outcomes if o.result == UPDATED and o.member is not None]
    Member.objects.bulk_update(updated, [*PERSON_FIELDS, "organisation", "version"], batch_size=200)
    if plan.writes:
        history.record(
            coalition,
            "members.pasted",
            by=by,
            people=len(people),
            organisations=len(plan.new_organisations),
            corrections=len(updated) + len(changed),
        )


def _set(row: Organisation | Member, values: dict[str, str]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    if values:
        row.version += 1


def _place(plan: Plan, outcome: Outcome) -> Organisation | None:
    return plan.organisations[outcome.organisation].row if outcome.organisation else None


def _new_member(coalition: Coalition, plan: Plan, outcome: Outcome) -> Member:
    row = Member(coalition=coalition, organisation=_place(plan, outcome), **outcome.person)
    row.clean()
    return row


def _changed_member(plan: Plan, outcome: Outcome) -> Member:
    row = outcome.member
    assert row is not None
    if outcome.person.get("role", row.role) != row.role:
        row.role_since = clock.now()
    if outcome.organisation:
        row.organisation = _place(plan, outcome)
    _set(row, outcome.person or {"name": row.name})
    row.clean()
    return row
