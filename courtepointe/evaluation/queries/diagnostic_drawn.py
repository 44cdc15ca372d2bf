"""The counts of a diagnostic as bars: a letter in each part, every count and percentage in words under it."""

from fractions import Fraction
from functools import lru_cache

from django.utils.translation import gettext as _
from markupsafe import Markup

from courtepointe.chart_parts import LETTERS, LINE, WIDTH, drawing, short, width_of, words
from courtepointe.evaluation.queries.diagnostic import LEVELS, Told
from courtepointe.i18n import is_french

BAR = 22
FILLS = {"A": 3, "B": 2, "C": 1}  # the darkest is the strongest; letters say it without colour
ROOM = 20  # of a letter inside its part


def percent(share: Fraction) -> str:
    """A share as it is read: a whole number of hundredths (groups are small, decimals would say nothing)."""
    hundredths = int(share * 100 + Fraction(1, 2))
    return f"{hundredths}\u00a0%" if is_french() else f"{hundredths}%"


def in_words(told: Told) -> list[str]:
    """Each level with its count and its percentage."""
    return [
        _("%(level)s: %(count)s (%(percent)s)")
        % {"level": level, "count": count, "percent": percent(told.share(level))}
        for level, count in zip(LEVELS, told.counts, strict=True)
    ]


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
