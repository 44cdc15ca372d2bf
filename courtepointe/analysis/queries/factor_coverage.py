"""How far each protective factor is worked on, by all the organisations together (Outil 7)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from courtepointe.analysis.models import FactorAction
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Process
from courtepointe.meetings.wording import method_of

NAMES = ("answered", "organisations", "direct", "levels", "alone", "together", "no")
LITTLE = 1  # organisations: a factor that rests on one alone


@dataclass(frozen=True, slots=True)
class FactorFigures:
    """What the organisations say of one factor."""

    answered: int = 0  # organisations that said a level, "not at all" included
    organisations: int = 0  # at level 1 or more
    direct: int = 0  # at level 2 or 3
    levels: int = 0  # their levels added up
    alone: int = 0  # say that acting is within their reach, by themselves
    together: int = 0  # with others
    no: int = 0

    @property
    def mean(self) -> float | None:
        """The mean level, from 0 to 3, among those who answered; None when nobody has."""
        return self.levels / self.answered if self.answered else None

    @property
    def not_covered(self) -> bool:
        """Organisations have answered, and none works on it."""
        return bool(self.answered) and not self.organisations

    @property
    def fragile(self) -> bool:
        """Rests on one organisation, or nobody works on it directly."""
        return bool(self.organisations) and (self.organisations <= LITTLE or not self.direct)


def factor_coverage_of(process: Process) -> dict[str, FactorFigures]:
    """The figures of every factor of the coalition's method by its slug, zeros for those nobody spoke of; one query."""
    found = _FIGURES.all(process.coalition_id, process.pk)
    figures = {row.factor: FactorFigures(*row[1:]) for row in found}
    return {factor.slug: figures.get(factor.slug, FactorFigures()) for factor in method_of(process.coalition).factors}


def _figures(coalition: int, process: int) -> QuerySet[FactorAction, Any]:
    level, within = Q(level__gte=1), FactorAction.Within
    rows = FactorAction.objects.filter(coalition_id=coalition, process=process, organisation__removed_at=None)
    found = (
        rows.values("factor")
        .order_by("factor")
        .annotate(
            answered=Count("pk"),
            organisations=Count("pk", filter=level),
            direct=Count("pk", filter=Q(level__gte=2)),
            levels=Sum("level"),
            alone=Count("pk", filter=Q(within=within.ALONE)),
            together=Count("pk", filter=Q(within=within.TOGETHER)),
            no=Count("pk", filter=Q(within=within.NO)),
        )
    )
    return found.values_list("factor", *NAMES, named=True)


_FIGURES: Prepared[Any] = Prepared(_figures, MARK, MARK - 1)
