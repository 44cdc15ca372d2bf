"""Who has answered of the organisations that were asked for their services and factors."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from courtepointe.access import PARTNER, Reader
from courtepointe.analysis.models import FactorAction, Inventory
from courtepointe.analysis.queries.offer import House
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Process


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an organisation is with its answer."""

    organisation: House
    state: str  # "", "asked", "begun", "done", "entered"
    services: int
    factors: int
    inventory: Any  # plain values; None when nothing was asked nor begun


def standings_of(process: Process, houses: Iterable[House], services: Mapping[int, int]) -> list[Standing]:
    """The organisations in the order of their names, with what they have answered; two queries."""
    rows = {row.organisation_id: row for row in _INVENTORIES.all(process.coalition_id, process.pk)}
    said = {line.organisation_id: line.count for line in _SAID.all(process.coalition_id, process.pk)}
    return [
        Standing(one, _state(rows.get(one.pk)), services.get(one.pk, 0), said.get(one.pk, 0), rows.get(one.pk))
        for one in houses
    ]


_INVENTORIES: Prepared[Any] = Prepared(
    lambda coalition, process: (
        Inventory.objects.filter(coalition_id=coalition, process=process)
        .order_by("pk")
        .values_list(
            *("organisation_id", "asked_at", "due_on", "reminded_at", "started_at", "handed_in_at", "entered_by_id"),
            named=True,
        )
    ),
    MARK,
    MARK - 1,
)
_SAID: Prepared[Any] = Prepared(
    lambda coalition, process: (
        FactorAction.objects.filter(coalition_id=coalition, process=process)
        .order_by()
        .values("organisation_id")
        .annotate(count=Count("pk"))
        .values_list("organisation_id", "count", named=True)
    ),
    MARK,
    MARK - 1,
)


def _state(row: Any) -> str:
    if row is not None and row.handed_in_at:
        return "entered" if row.entered_by_id else "done"
    if row is not None and row.started_at:
        return "begun"
    return "asked" if row is not None and row.asked_at else ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Where the asking stands, in figures and days."""

    asked: int  # organisations that were asked, even if the list is closed since
    answered: int
    new: int  # organisations there that were never asked
    due_on: dt.date | None
    closed: bool
    reminded_at: dt.datetime | None


def asking_of(standings: list[Standing]) -> Asking:
    """The asking as a whole."""
    found = [one.inventory for one in standings if one.inventory and one.inventory.due_on]
    return Asking(
        asked=len(found),
        answered=sum(one.state in ("done", "entered") for one in standings),
        new=len(standings) - len(found),
        due_on=max((row.due_on for row in found if row.due_on), default=None),
        closed=bool(found) and not any(row.asked_at for row in found),
        reminded_at=max((row.reminded_at for row in found if row.reminded_at), default=None),
    )


def owed_inventories(reader: Reader) -> list[Inventory]:
    """What is asked of a partner's organisation in the latest cycle and is not handed in; one query.

    Those who steer see who has not answered on the page of the services.
    """
    if reader.organisation_id is None or reader.role != PARTNER:
        return []
    return _OWED.all(reader.coalition_id, reader.organisation_id)


def _owed(coalition: int, organisation: int) -> QuerySet[Inventory]:
    later = Process.objects.filter(coalition_id=OuterRef("coalition_id"), pk__gt=OuterRef("process_id"))
    found = Inventory.objects.filter(~Exists(later), coalition_id=coalition, organisation_id=organisation)
    return found.filter(asked_at__isnull=False, handed_in_at=None).select_related("organisation")[:1]


_OWED = Prepared(_owed, MARK, MARK - 1)


def last_day(process: Process) -> dt.date | None:
    """The day by which organisations were asked to answer; None when they were not."""
    return process.inventories.aggregate(day=Max("due_on"))["day"]  # type: ignore[no-any-return]
