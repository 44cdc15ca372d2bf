"""What stands beside the notes of a meeting, in one query: choices, objections, files, parked subjects, objectives."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Case, CharField, F, IntegerField, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import DecisionOption, Meeting, MeetingFile, MeetingObjective, Objection, ParkedItem

OPTION, OBJECTION, FILE, PARKED, OBJECTIVE = "option", "objection", "file", "parked", "objective"
OPEN, TAKEN, CLOSED = 0, 1, 2  # `number` of a subject set aside


class Detail(NamedTuple):
    """One of them, read as plain values."""

    kind: str
    uid: uuid.UUID
    parent: int | None  # key of the decision, or of the item of the agenda
    place: int
    text: str
    more: str  # answer, kind of a file, outcome of an objective; where a subject was taken up, or why it is closed
    who: str
    number: int  # votes or stickers of a choice; state of a subject set aside


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


def details_of(meeting: Meeting) -> Details:
    """All of them, each list in its order: one query, whatever there is."""
    lines = [Detail._make(line) for line in _DETAILS.all(*[meeting.pk] * 5)]
    by_decision: defaultdict[int, OfDecision] = defaultdict(OfDecision)
    for line in sorted(lines, key=lambda line: line.place):
        if line.kind == OPTION:
            by_decision[line.parent or 0].options.append(line)
        elif line.kind == OBJECTION:
            by_decision[line.parent or 0].objections.append(line)

    def of(kind: str) -> list[Detail]:
        return sorted((line for line in lines if line.kind == kind), key=lambda line: (line.place, line.uid))

    return Details(by_decision, files=of(FILE), parked=of(PARKED), objectives=of(OBJECTIVE))


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


def _all(first: int, second: int, third: int, fourth: int, fifth: int) -> QuerySet[Any, Any]:
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
    )
    return options.union(objections, files, parked, objectives, all=True)


_DETAILS: Prepared[Any] = Prepared(_all, *(MARK - step for step in range(5)))
