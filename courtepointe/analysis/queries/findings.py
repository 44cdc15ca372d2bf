"""Findings that a reader may see, what each rests on, and groupings that may be proposed."""

from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from courtepointe.access import Reader
from courtepointe.analysis.models import Evidence, Finding, Observation, Priority
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Process


def findings_for(reader: Reader, process: Process) -> QuerySet[Finding]:
    """The findings of a cycle, in their order. Every member of the coalition reads them."""
    found = Finding.objects.present().filter(coalition_id=reader.coalition_id, process=process)
    return found.order_by("position", "pk")


def wanted(found: QuerySet[Finding], asked: dict[str, str]) -> QuerySet[Finding]:
    """Those that answer the filters: `system`, `analysis`, `state` (open, priority, aside, gap)."""
    for name in ("system", "analysis"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    chosen = Exists(Priority.objects.present().filter(finding=OuterRef("pk")))
    states = {
        "open": Q(set_aside_because="") & ~Q(chosen),
        "priority": Q(chosen),
        "aside": ~Q(set_aside_because=""),
        "gap": ~Q(Exists(_present_observations())),
    }
    return found.filter(states[asked["state"]]) if asked.get("state") in states else found


def _present_observations() -> QuerySet[Observation]:
    return Observation.objects.present().filter(finding=OuterRef("pk"))


def lines_of(found: QuerySet[Finding]) -> QuerySet[Finding, Any]:
    """What the list shows of each: plain values, with how many observations and how many organisations."""
    present = Q(observations__removed_at=None)
    shown = found.annotate(
        seen=Count("observations", filter=present),
        houses=Count("observations__organisation", filter=present, distinct=True),
        rests=Exists(Evidence.objects.filter(observation__finding=OuterRef("pk"), observation__removed_at=None)),
        rank=Subquery(Priority.objects.present().filter(finding=OuterRef("pk")).values("position")[:1]),
    )
    return shown.values_list(
        *(
            "pk",
            "uid",
            "statement",
            "system",
            "analysis",
            "agreement",
            "missing",
            "set_aside_because",
            "seen",
            "houses",
        ),
        *("rests", "rank"),
        named=True,
    )


class Counts(NamedTuple):
    """How many findings, how many without any observation, how many set aside."""

    total: int = 0
    gaps: int = 0
    aside: int = 0


NOTHING = Counts()
A_PAGE = 60


def counts_of(reader: Reader, process: Process) -> Counts:
    """How many findings the cycle has."""
    return _COUNTS.first(reader.coalition_id, process.pk) or NOTHING


def _counted(coalition: int, process: int) -> QuerySet[Finding, Any]:
    found = Finding.objects.present().filter(coalition_id=coalition, process=process).order_by().values("process")
    counted = found.annotate(
        total=Count("pk"),
        gaps=Count("pk", filter=~Q(Exists(_present_observations()))),
        aside=Count("pk", filter=~Q(set_aside_because="")),
    )
    return counted.values_list("total", "gaps", "aside", named=True)


def first_page(reader: Reader, process: Process) -> list[Any]:
    """The first page of the list, without filters: what `lines_of(findings_for(...))` begins with."""
    return _FIRST.all(reader.coalition_id, process.pk)


def _first(coalition: int, process: int) -> QuerySet[Finding, Any]:
    order = ("position", "pk")
    keys = Finding.objects.present().filter(coalition_id=coalition, process=process).order_by(*order)
    return lines_of(Finding.objects.filter(pk__in=keys.values("pk")[:A_PAGE]).order_by(*order))


_COUNTS: Prepared[Counts] = Prepared(_counted, MARK, MARK - 1)
_FIRST: Prepared[Any] = Prepared(_first, MARK, MARK - 1)
