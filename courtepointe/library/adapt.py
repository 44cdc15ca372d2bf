"""A coalition's own names, additions and hidden entries, laid over the method without touching it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from courtepointe.library.method import Adaptable, Category, Criterion, Factor, Method, Stage, System, Text

ChangeKind = Literal["factor", "system", "stage", "category", "criterion"]

A = TypeVar("A", bound=Adaptable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One wish of a coalition about one entry; empty words leave the method's own.

    ``added`` makes an entry that the method does not have; for a system, it takes up the method's
    optional fourth one. ``system`` places a factor; without a known one an added factor goes to the last
    system. ``lang`` is the language of what people typed. A change about an entry that does not exist
    (any more) is left aside.
    """

    kind: ChangeKind
    slug: str
    name: str = ""
    description: str = ""
    hidden: bool = False
    added: bool = False
    system: str = ""
    lang: str = "fr"

    @property
    def words(self) -> Text | None:
        return Text.typed(self.name, self.lang) if self.name else None

    @property
    def details(self) -> Text | None:
        return Text.typed(self.description, self.lang) if self.description else None


def adapt(method: Method, changes: Sequence[Change]) -> Method:
    """The method as a coalition sees it. Sources stay; a renamed entry keeps its ``original`` name.

    Systems and stages can be renamed, not hidden: the whole method stands on them. What is hidden is
    still in ``Method.hidden``, so that a page can offer to show it again.
    """
    kinds = {kind: [change for change in changes if change.kind == kind] for kind in KINDS}
    systems = fourth_system(method, kinds["system"])
    known = [system.slug for system in systems]
    factors = [placed(change, known) for change in kinds["factor"]]
    hidden: list[Adaptable] = list(method.hidden)
    return replace(
        method,
        stages=renamed(method.stages, kinds["stage"]),
        systems=renamed(systems, kinds["system"]),
        optional_systems=tuple(item for item in method.optional_systems if item.slug not in known),
        factors=changed(method.factors, factors, own_factors(factors), hidden),
        categories=changed(method.categories, kinds["category"], own_categories(kinds["category"]), hidden),
        criteria=changed(method.criteria, kinds["criterion"], own_criteria(kinds["criterion"]), hidden),
        hidden=tuple(hidden),
    )


KINDS: tuple[ChangeKind, ...] = ("factor", "system", "stage", "category", "criterion")

# Where each kind of entry keeps the words that explain it.
DETAILS = {
    "Factor": "short",
    "System": "definition",
    "Stage": "purpose",
    "Category": "definition",
    "Criterion": "question",
}


def fourth_system(method: Method, changes: Sequence[Change]) -> tuple[System, ...]:
    wanted = {change.slug for change in changes if change.added and not change.hidden}
    return method.systems + tuple(item for item in method.optional_systems if item.slug in wanted)


def placed(change: Change, systems: list[str]) -> Change:
    if change.system in systems:
        return change
    return replace(change, system=systems[-1] if change.added else "")


def renamed(items: tuple[A, ...], changes: Sequence[Change]) -> tuple[A, ...]:
    wishes = {change.slug: change for change in changes}
    return tuple(rename(item, wishes[item.slug]) if item.slug in wishes else item for item in items)


def rename(item: A, change: Change) -> A:
    values: dict[str, Any] = {}
    if change.words and change.name not in (item.name.fr, item.name.en):
        values |= {"name": change.words, "original": item.original or item.name}
        if isinstance(item, Stage):
            values["short"] = change.words
    if change.details:
        values[DETAILS[type(item).__name__]] = change.details
    if isinstance(item, Factor) and change.system:
        values["system"] = change.system
    return replace(item, **values) if values else item


def changed(
    items: tuple[A, ...], changes: Sequence[Change], own: tuple[A, ...], hidden: list[Adaptable]
) -> tuple[A, ...]:
    """Renamed, then the coalition's own entries after; what is hidden goes to ``hidden``."""
    gone = {change.slug for change in changes if change.hidden}
    known = {item.slug for item in items}
    everything = renamed(items, changes) + tuple(item for item in own if item.slug not in known)
    hidden.extend(item for item in everything if item.slug in gone)
    return tuple(item for item in everything if item.slug not in gone)


def own_factors(changes: Sequence[Change]) -> tuple[Factor, ...]:
    return tuple(
        Factor(**own_entry(change), system=change.system, code="", short=change.details or Text("", ""))
        for change in changes
        if change.added and change.words
    )


def own_categories(changes: Sequence[Change]) -> tuple[Category, ...]:
    return tuple(
        Category(**own_entry(change), definition=change.details or Text("", ""))
        for change in changes
        if change.added and change.words
    )


def own_criteria(changes: Sequence[Change]) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(**own_entry(change), question=change.details or Text("", ""))
        for change in changes
        if change.added and change.words
    )


def own_entry(change: Change) -> dict[str, Any]:
    return {"slug": change.slug, "name": change.words, "own": True}
