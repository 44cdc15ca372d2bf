"""Two versions of the plan, compared in words: what was added, removed, changed, field by field. Pure.

A line is the same when its uid is. The order of lines is no difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from courtepointe.planning.snapshot import Content
from courtepointe.planning.told import KINDS, PLAN, Told, title_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two versions say otherwise: nothing is an empty text."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class Comparison:
    """Lines by what happened to them; a line comes with its kind and its title."""

    added: list[tuple[str, str]] = field(default_factory=list)
    removed: list[tuple[str, str]] = field(default_factory=list)
    changed: list[tuple[str, str, list[Difference]]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many lines differ."""
        return len(self.added) + len(self.removed) + len(self.changed)


def compare(before: Content, after: Content, told: Told) -> Comparison:
    """What changed from one version to a later one, in the order of the later one."""
    old, new = dict(_lines(before)), dict(_lines(after))
    found = Comparison()
    for uid, (kind, line) in new.items():
        if uid not in old:
            found.added.append((kind, title_of(kind, line)))
            continue
        differences = _differences(kind, old[uid][1], line, told)
        if differences:
            found.changed.append((kind, title_of(kind, line), differences))
    found.removed = [(kind, title_of(kind, line)) for uid, (kind, line) in old.items() if uid not in new]
    return found


def is_same(before: Content, after: Content) -> bool:
    """Whether two versions say the same of the same lines."""
    return compare(before, after, Told({}, {}, {})).count == 0


def _lines(content: Content) -> list[tuple[str, tuple[str, Content]]]:
    found = [("", (PLAN, content["plan"]))]
    for goal in content["goals"]:
        found.append((goal["uid"], ("goal", goal)))
        for change in goal["changes"]:
            found.append((change["uid"], ("change", change)))
            found += [(one["uid"], ("sign", one)) for one in change["signs"]]
            found += [(one["uid"], ("action", one)) for one in change["actions"]]
    return found


def _differences(kind: str, before: Mapping[str, Any], after: Mapping[str, Any], told: Told) -> list[Difference]:
    found = []
    for name, label in KINDS[kind].items():
        if _plain(before.get(name)) != _plain(after.get(name)):
            found.append(Difference(str(label), told.text(name, before), told.text(name, after)))
    return found


def _plain(value: Any) -> Any:
    """What counts of a value: an organisation is the same whatever its name, lists whatever their order."""
    if isinstance(value, list):
        return sorted(repr(_plain(one)) for one in value)
    if isinstance(value, dict):  # a database gives its names back in an order of its own
        names = value.keys() - {"name"} if "uid" in value else value.keys()
        return [(name, value[name]) for name in sorted(names)]
    return value or ""
