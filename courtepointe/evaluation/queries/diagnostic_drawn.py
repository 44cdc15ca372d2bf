"""The results of a diagnostic as its page shows them. The counts as bars: a letter in each part, every count and
percentage in words under it.
"""

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from courtepointe.chart_parts import LETTERS, LINE, WIDTH, drawing, short, width_of, words
from courtepointe.evaluation.models import DiagnosticItem
from courtepointe.evaluation.queries.diagnostic import LEVELS, Counts, Line, Results, Told
from courtepointe.i18n import is_french


class Shown(NamedTuple):
    """An item as its card shows it: the template takes it apart, which is quicker than asking for each value."""

    number: int
    title: str
    told: Told
    reading: str  # empty when its counts are not shown
    parted: bool
    silent: int  # people who answered others, not this one
    level: str  # what the group says; empty when it has said nothing
    level_words: str
    said: DiagnosticItem | None
    comments: tuple[str, ...]


class Counted(NamedTuple):
    """An item as a row of the table of all of them."""

    number: int
    title: str
    cells: tuple[tuple[int, str], ...]  # how many people and which part of them, by level; empty when not shown
    silent: int
    level: str


def cards_of(results: Results, *, by_number: bool) -> list[Shown]:
    """The items that most need discussion first, then those without counts; or all in the order of their numbers."""
    first = [] if by_number else results.first
    rest = [line for line in results.lines if not line.told.shown] if first else results.lines
    return [_card(line, results.answered) for line in (*first, *rest)]


def _card(line: Line, answered: int) -> Shown:
    item, told, group = line.item, line.told, line.group
    reading, level = told.reading, group.level
    counted = (told, reading, told.parted, answered - told.answered if reading else 0)
    return Shown(item.number, item.title, *counted, level, item.levels.get(level, ""), group.row, group.comments)


def rows_of(results: Results) -> list[Counted]:
    """The table of all the items, in the order of their numbers."""
    return [
        Counted(
            line.item.number,
            line.item.title,
            _cells(line.told.counts, is_french()) if line.told.shown else (),
            results.answered - line.told.answered,
            line.group.level,
        )
        for line in results.lines
    ]


@lru_cache(1024)
def _cells(counts: Counts, _french: bool) -> tuple[tuple[int, str], ...]:
    told = Told(counts)
    return tuple((count, percent(told.share(level))) for level, count in zip(LEVELS, counts, strict=True))


BAR = 22
FILLS = {"A": 3, "B": 2, "C": 1}  # the darkest is the strongest; letters say it without colour
ROOM = 20  # of a letter inside its part


def percent(share: Fraction) -> str:
    """A share as it is read: a whole number of hundredths (groups are small, decimals would say nothing)."""
    hundredths = int(share * 100 + Fraction(1, 2))
    return f"{hundredths}\u00a0%" if is_french() else f"{hundredths}%"


def in_words(told: Told) -> list[str]:
    """Each level with its count and its percentage."""
    cells = zip(LEVELS, _cells(told.counts, is_french()), strict=True)
    return [_("%(level)s: %(count)s (%(percent)s)") % {"level": a, "count": b, "percent": c} for a, (b, c) in cells]


def levels_bar(title: str, told: Told, *, key: str) -> Markup:
    """The distribution of the answers among the three levels. `key` is the chart's own, in the page."""
    return _drawn(title, told, key, is_french())


@lru_cache(1024)  # the counts of a closed round never change: all its readers see the same bars
def _drawn(title: str, told: Told, key: str, _french: bool) -> Markup:
    parts, x = [], 1.0
    for level in LEVELS:
        width = float(told.share(level)) * (WIDTH - 2)
        if not width:
            continue
        parts.append(
            f'<rect class="level level-{FILLS[level]}" x="{short(x)}" y="1" width="{short(width)}" height="{BAR}"/>'
        )
        if width >= ROOM:
            parts += words([level], x + width / 2, BAR / 2 + 6, "chart-name", "middle")
        x += width
    below, y, line = in_words(told), float(BAR + LETTERS + 4), 0.0
    for text in below:
        if line and line + width_of(text) > WIDTH:
            line, y = 0.0, y + LINE
        parts += words([text], line, y)
        line += width_of(text) + 14
    return drawing(title, "; ".join(below), y + 6, parts, key)
