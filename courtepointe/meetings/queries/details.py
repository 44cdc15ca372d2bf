"""What stands beside the notes of a meeting, in one query: choices, objections, files, parked subjects, objectives,
the wordings of its minutes and what became of the messages that carry them."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Case, CharField, F, IntegerField, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from courtepointe.database.prepared import MARK, Prepared
from courtepointe.mail import Delivery
from courtepointe.meetings.models import (
    DecisionOption,
    Meeting,
    MeetingFile,
    MeetingObjective,
    Minutes,
    MinutesSection,
    Objection,
    ParkedItem,
)
from courtepointe.meetings.queries.recipients import PURPOSE

OPTION, OBJECTION, FILE, PARKED, OBJECTIVE = "option", "objection", "file", "parked", "objective"
SECTION, SENT = "section", "sent"
OPEN, TAKEN, CLOSED = 0, 1, 2  # `number` of a subject set aside


class Detail(NamedTuple):
    """One of them, read as plain values."""

    kind: str
    uid: uuid.UUID
    parent: int | None  # key of the decision, or of the item of the agenda
    place: int
    text: str
    more: str  # answer, kind of a file, outcome, state of a message; where a subject was taken up, or why it is closed
    who: str  # of a wording, the key of its part; of a message, its address; of an objective, its name in the method
    number: int  # votes or stickers of a choice; state of a subject set aside; version of the note that was worded


@dataclass(slots=True)
class OfDecision:
    """Of one decision, in the order they were written."""

    options: list[Detail] = field(default_factory=list)
    objections: list[Detail] = field(default_factory=list)


@dataclass(slots=True)
class Details:
    """Of a whole meeting."""

    of_decision: Mapping[int, OfDecision]  # every key answers
    files: list[Detail]
    parked: list[Detail]
    objectives: list[Detail]
    sections: Mapping[str, Detail]  # wordings of the minutes, by the key of their part
    sent: list[Detail]


def details_of(meeting: Meeting, minutes: Minutes | None, *, with_sent: bool) -> Details:
    """All of them, each list in its order: one query, whatever there is. `with_sent`: for those who steer."""
    written = (0, _NONE, 0) if minutes is None else (minutes.pk, minutes.uid if with_sent else _NONE, minutes.edition)
    lines = [Detail._make(line) for line in _DETAILS.all(*[meeting.pk] * 5, *written)]
    by_decision: defaultdict[int, OfDecision] = defaultdict(OfDecision)
    for line in sorted(lines, key=lambda line: line.place):
        if line.kind == OPTION:
            by_decision[line.parent or 0].options.append(line)
        elif line.kind == OBJECTION:
            by_decision[line.parent or 0].objections.append(line)

    def of(kind: str) -> list[Detail]:
        return sorted((line for line in lines if line.kind == kind), key=lambda line: (line.place, line.uid))

    return Details(
        by_decision,
        files=of(FILE),
        parked=of(PARKED),
        objectives=of(OBJECTIVE),
        sections={line.who: line for line in lines if line.kind == SECTION},
        sent=of(SENT),
    )


_NONE = uuid.UUID(int=0)
_NOTHING = Value("", output_field=CharField())
_ZERO = Value(0, output_field=IntegerField())


def _lines(rows: QuerySet[Any], kind: str, **shown: Any) -> QuerySet[Any, Any]:
    """The rows as lines of one kind; every column is named and of one type, so that kinds stand in one query."""
    columns: dict[str, Any] = {
        "kind": Value(kind, output_field=CharField()),
        "uid": F("uid"),
        "parent": Value(None, output_field=IntegerField()),
        "place": _ZERO,
        "more": _NOTHING,
        "who": _NOTHING,
        "number": _ZERO,
        **shown,
    }
    texts = {name: Cast(columns[name], TextField()) for name in ("kind", "text", "more", "who")}
    numbers = {name: Cast(columns[name], IntegerField()) for name in ("parent", "place", "number")}
    columns |= texts | numbers
    rows = rows.order_by().annotate(**{f"detail_{name}": columns[name] for name in Detail._fields})
    return rows.values_list(*(f"detail_{name}" for name in Detail._fields), named=True)


def _all(
    first: int, second: int, third: int, fourth: int, fifth: int, minutes: int, sent: uuid.UUID, edition: int
) -> QuerySet[Any, Any]:
    options = _lines(
        DecisionOption.objects.filter(decision__meeting_id=first),
        OPTION,
        parent=F("decision_id"),
        place=F("position"),
        text=F("label"),
        number=F("count"),
    )
    objections = _lines(
        Objection.objects.filter(decision__meeting_id=second),
        OBJECTION,
        parent=F("decision_id"),
        place=F("position"),
        text=F("text"),
        more=F("answer"),
    )
    files = _lines(
        MeetingFile.objects.present().filter(meeting_id=third),
        FILE,
        parent=F("activity_id"),
        text=F("title"),
        more=F("kind"),
    )
    state = Case(
        When(taken_in__isnull=False, then=Value(TAKEN)),
        When(closed_at__isnull=False, then=Value(CLOSED)),
        default=Value(OPEN),
        output_field=IntegerField(),
    )
    parked = _lines(
        ParkedItem.objects.present().filter(meeting_id=fourth),
        PARKED,
        text=F("text"),
        who=F("raised_by"),
        more=Coalesce("taken_in__meeting__title", "closed_reason"),
        number=state,
    )
    objectives = _lines(
        MeetingObjective.objects.filter(meeting_id=fifth),
        OBJECTIVE,
        place=F("position"),
        text=F("text"),
        more=F("outcome"),
        who=F("slug"),
    )
    sections = _lines(
        MinutesSection.objects.filter(minutes_id=minutes), SECTION, text=F("text"), who=F("key"), number=F("of_note")
    )
    messages = _lines(
        Delivery.objects.filter(purpose=PURPOSE, thing_uid=sent, thing_version=edition),
        SENT,
        place=F("pk"),
        text=F("recipient_name"),
        more=F("status"),
        who=F("recipient"),
    )
    return options.union(objections, files, parked, objectives, sections, messages, all=True)


_DETAILS: Prepared[Any] = Prepared(
    _all, *(MARK - step for step in range(6)), uuid.UUID("ffffffff-ffff-7fff-bfff-ffffffffffff"), MARK - 6
)
