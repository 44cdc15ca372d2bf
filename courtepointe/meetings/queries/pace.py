"""Where a meeting is: what is on, how much of its time is left, what comes next."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from courtepointe import clock
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.history import Entry
from courtepointe.meetings.models import Activity, Meeting
from courtepointe.meetings.timetable import Timed, Timetable


@dataclass(frozen=True, slots=True)
class Pace:
    """What is on, among the items of the agenda. `left`: seconds, below zero once the time is over."""

    on: Timed | None
    before: Timed | None
    after: Timed | None
    left: int
    total: int  # seconds, with those given in the room
    paused: bool
    late: int  # minutes by which the rest of the agenda is later than planned; 0 when it is not

    @property
    def is_over(self) -> bool:
        return self.on is not None and self.left < 0


def pace_of(meeting: Meeting, agenda: Timetable) -> Pace:
    """Reads nothing: the agenda was read. While nothing is on, `after` is the first item."""
    rows = agenda.rows
    place = next((n for n, row in enumerate(rows) if row.activity.pk == meeting.now_on_id), None)
    if place is None or meeting.now_since is None:
        return Pace(None, None, rows[0] if rows else None, 0, 0, False, 0)
    on = rows[place]
    total = minutes_of(on.activity) * 60
    spent = int(((meeting.now_paused_at or clock.now()) - meeting.now_since).total_seconds())
    before = rows[place - 1] if place else None
    after = rows[place + 1] if place + 1 < len(rows) else None
    late = _late(meeting, on, total, spent)
    return Pace(on, before, after, total - spent, total, meeting.now_paused_at is not None, late)


def minutes_of(activity: Activity) -> int:
    """What was planned, and what was given in the room."""
    return activity.minutes + activity.added_minutes


def _late(meeting: Meeting, on: Timed, total: int, spent: int) -> int:
    """Minutes between the planned end of what is on and the end it will have, at the soonest; on its own day only."""
    if on.starts is None or meeting.on is None or meeting.now_since is None:
        return 0
    zone = ZoneInfo(meeting.zone)
    planned = dt.datetime.combine(meeting.on + dt.timedelta(days=on.days_later), on.starts, tzinfo=zone)
    planned += dt.timedelta(minutes=on.activity.minutes)
    will_end = meeting.now_since + dt.timedelta(seconds=max(total, spent))
    late = int((will_end - planned).total_seconds() // 60)
    return late if 0 < late < 12 * 60 else 0


def key_of(meeting: Meeting) -> str:
    """What the page that is projected shows, as a short text that changes when any of it may have: one query."""
    last: Any = _LAST.first(meeting.coalition_id)
    return f"{meeting.screen_version}-{meeting.version}-{last.pk if last else 0}"


_LAST: Prepared[Any] = Prepared(
    lambda coalition: Entry.objects.filter(coalition_id=coalition).order_by("-pk").values_list("pk", named=True)[:1],
    MARK,
)
