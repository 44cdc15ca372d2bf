"""Where the analysis stands: how much each of its pages holds, asked in one query."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from courtepointe.access import Reader
from courtepointe.analysis.models import (
    DataNeed,
    Datum,
    FactorAction,
    FactorChoice,
    Finding,
    Inventory,
    Material,
    Objective,
    Observation,
    PopulationIndicator,
    Priority,
    Questionnaire,
    Service,
)
from courtepointe.analysis.queries import steps
from courtepointe.analysis.queries.steps import Step
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Process


@dataclass(frozen=True, slots=True)
class Part:
    """A few steps that go together."""

    title: Promise
    steps: list[Step]


def parts_for(reader: Reader, process: Process) -> list[Part]:
    """The steps in the order of the method, in four parts."""
    held = _held(reader, process)
    return [
        Part(gettext_lazy("What we know"), steps.data(held)),
        Part(gettext_lazy("What is offered and done"), steps.offer(held)),
        Part(gettext_lazy("What we conclude"), steps.findings(held)),
        Part(gettext_lazy("What we choose"), steps.choices(held)),
    ]


def _held(reader: Reader, process: Process) -> dict[str, int]:
    """How many of each thing there are, all in one query."""
    found = _HELD.first(reader.coalition_id, process.pk)
    return found._asdict() if found else {}


def _counts(coalition: int, process: int) -> QuerySet:  # type: ignore[type-arg]
    needs = DataNeed.objects.present().filter(process=OuterRef("pk"))
    observations = Observation.objects.present().filter(process=OuterRef("pk"))
    wanted: dict[str, QuerySet] = {  # type: ignore[type-arg]
        "asked": needs,
        "received": needs.exclude(received_at=None),
        "brought": Material.objects.present().filter(coalition=OuterRef("coalition")),
        "indicators": PopulationIndicator.objects.present().filter(coalition=OuterRef("coalition")),
        "values": Datum.objects.present().filter(coalition=OuterRef("coalition"), indicator__removed_at=None),
        "offered": Service.objects.present().filter(process=OuterRef("pk"), organisation__removed_at=None),
        "handed_in": Inventory.objects.filter(
            process=OuterRef("pk"), organisation__removed_at=None, handed_in_at__isnull=False
        ),
        "seen": observations,
        "loose": observations.filter(finding=None, set_aside_because=""),
        "found": Finding.objects.present().filter(process=OuterRef("pk")),
        "chosen": Priority.objects.present().filter(process=OuterRef("pk")),
        "kept": FactorChoice.objects.filter(process=OuterRef("pk"), state=FactorChoice.State.KEPT),
        "aimed": Objective.objects.present().filter(process=OuterRef("pk")),
    }
    sheets = Questionnaire.objects.present().filter(process=OuterRef("pk")).order_by()
    spoken = FactorAction.objects.filter(process=OuterRef("pk"), organisation__removed_at=None).order_by()
    counts = {
        **{name: _count(rows) for name, rows in wanted.items()},
        "sheets": _number(sheets.values(group=F("coalition")).annotate(number=Sum("answered"))),
        "spoken": _number(spoken.values(group=F("coalition")).annotate(number=Count("organisation", distinct=True))),
    }
    here = Process.objects.filter(coalition_id=coalition, pk=process).annotate(**counts)
    return here.values_list(*counts, named=True)[:1]


def _count(rows: QuerySet) -> Coalesce:  # type: ignore[type-arg]
    return _number(rows.order_by().values(group=F("coalition")).annotate(number=Count("pk")))


def _number(rows: QuerySet) -> Coalesce:  # type: ignore[type-arg]
    return Coalesce(Subquery(rows.values("number"), output_field=IntegerField()), Value(0))


_HELD: Prepared[Any] = Prepared(_counts, MARK, MARK - 1)
