"""A year of a coalition: its meetings and what is due, month by month."""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from courtepointe.access import Reader
from courtepointe.meetings.models import FollowUp, Homework, Meeting, PreparationTask
from courtepointe.meetings.queries.meetings import meetings_for

SCHOOL, CALENDAR = "school", "calendar"
FIRST_MONTH = {SCHOOL: 8, CALENDAR: 1}
FIRST_YEAR, LAST_YEAR = 2000, 2100
FOLLOW_UP, TASK, HOMEWORK = "follow_up", "task", "homework"
LONGEST_TASK = dt.timedelta(days=60)  # how far from its meeting a line of the checklist may be


@dataclass(frozen=True, slots=True)
class Due:
    """Something expected on a day: a follow-up, a line of the checklist of a meeting, something to prepare for it."""

    kind: str
    on: dt.date
    what: str
    title: str  # of its meeting
    who: str = ""


@dataclass(slots=True)
class Day:
    """A day that has something."""

    on: dt.date
    meetings: list[Meeting] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its weeks from Sunday (0: a day of another month), and its days that have something, in order."""

    first: dt.date
    weeks: tuple[tuple[int, ...], ...]
    days: dict[int, Day]


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve months from the first; `undated` meetings have no place in it."""

    number: int
    kind: str
    months: list[Month]
    undated: list[Meeting]

    @property
    def meetings(self) -> int:
        return sum(len(day.meetings) for month in self.months for day in month.days.values())


def year_of(day: dt.date, kind: str) -> int:
    """The number of the year in which a day falls: a school year is named by the year of its August."""
    return day.year if day.month >= FIRST_MONTH[kind] else day.year - 1


def year_for(reader: Reader, number: int, kind: str) -> Year:
    """The year as the reader may see it: four queries for those who steer, three for others.

    Open follow-ups only; the checklist is shown to those who steer.
    """
    first = dt.date(number, FIRST_MONTH[kind], 1)
    after = dt.date(number + 1, FIRST_MONTH[kind], 1)
    meetings = meetings_for(reader).exclude(status=Meeting.CANCELLED).select_related("committee")
    days: dict[dt.date, Day] = {}
    undated = []
    for meeting in meetings.filter(on__gte=first, on__lt=after) | meetings.filter(on=None):
        if meeting.on is None:
            undated.append(meeting)
        else:
            days.setdefault(meeting.on, Day(meeting.on)).meetings.append(meeting)
    for due in _due(reader, first, after):
        days.setdefault(due.on, Day(due.on)).due.append(due)
    return Year(number, kind, list(_months(first, days)), undated)


def _months(first: dt.date, days: dict[dt.date, Day]) -> Iterator[Month]:
    by_month: dict[tuple[int, int], dict[int, Day]] = defaultdict(dict)
    for on in sorted(days):
        by_month[on.year, on.month][on.day] = days[on]
    for step in range(12):
        years, month = divmod(first.month - 1 + step, 12)
        year = first.year + years
        yield Month(dt.date(year, month + 1, 1), _weeks(year, month + 1), by_month[year, month + 1])


@lru_cache(600)
def _weeks(year: int, month: int) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(week) for week in calendar.Calendar(calendar.SUNDAY).monthdayscalendar(year, month))


def _due(reader: Reader, first: dt.date, after: dt.date) -> Iterator[Due]:
    yield from _follow_ups(reader, first, after)
    yield from _homework(reader, first, after)
    if reader.steers:
        yield from _tasks(reader, first, after)


def _follow_ups(reader: Reader, first: dt.date, after: dt.date) -> Iterator[Due]:
    rows: Any = (
        FollowUp.objects.present()
        .filter(coalition_id=reader.coalition_id, meeting__removed_at=None, done_at=None)
        .filter(due_on__gte=first, due_on__lt=after)
        .order_by("due_on", "pk")
        .values_list("due_on", "what", "meeting__title", Coalesce("member__name", "organisation__name"))
    )
    return (Due(FOLLOW_UP, on, what, title, who or "") for on, what, title, who in rows)


def _homework(reader: Reader, first: dt.date, after: dt.date) -> Iterator[Due]:
    rows: Any = (
        Homework.objects.present()
        .filter(coalition_id=reader.coalition_id, meeting__removed_at=None, due_on__gte=first, due_on__lt=after)
        .exclude(meeting__status=Meeting.CANCELLED)
        .order_by("due_on", "pk")
        .values_list("due_on", "what", "meeting__title")
    )
    return (Due(HOMEWORK, on, what, title) for on, what, title in rows)


def _tasks(reader: Reader, first: dt.date, after: dt.date) -> Iterator[Due]:
    """Lines of checklists still to do; their day is counted from the day of their meeting."""
    rows: Any = (
        PreparationTask.objects.present()
        .filter(coalition_id=reader.coalition_id, done_at=None, meeting__removed_at=None)
        .filter(meeting__on__gte=first - LONGEST_TASK, meeting__on__lt=after + LONGEST_TASK)
        .exclude(meeting__status=Meeting.CANCELLED)
        .annotate(on=F("meeting__on"), title=F("meeting__title"))
        .order_by("on", "days", "pk")
        .values_list("on", "days", "text", "title")
    )
    for on, days, text, title in rows:
        day = on + dt.timedelta(days=days)
        if first <= day < after:
            yield Due(TASK, day, text, title)
