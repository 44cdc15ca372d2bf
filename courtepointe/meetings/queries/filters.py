"""What the registers of decisions and follow-ups may be asked for, and the rows that answer."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet

from courtepointe.access import Reader
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.i18n import sort_key
from courtepointe.meetings.models import Committee, Decision, FollowUp
from courtepointe.meetings.queries.decisions import search_decisions
from courtepointe.meetings.queries.follow_ups import search_follow_ups

Row = TypeVar("Row", bound=Model)

COALITION = "coalition"  # meetings of no committee
STATES = ("open", "late", "done", "all")
DUE_STATES = PAST, TO_COME, NO_DATE = ("past", "to_come", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What both registers have; empty means any."""

    body: str = ""  # COALITION, or the uid of a committee
    who: str = ""  # words of the name of a person or an organisation
    due_from: dt.date | None = None
    due_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFilter(Filter):
    year: int | None = None
    text: str = ""
    result: str = ""
    mode: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpFilter(Filter):
    state: str = "open"
    mine: bool = False


def decisions_wanted(reader: Reader, wanted: DecisionFilter, today: dt.date) -> QuerySet[Decision]:
    """The decisions that answer, last first."""
    found = search_decisions(reader, year=wanted.year, text=wanted.text)
    if wanted.result:
        found = found.filter(result=wanted.result)
    if wanted.mode:
        found = found.filter(mode=wanted.mode)
    if wanted.due:
        found = found.filter({PAST: Q(due_on__lt=today), TO_COME: Q(due_on__gte=today)}.get(wanted.due, Q(due_on=None)))
    return _narrowed(found, wanted, "owner", "owner_organisation")


def follow_ups_wanted(reader: Reader, wanted: FollowUpFilter, today: dt.date) -> QuerySet[FollowUp]:
    """The follow-ups that answer, by due date; done ones the last done first."""
    found = search_follow_ups(reader, state=wanted.state, only_mine=wanted.mine, today=today)
    return _narrowed(found, wanted, "member", "organisation")


def _narrowed(found: QuerySet[Row], wanted: Filter, person: str, organisation: str) -> QuerySet[Row]:
    if wanted.body == COALITION:
        found = found.filter(meeting__committee=None)
    elif wanted.body:
        found = found.filter(meeting__committee__uid=uuid.UUID(wanted.body))
    for word in sort_key(wanted.who).split():
        found = found.filter(
            Q(**{f"{person}__sort_key__contains": word}) | Q(**{f"{organisation}__sort_key__contains": word})
        )
    if wanted.due_from:
        found = found.filter(due_on__gte=wanted.due_from)
    if wanted.due_to:
        found = found.filter(due_on__lte=wanted.due_to)
    return found


def committees_for(reader: Reader) -> list[Committee]:
    """The committees of the coalition, by name; removed ones too when they met: their register stays."""
    return _COMMITTEES.all(reader.coalition_id)


_COMMITTEES = Prepared(
    lambda coalition: (
        Committee.objects.filter(coalition_id=coalition)
        .filter(Q(removed_at=None) | Q(meetings__isnull=False))
        .distinct()
        .order_by("sort_key", "pk")
    ),
    MARK,
)


def decisions_to_save(found: QuerySet[Decision]) -> QuerySet[Decision, Any]:
    """What a line of the file of decisions holds."""
    shown = found.select_related(None).annotate(
        on=F("meeting__on"),
        title=F("meeting__title"),
        person=F("owner__name"),
        organisation=F("owner_organisation__name"),
    )
    fields = (
        *("number", "on", "title", "wording", "mode", "votes_for", "votes_against", "votes_abstained"),
        *("result", "reasons", "person", "organisation", "due_on"),
    )
    return shown.values_list(*fields, named=True)


def follow_ups_to_save(found: QuerySet[FollowUp]) -> QuerySet[FollowUp, Any]:
    """What a line of the file of follow-ups holds."""
    shown = found.select_related(None).annotate(
        on=F("meeting__on"),
        title=F("meeting__title"),
        person=F("member__name"),
        organisation_name=F("organisation__name"),
    )
    fields = ("what", "person", "organisation_name", "due_on", "done_at", "on", "title")
    return shown.values_list(*fields, named=True)
