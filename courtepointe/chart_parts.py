"""What charts are made of: letters and their room, marks, scales. Measures are units of a drawing 320 wide."""

import math
import re
import textwrap
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from markupsafe import Markup, escape

BREAKS = re.compile(r"[ \t\r\n]+")  # not the no-break spaces: “52 %” stays whole
WIDTH = 320
LETTERS = 14
LINE = 17  # from one line of words to the next
LETTER = 8.4  # how wide a letter may be, on average: more than any of our typefaces needs
NARROW = " ,.'’()il\u00a0\u202f"  # half as wide
REACH = 7  # of a mark, from its middle
TOO_LARGE = 1e15

Number = float | Decimal
T = TypeVar("T")

# Six shapes that are told apart in black and white, then the same ones hollow.
SHAPES = (
    "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "m-4.5-4.5h9v9h-9z",
    "m0-6l6 10.5h-12z",
    "m0-6.5l6.5 6.5-6.5 6.5-6.5-6.5z",
    "m-1.7-5.5h3.4v3.8h3.8v3.4h-3.8v3.8h-3.4v-3.8h-3.8v-3.4h3.8z",
    "m-6-4.5h12l-6 10.5z",
)


class Scale:
    """From values to units of the drawing; zero is always on it."""

    def __init__(self, values: Iterable[float], start: float, end: float) -> None:
        kept = [0.0, *values]
        self.low, self.high = min(kept), max(kept)
        self.start, self.end = start, end

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.0
        return self.start + share * (self.end - self.start)


def spread(
    places: Sequence[tuple[float, float]], low: float, high: float, things: Sequence[T]
) -> list[tuple[float, T]]:
    """Heights near those wished, (top, height) each, so that none covers another and all stand between low and high."""
    order = sorted(range(len(places)), key=lambda n: places[n][0])
    tops, floor = [], low
    for n in order:
        floor = max(floor, places[n][0])
        tops.append(floor)
        floor += places[n][1]
    ceiling = high
    for rank in reversed(range(len(order))):
        tops[rank] = max(min(tops[rank], ceiling - places[order[rank]][1]), low)
        ceiling = tops[rank]
    return [(top, things[n]) for top, n in zip(tops, order, strict=True)]


def wrapped(text: str, room: float) -> list[str]:
    """A text in lines that fit the room. A word too long for a line is cut by Python's own, ten times slower."""
    most = max(4, int(room / LETTER))
    if len(text) <= most and "\n" not in text:
        return [text.strip()]
    words = BREAKS.split(text.strip())
    if any(len(word) > most for word in words):
        return textwrap.wrap(text, most) or [""]
    return filled(words, most)


def filled(words: Iterable[str], most: int) -> list[str]:
    """Words in lines of so many letters at most."""
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(word) < most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def width_of(text: str) -> float:
    """How wide a text may be."""
    return (len(text) - sum(map(text.count, NARROW)) / 2) * LETTER


def words(texts: Sequence[str], x: float, y: float, kind: str = "", anchor: str = "") -> list[str]:
    """Lines of words, the first one standing at y."""
    extra = (f' class="{kind}"' if kind else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return [
        f'<text x="{short(x)}" y="{short(y + n * LINE)}"{extra}>{escape(text)}</text>'
        for n, text in enumerate(texts)
        if text
    ]


def flow(marked: Iterable[tuple[int, str]], y: float) -> tuple[list[str], float]:
    """Marks with their words, one after the other, on as many lines as they need; and where they end."""
    parts, x, y = [], 0.0, y + LETTERS
    for place, text in marked:
        lines = wrapped(text, WIDTH - 20)
        wide = 18 + max(map(width_of, lines))
        if x and x + wide > WIDTH:
            x, y = 0.0, y + LINE
        parts.append(mark(place, (x + REACH, y - 5)))
        parts += words(lines, x + 18, y)
        if len(lines) > 1:
            x, y = 0.0, y + len(lines) * LINE
        else:
            x += wide + 18
    return parts, y + 4


def thread(place: int, points: Sequence[tuple[float, float | None]]) -> list[str]:
    """The line through the points; one without a value parts it."""
    drawn, pen = [], "M"
    for x, y in points:
        if y is not None:
            drawn.append(f"{pen}{short(x)} {short(y)}")
        pen = "M" if y is None else "L"
    return [f'<path class="chart-line chart-{place % 6 + 1}" d="{"".join(drawn)}"/>'] if drawn else []


def mark(place: int, *points: tuple[float, float]) -> str:
    """The marks of one series, as one path."""
    kind = f"chart-mark chart-{place % 6 + 1}{' chart-hollow' if place // 6 % 2 else ''}"
    shape = SHAPES[place % 6]
    return f'<path class="{kind}" d="{"".join(f"M{short(x)} {short(y)}{shape}" for x, y in points)}"/>'


def drawn_value(value: Number | None) -> float | None:
    """A value that a mark can show; None for what no scale can hold."""
    if value is None:
        return None
    plain = float(value)
    return plain if math.isfinite(plain) and abs(plain) < TOO_LARGE else None


def short(value: float) -> str:
    """A coordinate, as short as it can be."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def drawing(title: str, listed: str, height: float, parts: Iterable[str], key: str) -> Markup:
    name, more = escape(f"{key}-t"), escape(f"{key}-d")
    return Markup(  # noqa: S704  (each part is escaped where it is made)
        f'<svg class="chart" viewBox="0 0 {WIDTH} {short(max(height, 1))}" role="img" aria-labelledby="{name}"'
        f' aria-describedby="{more}" font-size="{LETTERS}"><title id="{name}">{escape(title)}</title>'
        f'<desc id="{more}">{escape(listed)}</desc>{"".join(parts)}</svg>'
    )


def sheet(kind: str, title: str, listed: str, size: tuple[float, float, int], parts: Iterable[str]) -> Markup:
    """A drawing of its own width, height and letters, for a whole sheet; the page says it all in words beside it."""
    wide, high, letters = size
    return Markup(  # noqa: S704  (each part is escaped where it is made)
        f'<svg class="{kind}" viewBox="-1 0 {short(wide + 2)} {short(high)}" width="{short(wide + 2)}" role="img"'
        f' aria-labelledby="{kind}-t" aria-describedby="{kind}-d" font-size="{letters}">'
        f'<title id="{kind}-t">{escape(title)}</title><desc id="{kind}-d">{escape(listed)}</desc>{"".join(parts)}</svg>'
    )
