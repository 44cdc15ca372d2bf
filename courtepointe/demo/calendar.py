"""When the story happens, counted from today: pure functions, no database."""

import datetime as dt
import re
from dataclasses import dataclass

from courtepointe.i18n import FIXED, MONTHS_FR
from courtepointe.library.method import Method
from courtepointe.meetings.schedule import WEEK, Rhythm, Slot, is_open, open_day, slots

Key = tuple[str, int]

WEEKS = 4
WEEKS_ONCE_ADOPTED = 8
SATURDAY = 5
PLACEHOLDER = re.compile(r"\{(?P<unit>an)?\+(?P<count>\d+)\}")


@dataclass(frozen=True, slots=True)
class Point:
    """Where a stage of the demo stands: its next meeting, in so many days (or a little more: holidays)."""

    next: Key
    days: int


POINTS: dict[str, Point] = {
    "intention": Point(("r1", 1), 7),
    "analysis": Point(("r4", 1), 8),
    "planning": Point(("planning", 2), 9),
    "implementation": Point(("follow-up", 2), 38),
    "evaluation": Point(("functioning", 1), 14),
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of the story's meetings, and the rhythm that the process was planned on."""

    rhythm: Rhythm
    order: tuple[Key, ...]
    days: dict[Key, dt.date]
    stages: dict[Key, str]

    def after(self, key: Key) -> Key | None:
        """The meeting that follows."""
        place = self.order.index(key) + 1
        return self.order[place] if place < len(self.order) else None

    def before(self, key: Key) -> Key | None:
        """The meeting that comes before."""
        place = self.order.index(key)
        return self.order[place - 1] if place else None


def calendar(point: Point, today: dt.date, method: Method, *, opened_at_stage: str = "intention") -> Calendar:
    """The days on which the meetings fall, for the story to be at that point today."""
    target = open_day(_weekday(today + dt.timedelta(days=point.days)), summer_pause=False)
    pause = target.month not in (7, 8)  # a demo of the summer holds its meetings in the summer
    plan = slots(_rhythm(target, pause, opened_at_stage), method)
    days = _around(point.next, target, plan, pause)
    return Calendar(
        rhythm=_rhythm(days[plan[0].key], pause, opened_at_stage),
        order=tuple(slot.key for slot in plan),
        days=days,
        stages={slot.key: method.template(slot.template).stage for slot in plan},
    )


def _rhythm(starts_on: dt.date, pause: bool, opened_at_stage: str) -> Rhythm:
    return Rhythm(
        starts_on=starts_on,
        weeks_between=WEEKS,
        summer_pause=pause,
        factor_count=3,
        meetings_per_factor=1,
        follow_up_count=3,
        evaluation_count=1,
        opened_at_stage=opened_at_stage,
    )


def _weekday(day: dt.date) -> dt.date:
    while day.weekday() >= SATURDAY:
        day += dt.timedelta(days=1)
    return day


def _around(key: Key, on: dt.date, plan: list[Slot], pause: bool) -> dict[Key, dt.date]:
    """Backwards and forwards from one meeting whose day is known."""
    keys = [slot.key for slot in plan]
    middle = keys.index(key)
    days = {key: on}
    for later, earlier in zip(reversed(keys[: middle + 1]), reversed(keys[:middle]), strict=False):
        days[earlier] = _last_open(days[later] - _gap(earlier, later), pause)
    for earlier, later in zip(keys[middle:], keys[middle + 1 :], strict=False):
        days[later] = open_day(days[earlier] + _gap(earlier, later), summer_pause=pause)
    return days


def _gap(earlier: Key, later: Key) -> dt.timedelta:
    rare = later[0] == "follow-up"
    return (WEEKS_ONCE_ADOPTED if rare else WEEKS) * WEEK


def _last_open(day: dt.date, pause: bool) -> dt.date:
    while not is_open(day, summer_pause=pause):
        day -= WEEK
    return day


def moved_day(before: dt.date, on: dt.date, after: dt.date, pause: bool) -> dt.date:
    """The day to which a meeting is moved: a week later, or else a few days, or a week earlier."""
    shifts = (7, 2, 1, -1, -2, -7)
    choices = [on + dt.timedelta(days=shift) for shift in shifts]
    free = [day for day in choices if is_open(day, summer_pause=pause) and day.weekday() < SATURDAY]
    return next(day for day in free if before + WEEK < day < after - WEEK)


def dated(words: str, on: dt.date) -> str:
    """The words with {+21} written as the day 21 days after the meeting, and {an+2} as the year two years on."""

    def written(found: re.Match[str]) -> str:
        count = int(found["count"])
        if found["unit"]:
            return str(on.year + count)
        day = on + dt.timedelta(days=count)
        return f"{day.day if day.day > 1 else '1er'}{FIXED}{MONTHS_FR[day.month - 1]}"

    return PLACEHOLDER.sub(written, words)
