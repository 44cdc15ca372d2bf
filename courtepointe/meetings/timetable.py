"""When each activity starts: never stored, always computed from the meeting's start and the durations before it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from zoneinfo import ZoneInfo

from courtepointe.meetings.models import Activity, Meeting

ANY_DAY = dt.date(2026, 1, 15)  # an hour without a day: a day on which no clock changes


def start_times(on: dt.date, at: dt.time, zone: ZoneInfo, minutes: Sequence[int]) -> list[dt.datetime]:
    """The local start of each duration, then the end of the last: one more value than durations.

    Time passes in real minutes: across a change of clocks, the local hours jump and the durations do not.
    """
    begins = dt.datetime.combine(on, at, tzinfo=zone).astimezone(dt.UTC)
    elapsed = accumulate(minutes, initial=0)
    return [(begins + dt.timedelta(minutes=passed)).astimezone(zone) for passed in elapsed]


@dataclass(frozen=True, slots=True)
class Timed:
    """An activity with its start; `starts` is None while the meeting has no hour."""

    activity: Activity
    number: int
    starts: dt.time | None
    days_later: int = 0


@dataclass(frozen=True, slots=True)
class Timetable:
    """A whole agenda, its total against the length that the meeting states, in minutes."""

    rows: list[Timed]
    total: int
    stated: int
    ends: dt.time | None = None

    @property
    def too_long(self) -> int:
        return max(0, self.total - self.stated)

    @property
    def left(self) -> int:
        return max(0, self.stated - self.total)


def timetable(meeting: Meeting, activities: Sequence[Activity]) -> Timetable:
    """The agenda of a meeting with its hours; reads nothing from the database."""
    minutes = [activity.minutes for activity in activities]
    total = sum(minutes)
    if meeting.starts_at is None:
        rows = [Timed(activity, number, None) for number, activity in enumerate(activities, start=1)]
        return Timetable(rows, total, meeting.minutes)
    day = meeting.on or ANY_DAY
    times = start_times(day, meeting.starts_at, ZoneInfo(meeting.zone), minutes)
    rows = [
        Timed(activity, number, start.time(), (start.date() - day).days)
        for number, (activity, start) in enumerate(zip(activities, times, strict=False), start=1)
    ]
    return Timetable(rows, total, meeting.minutes, times[-1].time())


def planned_end(meeting: Meeting) -> dt.time | None:
    """The hour at which the stated length is over."""
    if meeting.starts_at is None:
        return None
    times = start_times(meeting.on or ANY_DAY, meeting.starts_at, ZoneInfo(meeting.zone), [meeting.minutes])
    return times[-1].time()
