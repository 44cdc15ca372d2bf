"""Amounts as people type and read them: whole cents of Canadian dollars; and the years of a plan.

Pure text and numbers.
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from courtepointe import i18n
from courtepointe.i18n import FIXED

MOST = 10_000_000_000_00  # ten billion dollars: above, a key was held down

_DOLLARS = re.compile(r"(?P<whole>\d{1,3}(?:[ .,]\d{3})+|\d+)(?:[.,](?P<cents>\d{1,2}))?")


def cents_of(text: str) -> int:
    """The cents of an amount: "12 000 $", "12000,50", "$12,000.50". ValueError for anything else."""
    bare = re.sub(r"[\s\u00a0\u202f\u2009]+", " ", text).replace("$", "").replace("CAD", "").strip()
    found = _DOLLARS.fullmatch(bare)
    if found is None:
        raise ValueError(text)
    cents = int(re.sub(r"\D", "", found["whole"])) * 100 + int((found["cents"] or "0").ljust(2, "0"))
    if cents > MOST:
        raise ValueError(text)
    return cents


def dollars(cents: int) -> str:
    """An amount as the reader writes it: 12 000 $, 12 000,50 $; $12,000."""
    return _dollars(cents, i18n.is_french())


@lru_cache(8192)  # the amounts of a plan are written on each of its pages
def _dollars(cents: int, french: bool) -> str:
    amount = i18n.number(Decimal(cents) / 100, 0 if cents % 100 == 0 else 2)
    return f"{amount}{FIXED}$" if french else f"${amount}"


def typed_amount(cents: int | None) -> str:
    """An amount as a field shows it again."""
    if cents is None:
        return ""
    amount = (Decimal(cents) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = str(amount).removesuffix(".00")
    return text.replace(".", ",") if i18n.is_french() else text


def year_of(day: dt.date, starts: int) -> int:
    """The year of a plan in which a day falls, named by the calendar year in which it begins; `starts` is a month."""
    return day.year if day.month >= starts else day.year - 1


def year_name(year: int, starts: int) -> str:
    """2026, or 2026-2027 when years do not begin in January."""
    return str(year) if starts == 1 else f"{year}-{year + 1}"


def years_between(first: dt.date, last: dt.date, starts: int) -> list[int]:
    """The years that a period touches, in order; none when it ends before it begins."""
    return list(range(year_of(first, starts), year_of(last, starts) + 1))
