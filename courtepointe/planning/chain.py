"""The chain of the plan as a drawing: from findings to results, in eight columns, as SVG.

What is lacking is an open seam: a box in dashes that says so. Long texts are cut in the drawing, never in the outline
of the plan, which carries the same links in words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from courtepointe.chart_parts import BREAKS, filled, sheet, short, spread
from courtepointe.planning.queries.overview import Root
from courtepointe.planning.queries.tree import Change, Goal

WIDTHS = (156, 82, 116, 156, 160, 142, 158, 102)  # of the eight columns: together, the width of a laptop
BETWEEN = 16  # the room before the next
LETTER, LINE, MOST_LINES = 6.6, 14, 5
PAD, APART, HEAD = 6, 8, 26
FABRICS = ("child", "family", "community")

LEFTS = tuple(sum(WIDTHS[:n]) + n * BETWEEN for n in range(len(WIDTHS)))

FINDING, PRIORITY, FACTOR, OBJECTIVE, CHANGE, INDICATOR, ACTION, RESULT = range(8)


@dataclass(slots=True)
class Box:
    """A box of the drawing: its column, its lines of words, its place once it has one."""

    column: int
    lines: list[str]
    note: str = ""  # a last line, in a softer ink
    cloth: str = ""  # of its system
    is_open: bool = False  # something that is lacking
    y: float = 0.0
    height: float = field(init=False)

    def __post_init__(self) -> None:
        self.height = (len(self.lines) + bool(self.note)) * LINE + 2 * PAD

    @property
    def x(self) -> int:
        return LEFTS[self.column]

    @property
    def width(self) -> int:
        return WIDTHS[self.column]

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(slots=True)
class Drawing:
    """Boxes, and links from one to the next."""

    boxes: list[Box] = field(default_factory=list)
    links: list[tuple[Box, Box]] = field(default_factory=list)
    bottom: float = HEAD

    def box(self, column: int, text: str, note: str = "", cloth: str = "") -> Box:
        one = Box(column, _cut(text, WIDTHS[column]), note, cloth if not cloth or cloth in FABRICS else "fourth")
        self.boxes.append(one)
        return one

    def seam(self, column: int, text: str) -> Box:
        one = self.box(column, text)
        one.is_open = True
        return one


@dataclass(frozen=True, slots=True)
class Words:
    """What the drawing writes: factors, states; `result` says the last one of an indicator, or nothing."""

    factors: Mapping[str, str]
    statuses: Mapping[str, str]
    result: Callable[[Any], str]


def chain_drawn(goals: Sequence[Goal], roots: Mapping[str, Sequence[Root]], words: Words) -> Markup:
    """The drawing of the plan's lines, with the priorities of each factor."""
    drawn = Drawing()
    objectives = [_goal(drawn, goal, words) for goal in goals]
    _before(drawn, goals, objectives, roots, words.factors)
    titles = (
        *(_("Findings"), _("Priorities"), _("Factors"), _("Objectives")),
        *(_("Transformations"), _("Indicators"), _("Actions"), _("Results")),
    )
    return _svg(drawn, titles)


def _goal(drawn: Drawing, goal: Goal, words: Words) -> Box:
    top = drawn.bottom
    box = drawn.box(OBJECTIVE, goal.row.text)
    for change in goal.changes:
        drawn.links.append((box, _change(drawn, change, words)))
    if not goal.changes:
        seam = drawn.seam(CHANGE, _("No transformation yet"))
        seam.y = drawn.bottom
        drawn.links.append((box, seam))
        drawn.bottom += seam.height + APART
    drawn.bottom = max(drawn.bottom, top + box.height + APART)
    box.y = top + (drawn.bottom - APART - top - box.height) / 2
    drawn.bottom += APART
    return box


def _change(drawn: Drawing, change: Change, words: Words) -> Box:
    top = drawn.bottom
    box = drawn.box(CHANGE, change.row.text, cloth=change.row.system)
    signs = [drawn.box(INDICATOR, one.name) for one in change.indicators]
    signs = signs or [drawn.seam(INDICATOR, _("No indicator yet"))]
    acts = [
        drawn.box(ACTION, f"A{one.row.number} · {one.row.title}", words.statuses[one.row.status])
        for one in change.actions
    ]
    acts = acts or [drawn.seam(ACTION, _("No action yet"))]
    ends = []
    for one in change.indicators:
        said = words.result(one)
        ends.append(drawn.box(RESULT, said) if said else drawn.seam(RESULT, _("No result yet")))
    stacks = [[box], signs, acts, ends]
    height = max(_height(stack) for stack in stacks)
    for stack in stacks:
        _stack(stack, top + (height - _height(stack)) / 2)
    drawn.links += [(box, one) for one in signs]
    drawn.links += [(one, other) for one in signs for other in acts]
    drawn.links += [(one, other) for one in acts for other in ends]
    drawn.bottom = top + height + APART
    return box


def _before(
    drawn: Drawing,
    goals: Sequence[Goal],
    objectives: Sequence[Box],
    roots: Mapping[str, Sequence[Root]],
    factors: Mapping[str, str],
) -> None:
    """Factors, priorities and findings, each beside what came of it."""
    causes: dict[str, Box] = {}
    for goal, box in zip(goals, objectives, strict=True):
        for slug in goal.factors:
            if slug not in causes:
                causes[slug] = drawn.box(FACTOR, factors.get(slug, slug))
            drawn.links.append((causes[slug], box))
    chosen: dict[Any, Box] = {}
    found: dict[Any, Box] = {}
    for slug, box in causes.items():
        for root in roots.get(slug, ()):
            if root.priority not in chosen:
                chosen[root.priority] = drawn.box(PRIORITY, _("Priority %(number)s") % {"number": root.place})
                found[root.finding] = drawn.box(FINDING, root.statement)
                drawn.links.append((found[root.finding], chosen[root.priority]))
            drawn.links.append((chosen[root.priority], box))
    for boxes in (causes.values(), chosen.values(), found.values()):
        _beside(drawn, list(boxes))


def _beside(drawn: Drawing, boxes: list[Box]) -> None:
    """Each box of a column at the height of what it leads to, none over another."""
    wished = []
    for box in boxes:
        to = [other.middle for one, other in drawn.links if one is box]
        middle = sum(to) / len(to) if to else HEAD
        wished.append((middle - box.height / 2, box.height + APART))
    drawn.bottom = max(drawn.bottom, HEAD + sum(height for _top, height in wished))
    for top, box in spread(wished, HEAD, drawn.bottom, boxes):
        box.y = top


def _height(stack: Sequence[Box]) -> float:
    return sum(box.height + APART for box in stack) - APART


def _stack(stack: Iterable[Box], y: float) -> None:
    for box in stack:
        box.y = y
        y += box.height + APART


def _cut(text: str, width: int) -> list[str]:
    """The first lines of a text in a box so wide, with an ellipsis when there is more."""
    room = int((width - 2 * PAD) / LETTER)
    words = (word if len(word) <= room else f"{word[: room - 1]}…" for word in BREAKS.split(text.strip()) if word)
    lines = filled(words, room)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1][: room - 1]}…"]
    return lines or ["—"]


def _svg(drawn: Drawing, titles: Sequence[str]) -> Markup:
    wide = LEFTS[-1] + WIDTHS[-1]
    parts = [
        f'<text class="chain-head" x="{left}" y="14">{escape(title)}</text>'
        for left, title in zip(LEFTS, titles, strict=True)
    ]
    once = dict.fromkeys(_link(one, other) for one, other in drawn.links)
    parts.append(f'<path class="chain-link" d="{"".join(once)}"/>')
    for kind, is_open in (("chain-box", False), ("chain-box chain-open", True)):
        outlines = "".join(_outline(box) for box in drawn.boxes if box.is_open is is_open)
        parts.append(f'<path class="{kind}" d="{outlines}"/>')
    parts += [_written(box) for box in drawn.boxes]
    said = _("The outline of the plan says the same in words.")
    return sheet("chain", _("From findings to results"), said, (wide, drawn.bottom, 12), parts)


def _outline(box: Box) -> str:
    return f"M{box.x} {short(box.y)}h{box.width}v{short(box.height)}h-{box.width}z"


def _written(box: Box) -> str:
    """The words of a box, and the selvage of its system."""
    x, y = box.x + PAD + 3, short(box.y + PAD + 11)
    cloth = f'<path fill="url(#fabric-{box.cloth})" d="M{box.x} {short(box.y)}h5v{short(box.height)}h-5z"/>'
    first, *more = map(escape, box.lines)
    spans = "".join(f'<tspan x="{x}" dy="{LINE}">{line}</tspan>' for line in more)
    note = f'<tspan class="chain-note" x="{x}" dy="{LINE}">{escape(box.note)}</tspan>' if box.note else ""
    return f'{cloth if box.cloth else ""}<text x="{x}" y="{y}">{first}{spans}{note}</text>'


def _link(one: Box, other: Box) -> str:
    """From the right side of a box to the left side of another one."""
    start, end = one.x + one.width, other.x
    half = (end - start) / 2
    if abs(one.middle - other.middle) < 0.5:
        return f"M{start} {short(one.middle)}H{end}"
    return (
        f"M{start} {short(one.middle)}C{short(start + half)} {short(one.middle)}"
        f" {short(start + half)} {short(other.middle)} {end} {short(other.middle)}"
    )
