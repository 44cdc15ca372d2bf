"""The one clock. Everything that asks for the time asks here, so that a test or the demo can set it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

MONTREAL = ZoneInfo("America/Toronto")

_set_to: ContextVar[dt.datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> dt.datetime:
    """This instant, in UTC."""
    return _set_to.get() or dt.datetime.now(dt.UTC)


def today(zone: ZoneInfo = MONTREAL) -> dt.date:
    """The calendar day it is now in a zone (Montréal by default)."""
    return now().astimezone(zone).date()


@contextmanager
def at(instant: dt.datetime) -> Iterator[None]:
    """Set the clock for a while: tests, and the demo's past meetings."""
    token = _set_to.set(instant)
    try:
        yield
    finally:
        _set_to.reset(token)
