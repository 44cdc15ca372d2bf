"""What is offered by category and age, in a part of the territory or in all: nobody, one alone, several (Outil 6)."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.translation import gettext as _

from courtepointe.access import Reader
from courtepointe.analysis.models import Service, ServicePlace, Territory
from courtepointe.analysis.queries.ages import NAMES, SLUGS
from courtepointe.analysis.queries.offer import SOON, listed, services_there
from courtepointe.coalitions.models import Coalition
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.library.method import Category, Method, Text
from courtepointe.meetings.models import Process

HOLE, ALONE, ENDING, DOUBLE = "hole", "alone", "ending", "double"
UNKNOWN = Text("Autre catégorie", "Another category")


class Cell(NamedTuple):
    """A category for an age: how many services, of which organisations, how many of them lose their funding."""

    key: str
    state: str  # nobody; one organisation alone; several, of which some lose their funding; several
    age: str
    services: int = 0
    organisations: Collection[int] = ()
    ending: int = 0


@dataclass(frozen=True)
class Coverage:
    """The matrix: a row for each category, a cell for each age."""

    rows: list[tuple[Category, list[Cell]]]
    place: Territory | None

    @property
    def counts(self) -> Counter[str]:
        """How many cells are in each state, and how many are fragile: one organisation alone, or funding that ends."""
        found = Counter(cell.state for _category, row in self.rows for cell in row)
        found["fragile"] = found[ALONE] + found[ENDING]
        return found

    def cell(self, key: str) -> tuple[Category, Cell] | None:
        """The cell of a key that came in a form; None when there is none."""
        return next(((row, one) for row, cells in self.rows for one in cells if one.key == key), None)


def coverage_for(
    reader: Reader, process: Process | None, method: Method, place: Territory | None, today: dt.date
) -> Coverage:
    """The matrix of what the organisations that are there offer, handed in or not; one query. Every member may read it.

    Categories that are no longer in the method stand last, if they are used.
    """
    found: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for category, ages, organisation, ending in _offered(reader, process, place, today + dt.timedelta(days=SOON)):
        for age in listed(ages):
            found[category, age].append((organisation, ending))
    categories = _with_unknown(method.categories, {category for category, _age in found})
    return Coverage(
        [(one, [_cell(one.slug, age, found.get((one.slug, age))) for age in SLUGS]) for one in categories], place
    )


def _cell(category: str, age: str, services: list[tuple[int, int]] | None) -> Cell:
    key = f"{category}.{age}"
    if not services:
        return Cell(key, HOLE, age)
    organisations, ending = {one for one, _ending in services}, sum(ending for _one, ending in services)
    several = ENDING if ending else DOUBLE
    return Cell(key, ALONE if len(organisations) == 1 else several, age, len(services), organisations, ending)


def _offered(
    reader: Reader, process: Process | None, place: Territory | None, soon: dt.date
) -> Iterable[tuple[str, str, int, int]]:
    """The category, the ages and the organisation of each service, and whether its funding ends soon."""
    if process is None:
        return []
    here = (reader.coalition_id, process.pk, soon)
    rows: Iterable[Any] = _OFFERED_THERE.tuples(*here, place.pk) if place else _OFFERED.tuples(*here)
    return rows


def _lines(coalition: int, process: int, soon: dt.date) -> QuerySet[Service, Any]:
    rows = services_there(coalition, process).annotate(
        for_ages=Cast("ages", TextField()),
        ending=Case(When(funded_until__lte=soon, then=Value(1)), default=Value(0)),  # a number is read as it is
    )
    return rows.values_list("category", "for_ages", "organisation_id", "ending", named=True)


def _lines_there(coalition: int, process: int, soon: dt.date, place: int) -> QuerySet[Service, Any]:
    there = ServicePlace.objects.filter(service=OuterRef("pk"), territory=place)
    return _lines(coalition, process, soon).filter(Q(everywhere=True) | Exists(there))


_MARKS = (MARK, MARK - 1, dt.date(9999, 1, 1))
_OFFERED: Prepared[Any] = Prepared(_lines, *_MARKS)
_OFFERED_THERE: Prepared[Any] = Prepared(_lines_there, *_MARKS, MARK - 2)


def _with_unknown(known: tuple[Category, ...], used: set[str]) -> list[Category]:
    gone = sorted(used - {one.slug for one in known})
    return [*known, *(Category(slug=slug, name=UNKNOWN, definition=Text("", "")) for slug in gone)]


def evidence_of_each(coverage: Coverage, language: str) -> dict[str, str]:
    """What an observation drawn from each cell rests on, by its key, in the language of the coalition."""
    with translation.override(language):
        sentence, place = _("Outil 6, coverage: “%(category)s”, %(age)s, %(place)s"), _place(coverage.place)
        ages = {age: _age(age) for age in SLUGS}
        return {
            cell.key: sentence
            % {"category": category.name.for_language(language), "age": ages[cell.age], "place": place}
            for category, row in coverage.rows
            for cell in row
        }


def words_of(category: Category, cell: Cell, place: Territory | None, coalition: Coalition) -> str:
    """What the cell says, as a sentence of an observation, in the language of the coalition."""
    language = coalition.language
    with translation.override(language):
        words = {"category": category.name.for_language(language), "age": _age(cell.age), "place": _place(place)}
        if cell.state == HOLE:
            return _("Nobody offers “%(category)s” for: %(age)s (%(place)s).") % words
        if cell.state == ALONE:
            (alone,) = cell.organisations
            words["organisation"] = coalition.organisations.get(pk=alone).name
            sentence = _(
                "Only one organisation offers “%(category)s” for: %(age)s (%(place)s). It is %(organisation)s."
            )
            more = " " + _("Funding ends within a year.") if cell.ending else ""
            return sentence % words + more
        return (
            _("Several organisations offer “%(category)s” for: %(age)s (%(place)s), but funding ends within a year.")
            % words
        )


def _age(slug: str) -> str:
    return str(NAMES[slug]).lower()


def _place(place: Territory | None) -> str:
    return place.name if place else _("the whole territory")
