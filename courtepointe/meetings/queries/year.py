"""A year of a coalition: its meetings and what is due, month by month."""

import calendar
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from courtepointe.access import Reader
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import FollowUp, Homework, Meeting, PreparationTask
from courtepointe.meetings.queries.meetings import meetings_of

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


class Line(NamedTuple):
    """What a line says of a meeting; `committee` is the name of its committee, None for the whole coalition."""

    uid: uuid.UUID
    title: str
    on: dt.date | None
    starts_at: dt.time | None
    status: str
    place: str
    committee_name: str | None


@dataclass(slots=True)
class Day:
    """A day that has something."""

    on: dt.date
    meetings: list[Line] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its weeks from Sunday (0: a day of another month), and its days that have something, in order."""

    first: dt.date
    weeks: tuple[tuple[int, ...], ...]
    days: dict[int, Day]

    def pieces(self, today: dt.date) -> list[list[int | tuple[int, ...]]]:
        """Each week cut where a day has something or is today: those days alone, the plain ones between together."""
        here = (today.year, today.month) == (self.first.year, self.first.month)
        marked = {*self.days, today.day} if here else self.days.keys()
        return [list(_cut(week, marked)) for week in self.weeks]


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve months from the first; `undated` meetings have no place in it."""

    number: int
    kind: str
    months: list[Month]
    undated: list[Line]

    @property
    def meetings(self) -> int:
        return sum(len(day.meetings) for month in self.months for day in month.days.values())


def _cut(week: tuple[int, ...], marked: Collection[int]) -> Iterator[int | tuple[int, ...]]:
    for is_marked, days in groupby(week, key=lambda day: day in marked):
        if is_marked:
            yield from days
        else:
            yield tuple(days)


def year_of(day: dt.date, kind: str) -> int:
    """The number of the year in which a day falls: a school year is named by the year of its August."""
    return day.year if day.month >= FIRST_MONTH[kind] else day.year - 1


def year_for(reader: Reader, number: int, kind: str) -> Year:
    """The year as the reader may see it: four queries for those who steer, three for others.

    Open follow-ups only; the checklist is shown to those who steer.
    """
    first = dt.date(number, FIRST_MONTH[kind], 1)
    after = dt.date(number + 1, FIRST_MONTH[kind], 1)
    days: dict[dt.date, Day] = {}
    undated = []
    for meeting in _MEETINGS.all(reader.coalition_id, first, after):
        if meeting.on is None:
            undated.append(meeting)
        else:
            days.setdefault(meeting.on, Day(meeting.on)).meetings.append(meeting)
    for due in _due(reader, first, after):
        days.setdefault(due.on, Day(due.on)).due.append(due)
    return Year(number, kind, list(_months(first, days)), undated)


def _meetings(coalition: int, first: dt.date, after: dt.date) -> QuerySet[Any, Any]:
    found = meetings_of(coalition).exclude(status=Meeting.CANCELLED)
    found = found.filter(Q(on__gte=first, on__lt=after) | Q(on=None))
    return found.annotate(committee_name=F("committee__name")).values_list(*Line._fields, named=True)


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


class DueLine(NamedTuple):
    """What is read of something expected; `days` is counted from the meeting (`on`) for a line of its checklist."""

    on: dt.date
    what: str
    title: str
    who: str | None = None
    days: int = 0


def _follow_ups(reader: Reader, first: dt.date, after: dt.date) -> Iterator[Due]:
    for row in _FOLLOW_UPS.all(reader.coalition_id, first, after):
        yield Due(FOLLOW_UP, row.on, row.what, row.title, row.who or "")


def _homework(reader: Reader, first: dt.date, after: dt.date) -> Iterator[Due]:
    for row in _HOMEWORK.all(reader.coalition_id, first, after):
        yield Due(HOMEWORK, row.on, row.what, row.title)


def _tasks(reader: Reader, first: dt.date, after: dt.date) -> Iterator[Due]:
    """Lines of checklists still to do; their day is counted from the day of their meeting."""
    for row in _TASKS.all(reader.coalition_id, first - LONGEST_TASK, after + LONGEST_TASK):
        day = row.on + dt.timedelta(days=row.days)
        if first <= day < after:
            yield Due(TASK, day, row.what, row.title)


_OF_TASK: tuple[str, ...] = ("on", "what", "title", "days")
_MARKS = (MARK, dt.date(9999, 1, 1), dt.date(9999, 1, 2))
_MEETINGS: Prepared[Line] = Prepared(_meetings, *_MARKS)
_FOLLOW_UPS: Prepared[DueLine] = Prepared(
    lambda coalition, first, after: (
        FollowUp.objects.present()
        .filter(coalition_id=coalition, meeting__removed_at=None, done_at=None)
        .filter(due_on__gte=first, due_on__lt=after)
        .order_by("due_on", "pk")
        .annotate(on=F("due_on"), title=F("meeting__title"), who=Coalesce("member__name", "organisation__name"))
        .values_list(*DueLine._fields[:4], named=True)
    ),
    *_MARKS,
)
_HOMEWORK: Prepared[DueLine] = Prepared(
    lambda coalition, first, after: (
        Homework.objects.present()
        .filter(coalition_id=coalition, meeting__removed_at=None, due_on__gte=first, due_on__lt=after)
        .exclude(meeting__status=Meeting.CANCELLED)
        .order_by("due_on", "pk")
        .annotate(on=F("due_on"), title=F("meeting__title"))
        .values_list(*DueLine._fields[:3], named=True)
    ),
    *_MARKS,
)
_TASKS: Prepared[DueLine] = Prepared(
    lambda coalition, first, after: (
        PreparationTask.objects.present()
        .filter(coalition_id=coalition, done_at=None, meeting__removed_at=None)
        .filter(meeting__on__gte=first, meeting__on__lt=after)
        .exclude(meeting__status=Meeting.CANCELLED)
        .order_by("meeting__on", "days", "pk")
        .annotate(on=F("meeting__on"), what=F("text"), title=F("meeting__title"))
        .values_list(*_OF_TASK, named=True)
    ),
    *_MARKS,
)
