"""The communication plan: to whom, what, by which channel, who, when, what it costs, done."""

import datetime as dt
from typing import Any

from django.db.models import F, QuerySet

from courtepointe.access import Reader
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.followup.models import Communication
from courtepointe.meetings.models import Process

_SHOWN = ("uid", "public", "message", "channel", "due_on", "cents", "remark", "done_on", "version", "organisation_id")
_NAMES: dict[str, Any] = {
    "house": F("organisation__name"),
    "person": F("member__name"),
    "action_uid": F("action__uid"),
    "number": F("action__number"),
    "action_title": F("action__title"),
    "gone": F("action__removed_at"),
    "step": F("milestone__text"),
}


def communications_for(reader: Reader, process: Process) -> list[Any]:
    """Every line of the communication plan of a cycle, by day, those without a day last; one statement."""
    return _LINES.all(reader.coalition_id, process.pk)


def communications_between(reader: Reader, first: dt.date, after: dt.date) -> list[Any]:
    """What is still to say in the coalition's cycles, from a day to before another one."""
    return _DUE.all(reader.coalition_id, first, after)


def _shown(rows: QuerySet[Communication]) -> QuerySet[Communication, Any]:
    found = rows.annotate(**_NAMES).order_by(F("due_on").asc(nulls_last=True), "pk")
    return found.values_list(*_SHOWN, *_NAMES, named=True)


_LINES: Prepared[Any] = Prepared(
    lambda coalition, process: _shown(
        Communication.objects.present().filter(coalition_id=coalition, process_id=process)
    ),
    MARK,
    MARK - 1,
)
_DUE: Prepared[Any] = Prepared(
    lambda coalition, first, after: _shown(
        Communication.objects.present().filter(
            coalition_id=coalition, done_on=None, due_on__gte=first, due_on__lt=after
        )
    ),
    MARK,
    dt.date(9999, 1, 1),
    dt.date(9999, 1, 2),
)
