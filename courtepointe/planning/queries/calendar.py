"""The follow-up calendar of a plan: what is looked at, when, by whom, with which instrument."""

import datetime as dt
from typing import Any

from django.db.models import F, Q, QuerySet

from courtepointe.access import Reader
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Process
from courtepointe.planning.models import Checkpoint

_SHOWN = ("uid", "kind", "what", "due_on", "done_at", "generated", "version", "organisation_id")
_NAMES: dict[str, Any] = {
    "number": F("action__number"),
    "action_title": F("action__title"),
    "action_uid": F("action__uid"),
    "sign": F("indicator__name"),
    "step": F("milestone__text"),
    "house": F("organisation__name"),
    "person": F("member__name"),
    "tool": F("instrument__name"),
    "at": F("meeting__title"),
    "held": F("meeting__uid"),
}
# A line whose action or indicator was taken out of the plan waits with it, unseen.
_ALIVE = (
    Q(action=None) | Q(action__removed_at=None, action__transformation__removed_at=None),
    Q(indicator=None) | Q(indicator__removed_at=None, indicator__transformation__removed_at=None),
)


def calendar_for(reader: Reader, process: Process) -> list[Any]:
    """Every line of the calendar of a cycle, by day."""
    return _LINES.all(reader.coalition_id, process.pk)


def due_between(reader: Reader, first: dt.date, after: dt.date) -> list[Any]:
    """The lines still to do of the coalition's cycles, from a day to before another one."""
    return _DUE.all(reader.coalition_id, first, after)


def all_lines(process: Process) -> list[Checkpoint]:
    """The rows themselves, removed ones too: what a proposal is weighed against."""
    rows = Checkpoint.objects.filter(coalition_id=process.coalition_id, process=process)
    return list(rows.select_related("action", "indicator", "milestone").order_by("due_on", "pk"))


def title_of_line(row: Any) -> str:
    """What a line is about."""
    about = row.sign or row.step or row.action_title or ""
    name = f"A{row.number} · {about}" if row.number else about
    return f"{name} · {row.what}" if name and row.what else name or row.what


def _shown(rows: QuerySet[Checkpoint]) -> QuerySet[Checkpoint, Any]:
    found = rows.filter(*_ALIVE).annotate(**_NAMES).order_by("due_on", "pk")
    return found.values_list(*_SHOWN, *_NAMES, named=True)


_LINES: Prepared[Any] = Prepared(
    lambda coalition, process: _shown(Checkpoint.objects.present().filter(coalition_id=coalition, process_id=process)),
    MARK,
    MARK - 1,
)
_DUE: Prepared[Any] = Prepared(
    lambda coalition, first, after: _shown(
        Checkpoint.objects.present().filter(coalition_id=coalition, done_at=None, due_on__gte=first, due_on__lt=after)
    ),
    MARK,
    dt.date(9999, 1, 1),
    dt.date(9999, 1, 2),
)
