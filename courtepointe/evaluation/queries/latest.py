"""The last result of each indicator of the plan: of everybody, in figures. Small numbers of people are not told."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from courtepointe.analysis.masking import LEAST_BASE, LEAST_PEOPLE
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.evaluation.models import Measurement
from courtepointe.meetings.models import Process


@dataclass(frozen=True, slots=True)
class Result:
    """A value and its day; the value is None when so few people made it that it is not told."""

    value: Decimal | None
    decimals: int
    on: dt.date


def latest_results(process: Process) -> dict[int, Result]:
    """The last result of each indicator that has one, by its key; one statement."""
    found = {}
    for row in _VALUES.all(process.coalition_id, process.pk):  # the last one of an indicator stays
        few = row.people is not None and row.people < LEAST_PEOPLE
        few = few or (row.base is not None and row.base < LEAST_BASE)
        found[row.indicator_id] = Result(None if few else row.value, row.decimals, row.measured_on)
    return found


def _values(coalition: int, process: int) -> QuerySet[Measurement, Any]:
    rows = Measurement.objects.present().filter(coalition_id=coalition, process=process)
    return (
        rows.filter(sub_group="", value__isnull=False)
        .order_by("measured_on", "pk")
        .values_list("indicator_id", "value", "decimals", "measured_on", "people", "base", named=True)
    )


_VALUES: Prepared[Any] = Prepared(_values, MARK, MARK - 1)
