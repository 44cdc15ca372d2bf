"""Charts as SVG, drawn by the server from plain values: no script, no colour alone, every value in words.

A chart is 320 units wide with letters of 14, so that a phone shows it at its own size. Its description names every
value; the page puts its table beside it. Scales start at zero. What has no value has no mark: an open seam.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from courtepointe.chart_parts import (
    LETTER,
    LETTERS,
    LINE,
    REACH,
    WIDTH,
    Number,
    Scale,
    drawing,
    drawn_value,
    flow,
    mark,
    short,
    spread,
    thread,
    width_of,
    words,
    wrapped,
)

BAR = 14
NAMES = 124  # room at the right of a series, for the names of its lines
CELL = 12 * LETTER  # room for a value under its period
FABRICS = ("child", "family", "community")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is of, its value as it is written, its interval; `ours` wears the cloth of its system."""

    label: str
    value: Number | None
    text: str
    low: Number | None = None
    high: Number | None = None
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A value of a series; `at` places its period in time, whatever the unit."""

    at: float
    period: str
    value: Number | None
    text: str
    low: Number | None = None
    high: Number | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One line, in the order of time."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a comparison: what is compared, then a value and its text for each; both empty: left out."""

    label: str
    values: Sequence[tuple[Number | None, str]]


def bars(title: str, rows: Sequence[Bar], *, key: str, system: str = "") -> Markup:
    """Horizontal bars from zero, each under its name and its value. `key` is the chart's own, in the page."""
    drawable = [(drawn_value(row.value), drawn_value(row.low), drawn_value(row.high)) for row in rows]
    scale = Scale((one for values in drawable for one in values if one is not None), 1, WIDTH - 1)
    parts, y = [], 0.0
    for row, (value, low, high) in zip(rows, drawable, strict=True):
        value_lines = wrapped(row.text, WIDTH * 0.45)
        label_lines = wrapped(row.label, WIDTH - 10 - max(map(width_of, value_lines)))
        parts += words(label_lines, 0, y + LETTERS)
        parts += words(value_lines, WIDTH, y + LETTERS, "chart-value", "end")
        y += max(len(label_lines), len(value_lines)) * LINE + 2
        middle, zero = y + BAR / 2, scale(0)
        if value is None:
            parts.append(f'<path class="chart-open" d="M1 {short(middle)}H{WIDTH - 1}"/>')
        else:
            start, end = sorted((zero, scale(value)))
            cloth = f' fill="url(#fabric-{_fabric(system)})"' if row.ours else ""
            kind = "chart-bar" if row.ours else "chart-bar chart-plain"
            parts.append(
                f'<rect class="{kind}" x="{short(start)}" y="{short(y)}" width="{short(end - start)}"'
                f' height="{BAR}"{cloth}/>'
            )
            parts.append(f'<path class="chart-axis" d="M{short(zero)} {short(y - 2)}v{BAR + 4}"/>')
        if low is not None and high is not None:
            a, b = sorted((scale(low), scale(high)))
            parts.append(f'<path class="chart-whisker" d="M{short(a)} {short(middle - 4)}v8m0-4H{short(b)}m0-4v8"/>')
        y += BAR + 10
    listed = "; ".join(_named(row.label, row.text) for row in rows)
    return drawing(title, listed, y, parts, key)


def dots(title: str, names: Sequence[str], rows: Sequence[Row], *, key: str) -> Markup:
    """A line for each thing compared, a mark of its own shape for each of `names`, on one scale from zero."""
    values = (drawn_value(value) for row in rows for value, _text in row.values)
    scale = Scale((one for one in values if one is not None), REACH, WIDTH - REACH)
    parts, y = flow([(place, name) for place, name in enumerate(names)], 0)
    y += 6
    for row in rows:
        lines = wrapped(row.label, WIDTH)
        parts += words(lines, 0, y + LETTERS, "chart-name")
        y += len(lines) * LINE + REACH + 2
        parts.append(f'<path class="chart-axis" d="M{short(scale(0))} {short(y - 5)}v10m0-5H{WIDTH - REACH}"/>')
        for place, (value, _text) in reversed(list(enumerate(row.values))):
            drawn = drawn_value(value)
            if drawn is not None:
                parts.append(mark(place, (scale(drawn), y)))
        told = [(place, text) for place, (_value, text) in enumerate(row.values) if text]
        below, y = flow(told, y + REACH)
        parts += below
        y += 10
    listed = "; ".join(
        _named(
            row.label,
            ", ".join(_named(name, text) for name, (_value, text) in zip(names, row.values, strict=False) if text),
        )
        for row in rows
    )
    return drawing(title, listed, y, parts, key)


def lines(title: str, series: Sequence[Series], *, key: str) -> Markup:
    """A line for each series over time, named at its end, with the intervals; under it the values, period by period."""
    columns = Columns(series)
    ends = [wrapped(one.name, NAMES - 14) for one in series]
    height = max(110, sum(len(end) * LINE + 4 for end in ends))
    top, bottom = 10.0, 10.0 + height
    scale = Scale((value for one in series for point in one.points for value in _known(point)), bottom, top)
    ground = scale(0)
    parts = [f'<path class="chart-axis" d="M0 {short(ground)}H{short(columns.right + REACH)}"/>']
    last: list[tuple[float, float] | None] = []
    for place, one in enumerate(series):
        apart = (place - (len(series) - 1) / 2) * min(4, 12 / len(series))
        for point in one.points:
            parts += _whisker(columns.x(point.at) + apart, point, scale)
        drawn = [(columns.x(p.at), None if (v := drawn_value(p.value)) is None else scale(v)) for p in one.points]
        parts += thread(place, drawn)
        marks = [(x, y) for x, y in drawn if y is not None]
        parts += [mark(place, *marks)] if marks else []
        last.append(marks[-1] if marks else None)
    wished = [
        ((at[1] if at else ground) - len(end) * LINE / 2, len(end) * LINE + 4.0)
        for at, end in zip(last, ends, strict=True)
    ]
    for y, place in spread(wished, 0, bottom, range(len(series))):
        at = last[place]
        parts += words(ends[place], WIDTH - NAMES + 14, y + LETTERS)
        if at:
            parts.append(
                f'<path class="chart-lead" d="M{short(at[0] + REACH)} {short(at[1])}'
                f'L{WIDTH - NAMES + 11} {short(y + LETTERS - 5)}"/>'
            )
    strip, end_of_all = columns.strip(series, bottom)
    listed = "; ".join(_named(one.name, ", ".join(_named(p.period, p.text) for p in one.points)) for one in series)
    return drawing(title, listed, end_of_all, parts + strip, key)


class Columns:
    """The periods of a series: where they stand in time, and which of them have room for their words."""

    def __init__(self, series: Sequence[Series]) -> None:
        self.found = sorted({(point.at, point.period) for one in series for point in one.points}) or [(0.0, "")]
        cells = [line for one in series for point in one.points for line in wrapped(point.text, CELL)]
        self.widest = max(map(width_of, [*cells, *(period for _at, period in self.found)]))
        self.left = max(self.widest / 2 + 2 * REACH + 8, 28)
        self.right = WIDTH - NAMES - REACH - 5.0

    def x(self, at: float) -> float:
        """Where a moment stands; one alone stands at the end, near its name."""
        first, last = self.found[0][0], self.found[-1][0]
        share = (at - first) / (last - first) if last != first else 1
        return self.left + share * (self.right - self.left)

    def kept(self) -> list[tuple[float, str]]:
        """The last period, and from the first on those far enough from it and from each other."""
        kept: list[tuple[float, str]] = []
        for one in self.found[:-1]:
            x = self.x(one[0])
            if self.x(self.found[-1][0]) - x > self.widest + 6 and (
                not kept or x - self.x(kept[-1][0]) > self.widest + 6
            ):
                kept.append(one)
        return [*kept, self.found[-1]]

    def strip(self, series: Sequence[Series], y: float) -> tuple[list[str], float]:
        """Under the drawing: the periods, then for each line its mark and its values; and where it ends."""
        kept = self.kept()
        parts, y = [], y + LINE + 2
        for at, period in kept:
            parts += words([period], self.x(at), y, "chart-period", "middle")
        for place, one in enumerate(series):
            y += LINE + 2
            parts.append(mark(place, (REACH, y - 5)))
            cells = {(point.at, point.period): wrapped(point.text, CELL) for point in one.points}
            for column in kept:
                parts += words(cells.get(column, []), self.x(column[0]), y, "chart-value", "middle")
            y += LINE * (max([len(cells[column]) for column in kept if column in cells], default=1) - 1)
        return parts, y + 6


def _whisker(x: float, point: Point, scale: "Scale") -> list[str]:
    low, high = drawn_value(point.low), drawn_value(point.high)
    if low is None or high is None:
        return []
    a, b = sorted((scale(low), scale(high)))
    return [f'<path class="chart-whisker" d="M{short(x - 3)} {short(a)}h6m-3 0V{short(b)}m-3 0h6"/>']


def _known(point: Point) -> list[float]:
    return [one for one in map(drawn_value, (point.value, point.low, point.high)) if one is not None]


def _fabric(system: str) -> str:
    return system if system in FABRICS else "fourth"


def _named(name: str, text: str) -> str:
    return _("%(name)s: %(text)s") % {"name": name, "text": text}
