"""Indicators: the list by system with what is known here, and the page of one with all its values."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from courtepointe.access import Reader
from courtepointe.analysis.models import Datum, PopulationIndicator
from courtepointe.analysis.queries.figures import COLUMNS, Figure, data_for, data_of, hidden_data, shown
from courtepointe.analysis.queries.territories import Place, chain_of, places_of
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.library.method import Method


def indicators_for(reader: Reader) -> QuerySet[PopulationIndicator]:
    """The indicators in their order. Every member of the coalition may read them."""
    return PopulationIndicator.objects.present().filter(coalition_id=reader.coalition_id).order_by("position", "pk")


def removed_indicator_for(reader: Reader, uid: uuid.UUID) -> PopulationIndicator | None:
    """An indicator that was removed and may be put back, for those who steer."""
    if not reader.steers:
        return None
    rows = PopulationIndicator.objects.filter(coalition_id=reader.coalition_id, uid=uid)
    return rows.filter(removed_at__isnull=False).first()


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator in the list: its latest values for the nearest territory that has any, and which that is."""

    indicator: Any
    figures: list[Figure]
    place: Place | None
    local: bool
    grouped: bool  # there are values here or around, but of sub-groups only


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole list: `groups` by system (slug, name, lines); `own` is the coalition's territory, when it is known."""

    groups: list[tuple[str, str, list[Line]]]
    own: Place | None
    total: int


def overview_for(reader: Reader, method: Method) -> Overview:
    """Indicators by system, with the latest local value, or that of the nearest wider territory. Four queries."""
    chain = chain_of(places_of(reader.coalition_id))
    indicators = _LINES.all(*_around(chain), reader.coalition_id)
    latest = _latest(reader, chain)
    names = {system.slug: str(system.name) for system in method.systems}
    lines: dict[str, list[Line]] = {slug: [] for slug in [*names, ""]}
    for indicator in indicators:
        place = next((place for place in chain if (indicator.pk, place.pk) in latest), None)
        found = latest[indicator.pk, place.pk] if place else []
        line = Line(
            indicator, found, place, place is not None and place is chain[0], bool(indicator.near and not found)
        )
        lines.setdefault(indicator.system if indicator.system in names else "", []).append(line)
    groups = [(slug, names.get(slug, ""), held) for slug, held in lines.items() if held]
    return Overview(groups, chain[0] if chain else None, len(indicators))


def _latest(reader: Reader, chain: Sequence[Place]) -> dict[tuple[int, int], list[Figure]]:
    """The latest values for everybody, by indicator and territory; two sources may each have one."""
    found: dict[tuple[int, int], list[Figure]] = {}
    hidden = hidden_data(reader.coalition_id)
    for figure in shown(_LATEST.all(reader.coalition_id, *_around(chain)), hidden):
        found.setdefault((figure.indicator_id, figure.territory_id), []).append(figure)
    return found


NEAREST = 8  # territories that are looked at: the coalition's own, and those around it, one in the other


def _around(chain: Sequence[Place]) -> list[int]:
    """The keys of the nearest territories, as many as the statements have places; 0 is nobody's."""
    return [*(place.pk for place in chain[:NEAREST]), *[0] * max(0, NEAREST - len(chain))]


def _lines(*asked: int) -> QuerySet[PopulationIndicator, Any]:
    *around, coalition = asked
    there = Q(data__removed_at=None)
    near = Count("data", filter=there & Q(data__territory_id__in=around))
    rows = PopulationIndicator.objects.present().filter(coalition_id=coalition).order_by("position", "pk")
    counted = rows.annotate(values_count=Count("data", filter=there), near=near)
    return counted.values_list("pk", "uid", "name", "unit", "system", "values_count", "near", named=True)


def _last(coalition: int, *around: int) -> QuerySet[Datum, Any]:
    """Values of everybody after which there is none for the same territory."""
    ends, same = OuterRef("ends_on"), {"indicator": OuterRef("indicator"), "territory": OuterRef("territory")}
    later = Q(ends_on__gt=ends) | Q(ends_on=ends, starts_on__gt=OuterRef("starts_on"))
    after = Datum.objects.present().filter(later, sub_group="", **same)
    rows = data_of(coalition).filter(~Exists(after), territory_id__in=around, sub_group="")
    return rows.order_by("pk").values_list(*COLUMNS, named=True)


_TERRITORIES = tuple(MARK - n for n in range(1, NEAREST + 1))
_LINES: Prepared[Any] = Prepared(_lines, *_TERRITORIES, MARK)
_LATEST: Prepared[Any] = Prepared(_last, MARK, *_TERRITORIES)


@dataclass(slots=True)
class Grid:
    """The values of one sub-group: a line for each territory, a column for each period."""

    sub_group: str
    periods: list[str]
    lines: list[tuple[Place, list[list[Figure]]]] = field(default_factory=list)

    @property
    def columns(self) -> list[tuple[str, str]]:
        return [(period, "num") for period in self.periods]


@dataclass(frozen=True, slots=True)
class Source:
    """Where values come from; its number stands beside each of them."""

    number: int
    text: str
    address: str
    consulted_on: Any


@dataclass(frozen=True, slots=True)
class Detail:
    """All the values of an indicator, with what stands under their tables."""

    grids: list[Grid]
    sources: list[Source]
    source_of: dict[int, int]  # numbers of sources by key of value
    notes: list[tuple[str, str, str]]  # territory and period, value, remark
    marks: frozenset[str]
    comparators: list[str]
    chain: list[Place]
    total: int

    @property
    def has_own(self) -> bool:
        """Whether the coalition's own territory has a value."""
        return any(place in self.chain[:1] for grid in self.grids for place, _ in grid.lines)


def detail_for(reader: Reader, indicator: PopulationIndicator) -> Detail:
    """The values of an indicator by sub-group, territory and period, with their sources and marks. Four queries."""
    places = places_of(reader.coalition_id)
    rows = data_for(reader).filter(indicator=indicator).order_by("starts_on", "ends_on", "pk")
    hidden = hidden_data(reader.coalition_id, indicator.pk)
    figures = shown(rows.values_list(*COLUMNS, named=True), hidden)
    chain = chain_of(places)
    sources, source_of = _sources(figures, indicator)
    return Detail(
        grids=_grids(figures, places, chain),
        sources=sources,
        source_of=source_of,
        notes=_notes(figures, places),
        marks=_marks(figures),
        comparators=sorted({f.comparator for f in figures if f.comparator and f.sign}),
        chain=chain,
        total=len(figures),
    )


def _grids(figures: list[Figure], places: Mapping[int, Place], chain: list[Place]) -> list[Grid]:
    near = {place.pk: rank for rank, place in enumerate(chain)}
    groups: dict[str, list[Figure]] = {"": []}
    for figure in sorted(figures, key=lambda f: f.pk):
        groups.setdefault(figure.sub_group, []).append(figure)
    grids = []
    for sub_group, held in groups.items():
        if not held:
            continue
        periods = list(dict.fromkeys(f.period for f in sorted(held, key=lambda f: (f.ends_on, f.starts_on))))
        cells: dict[tuple[int, str], list[Figure]] = {}
        for figure in held:
            cells.setdefault((figure.territory_id, figure.period), []).append(figure)
        there = sorted({f.territory_id for f in held}, key=lambda pk: (near.get(pk, 99), places[pk].order))
        lines = [(places[pk], [cells.get((pk, period), []) for period in periods]) for pk in there]
        grids.append(Grid(sub_group, periods, lines))
    return grids


def _sources(figures: list[Figure], indicator: PopulationIndicator) -> tuple[list[Source], dict[int, int]]:
    found: dict[tuple[str, str], Source] = {}
    source_of = {}
    for figure in figures:
        key = (figure.source or indicator.source, figure.source_url)
        if any(key):
            source = found.setdefault(key, Source(len(found) + 1, *key, figure.consulted_on))
            source_of[figure.pk] = source.number
    return list(found.values()), source_of


def _notes(figures: list[Figure], places: Mapping[int, Place]) -> list[tuple[str, str, str]]:
    """Remarks, each once with the first value that carries it."""
    found: dict[str, Figure] = {}
    for figure in figures:
        if figure.remark:
            found.setdefault(figure.remark, figure)
    several = {text: sum(f.remark == text for f in figures) > 1 for text in found}
    return [
        ("", "", text) if several[text] else (f"{places[f.territory_id].name}, {f.period}", f.sub_group, text)
        for text, f in found.items()
    ]


def _marks(figures: list[Figure]) -> frozenset[str]:
    """Which marks are there, to explain them under the table."""
    seen = {mark for f in figures for mark in (f.caution, f.revision, "" if f.masked else f.state) if mark}
    kinds = {
        "letters": any(f.letters for f in figures),
        "sign": any(f.sign for f in figures),
        "interval": any(f.interval for f in figures),
        "masked": any(f.masked for f in figures),
    }
    return frozenset(seen | {kind for kind, there in kinds.items() if there})
