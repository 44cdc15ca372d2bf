"""All that is offered, read once as plain values: the list of services is made from it."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, TextField
from django.db.models.functions import Cast

from courtepointe.access import Reader
from courtepointe.analysis.models import Service, ServicePlace, Territory
from courtepointe.coalitions.models import Organisation
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Process

SOON = 365  # days: funding that ends before is told as fragile


class House(NamedTuple):
    """An organisation that is there."""

    pk: int
    uid: str  # a page writes each two or three times
    name: str


class Line(NamedTuple):
    """A service as lists show it; `ages` and `systems` are slugs."""

    pk: int
    name: str
    category: str
    ages: tuple[str, ...]
    systems: tuple[str, ...]
    everywhere: bool
    moment: str
    cost: str
    funding: str
    funded_until: dt.date | None
    organisation: int


@dataclass(frozen=True)
class Offer:
    """The services of a cycle, by the name of their organisation; the parts of the territory each is limited to."""

    lines: list[Line]
    places: Mapping[int, set[int]] = field(default_factory=dict)


def offer_for(reader: Reader, process: Process, houses: Mapping[int, House]) -> Offer:
    """What these organisations offer, handed in or not; two queries. Every member may read it."""
    by_house: dict[int, list[Line]] = {pk: [] for pk in houses}
    for row in _LINES.all(reader.coalition_id, process.pk):
        if row.organisation_id in by_house:
            by_house[row.organisation_id].append(_line(row))
    lines = [line for rows in by_house.values() for line in rows]
    return Offer(lines, _places(process) if not all(line.everywhere for line in lines) else {})


A_PAGE = 40


def first_of(reader: Reader, process: Process) -> Offer:
    """The beginning of `offer_for`, as the list opens: a page of it."""
    lines = [_line(row) for row in _FIRST.all(reader.coalition_id, process.pk)]
    return Offer(lines, _places(process) if not all(line.everywhere for line in lines) else {})


def counts_of(reader: Reader, process: Process, houses: Mapping[int, House]) -> dict[int, int]:
    """How many services each organisation that is there offers; those that offer none are left out."""
    found = _COUNTS.all(reader.coalition_id, process.pk)
    return {row.organisation_id: row.count for row in found if row.organisation_id in houses}


class Beginning:
    """The first lines of a list for a Paginator, with how many there are in all."""

    def __init__(self, lines: list[Line], total: int) -> None:
        self.lines, self.total = lines, total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, asked: slice) -> list[Line]:
        return self.lines[asked]


def _line(row: Any) -> Line:
    return Line._make((*row[:3], listed(row.ages_text), listed(row.systems_text), *row[5:]))


def houses_of(coalition_id: int) -> dict[int, House]:
    """The organisations that are there, in the order of their names; one query."""
    return {pk: House(pk, str(uid), name) for pk, uid, name in _HOUSES.tuples(coalition_id)}


@lru_cache(4096)
def listed(text: str) -> tuple[str, ...]:
    """A list kept as JSON: hundreds of services say the same few."""
    return tuple(json.loads(text))


def _lines(coalition: int, process: int) -> QuerySet[Service, Any]:
    rows = Service.objects.present().filter(coalition_id=coalition, process=process)
    return _read(rows.order_by("position", "pk"))


def services_there(coalition: int, process: int) -> QuerySet[Service]:
    """The services of a cycle, handed in or not, of the organisations that are there."""
    return Service.objects.present().filter(coalition_id=coalition, process=process, organisation__removed_at=None)


def _first(coalition: int, process: int) -> QuerySet[Service, Any]:
    rows = services_there(coalition, process)
    return _read(rows.order_by("organisation__sort_key", "position", "pk"))[:A_PAGE]


def _counted(coalition: int, process: int) -> QuerySet[Service, Any]:
    rows = Service.objects.present().filter(coalition_id=coalition, process=process).order_by()
    counted = rows.values("organisation_id").annotate(count=Count("pk"))
    return counted.values_list("organisation_id", "count", named=True)


def _read(rows: QuerySet[Service]) -> QuerySet[Service, Any]:
    texts = {"ages_text": Cast("ages", TextField()), "systems_text": Cast("systems", TextField())}
    return rows.annotate(**texts).values_list(
        *("pk", "name", "category", *texts, "everywhere", "moment", "cost", "funding", "funded_until"),
        "organisation_id",
        named=True,
    )


def _places(process: Process) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for service, territory in _PLACES.all(process.coalition_id, process.pk):
        found[service].add(territory)
    return found


_HOUSES: Prepared[Any] = Prepared(
    lambda coalition: (
        Organisation.objects.present()
        .filter(coalition_id=coalition)
        .order_by("sort_key")
        .values_list("pk", "uid", "name", named=True)
    ),
    MARK,
)
_LINES: Prepared[Any] = Prepared(_lines, MARK, MARK - 1)
_FIRST: Prepared[Any] = Prepared(_first, MARK, MARK - 1)
_COUNTS: Prepared[Any] = Prepared(_counted, MARK, MARK - 1)
_PLACES: Prepared[Any] = Prepared(
    lambda coalition, process: ServicePlace.objects.filter(
        coalition_id=coalition, service__process=process, service__everywhere=False
    ).values_list("service_id", "territory_id", named=True),
    MARK,
    MARK - 1,
)


def ends_soon(line: Line, today: dt.date) -> bool:
    """Whether its funding ends within a year, or has ended."""
    return line.funded_until is not None and line.funded_until <= today + dt.timedelta(days=SOON)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list of services may be asked for; empty: all."""

    category: str = ""
    age: str = ""
    system: str = ""
    organisation: int | None = None
    place: int | None = None

    def keeps(self, offer: Offer) -> list[Line]:
        """The services it keeps, in their order."""
        return [line for line in offer.lines if self._keeps(line, offer)]

    def _keeps(self, line: Line, offer: Offer) -> bool:
        return (
            (not self.category or line.category == self.category)
            and (not self.age or self.age in line.ages)
            and (not self.system or self.system in line.systems)
            and (self.organisation is None or line.organisation == self.organisation)
            and (self.place is None or line.everywhere or self.place in offer.places.get(line.pk, ()))
        )


def places_in_words(
    lines: Iterable[Line], places: Mapping[int, set[int]], parts: Iterable[Territory], whole: str
) -> dict[int, str]:
    """Where each of these services that is not offered everywhere is, by its key."""
    names = {part.pk: part.name for part in parts}
    return {
        line.pk: ", ".join(sorted(names[pk] for pk in places.get(line.pk, ()) if pk in names)) or whole
        for line in lines
        if not line.everywhere
    }
