"""Dates, times, numbers and sorting as people here write them.

French Canada: 22 novembre 2026, 14 h 30, 1 234,5; English Canada: November 22, 2026, 2:30 p.m., 1,234.5.
Sources: Office québécois de la langue française (dates, hours), Canadian style guide.
"""

import datetime as dt
import re
import unicodedata
from contextvars import ContextVar
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from courtepointe.clock import MONTREAL

NARROW = "\u202f"
FIXED = "\u00a0"
MINUS = "−"

MONTHS_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
SHORT_FR = "janv. févr. mars avr. mai juin juill. août sept. oct. nov. déc.".split()
MONTHS_EN = "January February March April May June July August September October November December".split()
DAYS_FR = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
DAYS_EN = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


_QUOTED = re.compile(r"«[ \u00a0\u202f]?([^«»]*?)[ \u00a0\u202f]?»|“([^“”]*)”")


def inner_quotes(text: str) -> str:
    """A text that will stand between quotation marks: those in it become the inner ones, “ ” in French, ‘ ’ else."""
    opening, closing = "“”" if is_french() else "‘’"
    return _QUOTED.sub(lambda found: f"{opening}{found[1] or found[2] or ''}{closing}", text)


# The language of the page that is being written: it is asked for at every word, and Django's answer takes 7 µs.
reading: ContextVar[str | None] = ContextVar("reading", default=None)


def language_code() -> str:
    """The active language: `fr-ca` or `en`."""
    return reading.get() or get_language() or "fr-ca"


def is_french() -> bool:
    """Whether the reader of this page reads French."""
    return language_code().startswith("fr")


def language() -> str:
    """`fr` or `en`, for texts that exist in our two languages."""
    return "fr" if is_french() else "en"


@lru_cache(4096)
def _long_date(value: dt.date, french: bool, weekday: bool) -> str:
    if french:
        day = "1er" if value.day == 1 else str(value.day)
        written = f"{day}{FIXED}{MONTHS_FR[value.month - 1]} {value.year}"
        return f"{DAYS_FR[value.weekday()]} {written}" if weekday else written
    written = f"{MONTHS_EN[value.month - 1]}{FIXED}{value.day}, {value.year}"
    return f"{DAYS_EN[value.weekday()]}, {written}" if weekday else written


def long_date(value: dt.date, *, weekday: bool = False) -> str:
    """22 novembre 2026, or dimanche 22 novembre 2026."""
    return _long_date(value, is_french(), weekday)


@lru_cache(4096)
def _short_date(value: dt.date, french: bool) -> str:
    if french:
        day = "1er" if value.day == 1 else value.day
        return f"{day}{FIXED}{SHORT_FR[value.month - 1]} {value.year}"
    return f"{MONTHS_EN[value.month - 1][:3]}{FIXED}{value.day}, {value.year}"


def short_date(value: dt.date) -> str:
    """22 nov. 2026: for tables."""
    return _short_date(value, is_french())


@lru_cache(4096)
def _clock_time(value: dt.time, french: bool) -> str:
    if french:
        hour = f"{value.hour}{FIXED}h"
        return hour if value.minute == 0 else f"{hour}{FIXED}{value.minute:02d}"
    hour12 = value.hour % 12 or 12
    half = "a.m." if value.hour < 12 else "p.m."
    return f"{hour12}:{value.minute:02d}{FIXED}{half}"


def clock_time(value: dt.time) -> str:
    """14 h 30, or 2:30 p.m."""
    return _clock_time(value.replace(second=0, microsecond=0, tzinfo=None), is_french())


def moment(value: dt.datetime, zone: ZoneInfo = MONTREAL) -> str:
    """An instant as a day and an hour in a zone (Montréal by default)."""
    local = value.astimezone(zone)
    return f"{short_date(local.date())}, {clock_time(local.time())}"


def duration(minutes: int) -> str:
    """2 h 45, or 45 min."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{FIXED}min"
    return f"{hours}{FIXED}h" if not rest else f"{hours}{FIXED}h{FIXED}{rest:02d}"


def number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """1 234,5 (narrow no-break space, comma) or 1,234.5."""
    written = f"{value:,.{decimals}f}" if decimals is not None else f"{value:,}"
    return written.replace(",", NARROW).replace(".", ",") if is_french() else written


def with_unit(number: str, unit: str, *, french: bool) -> str:
    """A number with its unit, as the language puts it."""
    if not unit:
        return number
    if french:
        return number + (NARROW if unit in ("%", "$") else FIXED) + unit
    if unit == "$":
        return f"{MINUS}${number[1:]}" if number.startswith(MINUS) else f"${number}"
    return number + ("" if unit == "%" else FIXED) + unit


def measured(value: int | float | Decimal, decimals: int | None, unit: str) -> str:
    """A number with its unit, as the reader's language puts it: 52 % or 52%."""
    return with_unit(number(value, decimals), unit, french=is_french())


# The name of somebody whose information was erased, as it is kept: read in both languages wherever it is copied, in the
# reader's own on our pages. Both are said alike of women and men.
FORMER = "Anciennement membre · Former member"


def former_member() -> str:
    """How that name is read."""
    return FORMER.split(" · ")[0 if is_french() else 1]


@lru_cache(8192)
def sort_key(text: str) -> str:
    """Accents and case folded away, so that any database sorts names the way people expect."""
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().strip()
