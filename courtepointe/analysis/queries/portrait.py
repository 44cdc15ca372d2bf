"""The portrait of the situation: for each indicator of a system, what is known here or around, said and drawn."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet

from courtepointe.access import Reader
from courtepointe.analysis.models import Datum, PopulationIndicator, Territory
from courtepointe.analysis.queries.figures import hidden_data
from courtepointe.analysis.queries.shown import shown, value_of
from courtepointe.coalitions.models import Coalition
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.i18n import sort_key

FIELDS = (
    *("pk", "uid", "indicator_id", "territory_id", "period", "starts_on", "ends_on", "sub_group", "published", "value"),
    *("decimals", "state", "caution", "letters", "revision", "sign", "comparator", "low", "high", "level"),
    *("people", "base", "collected", "source", "source_url", "consulted_on", "remark"),
)
ADDED_UP = (PopulationIndicator.Measure.COUNT, PopulationIndicator.Measure.THINGS)  # a region has more than an MRC


class Place(NamedTuple):
    pk: int
    name: str
    kind: str
    within_id: int | None
    sort_key: str


class Places:
    """The territories, and the way from ours up to the widest."""

    def __init__(self, coalition: Coalition, rows: Sequence[Place]) -> None:
        self.all = {row.pk: row for row in rows}
        self.own = self._own(coalition)
        self.chain = self._chain()
        names = [row.name for row in rows]
        self.twice = {name for name in names if names.count(name) > 1}

    def _own(self, coalition: Coalition) -> Place | None:
        """The territory that is said to be ours, or the one that the settings name."""
        named = [row for row in self.all.values() if row.kind == Territory.Kind.OWN]
        if not named and coalition.territory:
            told = sort_key(coalition.territory)
            there = [row for row in self.all.values() if row.sort_key in told and row.kind != Territory.Kind.PROVINCE]
            named = sorted(there, key=lambda row: -len(row.name))
        return named[0] if named else None

    def _chain(self) -> list[int]:
        chain, at = [], self.own
        while at and at.pk not in chain:
            chain.append(at.pk)
            at = self.all.get(at.within_id or 0)
        # Nobody said in what it lies, and there is but one region, but one province: then it is in those.
        for kind in (Territory.Kind.REGION, Territory.Kind.PROVINCE):
            alone = [row.pk for row in self.all.values() if row.kind == kind]
            if len(alone) == 1 and alone[0] not in chain:
                chain.append(alone[0])
        return sorted(chain, key=lambda pk: self.all[pk].kind == Territory.Kind.PROVINCE)

    def name(self, pk: int) -> str:
        """Its name; with its kind when two places have the same one."""
        place = self.all[pk]
        return f"{place.name} ({Territory.Kind(place.kind).label})" if place.name in self.twice else place.name

    def are_alike(self, one: int, other: int) -> bool:
        """Whether two places are of one size: of the same kind, or both in the same larger one."""
        first, second = self.all[one], self.all[other]
        return first.kind == second.kind or (first.within_id is not None and first.within_id == second.within_id)

    def rank(self, pk: int) -> tuple[int, str]:
        """Ours first, then what is around it, then the others by name: never by value."""
        return (self.chain.index(pk) if pk in self.chain else len(self.chain), self.all[pk].sort_key)


@dataclass
class Figures:
    """An indicator with its values, as they may be shown."""

    indicator: Any
    rows: list[Any]
    places: Places
    hidden: frozenset[int] = frozenset()
    place: int = 1  # among those of its page

    @property
    def key(self) -> str:
        return f"i{self.place}"

    def text(self, row: Any, *, unit: bool = True) -> str:
        return shown(row, self.indicator.unit if unit else "", self.hidden)

    def said(self, row: Any) -> str:
        """As in a sentence: without the letters, which only compare one value with another."""
        return shown(row, self.indicator.unit, self.hidden, letters=False)

    def value(self, row: Any) -> Decimal | None:
        return value_of(row, self.hidden)

    @property
    def adds_up(self) -> bool:
        return self.indicator.measure in ADDED_UP

    def series(self, territory: int, *, group: str = "") -> list[Any]:
        """The rows of a territory in time, one a period: of the source of the latest one when there are several."""
        found = [row for row in self.rows if row.territory_id == territory and row.sub_group == group]
        if not found:
            return []
        kept: dict[tuple[dt.date, dt.date], Any] = {}
        for row in found:
            at = (row.ends_on, row.starts_on)
            if at not in kept or row.source == found[-1].source:
                kept[at] = row
        return [kept[at] for at in sorted(kept)]

    @cached_property
    def focus(self) -> list[Any]:
        """The series of the most local territory that has a value; empty when none around us has one."""
        for pk in self.places.chain:
            found = self.series(pk)
            if any(self.value(row) is not None for row in found):
                return found
        return []

    @cached_property
    def latest(self) -> Any | None:
        """The latest value of the focus."""
        return next((row for row in reversed(self.focus) if self.value(row) is not None), None)

    def at(self, period: Any) -> dict[int, Any]:
        """The row of each territory for the period of a row, of its source where there are several."""
        found: dict[int, Any] = {}
        for row in self.rows:
            if (row.starts_on, row.ends_on, row.sub_group) == (period.starts_on, period.ends_on, period.sub_group) and (
                row.territory_id not in found or row.source == period.source
            ):
                found[row.territory_id] = row
        return found

    @cached_property
    def groups(self) -> list[Any]:
        """The latest rows by sub-group, of the most local territory that has some."""
        for pk in self.places.chain or sorted({row.territory_id for row in self.rows}):
            found = [row for row in self.rows if row.territory_id == pk and row.sub_group]
            if found:
                last = max((row.ends_on, row.starts_on) for row in found)
                return [row for row in found if (row.ends_on, row.starts_on) == last]
        return []

    @property
    def is_local(self) -> bool:
        return (
            self.latest is not None and self.places.own is not None and (self.latest.territory_id == self.places.own.pk)
        )


def places_for(reader: Reader, coalition: Coalition) -> Places:
    """The territories of a coalition; one query."""
    return Places(coalition, [Place(*row) for row in _PLACES.all(reader.coalition_id)])


def figures_for(reader: Reader, coalition: Coalition, system: str | None = None) -> list[Figures]:
    """The indicators that have values, of a system or of all; four queries whatever their number."""
    places = places_for(reader, coalition)
    here: tuple[Any, ...] = (reader.coalition_id,) if system is None else (reader.coalition_id, system)
    rows = defaultdict(list)
    for row in (_DATA if system is None else _DATA_OF_SYSTEM).all(*here):
        if row.territory_id in places.all:
            rows[row.indicator_id].append(row)
    named = (_INDICATORS if system is None else _INDICATORS_OF_SYSTEM).all(*here)
    hidden = hidden_data(reader.coalition_id)
    return [Figures(one, rows[one.pk], places, hidden) for one in named if rows.get(one.pk)]


def _territories(coalition: int) -> QuerySet[Territory, Any]:
    rows = Territory.objects.present().filter(coalition_id=coalition).order_by("sort_key", "pk")
    return rows.values_list(*Place._fields, named=True)


def _data(coalition: int, *system: str) -> QuerySet[Datum, Any]:
    rows = Datum.objects.present().filter(coalition_id=coalition, indicator__removed_at=None)
    rows = rows.filter(indicator__system__in=system) if system else rows
    return rows.order_by("ends_on", "starts_on", "sub_group", "pk").values_list(*FIELDS, named=True)


def _indicators(coalition: int, *system: str) -> QuerySet[PopulationIndicator, Any]:
    rows = PopulationIndicator.objects.present().filter(coalition_id=coalition)
    rows = rows.filter(system__in=system) if system else rows
    names = ("pk", "uid", "slug", "name", "definition", "unit", "measure", "direction", "system", "theme", "source")
    return rows.order_by("position", "pk").values_list(*names, named=True)


_ANY_SYSTEM = "\x00"  # stands for a system where the statements are written
_PLACES: Prepared[Any] = Prepared(_territories, MARK)
_DATA: Prepared[Any] = Prepared(_data, MARK)
_DATA_OF_SYSTEM: Prepared[Any] = Prepared(_data, MARK, _ANY_SYSTEM)
_INDICATORS: Prepared[Any] = Prepared(_indicators, MARK)
_INDICATORS_OF_SYSTEM: Prepared[Any] = Prepared(_indicators, MARK, _ANY_SYSTEM)
