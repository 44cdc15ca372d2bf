"""The page of somebody who takes a coalition over: where it stands, what was decided and why, who is who, what is due,
what waits. Read by those who coordinate; it has no contact details and no answer of anybody."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from courtepointe import clock
from courtepointe.coalitions.models import Coalition
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.guide import handover_lines as lines
from courtepointe.guide.handover_lines import lines_of
from courtepointe.guide.plain_lines import Line
from courtepointe.meetings.models import Decision, Process

SOON = dt.timedelta(days=30)
DECISIONS, MOST = 8, 12  # latest decisions; lines of a kind


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due, by date; `more` by kind are those that are not shown."""

    rows: list[Line]
    more: dict[str, int]


@dataclass(frozen=True, slots=True)
class HandOver:
    """Everything that the page tells beside the stages."""

    decisions: list[Any]
    people: dict[str, list[Line]]  # by organisation; "" for those who have none
    leads: list[Line]
    due: Due
    waiting: dict[str, list[Line]]  # by kind


def hand_over_of(coalition: Coalition, process: Process | None) -> HandOver:
    """What is due within 30 days, what waits and who is who; two statements."""
    today = clock.today(coalition.timezone)
    found = lines_of(coalition.pk, process, today=today, until=today + SOON, now=clock.now())
    of: dict[str, list[Line]] = defaultdict(list)
    for row in found:
        of[row.kind].append(row)
    for rows in of.values():
        rows.sort(key=lambda row: (row.day or dt.date.max, row.number or 0, row.text))
    return HandOver(
        decisions=_DECISIONS.all(coalition.pk),
        people=_people(of[lines.PERSON], of[lines.HOUSE]),
        leads=sorted(of[lines.LEAD], key=lambda row: row.number or 0),
        due=_due(of),
        waiting={kind: of[kind] for kind in lines.WAITING if of[kind]},
    )


def _people(people: Iterable[Line], houses: Iterable[Line]) -> dict[str, list[Line]]:
    """Those who coordinate first, then by name."""
    found: dict[str, list[Line]] = {house.text: [] for house in houses}
    for row in people:
        found.setdefault(row.who, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.note != "coordinator", row.text.casefold()))
    return dict(sorted(found.items(), key=lambda item: (not item[0], item[0].casefold())))


def _due(of: dict[str, list[Line]]) -> Due:
    rows, more = [], {}
    for kind in lines.DUE:
        rows += of[kind][:MOST] if kind != lines.CONSENT else of[kind][:1]
        if kind != lines.CONSENT and len(of[kind]) > MOST:
            more[kind] = len(of[kind]) - MOST
    return Due(sorted(rows, key=lambda row: (row.day or dt.date.max, row.kind)), more)


def _decisions(coalition: int) -> QuerySet[Decision, Any]:
    """The latest that say why: adopting minutes teaches nothing to who arrives, the register has the others."""
    rows = Decision.objects.present().filter(coalition_id=coalition, meeting__removed_at=None).exclude(reasons="")
    shown = rows.annotate(day=F("meeting__on"), at=F("meeting__title"), held=F("meeting__uid"))
    names = ("number", "wording", "result", "reasons", "day", "at", "held")
    return shown.order_by("-number").values_list(*names, named=True)[:DECISIONS]


_DECISIONS: Prepared[Any] = Prepared(_decisions, MARK)
