"""From ``content/*.yaml`` to a ``Method``, complete or refused with every problem named."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from courtepointe.library import build
from courtepointe.library.build import built
from courtepointe.library.method import (
    MeetingRow,
    MeetingTemplate,
    Method,
    Sheet,
    Source,
    by_slug,
)
from courtepointe.library.partnership import Condition, DiagnosticItem, Prerequisite
from courtepointe.library.reading import Entry, Notebook, Problem, entries_of, entry_of

CONTENT = Path(__file__).parent / "content"
DIAGNOSTIC_ITEMS = 18

T = TypeVar("T")


class BrokenContentError(Exception):
    """The content files are not usable; ``problems`` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@cache
def the_method() -> Method:
    """The method as shipped, read once per process. Raises ``BrokenContentError``."""
    return read(CONTENT)


def read(folder: Path) -> Method:
    """The method of a folder. Raises ``BrokenContentError`` with every problem found, not only the first."""
    notes = Notebook()
    method = Folder(folder, notes).method()
    notes.resolve()
    if not notes.problems:
        check_agreement(method, notes)
    if notes.problems:
        raise BrokenContentError(sorted(set(notes.problems)))
    return method


class Folder:
    """A folder of content files, read file by file into the same notebook."""

    def __init__(self, path: Path, notes: Notebook) -> None:
        self.path, self.notes = path, notes

    def method(self) -> Method:
        sources = {source.id: source for source in self._sources()}
        systems = self._each("systems.yaml", build.system)
        rows, templates = self._meetings()
        prerequisites, conditions, items = self._diagnostic()
        return Method(
            sources=sources,
            stages=self._each("stages.yaml", build.stage),
            systems=tuple(item for item in systems if not item.optional),
            optional_systems=tuple(item for item in systems if item.optional),
            rows=rows,
            templates=templates,
            tools=self._each("tools.yaml", build.tool),
            factors=self._each("factors.yaml", build.factor),
            sheets=self._sheets(),
            techniques=self._each("techniques.yaml", build.technique),
            terms=self._each("glossary.yaml", build.term),
            categories=self._each("categories.yaml", build.category),
            criteria=self._each("criteria.yaml", build.criterion),
            data_needs=self._each("data-needs.yaml", build.data_need),
            synthesis=self._each("synthesis.yaml", build.section),
            rules=self._each("rules.yaml", build.rule_part),
            checklist=self._each("checklist.yaml", build.task),
            prerequisites=prerequisites,
            conditions=conditions,
            diagnostic=items,
        )

    def _each(self, name: str, make: Callable[[Entry], T]) -> tuple[T, ...]:
        return tuple(built(entry, make) for entry in entries_of(self.path / name, name, self.notes))

    def _sources(self) -> list[Source]:
        name = "sources.yaml"
        root = entry_of(self.path / name, name, self.notes)
        if root is None:
            return []
        return [self._source(root, id_) for id_ in root.keys]

    def _source(self, root: Entry, id_: str) -> Source:
        entry = Entry(root.keys[id_], root.file, self.notes)
        entry.define("source", id_)
        return built(entry, lambda item: build.source(item, id_))

    def _meetings(self) -> tuple[tuple[MeetingRow, ...], tuple[MeetingTemplate, ...]]:
        name = "meetings.yaml"
        root = entry_of(self.path / name, name, self.notes)
        if root is None:
            return (), ()
        rows = tuple(built(entry, build.meeting_row) for entry in root.entries("rows"))
        templates = tuple(built(entry, build.meeting_template) for entry in root.entries("templates"))
        root.finish()
        return rows, templates

    def _diagnostic(
        self,
    ) -> tuple[tuple[Prerequisite, ...], tuple[Condition, ...], tuple[DiagnosticItem, ...]]:
        name = "diagnostic.yaml"
        root = entry_of(self.path / name, name, self.notes)
        if root is None:
            return (), (), ()
        prerequisites = tuple(built(entry, build.prerequisite) for entry in root.entries("prerequisites"))
        conditions = tuple(built(entry, build.condition) for entry in root.entries("conditions"))
        entries = root.entries("items")
        items = tuple(built(entry, build.diagnostic_item) for entry in entries)
        root.finish()
        for place, (entry, item) in enumerate(zip(entries, items, strict=True), start=1):
            if item.number != place:
                entry.wrong(None, f"item {item.number} stands in the place of item {place}")
        if len(items) != DIAGNOSTIC_ITEMS:
            root.wrong(root.keys.get("items"), f"the instrument has {DIAGNOSTIC_ITEMS} items, found {len(items)}")
        return prerequisites, conditions, items

    def _sheets(self) -> dict[str, Sheet]:
        paths = sorted((self.path / "sheets").glob("*.yaml"))
        entries = [entry_of(path, f"sheets/{path.name}", self.notes) for path in paths]
        sheets = [built(entry, build.sheet) for entry in entries if entry is not None]
        return {item.factor: item for item in sheets}


def check_agreement(method: Method, notes: Notebook) -> None:
    """What only the files together can say: rows carried by templates, a sheet for each factor."""
    rows = by_slug(method.rows)
    for template in method.templates:
        own = {objective.slug for objective in rows[template.row].objectives}
        for slug in template.objectives:
            if slug not in own:
                place = notes.names["meeting template"][template.slug]
                notes.problems.append(Problem(*place, f'"{slug}" is not an objective of row "{template.row}"'))
    carried = {slug for template in method.templates for slug in template.objectives}
    tell_missing(notes, "objective", carried, "no meeting template carries this objective")
    tell_missing(notes, "factor", set(method.sheets), "this factor has no sheet")
    told = {item.condition for item in method.diagnostic}
    tell_missing(notes, "condition", told, "no item tells of this condition")


def tell_missing(notes: Notebook, kind: str, present: set[str], reason: str) -> None:
    for slug, place in notes.names.get(kind, {}).items():
        if slug not in present:
            notes.problems.append(Problem(*place, reason))
