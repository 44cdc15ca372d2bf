"""What leads report of their actions before a follow-up meeting (Outil 11), and what of it asks for a talk."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from courtepointe.access import SPEAKING, Reader
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.followup.models import Adjustment, ProgressReport
from courtepointe.meetings.models import Meeting, Process
from courtepointe.planning.models import Action, BudgetLine, Milestone

FOLLOW_UP = "implementation"  # slug of the stage
Status = Action.Status
STOPPED = (Status.POSTPONED, Status.ABANDONED)
CARRIED = ("share", "reached", "sessions", "spent_cents")  # from one report to the next


@dataclass(slots=True)
class Told:
    """What is said of one action before a meeting, and why it is looked at first: (word, tone) for each reason."""

    row: Any
    cost: int = 0  # cents, in money
    late: list[Any] = field(default_factory=list)  # milestones
    open: list[Any] = field(default_factory=list)  # adjustments asked, not decided
    reasons: list[tuple[str, str]] = field(default_factory=list)


def told_at(meeting: Meeting, today: dt.date) -> list[Told]:
    """What is said of each action before a meeting, exceptions first, then in the order of the plan.

    Four statements. What is late is counted on the day of the meeting once it has passed.
    """
    rows = [Told(row) for row in _REPORTS.all(meeting.coalition_id, meeting.pk)]
    if not rows:
        return []
    by_action = {one.row.action_id: one for one in rows}
    day = min(today, meeting.on) if meeting.on else today
    for stone in _MILESTONES.all(meeting.coalition_id, meeting.process_id):
        one = by_action.get(stone.action_id)
        if one is not None and _is_late(stone, one.row, day):
            one.late.append(stone)
    for line in _COSTS.all(meeting.coalition_id, meeting.process_id):
        if line.action_id in by_action:
            by_action[line.action_id].cost = line.cost or 0
    for ask in _OPEN.all(meeting.coalition_id, meeting.process_id):
        if ask.action_id in by_action:
            by_action[ask.action_id].open.append(ask)
    for one in rows:
        one.reasons = _reasons(one, day)
    return sorted(rows, key=lambda one: not one.reasons)


def reports_for(meeting: Meeting) -> list[Any]:
    """The report of each action before a meeting, as plain values, in the order of the plan; one statement."""
    return _REPORTS.all(meeting.coalition_id, meeting.pk)


def _is_late(stone: Any, row: Any, day: dt.date) -> bool:
    if stone.due_on is None or stone.due_on >= day or row.status in Action.OVER:
        return False
    if row.handed_in_at is not None:
        return str(stone.uid) not in row.milestones
    return stone.done_on is None or stone.done_on > day


def _reasons(one: Told, day: dt.date) -> list[tuple[str, str]]:
    row, found = one.row, []
    if row.adjustment or one.open:
        found.append((_("adjustment asked"), "info"))
    status = row.status if row.handed_in_at else row.action_status
    if status in STOPPED:
        found.append((_("stopped"), "bad"))
    starts_late = row.starts_on is not None and row.starts_on < day and status == Status.NOT_STARTED
    if one.late or starts_late or (row.ends_on is not None and row.ends_on < day and status not in Action.OVER):
        found.append((_("late"), "wait"))
    if row.hinders:
        found.append((_("hindered"), "wait"))
    if row.spent_cents is not None and one.cost and row.spent_cents > one.cost:
        found.append((_("over budget"), "wait"))
    if row.handed_in_at is None:
        found.append((_("no answer"), "gap"))
    return found


def reports_of(action: Action) -> list[ProgressReport]:
    """What was handed in of an action, the last first."""
    rows = action.reports.filter(handed_in_at__isnull=False).order_by("-handed_in_at")
    return list(rows.select_related("meeting", "member", "file"))


def last_report(action: Action, but: ProgressReport) -> ProgressReport | None:
    """The report that was handed in before this one."""
    rows = action.reports.filter(handed_in_at__isnull=False).exclude(pk=but.pk)
    return rows.order_by("-handed_in_at").first()


def prefilled(row: ProgressReport, last: ProgressReport | None, stones: Iterable[Milestone]) -> dict[str, Any]:
    """What a report says before anybody writes in it: the state and milestones of the plan, numbers of the last one."""
    found: dict[str, Any] = {name: getattr(last, name) for name in CARRIED} if last else {}
    done = [str(stone.uid) for stone in stones if stone.done_on]
    return {**found, "status": row.action.status, "milestones": done}


def is_untouched(row: ProgressReport) -> bool:
    """Whether nobody wrote in it yet."""
    return row.version == 1 and row.handed_in_at is None


def cost_of(action: Action) -> int:
    """What an action costs in money, in cents."""
    lines = action.budget.filter(kind=BudgetLine.Kind.MONEY)
    return lines.aggregate(total=Sum("cents"))["total"] or 0


def follow_up_meetings(process: Process) -> list[Meeting]:
    """The follow-up meetings of a cycle, in order, with how many reports each has (`asked`, `sent`)."""
    rows = process.meetings.present().filter(stage=FOLLOW_UP).exclude(status=Meeting.CANCELLED)
    return list(rows.order_by(F("on").asc(nulls_last=True), "pk"))


def adjustments_of(process: Process) -> list[Adjustment]:
    """What was asked and decided in a cycle: what waits first, then the last decided."""
    rows = process.adjustments.filter(action__removed_at=None).select_related("action", "meeting", "decision")
    return list(rows.order_by(F("decided_at").desc(nulls_first=True), "-created_at"))


def adjustments_to(action: Action) -> list[Adjustment]:
    """Those of one action, the last first."""
    rows = action.adjustments.select_related("meeting", "decision")
    return list(rows.order_by(F("decided_at").desc(nulls_first=True), "-created_at"))


def may_report(reader: Reader, lead: int | None) -> bool:
    """Whether the reader may write the report of an action led by this organisation."""
    return reader.steers or (reader.role in SPEAKING and lead is not None and lead == reader.organisation_id)


_PRESENT = Q(action__removed_at=None, action__transformation__removed_at=None)
_ORDER = ("action__transformation__objective__position", "action__transformation__position", "action__position")
_NAMED: dict[str, Any] = {
    "action_uid": F("action__uid"),
    "number": F("action__number"),
    "title": F("action__title"),
    "action_status": F("action__status"),
    "starts_on": F("action__starts_on"),
    "ends_on": F("action__ends_on"),
    "expected": F("action__expected"),
    "lead_id": F("action__lead_id"),
    "lead_name": F("action__lead__name"),
    "person": F("action__lead_member__name"),
    "file_name": F("file__name"),
}


def reports_in(meeting: Meeting) -> QuerySet[ProgressReport]:
    """The reports of a meeting whose action is still in the plan, in the order of the plan."""
    return meeting.progress_reports.filter(_PRESENT).order_by(*_ORDER)


def _reports(coalition: int, meeting: int) -> QuerySet[ProgressReport, Any]:
    rows = ProgressReport.objects.filter(_PRESENT, coalition_id=coalition, meeting=meeting)
    return (
        rows.annotate(**_NAMED)
        .order_by(*_ORDER)
        .values_list(
            *("pk", "uid", "action_id", "status", "share", "milestones", "achieved", "reached", "sessions"),
            *("spent_cents", "helps", "hinders", "families_say", "adjustment", "next_step", "asked_at", "due_on"),
            *("reminded_at", "handed_in_at", "handed_in_by_name", "entered_by_id", *_NAMED),
            named=True,
        )
    )


def _milestones(coalition: int, process: int) -> QuerySet[Milestone, Any]:
    rows = Milestone.objects.filter(coalition_id=coalition, action__process=process, due_on__isnull=False)
    names = ("action_id", "uid", "text", "due_on", "done_on")
    return rows.order_by("action_id", "position").values_list(*names, named=True)


def _costs(coalition: int, process: int) -> QuerySet[BudgetLine, Any]:
    rows = BudgetLine.objects.filter(coalition_id=coalition, action__process=process, kind=BudgetLine.Kind.MONEY)
    named: Any = rows.order_by().values("action_id").annotate(cost=Sum("cents"))
    found: QuerySet[BudgetLine, Any] = named.values_list("action_id", "cost", named=True)
    return found


def _open(coalition: int, process: int) -> QuerySet[Adjustment, Any]:
    rows = Adjustment.objects.filter(coalition_id=coalition, process=process, result="")
    return rows.order_by("created_at").values_list("action_id", "uid", "what", named=True)


_REPORTS: Prepared[Any] = Prepared(_reports, MARK, MARK - 1)
_MILESTONES: Prepared[Any] = Prepared(_milestones, MARK, MARK - 1)
_COSTS: Prepared[Any] = Prepared(_costs, MARK, MARK - 1)
_OPEN: Prepared[Any] = Prepared(_open, MARK, MARK - 1)


def report_with(rows: Any, uid: uuid.UUID) -> ProgressReport | None:
    """One of these reports, with what its page names."""
    near = ("action__lead", "action__transformation", "action__process", "meeting__written_minutes", "process", "file")
    found: ProgressReport | None = rows.filter(_PRESENT, uid=uid).select_related(*near).first()
    return found
