"""The table on which observations are grouped: those in no finding yet, and findings with what is under them."""

import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet

from courtepointe.access import Reader
from courtepointe.analysis.models import Finding, Observation
from courtepointe.analysis.queries.observations import ANONYMOUS, ORDER, hidden_anonymous, tally_of
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Process

LOOSE = 30  # observations on the table at once: a wall that a group can read
SHOWN = 14  # findings beside them: choose a system to see its own
A_SYSTEM = "\x00"  # its place in the statements, which are written once
NO_FINDING = 0  # when fewer are shown


@dataclass(frozen=True, slots=True)
class Table:
    """What lies on the table: plain values."""

    loose: list[Any]
    left: int  # more that are loose, not shown
    findings: list[Any]
    under: dict[int, list[tuple[uuid.UUID, str]]]  # by the key of the finding


def table_for(reader: Reader, process: Process, system: str = "") -> Table:
    """The table of one system (with what has none yet), or of all."""
    tally = tally_of(process)
    signed = bool(hidden_anonymous(process, tally))
    named = (system,) if system else ()
    here = (reader.coalition_id, process.pk, *named)
    findings = _findings(bool(system)).all(*here)
    under: dict[int, list[tuple[uuid.UUID, str]]] = {row.pk: [] for row in findings}
    keys = [*under, *[NO_FINDING] * (SHOWN - len(under))]
    for row in _under(bool(system), signed).all(*keys, *named) if findings else ():
        under[row.finding_id].append((row.uid, row.text))
    loose = _loose(bool(system), signed).all(*here)
    count = _all_loose(signed, *here).count() if system or signed else tally.loose
    return Table(loose, max(0, count - LOOSE), findings, under)


def _of(system: tuple[str, ...]) -> dict[str, Any]:
    return {"system__in": (*system, "")} if system else {}


def _to_place(rows: QuerySet[Observation], signed: bool, *system: str) -> QuerySet[Observation]:
    """Those that are not set aside, in the order of their list."""
    rows = rows.filter(set_aside_because="", **_of(system))
    return (rows.exclude(attribution=ANONYMOUS) if signed else rows).order_by(*ORDER)


def _all_loose(signed: bool, coalition: int, process: int, *system: str) -> QuerySet[Observation]:
    rows = Observation.objects.present().filter(coalition_id=coalition, process=process, finding=None)
    return _to_place(rows, signed, *system)


@cache
def _findings(system: bool) -> Prepared[Any]:
    def make(coalition: int, process: int, *named: str) -> QuerySet[Finding, Any]:
        rows = Finding.objects.present().filter(coalition_id=coalition, process=process, set_aside_because="")
        rows = rows.filter(**_of(named)).order_by("position", "pk")
        return rows.values_list("pk", "uid", "statement", "system", named=True)[:SHOWN]

    return Prepared(make, *_marks(2, system))


@cache
def _loose(system: bool, signed: bool) -> Prepared[Any]:
    def make(*here: Any) -> QuerySet[Observation, Any]:
        return _all_loose(signed, *here).values_list("uid", "text", "leaning", named=True)[:LOOSE]

    return Prepared(make, *_marks(2, system))


@cache
def _under(system: bool, signed: bool) -> Prepared[Any]:
    """Found by the keys of the findings shown, which are of this cycle: the others are not gone through."""

    def make(*here: Any) -> QuerySet[Observation, Any]:
        rows = Observation.objects.present().filter(finding__in=here[:SHOWN])
        return _to_place(rows, signed, *here[SHOWN:]).values_list("uid", "text", "finding_id", named=True)

    return Prepared(make, *_marks(SHOWN, system))


def _marks(keys: int, system: bool) -> tuple[Any, ...]:
    return (*(MARK - n for n in range(keys)), *((A_SYSTEM,) if system else ()))
