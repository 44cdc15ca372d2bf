"""What comes back by itself at the next meeting of the same body: the coalition, or one of its committees."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, QuerySet

from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Activity, FollowUp, Meeting, MeetingObjective, Minutes, ParkedItem

Row = TypeVar("Row", bound=Model)
Standing = Activity.Standing
MINUTES_SHOWN = 6  # a coalition that never adopts its minutes is not told of all of them
COMING = (Meeting.DRAFT, Meeting.CONVOKED)


@dataclass(frozen=True, slots=True)
class CameBack:
    """What the meetings before this one left: each of these lists may be empty."""

    minutes: list[Meeting]  # held, their minutes not adopted yet; the latest first
    follow_ups: list[FollowUp]  # not done
    parked: list[ParkedItem]  # neither closed nor taken up by an agenda
    objectives: list[MeetingObjective]  # of this meeting, carried over from an earlier one

    def __bool__(self) -> bool:
        return bool(self.minutes or self.follow_ups or self.parked or self.objectives)

    def of(self, standing: str) -> bool:
        """Whether the item that every agenda has for it (`Activity.standing`) has something to treat."""
        return bool({Standing.MINUTES: self.minutes, Standing.FOLLOW_UPS: self.follow_ups}.get(Standing(standing)))


def came_back(meeting: Meeting) -> CameBack:
    """What comes back to this meeting, in four queries (one when the body never met); nothing once it was held."""
    earlier = _held_before(meeting) if meeting.status in COMING else []
    if not earlier:
        return CameBack([], [], [], [])
    return CameBack(
        minutes=_not_adopted(earlier),
        follow_ups=_from(earlier, _FOLLOW_UPS.rows(meeting)),
        parked=[row for row in _from(earlier, _PARKED.rows(meeting)) if not _is_taken(row)],
        objectives=_OBJECTIVES.all(meeting.pk),
    )


def same_body(meeting: Meeting) -> QuerySet[Meeting]:
    """The meetings of the same body that were not removed, in order of date; those without one come last."""
    rows = Meeting.objects.present().filter(coalition_id=meeting.coalition_id, **body_of(meeting))
    return rows.order_by(F("on").asc(nulls_last=True), F("starts_at").asc(nulls_last=True), "pk")


def body_of(meeting: Meeting, at: str = "") -> dict[str, Any]:
    """The condition of belonging to the same body; `at` is the path to the meeting, as in "meeting__"."""
    return {f"{at}committee_id": meeting.committee_id}


def minutes_to_adopt(meeting: Meeting) -> list[Meeting]:
    """Meetings of the same body held before this one, whose minutes the group has not adopted; the latest first."""
    return _not_adopted(_held_before(meeting))


def open_follow_ups(meeting: Meeting) -> list[FollowUp]:
    """What was promised at earlier meetings of the same body and is not done, by due date; those without one last."""
    return _from(_held_before(meeting), _FOLLOW_UPS.rows(meeting))


def _held_before(meeting: Meeting) -> list[Meeting]:
    """In order of date; every one held, while this one has no date."""
    rows = [row for row in _HELD.rows(meeting) if row.pk != meeting.pk]
    return [row for row in rows if meeting.on is None or _moment(row) < _moment(meeting)]


def _moment(meeting: Meeting) -> tuple[dt.date, dt.time]:
    return meeting.on or dt.date.min, meeting.starts_at or dt.time.min


def _not_adopted(held: list[Meeting]) -> list[Meeting]:
    rows = [row for row in reversed(held) if not _is_adopted(row)]
    return rows[:MINUTES_SHOWN]


def _is_adopted(meeting: Meeting) -> bool:
    minutes: Minutes | None = getattr(meeting, "written_minutes", None)
    return minutes is not None and minutes.is_approved


def _is_taken(row: ParkedItem) -> bool:
    """An agenda took it up, unless the item or its meeting went since."""
    item = row.taken_in
    if item is None or item.removed_at is not None:
        return False
    return item.meeting.removed_at is None and item.meeting.status != Meeting.CANCELLED


Left = TypeVar("Left", FollowUp, ParkedItem)


def _from(earlier: list[Meeting], rows: list[Left]) -> list[Left]:
    """Those of these meetings."""
    keys = {meeting.pk for meeting in earlier}
    return [row for row in rows if row.meeting_id in keys]


class _OfBody(Generic[Row]):
    """A query written once for the coalition, once for its committees; `at` is the path to the meeting."""

    def __init__(self, rows: Callable[[], QuerySet[Row]], at: str = "") -> None:
        held: dict[str, Any] = {f"{at}status": Meeting.HELD, f"{at}removed_at": None}
        committee = f"{at}committee_id"

        def of(coalition: int, body: int | None = None) -> QuerySet[Row]:
            return rows().filter(**held, coalition_id=coalition, **{committee: body})

        self._whole: Prepared[Row] = Prepared(of, MARK)
        self._committee: Prepared[Row] = Prepared(of, MARK, MARK - 1)

    def rows(self, meeting: Meeting) -> list[Row]:
        if meeting.committee_id is None:
            return self._whole.all(meeting.coalition_id)
        return self._committee.all(meeting.coalition_id, meeting.committee_id)


_HELD = _OfBody(
    lambda: Meeting.objects.select_related("written_minutes__approval").order_by(
        F("on").asc(nulls_first=True), F("starts_at").asc(nulls_first=True), "pk"
    )
)
_FOLLOW_UPS = _OfBody(
    lambda: (
        FollowUp.objects.present()
        .filter(done_at=None)
        .select_related("meeting", "member", "organisation")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    ),
    "meeting__",
)
_PARKED = _OfBody(
    lambda: (
        ParkedItem.objects.present()
        .filter(closed_at=None)
        .select_related("meeting", "taken_in__meeting")
        .order_by("parked_at", "pk")
    ),
    "meeting__",
)
_OBJECTIVES = Prepared(
    lambda meeting: (
        MeetingObjective.objects.filter(meeting_id=meeting, carried_from__isnull=False)
        .select_related("carried_from__meeting")
        .order_by("position")
    ),
    MARK,
)


def next_of(meeting: Meeting) -> Meeting | None:
    """The next meeting of the same body: the first one dated and still to come after the last one held."""
    rows = [row for row in same_body(meeting) if row.on is not None and row.status != Meeting.CANCELLED]
    held = [place for place, row in enumerate(rows) if row.status == Meeting.HELD]
    return next((row for row in rows[held[-1] + 1 if held else 0 :] if row.status in COMING), None)


def unsettled(meeting: Meeting) -> QuerySet[MeetingObjective]:
    """Objectives carried over at meetings of the same body that were held, unless somebody let them go."""
    held = same_body(meeting).filter(status=Meeting.HELD).order_by()
    return (
        MeetingObjective.objects.filter(
            coalition_id=meeting.coalition_id,
            meeting__in=held,
            outcome=MeetingObjective.Outcome.CARRIED,
            let_go=False,
        )
        .select_related("meeting")
        .order_by("meeting__on", "position")
    )
