"""When a démarche's meetings fall: pure functions of the rhythm and the method, no database.

The weekday of the start date is kept. Holidays of Québec, the Christmas pause and, when chosen, July and August
are avoided by waiting for the same weekday of a following week.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from courtepointe.library.method import MeetingRow, MeetingTemplate, Method

WEEK = dt.timedelta(weeks=1)
SUNDAY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What a coordinator chooses: from when, from which stage, how often, how many of each."""

    starts_on: dt.date
    weeks_between: int = 4
    hour: dt.time = dt.time(13, 15)
    summer_pause: bool = True
    factor_count: int = 3
    meetings_per_factor: int = 1
    follow_up_count: int = 4
    evaluation_count: int = 2
    opened_at_stage: str = "intention"

    def same_calendar(self, other: "Rhythm") -> bool:
        """Whether both give the same dates to the same meetings."""
        mine = (self.starts_on, self.weeks_between, self.summer_pause)
        return mine == (other.starts_on, other.weeks_between, other.summer_pause)


@dataclass(frozen=True, slots=True)
class Slot:
    """One meeting of the démarche: the `turn`-th of `total` of its template."""

    template: str
    turn: int
    total: int

    @property
    def key(self) -> tuple[str, int]:
        return self.template, self.turn


@dataclass(frozen=True, slots=True)
class Dated:
    """A slot and its proposed day."""

    slot: Slot
    on: dt.date


def propose(rhythm: Rhythm, method: Method) -> list[Dated]:
    """Every meeting of the démarche with its day, in order."""
    wanted = slots(rhythm, method)
    return [Dated(slot, on) for slot, on in zip(wanted, days(rhythm), strict=False)]


def slots(rhythm: Rhythm, method: Method) -> list[Slot]:
    """The meetings in their order: stage by stage, evaluations spread among the follow-ups, functioning last.

    Stages before the one at which the démarche is opened have none: they were done elsewhere.
    """
    found: list[Slot] = []
    regular: list[Slot] = []
    before = stages_before(rhythm.opened_at_stage, method)
    for row in method.rows:
        if row.stage in before:
            continue
        of_row = [slot for template in method.templates_of(row.slug) for slot in _turns(rhythm, row, template, method)]
        if row.count == "regular":
            regular = of_row
        elif row.count == "regular_plus_functioning":
            repeated = [slot for slot in of_row if slot.template == method.templates_of(row.slug)[0].slug]
            found += _spread(regular, repeated) + [slot for slot in of_row if slot not in repeated]
            regular = []
        else:
            found += of_row
    return found + regular


def stages_before(stage: str, method: Method) -> tuple[str, ...]:
    """The stages that come before this one in the method; none for a stage that it does not have."""
    order = [known.slug for known in method.stages]
    return tuple(order[: order.index(stage)]) if stage in order else ()


def _turns(rhythm: Rhythm, row: MeetingRow, template: MeetingTemplate, method: Method) -> list[Slot]:
    """The first template of a row is repeated by the row's rule; the others are held once."""
    first = method.templates_of(row.slug)[0].slug == template.slug
    total = _count(rhythm, row) if first else 1
    return [Slot(template.slug, turn, total) for turn in range(1, total + 1)]


def _count(rhythm: Rhythm, row: MeetingRow) -> int:
    return {
        "per_factor": rhythm.factor_count * rhythm.meetings_per_factor,
        "regular": rhythm.follow_up_count,
        "regular_plus_functioning": rhythm.evaluation_count,
    }.get(row.count, 1)


def _spread(often: Sequence[Slot], seldom: Sequence[Slot]) -> list[Slot]:
    """The second among the first, evenly, each after its share: F F E F F E."""
    ranked = [((i + 1) / len(often), 0, slot) for i, slot in enumerate(often)]
    ranked += [((i + 1) / len(seldom), 1, slot) for i, slot in enumerate(seldom)]
    return [slot for _, _, slot in sorted(ranked, key=lambda item: item[:2])]


def days(rhythm: Rhythm) -> Iterator[dt.date]:
    """The days of the démarche, without end: each at least the weeks asked after the one before."""
    on = open_day(rhythm.starts_on, summer_pause=rhythm.summer_pause)
    while True:
        yield on
        on = next_day(on, rhythm)


def next_day(previous: dt.date, rhythm: Rhythm) -> dt.date:
    """The first day the rhythm offers after a meeting, whatever weekday that one was on."""
    target = previous + rhythm.weeks_between * WEEK
    shift = (rhythm.starts_on.weekday() - target.weekday() + 3) % 7 - 3
    return open_day(target + dt.timedelta(days=shift), summer_pause=rhythm.summer_pause)


def open_day(day: dt.date, *, summer_pause: bool) -> dt.date:
    """The day itself, or the same weekday of the first following week in which people meet."""
    while not is_open(day, summer_pause=summer_pause):
        day += WEEK
    return day


def is_open(day: dt.date, *, summer_pause: bool) -> bool:
    """Whether people here would meet on that day."""
    in_christmas_pause = (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 6)
    in_summer = summer_pause and day.month in (7, 8)
    return not in_christmas_pause and not in_summer and day not in holidays(day.year)


@lru_cache(256)
def holidays(year: int) -> frozenset[dt.date]:
    """Days off in Québec outside the Christmas pause; the fixed ones move to Monday when they fall on a Sunday."""
    easter = easter_day(year)
    fixed = [dt.date(year, 6, 24), dt.date(year, 7, 1)]
    mondays = [day + dt.timedelta(days=1) for day in fixed if day.weekday() == SUNDAY]
    return frozenset(
        [
            *fixed,
            *mondays,
            easter - dt.timedelta(days=2),
            easter + dt.timedelta(days=1),
            dt.date(year, 5, 24) - dt.timedelta(days=dt.date(year, 5, 24).weekday()),  # Patriots: before 25 May
            _monday(year, 9, 1),  # Labour Day
            _monday(year, 10, 2),  # Thanksgiving
        ]
    )


def _monday(year: int, month: int, nth: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=-first.weekday() % 7, weeks=nth - 1)


def easter_day(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (the anonymous computus of 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return dt.date(year, month, (h - m + r + month + 19) % 32)
