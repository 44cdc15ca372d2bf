"""The VTIMEZONE of a zone (RFC 5545, 3.6.5) for the years that a calendar file covers.

Each change of clocks is written by itself, with its own date: long lists of dates and rules without end are read in
different ways by different programs (a second reader took an afternoon of October for winter time).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY = dt.timedelta(days=1)


def timezone(name: str, first: int, last: int) -> Timezone:
    """The zone from the year `first` to the year `last`, both included."""
    from icalendar import Timezone  # noqa: PLC0415  (no start should wait for it)

    found = Timezone()
    found.add("tzid", name)
    for change in _changes(name, first - 1, last):
        found.add_component(_observance(change, ZoneInfo(name)))
    return found


def _observance(change: dt.datetime, zone: ZoneInfo) -> TimezoneDaylight | TimezoneStandard:
    from icalendar import TimezoneDaylight, TimezoneStandard  # noqa: PLC0415  (no start should wait for it)

    before, after = (change - dt.timedelta(seconds=1)).astimezone(zone), change.astimezone(zone)
    old, new = before.utcoffset(), after.utcoffset()
    assert old is not None
    assert new is not None
    part = TimezoneDaylight() if after.dst() else TimezoneStandard()
    part.add("dtstart", (change + old).replace(tzinfo=None))  # by the clock as it was until then
    part.add("tzoffsetfrom", old)
    part.add("tzoffsetto", new)
    part.add("tzname", after.tzname() or "")
    return part


@lru_cache(256)
def _changes(name: str, first: int, last: int) -> tuple[dt.datetime, ...]:
    """The instants at which the clocks change; the start of the first year when they never do."""
    zone = ZoneInfo(name)
    start, end = dt.datetime(first, 1, 1, tzinfo=dt.UTC), dt.datetime(last + 1, 1, 1, tzinfo=dt.UTC)
    return (start, *_between(zone, start, end))


def _between(zone: ZoneInfo, start: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    day = start
    while day < end:
        if _offset(day, zone) != _offset(day + DAY, zone):
            yield _instant(zone, day, day + DAY)
        day += DAY


def _instant(zone: ZoneInfo, before: dt.datetime, after: dt.datetime) -> dt.datetime:
    """The first second of the new clock, between two instants that have different ones."""
    while after - before > dt.timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _offset(middle, zone) == _offset(before, zone):
            before = middle
        else:
            after = middle
    return after


def _offset(instant: dt.datetime, zone: ZoneInfo) -> dt.timedelta | None:
    return instant.astimezone(zone).utcoffset()
