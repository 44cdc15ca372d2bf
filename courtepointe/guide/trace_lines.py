"""Every row of the chain of a cycle in one statement: plain lines of one shape, from the observations to the decisions.

Around one row, the observations and findings that lead to no priority are left out: they are most of a cycle.

Texts are those that every member reads; measurements, which may be hidden, are read elsewhere (`trace.py`).
"""

import datetime as dt
import uuid
from functools import lru_cache
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    F,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, Left

from courtepointe import clock
from courtepointe.analysis.models import (
    FactorChoice,
    FactorPriority,
    Finding,
    Objective,
    ObjectiveFactor,
    Observation,
    Priority,
)
from courtepointe.analysis.queries.observations import hidden_anonymous
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.evaluation.models import ActionDecision, Relevance, TransformationReview
from courtepointe.evaluation.queries.results import Sign
from courtepointe.followup.models import ProgressReport
from courtepointe.guide.plain_lines import has_uid, lined
from courtepointe.meetings.models import Process
from courtepointe.planning.models import Action, Transformation

EDGES = ("factor>priority", "objective>factor")  # lines that only tie two rows
ANONYMOUS = Observation.Attribution.ANONYMOUS


Key = tuple[str, int]


class Link:
    """A row of the chain; `up` and `down` are what it comes from and what came of it.

    Written out: a page makes five hundred, and a dataclass takes twice the time to give each its two lists.
    """

    __slots__ = ("day", "down", "house", "measured", "meeting", "name", "note", "part", "pk", "register", "text", "up")

    def __init__(
        self,
        part: str,
        pk: int,
        name: Any,
        text: str,
        day: dt.date | None,
        meeting: int | None,
        house: str,
        note: str = "",
        register: Any = None,
        measured: tuple[Sign, Any] | None = None,
    ) -> None:
        self.part, self.pk, self.text, self.day, self.meeting = part, pk, text, day, meeting
        self.house, self.note = house, note
        self.name = name  # its uid, as this database writes it: made one for the rows that are shown
        self.register = register  # the uid of its decision in the register
        self.measured = measured  # of a measurement: its indicator and its value
        self.up: list[Link] = []
        self.down: list[Link] = []

    @property
    def uid(self) -> uuid.UUID:
        """What its address names it by."""
        return self.name if isinstance(self.name, uuid.UUID) else uuid.UUID(self.name)

    def is_named(self, uid: uuid.UUID) -> bool:
        """Whether this is its uid, or that of its decision in the register."""
        return uid == self.uid or (self.register is not None and uid == uuid.UUID(str(self.register)))

    @property
    def remark(self) -> str:
        """What is noted of it; of a measurement, its value as people read it."""
        return self.measured[0].shown(self.measured[1]) if self.measured else self.note


Ties = list[tuple[Key, Key]]  # what a row comes from, then the row


def lines_of(process: Process, around: uuid.UUID | None = None) -> tuple[dict[Key, Link], Ties]:
    """The chain of a cycle, the whole of it or what a row (`around`) may be tied to, and what ties its rows.

    While fewer than five observations came without a name, they are left out: they are only counted.
    """
    if around is None:
        rows = _LINES.tuples(*[process.pk] * len(_READ))
    else:
        rows = _AROUND.tuples(*[process.pk] * _CYCLES, *[around] * 4)
    links: dict[Key, Link] = {}
    ties: Ties = []
    nameless: list[Key] = []
    for part, pk, name, link, text, day, meeting, house, note, register, at in rows:
        if part in EDGES:
            down, _sign, up = part.partition(">")
            ties.append(((up, link), (down, pk)))
            continue
        key = (part, pk)
        if part == "observation":
            if note == ANONYMOUS:
                nameless.append(key)
                meeting, house = None, ""
            if link is not None:
                ties.append((key, ("finding", link)))
        elif link is not None:
            ties.append(((_FROM[part] or note.partition(":")[0], link), key))
        day = day or (at and _day_of(at))
        links[key] = Link(part, pk, name, text, day, meeting, house or "", note, register)
    if nameless and hidden_anonymous(process) > 0:
        for key in nameless:
            del links[key]
    return links, ties


@lru_cache(16_384)
def _day_of(at: dt.datetime) -> dt.date:
    """The day of an instant in Québec. Asked of SQLite, it is a call back into Python for each row."""
    return at.astimezone(clock.MONTREAL).date()


_FROM = {
    "priority": "finding",
    "transformation": "objective",
    "action": "transformation",
    "report": "action",
    "reading": "transformation",
    "decision": "",  # of an action, a transformation, an objective or a factor: its note says which
}


WORDS = ("name", "text", "house", "note", "register")
_NO_KEY = Cast(Value(None), BigIntegerField())
_NO_UID = Value(None)
_NO_INSTANT = Cast(Value(None), DateTimeField())


def _of(rows: QuerySet[Any], part: str, **said: Any) -> Any:
    """The lines of one part of the chain, all of the same shape."""
    usual = {
        "key": F("pk"),
        "name": F("uid") if has_uid(rows.model) else _NO_UID,
        "link": _NO_KEY,
        "text": Value(""),
        "day": Cast(Value(None), DateField()),
        "meeting": _NO_KEY,
        "house": Value(""),
        "note": Value(""),
        "register": _NO_UID,
        "at": _NO_INSTANT,
    }
    return lined(rows, part, usual, said, dict.fromkeys(WORDS, CharField))


def _written(instant: str, meeting: str) -> dict[str, Any]:
    """The day of a meeting, otherwise the day it was written."""
    return {"at": F(instant), "day": F(f"{meeting}__on")}


def _chosen(process: int) -> Any:
    """The findings of which a priority was made."""
    return Priority.objects.present().filter(process=process).values("finding")


def _observations(process: int) -> Any:
    return _observed(Q(process=process))


def _observed(which: Q) -> Any:
    rows = Observation.objects.present().filter(which)
    about = {"meeting": F("activity__meeting_id"), "house": F("organisation__name"), "note": F("attribution")}
    return _of(rows, "observation", text=F("text"), link=F("finding_id"), day=F("seen_on"), **about)


def _findings(process: int) -> Any:
    return _found(Q(process=process))


def _found(which: Q) -> Any:
    rows = Finding.objects.present().filter(which)
    at = _written("created_at", "activity__meeting")
    return _of(rows, "finding", text=F("statement"), meeting=F("activity__meeting_id"), **at)


def _priorities(process: int) -> Any:
    rows = Priority.objects.present().filter(process=process)
    at = Coalesce(F("decision__meeting_id"), F("ballot__meeting_id"))
    words = {"text": F("finding__statement"), "note": F("reason"), "link": F("finding_id")}
    return _of(rows, "priority", at=F("chosen_at"), meeting=at, register=F("decision__uid"), **words)


def _factors(process: int) -> Any:
    rows = FactorChoice.objects.filter(process=process).exclude(state=FactorChoice.State.OPEN)
    at = {"at": F("chosen_at"), "meeting": F("decision__meeting_id")}
    return _of(rows, "factor", text=F("factor"), note=F("reason"), register=F("decision__uid"), **at)


def _factor_edges(process: int) -> Any:
    rows = FactorPriority.objects.filter(factor_choice__process=process)
    return _of(rows, "factor>priority", key=F("factor_choice_id"), link=F("priority_id"))


def _objective_edges(process: int) -> Any:
    rows = ObjectiveFactor.objects.filter(objective__process=process)
    return _of(rows, "objective>factor", key=F("objective_id"), link=F("factor_choice_id"))


def _objectives(process: int) -> Any:
    rows = Objective.objects.present().filter(process=process)
    at = Coalesce(F("activity__meeting_id"), F("decision__meeting_id"))
    day = _written("created_at", "activity__meeting")
    return _of(rows, "objective", text=F("text"), meeting=at, register=F("decision__uid"), **day)


def _transformations(process: int) -> Any:
    rows = Transformation.objects.present().filter(process=process)
    at = {**_written("created_at", "activity__meeting"), "meeting": F("activity__meeting_id")}
    return _of(rows, "transformation", text=F("text"), link=F("objective_id"), house=F("lead__name"), **at)


def _actions(process: int) -> Any:
    rows = Action.objects.present().filter(process=process)
    at = {**_written("created_at", "activity__meeting"), "meeting": F("activity__meeting_id")}
    words = {"text": F("title"), "note": F("number"), "house": F("lead__name")}
    return _of(rows, "action", link=F("transformation_id"), **words, **at)


def _reports(process: int) -> Any:
    rows = ProgressReport.objects.filter(process=process, handed_in_at__isnull=False)
    at = {"at": F("handed_in_at"), "meeting": F("meeting_id"), "house": F("action__lead__name")}
    return _of(rows, "report", link=F("action_id"), text=Left("achieved", 200), note=F("status"), **at)


def _readings(process: int) -> Any:
    rows = TransformationReview.objects.filter(process=process)
    words = {"text": Left("reading", 300), "note": F("judgement")}
    return _of(rows, "reading", link=F("transformation_id"), day=F("made_on"), meeting=F("meeting_id"), **words)


def _action_decisions(process: int) -> Any:
    rows = ActionDecision.objects.filter(process=process, undone_at=None)
    return _decisions(rows, "action", "action_id", F("pk"))


def _relevances(column: str, of: str) -> Any:
    """Of transformations, of objectives, of factors."""

    def read(process: int) -> Any:
        rows = Relevance.objects.filter(process=process, **{f"{column}__isnull": False})
        return _decisions(rows, of, f"{column}_id", F("pk") * -1)  # no decision on an action has that key

    return read


def _decisions(rows: QuerySet[Any], of: str, column: str, key: Any) -> Any:
    """`note` says of what, then what was decided."""
    note = Concat(Value(f"{of}:"), F("verdict"))
    at = {"day": F("decided_on"), "meeting": F("meeting_id"), "register": F("decision__uid")}
    return _of(rows, "decision", key=key, link=F(column), text=F("reason"), note=note, **at)


_READ = (
    *(_observations, _findings, _priorities, _factors, _factor_edges, _objective_edges, _objectives),
    *(_transformations, _actions, _reports, _readings, _action_decisions),
    *(_relevances("transformation", "transformation"), _relevances("objective", "objective")),
    _relevances("factor_choice", "factor"),
)


def _lines(*process: int) -> Any:
    first, *others = (read(key) for read, key in zip(_READ, process, strict=True))
    return first.union(*others, all=True)


def _around(*marks: Any) -> Any:
    # Each way to a row has an index of its own: one condition on the cycle around them all would read all its rows.
    others, (p1, p2, p3, p4, p5, p6), (seen, of_found, found, of_seen) = marks[:-10], marks[-10:-4], marks[-4:]
    observed = (
        Q(uid=seen, process=p1)
        | Q(finding__in=Finding.objects.filter(uid=of_found, process=p2).values("pk"))
        | Q(finding__in=_chosen(p3))
    )
    stated = (
        Q(uid=found, process=p4)
        | Q(pk__in=Observation.objects.filter(uid=of_seen, process=p5).values("finding"))
        | Q(pk__in=_chosen(p6))
    )
    rest = (read(key) for read, key in zip(_READ[2:], others, strict=True))
    return _observed(observed).union(_found(stated), *rest, all=True)


_LINES: Prepared[Any] = Prepared(_lines, *(MARK - n for n in range(len(_READ))))
_CYCLES = len(_READ) - 2 + 6  # places of the key of the cycle around a row
_AROUND: Prepared[Any] = Prepared(
    _around, *(MARK - n for n in range(_CYCLES)), *(uuid.UUID(int=2**127 + 50 + n) for n in range(4))
)
