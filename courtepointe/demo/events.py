"""Something that happens at an instant; the story is played in the order of its instants."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from courtepointe import clock

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Event:
    at: dt.datetime
    act: Callable[[], object]


def play(events: Iterable[Event], *, until: dt.datetime) -> int:
    """Let happen what happens before an instant, each thing with the clock set to its own; say how many.

    Events of one instant keep their order.
    """
    past = sorted((event for event in events if event.at <= until), key=lambda event: event.at)
    for event in past:
        with clock.at(event.at):
            event.act()
    return len(past)


def instant(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """An hour of a day, here; minutes may exceed an hour."""
    start = dt.datetime.combine(day, dt.time(hour), tzinfo=clock.MONTREAL)
    return (start + dt.timedelta(minutes=minute)).astimezone(dt.UTC)


def working_day(day: dt.date) -> dt.date:
    """The day itself, or the Monday after a week-end."""
    while day.weekday() >= SATURDAY:
        day += dt.timedelta(days=1)
    return day
