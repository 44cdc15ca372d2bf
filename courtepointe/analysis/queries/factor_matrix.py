"""Who works on which protective factor, how far, for whom: the matrix of Outil 7 and what it adds up to."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from courtepointe.access import Reader
from courtepointe.analysis.models import FactorAction, FactorService
from courtepointe.analysis.queries.ages import AGES
from courtepointe.analysis.queries.factor_coverage import FactorFigures
from courtepointe.analysis.queries.inventory import by_system
from courtepointe.analysis.queries.offer import houses_of
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.library.method import Factor, Method, System
from courtepointe.meetings.models import Process

SHORT = 6  # letters of an organisation's identity in the address of a cell: a page has a thousand


@dataclass(frozen=True, slots=True)
class Row:
    """An organisation: its level for each factor, None where it said nothing."""

    uid: str
    name: str
    levels: list[int | None]

    @property
    def short(self) -> str:
        return self.uid[-SHORT:]


@dataclass(frozen=True, slots=True)
class SystemTotal:
    """The factors of one system together."""

    system: System
    organisations: int  # that work on one of them at least
    mean: float | None
    not_covered: list[Factor]


@dataclass(frozen=True, slots=True)
class PublicTotal:
    """What reaches one public: services named for a factor, their organisations, the factors that none reaches."""

    name: Any
    services: int
    organisations: int
    without: list[Factor]


@dataclass(frozen=True)
class Matrix:
    """The answers of all the organisations, with their totals."""

    factors: list[Factor]
    rows: list[Row]
    figures: Mapping[str, FactorFigures]
    systems: list[SystemTotal]
    publics: list[PublicTotal]


def matrix_for(reader: Reader, process: Process, method: Method) -> Matrix:
    """The whole matrix; three queries, whatever the number of organisations. Every member may read it."""
    factors = by_system(method)
    slugs = [factor.slug for factor in factors]
    answers = _ANSWERS.tuples(reader.coalition_id, process.pk)
    said: dict[int, dict[str, int]] = defaultdict(dict)
    at_work: dict[str, set[int]] = defaultdict(set)  # the organisations that work on each factor
    for organisation, factor, level, _within in answers:
        said[organisation][factor] = level
        if level:
            at_work[factor].add(organisation)
    alike: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for (factor, level, within), count in Counter(tuple(row[1:]) for row in answers).items():
        alike[factor].append((level, within, count))
    figures = {slug: _figures(alike[slug]) for slug in slugs}
    return Matrix(
        factors=factors,
        rows=[
            Row(house.uid, house.name, list(map(said[pk].get, slugs)))
            for pk, house in houses_of(reader.coalition_id).items()
            if pk in said
        ],
        figures=figures,
        systems=[_system(system, method, figures, at_work) for system in method.systems],
        publics=_publics(process, factors),
    )


def _figures(alike: list[tuple[int, str, int]]) -> FactorFigures:
    """By how many organisations gave the same level and the same reach."""
    direct = FactorAction.Level.DIRECT.value
    return FactorFigures(
        answered=sum(count for _, _, count in alike),
        organisations=sum(count for level, _, count in alike if level >= 1),
        direct=sum(count for level, _, count in alike if level >= direct),
        levels=sum(level * count for level, _, count in alike),
        **{name: sum(count for _, within, count in alike if within == name) for name in ("alone", "together", "no")},
    )


def _system(
    system: System, method: Method, figures: Mapping[str, FactorFigures], at_work: Mapping[str, set[int]]
) -> SystemTotal:
    factors = method.factors_of(system.slug)
    answered = sum(figures[factor.slug].answered for factor in factors)
    levels = sum(figures[factor.slug].levels for factor in factors)
    return SystemTotal(
        system,
        organisations=len(set[int]().union(*(at_work.get(factor.slug, ()) for factor in factors))),
        mean=levels / answered if answered else None,
        not_covered=[factor for factor in factors if figures[factor.slug].not_covered],
    )


def _publics(process: Process, factors: list[Factor]) -> list[PublicTotal]:
    """By the services that organisations named for a factor on which they work."""
    links = _LINKS.all(process.coalition_id, process.pk)
    services: dict[str, set[int]] = defaultdict(set)
    organisations: dict[str, set[int]] = defaultdict(set)
    reached: dict[str, set[str]] = defaultdict(set)
    for factor, organisation, service, ages in links:
        for age in ages:
            services[age].add(service)
            organisations[age].add(organisation)
            reached[age].add(factor)
    return [
        PublicTotal(
            age.name,
            len(services[age.slug]),
            len(organisations[age.slug]),
            [factor for factor in factors if factor.slug not in reached[age.slug]],
        )
        for age in AGES
    ]


def _answers(coalition: int, process: int) -> QuerySet[FactorAction, Any]:
    rows = FactorAction.objects.filter(coalition_id=coalition, process=process, organisation__removed_at=None)
    return rows.values_list("organisation_id", "factor", "level", "within", named=True)


def _links(coalition: int, process: int) -> QuerySet[FactorService, Any]:
    rows = FactorService.objects.filter(
        coalition_id=coalition,
        factor_action__process=process,
        factor_action__level__gte=1,
        factor_action__organisation__removed_at=None,
        service__removed_at=None,
    )
    names = ("factor_action__factor", "factor_action__organisation_id", "service_id", "service__ages")
    return rows.values_list(*names, named=True)


_ANSWERS: Prepared[Any] = Prepared(_answers, MARK, MARK - 1)
_LINKS: Prepared[Any] = Prepared(_links, MARK, MARK - 1)


def cell_of(process: Process, matrix: Matrix, asked: str) -> tuple[Row, Factor, FactorAction] | None:
    """The answer behind a cell; three queries. `asked`: the end of the organisation's identity, the place of the factor
    (then its level, for the style), parted by dots."""
    short, place, *_level = [*asked.split("."), ""]
    row = next((one for one in matrix.rows if one.short == short), None)
    if row is None or not place.isdecimal() or int(place) >= len(matrix.factors):
        return None
    factor = matrix.factors[int(place)]
    answers = FactorAction.objects.filter(process=process, factor=factor.slug, organisation__uid=row.uid)
    found = answers.prefetch_related("services__service").first()
    return (row, factor, found) if found else None


def evidence_of(factor: Factor, language: str) -> str:
    """The row of the matrix in words, in the language of the coalition: what an observation drawn from it rests on."""
    with translation.override(language):
        return _("Outil 7, coverage of the factors: “%(factor)s”") % {"factor": factor.name.for_language(language)}


def words_of(factor: Factor, figures: FactorFigures, language: str) -> str:
    """What the figures of a factor say, as a sentence of an observation, in the language of the coalition."""
    with translation.override(language):
        words = {"factor": factor.name.for_language(language), "answered": figures.answered}
        if figures.not_covered:
            return _("No organisation works on “%(factor)s” (answers: %(answered)s).") % words
        if not figures.direct:
            return _("Nobody works directly on “%(factor)s”, only indirectly or now and then.") % words
        return _("Only one organisation works on “%(factor)s” (answers: %(answered)s).") % words
