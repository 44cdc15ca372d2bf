"""Small numbers of people that the coalition itself collected: which cells are not shown. Pure arithmetic.

A count of people under 5 is masked, a percentage of fewer than 10 people too. Then others are masked with them, so that
nobody finds a masked cell by taking those shown from a total: what can be deduced is at least two cells together, of 5
people or more. Totals are those of sub-groups of one territory, and of territories within another one.

What was published by others is never given to this module, nor counts of places, services or organisations.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LEAST_PEOPLE = 5
LEAST_BASE = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """A collected cell. `people` is what it counts, or what its percentage is made of; None when nobody said."""

    key: Hashable
    people: int | None
    place: Hashable
    period: Hashable
    group: str = ""  # empty: everybody
    base: int | None = None  # of a percentage

    @property
    def small(self) -> bool:
        """Whether it must be masked whatever stands beside it."""
        few = self.people is not None and self.people < LEAST_PEOPLE
        return few or (self.base is not None and self.base < LEAST_BASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A total and the cells that it is made of."""

    total: Cell
    parts: tuple[Cell, ...]


def masked(cells: Collection[Cell], within: Mapping[Any, Any] | None = None) -> frozenset[Hashable]:
    """The keys of the cells that may not be shown. `within` says, of a place, which one it is in.

    Masks are only added, line after line, until no line tells any more: it always ends.
    """
    lines = list(_lines(cells, within or {}))
    hidden = {cell.key for cell in cells if cell.small}
    before = -1
    while len(hidden) != before:
        before = len(hidden)
        for line in lines:
            hidden |= _more(line, hidden)
        hidden |= _twins(cells, hidden)
    return frozenset(hidden)


def _more(line: Line, hidden: set[Hashable]) -> set[Hashable]:
    """What must be masked too, for this line not to tell. A cell alone with its total is deduced from nothing else."""
    parts = sorted(line.parts, key=lambda cell: (_people(cell), str(cell.key)))
    gone = [cell for cell in parts if cell.key in hidden]
    left = [cell for cell in parts if cell.key not in hidden]
    rest = _people(line.total) - sum(map(_people, parts))
    if rest < 0:  # the parts overlap: each may be taken from the total alone
        told = [p for p in parts if 0 < _people(line.total) - _people(p) < LEAST_PEOPLE]
        return {cell.key for cell in parts} if gone or told else set()
    if line.total.key in hidden:
        return set() if gone or not left else {left[0].key}
    if not gone and not 0 < rest < LEAST_PEOPLE:
        return set()
    added: list[Cell] = []
    while left and (len(gone) + len(added) < 2 or sum(map(_people, [*gone, *added])) < LEAST_PEOPLE):
        added.append(left.pop(0))
    together = [*gone, *added]
    if len(together) < 2 or sum(map(_people, together)) < LEAST_PEOPLE:
        added.append(line.total)
    return {cell.key for cell in added}


def _people(cell: Cell) -> int:
    return cell.people or 0


def _lines(cells: Collection[Cell], within: Mapping[Any, Any]) -> Iterator[Line]:
    known = [cell for cell in cells if cell.people is not None]
    for rows in _by(known, lambda cell: cell.period).values():
        for there in _by(rows, lambda cell: cell.place).values():
            groups = [cell for cell in there if cell.group]
            yield from (Line(total, tuple(groups)) for total in there if not total.group and groups)
        for alike in _by(rows, lambda cell: cell.group).values():
            places = {cell.place for cell in alike}
            around = {place: _holder(place, places, within) for place in places}
            for total in alike:
                inside = tuple(cell for cell in alike if around[cell.place] == total.place)
                if inside:
                    yield Line(total, inside)


def _holder(place: Any, places: set[Hashable], within: Mapping[Any, Any]) -> Any:
    """The nearest place around this one that has a cell too; a ring of places ends the search."""
    seen = {place}
    around = within.get(place)
    while around is not None and around not in seen:
        if around in places:
            return around
        seen.add(around)
        around = within.get(around)
    return None


def _twins(cells: Iterable[Cell], hidden: set[Hashable]) -> set[Hashable]:
    """Cells that say the same as a masked one, from another source."""
    spots = {(cell.place, cell.period, cell.group) for cell in cells if cell.key in hidden}
    return {cell.key for cell in cells if (cell.place, cell.period, cell.group) in spots}


def _by(cells: Iterable[Cell], key: Callable[[Cell], Any]) -> dict[Any, list[Cell]]:
    found = defaultdict(list)
    for cell in cells:
        found[key(cell)].append(cell)
    return dict(found)
