"""What an action costs, year by year, and who is asked to pay."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.i18n import sort_key
from courtepointe.planning.models import Action, BudgetLine, Funder, FundingLine, Milestone
from courtepointe.rows import write

history.declare(
    {
        "action.budget": gettext_lazy("%(who)s changed the budget of an action: “%(what)s”."),
        "action.milestones": gettext_lazy("%(who)s changed the milestones of an action: “%(what)s”."),
    }
)


@transaction.atomic
def set_money(
    action: Action,
    *,
    by: Member,
    version: int,
    budget: Iterable[dict[str, Any]],
    funding: Iterable[dict[str, Any]],
    free: bool = False,
) -> None:
    """The budget lines and the funders of an action; the lists replace those there were, in the order given.

    A line of `funding` names its funder in `name`; a funder that the coalition does not have yet is made. Amounts are
    in cents. Raises Conflict and writes nothing when somebody saved the action in between.
    """
    write(action, version=version, free=free)
    here = {"coalition_id": action.coalition_id, "action": action}
    action.budget.all().delete()
    BudgetLine.objects.bulk_create(BudgetLine(**here, position=n, **line) for n, line in enumerate(budget, start=1))
    action.funding.all().delete()
    for place, line in enumerate(funding, start=1):
        values = dict(line)
        funder = funder_named(action.coalition, values.pop("name"))
        FundingLine.objects.create(**here, funder=funder, position=place, **values)
    history.record(action, "action.budget", by=by, what=action.title)


@transaction.atomic
def set_milestones(action: Action, lines: Iterable[dict[str, Any]], *, by: Member, version: int) -> None:
    """The milestones of an action, in order; one that keeps its `uid` stays the same row, with what was reported of it.

    Raises Conflict and writes nothing when somebody saved the action in between.
    """
    write(action, version=version)
    known = {row.uid: row for row in action.milestones.all()}
    kept = []
    for place, line in enumerate(lines, start=1):
        values = dict(line)
        row = known.get(values.pop("uid", None)) or Milestone(coalition_id=action.coalition_id, action=action)
        for name, value in values.items():
            setattr(row, name, value)
        row.position = place
        kept.append(row)
    _write_in_order(action, kept)
    history.record(action, "action.milestones", by=by, what=action.title)


def _write_in_order(action: Action, kept: list[Milestone]) -> None:
    """Positions are unique: those that stay are first moved out of the way."""
    action.milestones.exclude(pk__in=[row.pk for row in kept if row.pk]).delete()
    for away, row in enumerate(action.milestones.all(), start=10_001):
        Milestone.objects.filter(pk=row.pk).update(position=away)
    for row in kept:
        row.save()


def funder_named(coalition: Coalition, name: str) -> Funder:
    """The funder of this name, made when the coalition has none; an organisation of the coalition is recognised."""
    key = sort_key(name.strip())
    organisation = coalition.organisations.present().filter(sort_key=key).first()
    row, _made = Funder.objects.present().get_or_create(
        coalition=coalition, sort_key=key, defaults={"name": name.strip(), "organisation": organisation}
    )
    return row
