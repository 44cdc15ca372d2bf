"""Periods as tables write them: 2022, 2022-2023, 2024-05, 2025-03-31: their first and last days. Pure text."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from courtepointe import i18n
from courtepointe.analysis.values import Unreadable

LONGEST = 40
FIRST, LAST = 1800, 2200

_YEAR = re.compile(r"(\d{4})(?:\.0)?")
_YEARS = re.compile(r"(\d{4})\s*(?:[-–—/‑]|à|to)\s*(\d{4}|\d{2})", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]00:00(?::00)?)?")
_WORDS = re.compile(r"(?:(\d{1,2})(?:er)?\s+)?([^\W\d]+\.?)\s+(\d{4})")


@dataclass(frozen=True, slots=True)
class Period:
    """`text` as it was published, and its days."""

    text: str
    starts_on: dt.date
    ends_on: dt.date


def read(text: str) -> Period:
    """The period that a text names. Raises Unreadable, whatever the text, when it names none."""
    text = " ".join(text.split())
    if not text:
        raise Unreadable(_("The period is missing."))
    days = _days(text) if len(text) <= LONGEST and text.isprintable() else None
    if days is None or not FIRST <= days[0].year <= days[1].year <= LAST:
        raise Unreadable(
            _("“%(text)s” is not a period: write a year, two years (2022-2023), a month (2024-05) or a day."),
            text=text[:40],
        )
    return Period(text.removesuffix(".0"), *days)


def _days(text: str) -> tuple[dt.date, dt.date] | None:
    try:
        return _as_years(text) or _as_numbers(text) or _as_words(text)
    except (ValueError, OverflowError):  # a 13th month, a 31 February
        return None


def _as_years(text: str) -> tuple[dt.date, dt.date] | None:
    if found := _YEAR.fullmatch(text):
        year = int(found[1])
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    found = _YEARS.fullmatch(text)
    if found is None or (len(found[2]) == 2 and int(found[2]) <= 12):
        return None
    first = int(found[1])
    last = int(found[2]) if len(found[2]) == 4 else first // 100 * 100 + int(found[2])
    return (dt.date(first, 1, 1), dt.date(last, 12, 31)) if first <= last else None


def _as_numbers(text: str) -> tuple[dt.date, dt.date] | None:
    if found := _MONTH.fullmatch(text):
        return _month(int(found[1]), int(found[2]))
    if found := _DAY.fullmatch(text):
        day = dt.date(int(found[1]), int(found[2]), int(found[3]))
        return day, day
    return None


def _as_words(text: str) -> tuple[dt.date, dt.date] | None:
    found = _WORDS.fullmatch(text)
    month = _MONTHS.get(i18n.sort_key(found[2])) if found else None
    if found is None or month is None:
        return None
    if found[1]:
        day = dt.date(int(found[3]), month, int(found[1]))
        return day, day
    return _month(int(found[3]), month)


def _month(year: int, month: int) -> tuple[dt.date, dt.date]:
    first = dt.date(year, month, 1)
    return first, first.replace(day=calendar.monthrange(year, month)[1])


_MONTHS = {
    i18n.sort_key(name): number
    for names in (i18n.MONTHS_FR, i18n.MONTHS_EN, i18n.SHORT_FR, [name[:3] for name in i18n.MONTHS_EN])
    for number, name in enumerate(names, start=1)
}
