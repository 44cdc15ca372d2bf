"""The plan in time, quarter by quarter, as SVG: a bar for each action, a mark for each milestone.

The page puts the same in a table beside it. Quarters begin where the years of the plan do.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from courtepointe import i18n
from courtepointe.chart_parts import sheet, short, wrapped
from courtepointe.planning.amounts import year_name, year_of
from courtepointe.planning.models import Plan
from courtepointe.planning.queries.tree import PlannedAction

WIDTH, NAMES, LINE = 960, 300, 16
BAR, HEAD, APART = 12, 40, 8
MONTH_ROOM, YEAR_ROOM = 44, 84  # for their words
MOST_QUARTERS = 60  # fifteen years: beyond, a date was mistyped
FABRICS = ("child", "family", "community")


@dataclass(frozen=True, slots=True)
class Bar:
    """An action in time, with the system of its transformation and its milestones."""

    action: PlannedAction
    system: str
    milestones: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Span:
    """The quarters that are drawn, each by its first day; `end` is the day after the last."""

    quarters: tuple[dt.date, ...]
    end: dt.date

    def x(self, day: dt.date) -> float:
        """Where a day stands; one outside stands at the edge."""
        first = self.quarters[0]
        share = (day - first) / (self.end - first)
        return NAMES + min(1.0, max(0.0, share)) * (WIDTH - NAMES)


def span_of(plan: Plan, bars: Iterable[Bar]) -> Span | None:
    """The quarters from the first day named to the last; None when the plan names no day at all."""
    days = [plan.starts_on, plan.ends_on]
    for bar in bars:
        days += [bar.action.row.starts_on, bar.action.row.ends_on, *(one.due_on for one in bar.milestones)]
    named = sorted(day for day in days if day)
    if not named:
        return None
    first = _quarter(named[0], plan.year_start)
    quarters = [first]
    while (after := _month_after(quarters[-1], 3)) <= named[-1] and len(quarters) < MOST_QUARTERS:
        quarters.append(after)
    return Span(tuple(quarters), _month_after(quarters[-1], 3))


def timeline_drawn(bars: Sequence[Bar], span: Span, plan: Plan, statuses: Mapping[str, str], today: dt.date) -> Markup:
    """The drawing."""
    parts, y = [], float(HEAD)
    for bar in bars:
        row = bar.action.row
        lines = wrapped(f"A{row.number} · {row.title}", NAMES * 1.25)[:2]
        written = [*(("", line) for line in lines), ("chart-period", statuses[row.status])]
        for n, (kind, line) in enumerate(written):
            parts.append(f'<text class="{kind}" x="0" y="{short(y + 12 + n * LINE)}">{escape(line)}</text>')
        parts += _bar(bar, span, y + 4)
        y += (len(lines) + 1) * LINE + APART
        parts.append(f'<path class="timeline-line" d="M0 {short(y - APART / 2 + 1)}H{WIDTH}"/>')
    back = _quarters(span, plan, y)
    if span.quarters[0] <= today < span.end:
        x, word = span.x(today), escape(_("today"))
        back.append(f'<path class="timeline-today" d="M{short(x)} {HEAD - 4}V{short(y)}"/>')
        back.append(f'<text class="timeline-word" x="{short(x)}" y="{short(y + 14)}">{word}</text>')
    said = _("The table under the drawing says the same in words.")
    return sheet("timeline-drawn", _("The plan, quarter by quarter"), said, (WIDTH, y + 20, 13), [*back, *parts])


def _bar(bar: Bar, span: Span, y: float) -> list[str]:
    row, parts = bar.action.row, []
    if row.starts_on and row.ends_on:
        start, end = span.x(row.starts_on), span.x(row.ends_on + dt.timedelta(days=1))
        cloth = bar.system if bar.system in FABRICS else "fourth"
        parts.append(
            f'<rect class="timeline-bar timeline-{row.status}" x="{short(start)}" y="{short(y)}"'
            f' width="{short(max(3.0, end - start))}" height="{BAR}" fill="url(#fabric-{cloth})"/>'
        )
    for one in bar.milestones:
        if one.due_on:
            kind = "timeline-mark" + ("" if one.done_on else " chart-hollow")
            at = f"M{short(span.x(one.due_on))} {short(y + BAR / 2)}"
            parts.append(f'<path class="{kind}" d="{at}m0-8l8 8-8 8-8-8z"/>')
    return parts


def _quarters(span: Span, plan: Plan, bottom: float) -> list[str]:
    """A line and a month for each quarter, and the year of the plan where it begins, when it has room for its name."""
    parts = []
    wide = (WIDTH - NAMES) / len(span.quarters)
    every = 1 + int(MONTH_ROOM / wide)  # one in so many has room for its month
    free = 0.0
    for n, day in enumerate(span.quarters):
        x, begins = span.x(day), day.month == plan.year_start
        top, kind = (2, "year") if begins else (20, "quarter")
        parts.append(f'<path class="timeline-{kind}" d="M{short(x)} {top}V{short(bottom)}"/>')
        place = min(x, WIDTH - YEAR_ROOM)  # the last year may begin at the very edge
        if place >= free and (begins or n == 0):
            name = year_name(year_of(day, plan.year_start), plan.year_start)
            parts.append(f'<text class="chart-name" x="{short(place + 3)}" y="14">{escape(name)}</text>')
            free = place + YEAR_ROOM
        if n % every == 0:
            parts.append(f'<text class="chart-period" x="{short(x + 3)}" y="32">{escape(month_short(day))}</text>')
    return parts


def month_short(day: dt.date) -> str:
    """A month in a few letters: sept., oct.; Sep, Oct."""
    return i18n.SHORT_FR[day.month - 1] if i18n.is_french() else i18n.MONTHS_EN[day.month - 1][:3]


def _quarter(day: dt.date, starts: int) -> dt.date:
    """The first day of the quarter of a day, when years begin in the month `starts`."""
    return _month_after(day, -((day.month - starts) % 3))


def _month_after(day: dt.date, months: int) -> dt.date:
    count = day.year * 12 + day.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)
