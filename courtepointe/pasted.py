"""Reading a table pasted from a spreadsheet: pure text, nothing of the database, nothing of what the columns mean.

Tabs, semicolons or commas; a header row or none. Nothing here raises on what people paste, and no line is lost. A cell
that begins with = + - or @ is text like any other. A folder describes its columns in a `Layout`.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import translation

from courtepointe.i18n import sort_key

MOST_LINES = 2000


@dataclass(frozen=True)
class Layout:
    """The columns a table may have. `headers`: words by column, parted by bars; `looks`: how the cells of a column
    look, for a table without header; `free`: columns given in that order to those that look like nothing; `joined`: a
    column whose cells go before those of another.
    """

    columns: tuple[str, ...]
    headers: Mapping[str, str]
    looks: Mapping[str, Callable[[str], object]] = field(default_factory=dict)
    free: tuple[str, ...] = ()
    joined: tuple[str, str] | None = None

    @cached_property
    def by_header(self) -> dict[str, str]:
        return {word: column for column, words in self.headers.items() for word in words.split("|")}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: its number in what was pasted, its text, and its cells by column."""

    number: int
    text: str
    cells: dict[str, str]

    @property
    def empty(self) -> bool:
        """Separators and nothing else."""
        return not re.sub(r'[\s;,"]', "", self.text)


@dataclass(frozen=True, slots=True)
class Table:
    """What was pasted, cut in cells. `columns` names each column ("" when it is left aside)."""

    header: bool
    columns: list[str]
    samples: list[list[str]]
    rows: list[Row]
    first_line: str  # the header as it was pasted, kept for the lines that go back to the person


def read(text: str, layout: Layout, *, columns: list[str] | None = None, header: bool | None = None) -> Table:
    """The list in a pasted text; `columns` and `header` are the person's corrections of what was guessed."""
    lines = [(n, line) for n, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1) if line.strip()]
    separator = _separator([line for _, line in lines[:20]])
    cut = [(n, line, _cells(line, separator)) for n, line in lines]
    first = cut[0][2] if cut else []
    header = _is_header(first, layout) if header is None else header and bool(cut)
    body = cut[1:] if header else cut
    width = max((len(cells) for _, _, cells in cut[:200]), default=0)
    guessed = _named(first, layout) if header else _guessed([cells for _, _, cells in body[:50]], layout)
    chosen = _once([*(columns or guessed), *[""] * width][: max(width, len(columns or guessed))], layout)
    return Table(
        header=header,
        columns=chosen,
        samples=[first if header else [], *[cells for _, _, cells in body[:3]]],
        rows=[Row(n, line, _by_column(cells, chosen, layout)) for n, line, cells in body],
        first_line=cut[0][1] if header and cut else "",
    )


def fold(text: str) -> str:
    """A word as it is compared: accents, case, punctuation and spaces aside."""
    return " ".join(re.sub(r"[^\w' ]+", " ", sort_key(text.replace("’", "'"))).split())


def words_for(choices: Callable[[], Any], usual: Mapping[Any, str]) -> dict[str, str]:
    """All the words for the values of a column: keys, labels in both languages, usual names parted by bars."""
    words: dict[str, str] = {}
    for language in ("fr-ca", "en"):
        with translation.override(language):
            words |= {fold(str(label)): str(value) for value, label in choices() if str(value)}
    words |= {fold(str(value)): str(value) for value, _ in choices() if str(value)}
    return words | {word: str(value) for value, names in usual.items() for word in names.split("|")}


def _separator(lines: list[str]) -> str:
    for candidate in ("\t", ";"):
        if any(candidate in line for line in lines):
            return candidate
    return ","


def _cells(line: str, separator: str) -> list[str]:
    cells = line.split(separator)
    if '"' in line:
        with suppress(csv.Error, StopIteration):  # a quotation mark may be only a quotation mark
            cells = next(csv.reader([line], delimiter=separator, strict=True))
    return [_clean(cell) for cell in cells]


def _clean(cell: str) -> str:
    """Without control characters (databases refuse some) and with single spaces."""
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in cell).split())


def _named(cells: list[str], layout: Layout) -> list[str]:
    return [layout.by_header.get(fold(cell), "") for cell in cells]


def _is_header(cells: list[str], layout: Layout) -> bool:
    known = [name for name in _named(cells, layout) if name]
    return bool(known) and len(known) * 2 >= len([cell for cell in cells if cell]) and not any("@" in c for c in cells)


def _guessed(lines: list[list[str]], layout: Layout) -> list[str]:
    """Columns of a list without header, from what its cells look like."""
    width = max(map(len, lines), default=0)
    columns = [
        _looks_like([cells[place] for cells in lines if place < len(cells) and cells[place]], layout)
        for place in range(width)
    ]
    for free in layout.free:
        if free not in columns and "" in columns:
            columns[columns.index("")] = free
    return columns


def _looks_like(cells: list[str], layout: Layout) -> str:
    for name, test in layout.looks.items():
        if cells and sum(bool(test(cell)) for cell in cells) * 2 > len(cells):
            return name
    return ""


def _once(columns: list[str], layout: Layout) -> list[str]:
    """Each column once: a second one of the same name is left aside."""
    seen: set[str] = set()
    chosen = []
    for name in columns:
        keep = name in layout.columns and name not in seen
        seen.add(name)
        chosen.append(name if keep else "")
    return chosen


def _by_column(cells: list[str], columns: list[str], layout: Layout) -> dict[str, str]:
    named = {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell}
    if layout.joined is not None:
        before, after = layout.joined
        first = named.pop(before, "")
        if first:
            named[after] = f"{first} {named.get(after, '')}".strip()
    return named
