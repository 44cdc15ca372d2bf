"""The method beside a coalition's own words for it, entry by entry."""

from collections.abc import Callable
from dataclasses import dataclass

from courtepointe.coalitions.models import Coalition, MethodChange
from courtepointe.coalitions.queries.method import method_for
from courtepointe.library.adapt import DETAILS
from courtepointe.library.load import the_method
from courtepointe.library.method import Adaptable, Category, Criterion, Factor, Method, Stage, System

LISTS: dict[str, tuple[type[Adaptable], Callable[[Method], tuple[Adaptable, ...]]]] = {
    MethodChange.On.FACTOR: (Factor, lambda method: method.factors),
    MethodChange.On.SYSTEM: (System, lambda method: method.systems),
    MethodChange.On.STAGE: (Stage, lambda method: method.stages),
    MethodChange.On.CATEGORY: (Category, lambda method: method.categories),
    MethodChange.On.CRITERION: (Criterion, lambda method: method.criteria),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """One entry: how the coalition says it, how the method says it, and what the coalition wrote itself."""

    kind: str
    item: Adaptable
    name: str
    original: str
    details: str
    hidden: bool
    row: MethodChange | None

    @property
    def slug(self) -> str:
        return self.item.slug

    @property
    def own(self) -> bool:
        return self.item.own

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0

    @property
    def changed(self) -> bool:
        return self.row is not None and bool(
            self.row.name or self.row.description or self.row.system or self.row.hidden
        )

    @property
    def system(self) -> str:
        return self.item.system if isinstance(self.item, Factor) else ""


def wording_of(coalition: Coalition, kind: str) -> list[Wording]:
    """The entries of a kind, hidden ones last; at most two queries. Raises KeyError for an unknown kind."""
    of_kind, entries = LISTS[kind]
    method = method_for(coalition)
    hidden = tuple(item for item in method.hidden if isinstance(item, of_kind))
    rows = {row.slug: row for row in coalition.method_changes.filter(kind=kind)}
    return [_wording(kind, item, rows.get(item.slug), hidden=item in hidden) for item in entries(method) + hidden]


def entry_of(coalition: Coalition, kind: str, slug: str) -> Wording | None:
    """One entry by kind and slug; None when there is none."""
    if kind not in LISTS:
        return None
    return next((entry for entry in wording_of(coalition, kind) if entry.slug == slug), None)


def method_details(entry: Wording) -> str:
    """The method's own description of an entry, whatever the coalition wrote; empty for its own entries."""
    _, entries = LISTS[entry.kind]
    shipped = the_method()
    everything = (*entries(shipped), *shipped.optional_systems)
    return next((_details(item) for item in everything if item.slug == entry.slug and not entry.own), "")


def _wording(kind: str, item: Adaptable, row: MethodChange | None, *, hidden: bool) -> Wording:
    return Wording(
        kind=kind,
        item=item,
        name=str(item.name),
        original=str(item.original or item.name),
        details=_details(item),
        hidden=hidden,
        row=row,
    )


def _details(item: Adaptable) -> str:
    return str(getattr(item, DETAILS[type(item).__name__]))
