"""Values of indicators as a reader may see them: marks as published, small numbers of people masked.

Published values are shown as they are. Territories are never added to each other: nothing here makes a sum.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from courtepointe import i18n
from courtepointe.access import Reader
from courtepointe.analysis import masking, values
from courtepointe.analysis.models import Datum, PopulationIndicator, Territory
from courtepointe.database.prepared import MARK, Prepared

MEASURE = PopulationIndicator.Measure

COLUMNS = (
    *("pk", "uid", "indicator_id", "territory_id", "period", "starts_on", "ends_on", "sub_group"),
    *values.FIELDS,
    *("comparator", "low", "high", "level", "people", "base", "collected", "source", "source_url", "consulted_on"),
    *("remark", "indicator__unit", "indicator__measure"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value as it is shown: `number` with its unit, then its `marks`; both empty when it is masked."""

    pk: int
    uid: uuid.UUID
    indicator_id: int
    territory_id: int
    period: str
    starts_on: dt.date
    ends_on: dt.date
    sub_group: str
    number: str
    marks: str
    value: Decimal | None
    state: str
    caution: str
    letters: str
    revision: str
    sign: str
    comparator: str
    decimals: int
    interval: str
    level: int | None
    collected: bool
    source: str
    source_url: str
    consulted_on: dt.date | None
    remark: str
    masked: bool

    @property
    def text(self) -> str:
        return self.number + self.marks


def data_for(reader: Reader) -> QuerySet[Datum]:
    """The values of a coalition, those of removed indicators aside. What is small must still be masked: see `shown`."""
    return data_of(reader.coalition_id)


def data_of(coalition_id: int) -> QuerySet[Datum]:
    """As `data_for`, for a statement that is written once."""
    rows = Datum.objects.present().filter(coalition_id=coalition_id)
    return rows.filter(indicator__removed_at=None, territory__removed_at=None)


def shown(rows: Iterable[Any], hidden: frozenset[int]) -> list[Figure]:
    """Rows read with `COLUMNS`, as the reader's language writes them; `hidden` is what `hidden_data` says."""
    french = i18n.is_french()
    return [_figure(row, french, masked=row.pk in hidden) for row in rows]


def _figure(row: Any, french: bool, *, masked: bool) -> Figure:
    number, marks = values.parts(values.of(row), french=french, unit=row.indicator__unit)
    interval = ""
    if row.low is not None and row.high is not None and not masked:
        interval = values.interval_written(row.low, row.high, row.decimals, french=french)
    same: dict[str, Any] = {name: getattr(row, name) for name in _SAME}
    plain: dict[str, Any] = {
        name: "" if masked else getattr(row, name) for name in ("caution", "letters", "revision", "sign")
    }
    return Figure(
        **same,
        **plain,
        number="" if masked else number,
        marks="" if masked else marks,
        value=None if masked else row.value,
        interval=interval,
        masked=masked,
    )


_SAME = (
    *("pk", "uid", "indicator_id", "territory_id", "period", "starts_on", "ends_on", "sub_group", "state", "decimals"),
    *("comparator", "level", "collected", "source", "source_url", "consulted_on", "remark"),
)


def hidden_data(coalition_id: int, indicator_id: int | None = None) -> frozenset[int]:
    """The keys of the values that may be shown to nobody: small numbers of people that the coalition collected.

    Two queries when it collected something, one when it did not.
    """
    found = _COLLECTED.all(coalition_id) if indicator_id is None else list(_collected(coalition_id, indicator_id))
    if not found:
        return frozenset()
    places = Territory.objects.filter(coalition_id=coalition_id).values_list("pk", "within_id")
    within = dict(places)
    by_indicator: dict[int, list[masking.Cell]] = {}
    for row in found:
        by_indicator.setdefault(row.indicator_id, []).append(_cell(row))
    return frozenset().union(*(_masked(cells, within) for cells in by_indicator.values()))


_COUNTED = (
    *("pk", "indicator_id", "territory_id", "starts_on", "ends_on", "sub_group", "value", "people", "base"),
    "indicator__measure",
)


def _collected(coalition: int, *indicator: int) -> QuerySet[Datum, Any]:
    rows = Datum.objects.present().filter(coalition_id=coalition, collected=True, indicator__removed_at=None)
    rows = rows.filter(indicator_id__in=indicator) if indicator else rows
    return rows.exclude(indicator__measure=MEASURE.THINGS).values_list(*_COUNTED, named=True)


_COLLECTED: Prepared[Any] = Prepared(_collected, MARK)


def _cell(row: Any) -> masking.Cell:
    people = row.people
    if people is None and row.value is not None:
        if row.indicator__measure == MEASURE.COUNT:
            people = int(row.value)
        elif row.indicator__measure == MEASURE.PERCENTAGE and row.base:
            people = round(row.value * row.base / 100)
    base = row.base if row.indicator__measure != MEASURE.COUNT else None
    period = (row.starts_on, row.ends_on)
    return masking.Cell(row.pk, people, row.territory_id, period, row.sub_group, base)


def _masked(cells: list[masking.Cell], within: Mapping[int, int | None]) -> frozenset[Any]:
    return masking.masked(cells, within)
