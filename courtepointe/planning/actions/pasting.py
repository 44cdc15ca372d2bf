"""A plan that exists elsewhere, taken in from a table: all its lines, or nothing."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courtepointe import clock
from courtepointe.analysis.actions.priorities import add_objective
from courtepointe.analysis.models import Objective
from courtepointe.coalitions.models import Member
from courtepointe.i18n import sort_key
from courtepointe.meetings.models import Process
from courtepointe.planning import amounts
from courtepointe.planning.actions.lines import add_action, add_indicator, add_transformation
from courtepointe.planning.actions.money import set_money
from courtepointe.planning.actions.plan import plan_of
from courtepointe.planning.forms.fields import decimals_of
from courtepointe.planning.models import Action, FundingLine, Transformation


@transaction.atomic
def add_lines(process: Process, lines: Iterable[dict[str, Any]], *, by: Member) -> int:
    """Add the lines of a pasted plan (`queries.pasted_plan`); how many. What is there already is not added again."""
    count = 0
    for line in lines:
        goal = _goal(process, line["objective"], by)
        if line["transformation"]:
            change = _change(goal, line, by)
            _indicator(change, line, by)
            _action(change, line, by)
        count += 1
    return count


def _goal(process: Process, text: str, by: Member) -> Objective:
    rows = process.objectives.filter(removed_at=None)
    known = next((row for row in rows if sort_key(row.text) == sort_key(text)), None)
    return known or add_objective(process, by=by, factors=[], text=text)


def _change(goal: Objective, line: dict[str, Any], by: Member) -> Transformation:
    rows = goal.transformations.filter(removed_at=None, system=line["system"]).select_related("process")
    known = next((row for row in rows if sort_key(row.text) == sort_key(line["transformation"])), None)
    return known or add_transformation(goal, by=by, system=line["system"], text=line["transformation"])


def _indicator(change: Transformation, line: dict[str, Any], by: Member) -> None:
    name = line["indicator"]
    names = change.indicators.filter(removed_at=None).values_list("name", flat=True)
    if name and sort_key(name) not in map(sort_key, names):
        values = {key: line[key] for key in ("baseline", "target", "target_on")}
        decimals = decimals_of(line["baseline"], line["target"])
        add_indicator(change, by=by, name=name, tool=line["tool"], decimals=decimals, **values)


def _action(change: Transformation, line: dict[str, Any], by: Member) -> None:
    titles = change.actions.filter(removed_at=None).values_list("title", flat=True)
    if not line["action"] or sort_key(line["action"]) in map(sort_key, titles):
        return
    unknown = _("Named in the table: %(names)s") % {"names": line["unknown"]} if line["unknown"] else ""
    row = add_action(
        change,
        by=by,
        title=line["action"],
        content=unknown,
        public=line["public"],
        starts_on=line["starts"],
        ends_on=line["ends"],
        lead=line["lead"],
        partners=[(house, "") for house in line["partners"]],
    )
    _money(row, line, by)


def _money(row: Action, line: dict[str, Any], by: Member) -> None:
    cost, funder = line["cost"], line["funder"].strip()[:200]
    if cost is None and not funder:
        return
    year = amounts.year_of(line["starts"] or clock.today(row.coalition.timezone), plan_of(row.process).year_start)
    asked = {"name": funder, "year": year, "status": FundingLine.Status.TO_APPROACH, "asked_cents": cost}
    set_money(
        row,
        by=by,
        version=row.version,
        free=cost == 0,
        budget=[{"year": year, "cents": cost, "what": _("Cost")}] if cost else [],
        funding=[asked] if funder else [],
    )
