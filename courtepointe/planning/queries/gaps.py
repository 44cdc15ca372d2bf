"""What the plan still lacks. A gap is never an error: it is a value that a page lists, with the place to mend it."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Meeting, Process
from courtepointe.planning.models import Action, LeftGap
from courtepointe.planning.queries.summary import left_gaps
from courtepointe.planning.queries.tree import Change, Goal, PlannedAction, Tree

NO_SYSTEM, NO_LEAD_CHANGE, NO_INDICATOR, NO_TARGET, NO_INSTRUMENT, AGAINST, NO_ACTION = (
    "no_system",
    "no_lead_change",
    "no_indicator",
    "no_target",
    "no_instrument",
    "against_direction",
    "no_action",
)
NO_LEAD, NO_DATES, NO_BUDGET, NOT_COVERED, OVERLOADED = (
    "no_lead",
    "no_dates",
    "no_budget",
    "not_covered",
    "overloaded",
)

# The heading under which gaps of a kind are listed, in the order in which a plan is written.
TITLES = {
    NO_SYSTEM: _("Objectives without a transformation in a system"),
    NO_LEAD_CHANGE: _("Transformations without a lead"),
    NO_INDICATOR: _("Transformations without an indicator"),
    NO_TARGET: _("Indicators without a target or its date"),
    AGAINST: _("Targets that go against the direction of the indicator"),
    NO_INSTRUMENT: _("Indicators without a follow-up instrument"),
    NO_ACTION: _("Transformations without an action"),
    NO_LEAD: _("Actions without a lead"),
    NO_DATES: _("Actions without dates"),
    NO_BUDGET: _("Actions without a budget"),
    NOT_COVERED: _("Budgets that are not covered"),
    OVERLOADED: _("Organisations that lead many actions"),
}

# Leading a few actions is the rule; more than twice the mean, and five at least, is worth a word in the group.
FEWEST_TO_SAY, TIMES_THE_MEAN = 5, 2


class Gap(NamedTuple):
    """Something that is lacking: of what, where to mend it, and why it is left so, when it is."""

    kind: str
    uid: str  # of the thing
    text: str  # of the thing
    page: str  # name of the address where it is mended
    name: str  # what the thing is called in that address; empty when it is not named there
    query: str = ""
    system: str = ""
    number: int = 0  # cents that are missing, or actions that are led
    left: LeftGap | None = None

    @property
    def key(self) -> str:
        """What a form says of it."""
        return f"{self.kind}:{self.uid}:{self.system}"


def gaps_of(tree: Tree, systems: Iterable[str], process: Process | None) -> list[Gap]:
    """Everything that the plan lacks, in the order of the plan; one query for what is left so."""
    rows = left_gaps(process) if process else ()
    left = {(row.kind, str(row.thing_uid), row.system): row for row in rows}
    return [_with(gap, left.get((gap.kind, gap.uid, gap.system))) for gap in gaps_in(tree, systems)]


def gaps_in(tree: Tree, systems: Iterable[str]) -> list[Gap]:
    """Everything that the plan lacks, also what is left so; no query."""
    slugs = tuple(systems)
    return [gap for goal in tree.goals for gap in _of_goal(goal, slugs)] + list(_overloaded(tree))


def by_kind(gaps: Iterable[Gap]) -> dict[str, list[Gap]]:
    """The gaps under their headings, in the order of the headings; empty ones are left out."""
    found: dict[str, list[Gap]] = {kind: [] for kind in TITLES}
    for gap in gaps:
        found[gap.kind].append(gap)
    return {kind: rows for kind, rows in found.items() if rows}


def _with(gap: Gap, left: LeftGap | None) -> Gap:
    return gap if left is None else gap._replace(left=left)


def _of_goal(goal: Goal, systems: tuple[str, ...]) -> Iterator[Gap]:
    row, uid = goal.row, str(goal.row.uid)
    for system in systems:
        if not any(not change.row.standing for change in goal.of(system)):
            yield Gap(NO_SYSTEM, uid, row.text, "transformation-add", "goal", f"?system={system}#{system}", system)
    for change in goal.changes:
        if not change.row.standing:
            yield from _of_change(change)


def _of_change(change: Change) -> Iterator[Gap]:
    row, uid, here = change.row, str(change.row.uid), "transformation"
    if row.lead_uid is None:
        yield Gap(NO_LEAD_CHANGE, uid, row.text, "transformation-edit", here, f"#t-{uid}")
    if not change.indicators:
        yield Gap(NO_INDICATOR, uid, row.text, "plan-indicator-add", here, "#new")
    for one in change.indicators:
        yield from _of_indicator(one)
    going = [action for action in change.actions if action.row.status != Action.Status.ABANDONED]
    if not going:
        yield Gap(NO_ACTION, uid, row.text, "action-add", here, "#new")
    for action in going:
        yield from _of_action(action)


def _of_indicator(row: Any) -> Iterator[Gap]:
    def gap(kind: str) -> Gap:
        uid = str(row.uid)
        return Gap(kind, uid, row.name, "plan-indicator-edit", "plan_indicator", f"#i-{uid}")

    if row.target is None or row.target_on is None:
        yield gap(NO_TARGET)
    if is_against(row):
        yield gap(AGAINST)
    if row.tool is None:
        yield gap(NO_INSTRUMENT)


def is_against(row: Any) -> bool:
    """Whether the target of an indicator goes the wrong way from its baseline."""
    if row.baseline is None or row.target is None:
        return False
    return bool(
        (row.direction == "up" and row.target < row.baseline) or (row.direction == "down" and row.target > row.baseline)
    )


def _of_action(action: PlannedAction) -> Iterator[Gap]:
    row, money = action.row, action.money

    def gap(kind: str, page: str = "action-edit", anchor: str = "#a-", number: int = 0) -> Gap:
        uid = str(row.uid)
        there = anchor + uid if anchor else ""
        return Gap(kind, uid, f"A{row.number} · {row.title}", page, "action", there, number=number)

    if row.lead_uid is None:
        yield gap(NO_LEAD)
    if row.starts_on is None or row.ends_on is None:
        yield gap(NO_DATES)
    if not row.free and not money.cost and not money.in_kind:
        yield gap(NO_BUDGET, "action-money", "")
    if money.missing:
        yield gap(NOT_COVERED, "action-money", "", money.missing)


def _overloaded(tree: Tree) -> Iterator[Gap]:
    going = [action.row for action in tree.actions if action.row.status not in Action.OVER and action.row.lead_uid]
    names = {row.lead_uid: row.lead_name for row in going}
    counts = Counter(row.lead_uid for row in going)
    if not counts:
        return
    most = max(FEWEST_TO_SAY, math.ceil(TIMES_THE_MEAN * len(going) / len(counts)))
    for uid, count in counts.items():
        if count >= most and len(counts) > 1:
            yield Gap(OVERLOADED, str(uid), names[uid], "plan", "", number=count)


def next_meeting(process: Process, today: dt.date) -> Meeting | None:
    """The first meeting of the process that is dated from today on, and neither held nor cancelled."""
    return _NEXT.first(process.pk, today)


def _coming(process: int, today: dt.date) -> QuerySet[Meeting]:
    coming = Meeting.objects.present().filter(process=process, on__gte=today)
    return coming.filter(status__in=(Meeting.DRAFT, Meeting.CONVOKED)).order_by("on", "starts_at", "pk")[:1]


_NEXT = Prepared(_coming, MARK, dt.date(9999, 1, 1))
