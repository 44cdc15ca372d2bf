"""The plan of a cycle as one reading: objectives, transformations by system, indicators, actions, money.

Every page that shows the plan (the sheet, the gaps, the overview, a version, a progress form) reads this. Six
statements written once, whatever the number of lines; plain values.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet, Sum, Value

from courtepointe.access import Reader
from courtepointe.analysis.models import Objective
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Process
from courtepointe.planning.models import (
    Action,
    ActionPartner,
    BudgetLine,
    FundingLine,
    Indicator,
    Transformation,
    TransformationPartner,
)


@dataclass(frozen=True, slots=True)
class Money:
    """Cents: what an action costs, what is given in kind, what was asked and what is confirmed."""

    cost: int = 0
    in_kind: int = 0
    asked: int = 0
    confirmed: int = 0

    @property
    def missing(self) -> int:
        """What nobody has confirmed yet."""
        return max(0, self.cost - self.confirmed)

    def __add__(self, other: "Money") -> "Money":
        return Money(
            self.cost + other.cost,
            self.in_kind + other.in_kind,
            self.asked + other.asked,
            self.confirmed + other.confirmed,
        )


NO_MONEY = Money()


@dataclass(slots=True)
class PlannedAction:
    """An action with its partners (organisation, role) and its money; `row` has plain values."""

    row: Any
    partners: list[Any] = field(default_factory=list)
    money: Money = NO_MONEY


@dataclass(slots=True)
class Change:
    """A transformation with its partners, indicators and actions."""

    row: Any
    partners: list[Any] = field(default_factory=list)
    indicators: list[Any] = field(default_factory=list)
    actions: list[PlannedAction] = field(default_factory=list)


@dataclass(slots=True)
class Goal:
    """An objective with the slugs of its factors and its transformations."""

    row: Any
    factors: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def of(self, system: str) -> list[Change]:
        """Those of one system."""
        return [change for change in self.changes if change.row.system == system]


@dataclass(slots=True)
class Tree:
    """The whole plan."""

    goals: list[Goal]

    @property
    def changes(self) -> Iterator[Change]:
        return (change for goal in self.goals for change in goal.changes)

    @property
    def actions(self) -> Iterator[PlannedAction]:
        return (action for change in self.changes for action in change.actions)

    @property
    def money(self) -> Money:
        return sum((action.money for action in self.actions), NO_MONEY)


def tree_for(reader: Reader, process: Process, *, money: bool = True, partners: bool = True) -> Tree:
    """The plan of a cycle of the reader's coalition. Every member reads it whole; sums of money, partners, if asked."""
    here = (reader.coalition_id, process.pk)
    goals = _goals_of(_GOALS.all(*here))
    changes = _hung(Change, _CHANGES.all(*here), goals, "objective_id", "changes")
    for row in _INDICATORS.all(*here):
        if row.transformation_id in changes:
            changes[row.transformation_id].indicators.append(row)
    actions = _hung(PlannedAction, _ACTIONS.all(*here), changes, "transformation_id", "actions")
    for row in _PARTNERS.all(*here, *here) if partners else ():
        thing = actions.get(row.action) if row.action else changes.get(row.change)
        if thing is not None:
            thing.partners.append(row)
    for row in _MONEY.all(*here, *here) if money else ():
        if row.action_id in actions:
            actions[row.action_id].money += Money(row.cost or 0, row.in_kind or 0, row.asked or 0, row.confirmed or 0)
    return Tree(list(goals.values()))


def outline_for(reader: Reader, process: Process) -> Tree:
    """Its objectives and transformations alone: two statements."""
    here = (reader.coalition_id, process.pk)
    goals = _goals_of(_GOALS.all(*here))
    _hung(Change, _CHANGES.all(*here), goals, "objective_id", "changes")
    return Tree(list(goals.values()))


def _goals_of(rows: Iterable[Any]) -> dict[int, Goal]:
    """A line for each factor of each objective."""
    found: dict[int, Goal] = {}
    for row in rows:
        goal = found.setdefault(row.pk, Goal(row))
        if row.factor:
            goal.factors.append(row.factor)
    return found


def _hung(make: Any, rows: Iterable[Any], parents: dict[int, Any], key: str, name: str) -> dict[int, Any]:
    found = {}
    for row in rows:
        parent = parents.get(getattr(row, key))
        if parent is not None:
            found[row.pk] = one = make(row)
            getattr(parent, name).append(one)
    return found


def _goals(coalition: int, process: int) -> QuerySet[Objective, Any]:
    rows = Objective.objects.present().filter(coalition_id=coalition, process=process)
    return (
        rows.annotate(factor=F("factors__factor_choice__factor"))
        .order_by("position", "factors__pk")
        .values_list("pk", "uid", "text", "remark", "position", "version", "factor", named=True)
    )


def _changes(coalition: int, process: int) -> QuerySet[Transformation, Any]:
    rows = Transformation.objects.present().filter(coalition_id=coalition, process=process)
    names = ("pk", "uid", "objective_id", "system", "text", "remark", "standing", "position", "version")
    return rows.annotate(**_LEADS).order_by("position").values_list(*names, *_KEYS, *_LEADS, named=True)


def _indicators(coalition: int, process: int) -> QuerySet[Indicator, Any]:
    rows = Indicator.objects.present().filter(coalition_id=coalition, process=process)
    named = rows.annotate(tool=F("instrument__name"), holder_name=F("holder__name"))
    return named.order_by("position").values_list(
        *("pk", "uid", "transformation_id", "nature", "name", "unit", "measure", "direction", "baseline"),
        *("baseline_on", "target", "target_on", "decimals", "groups", "frequency", "tool", "holder_name", "version"),
        *("holder_id", "holder_member_id", "instrument_id"),
        named=True,
    )


def _actions(coalition: int, process: int) -> QuerySet[Action, Any]:
    rows = Action.objects.present().filter(coalition_id=coalition, process=process)
    return (
        rows.annotate(**_LEADS)
        .order_by("position", "number")
        .values_list(
            *("pk", "uid", "transformation_id", "number", "title", "public", "expected", "starts_on", "ends_on"),
            *("offer", "free", "status", "frequency", "position", "version", *_KEYS, *_LEADS),
            named=True,
        )
    )


_KEYS = ("lead_id", "lead_member_id")
_LEADS: dict[str, Any] = {
    "lead_uid": F("lead__uid"),
    "lead_name": F("lead__name"),
    "lead_person": F("lead_member__name"),
}


def _partners(coalition: int, process: int, coalition2: int, process2: int) -> Any:
    """Of transformations (`change`) and of actions (`action`), each with 0 for the other."""
    names = ("change", "action", "who", "name", "role")
    house = {"who": F("organisation__uid"), "name": F("organisation__name")}
    here = {"coalition_id": coalition, "transformation__process": process}
    of_changes = TransformationPartner.objects.filter(**here).annotate(
        change=F("transformation_id"), action=Value(0), **house
    )
    there = {"coalition_id": coalition2, "action__process": process2}
    of_actions = ActionPartner.objects.filter(**there).annotate(change=Value(0), **house)
    both: Any = of_changes.values_list(*names, named=True).union(of_actions.values_list(*names, named=True), all=True)
    return both.order_by("name")


def _money(coalition: int, process: int, coalition2: int, process2: int) -> QuerySet[Any, Any]:
    """Sums in cents by action: a line of costs and a line of funds."""
    names = ("action_id", "cost", "in_kind", "asked", "confirmed")
    costs = BudgetLine.objects.filter(coalition_id=coalition, action__process=process).order_by().values("action_id")
    spent = costs.annotate(
        cost=Sum("cents", filter=Q(kind=BudgetLine.Kind.MONEY)),
        in_kind=Sum("cents", filter=Q(kind=BudgetLine.Kind.IN_KIND)),
        asked=Value(0),
        confirmed=Value(0),
    )
    funds = FundingLine.objects.filter(coalition_id=coalition2, action__process=process2).order_by().values("action_id")
    given = funds.annotate(
        cost=Value(0),
        in_kind=Value(0),
        asked=Sum("asked_cents", filter=~Q(status=FundingLine.Status.REFUSED)),
        confirmed=Sum("confirmed_cents", filter=Q(status=FundingLine.Status.CONFIRMED)),
    )
    return spent.values_list(*names, named=True).union(given.values_list(*names, named=True), all=True)


_MARKS = (MARK, MARK - 1)
_TWICE = (MARK, MARK - 1, MARK - 2, MARK - 3)
_GOALS: Prepared[Any] = Prepared(_goals, *_MARKS)
_CHANGES: Prepared[Any] = Prepared(_changes, *_MARKS)
_INDICATORS: Prepared[Any] = Prepared(_indicators, *_MARKS)
_ACTIONS: Prepared[Any] = Prepared(_actions, *_MARKS)
_PARTNERS: Prepared[Any] = Prepared(_partners, *_TWICE)
_MONEY: Prepared[Any] = Prepared(_money, *_TWICE)
