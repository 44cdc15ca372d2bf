"""The results of the plan (Outil 12): measurements with what they rest on, what was sent, what may be shown."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from courtepointe.analysis.masking import Cell, masked
from courtepointe.analysis.models import PopulationIndicator
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.evaluation.models import MeasurementEvidence, ResultRequest
from courtepointe.i18n import measured, number
from courtepointe.meetings.models import Meeting, Process
from courtepointe.planning.models import Indicator, Transformation

EVALUATION = "evaluation"  # slug of the stage
Measure = PopulationIndicator.Measure
PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Value:
    """A measurement, as plain values."""

    pk: int
    uid: uuid.UUID
    measured_on: dt.date
    value: Decimal | None
    decimals: int
    sub_group: str
    people: int | None
    base: int | None
    words: str
    source: str
    tool: str | None
    quality: str
    limits: str
    organisation_id: int | None
    house: str | None
    meeting_id: int | None
    brought_by_name: str


VALUE = tuple(one.name for one in fields(Value))


@dataclass(slots=True)
class Sign:
    """An indicator with its measurements in the order of time; `hidden` are those that so few people made."""

    row: Any
    values: list[Value] = field(default_factory=list)
    hidden: frozenset[Any] = frozenset()

    @property
    def told(self) -> list[Value]:
        """Measurements of everybody, with a value that may be shown."""
        return [one for one in self.values if not one.sub_group and one.value is not None and one.pk not in self.hidden]

    @property
    def last(self) -> Value | None:
        """The last of them."""
        return self.told[-1] if self.told else None

    def written(self, value: Decimal | None, decimals: int | None = None) -> str:
        """A value with the unit of the indicator."""
        if value is None:
            return ""
        return measured(value, self.row.decimals if decimals is None else decimals, self.row.unit)

    def shown(self, one: Value) -> str:
        """A measurement as people read it."""
        if one.pk in self.hidden:
            return _("Not shown: too few people")
        return self.written(one.value, one.decimals) or _("In words")

    def counted(self, one: Value) -> str:
        """How many people it speaks of, unless they are too few."""
        if one.pk in self.hidden or one.base is None:
            return ""
        if one.people is None:
            return _("of %(base)s people") % {"base": number(one.base)}
        return _("%(people)s of %(base)s people") % {"people": number(one.people), "base": number(one.base)}


def signs_of(change: Transformation) -> list[Sign]:
    """The indicators of a transformation with their measurements; one statement."""
    return _signs(_OF_CHANGE.all(change.coalition_id, change.pk))


def signs_in(process: Process) -> dict[int, list[Sign]]:
    """Those of the whole plan, by the key of their transformation; one statement."""
    found: dict[int, list[Sign]] = {}
    for sign in _signs(_OF_PLAN.all(process.coalition_id, process.pk)):
        found.setdefault(sign.row.transformation_id, []).append(sign)
    return found


def hidden_in(rows: Iterable[Any], measure: str) -> frozenset[Any]:
    """The keys of the measurements of one indicator that may not be shown: so few people made them."""
    read = list(rows)
    if measure != Measure.COUNT and all(row.people is None and row.base is None for row in read):
        return frozenset()  # nothing says how many people: nothing to hide, nor to reckon
    return masked([_cell(row, measure) for row in read])


def _cell(row: Any, measure: str) -> Cell:
    """Values of one month are read together: whoever has the total and the parts may subtract."""
    people = row.people
    if people is None and row.value is not None:
        if measure == Measure.COUNT:
            people = int(row.value)
        elif measure == Measure.PERCENTAGE and row.base:
            people = round(row.value * row.base / PER_CENT)
    month = (row.measured_on.year, row.measured_on.month)
    return Cell(key=row.pk, people=people, place=None, period=month, group=row.sub_group, base=row.base)


def _signs(lines: Iterable[Any]) -> list[Sign]:
    """A line for each measurement, and one for an indicator that has none."""
    found: dict[int, Sign] = {}
    for line in lines:
        sign = found.setdefault(line.pk, Sign(line))
        if line.m_pk is not None:
            sign.values.append(Value(*line[-len(VALUE) :]))
    for sign in found.values():
        sign.hidden = hidden_in(sign.values, sign.row.measure)
    return list(found.values())


_ELSEWHERE = {"tool": "instrument__name", "house": "organisation__name"}
_MEASURED: dict[str, Any] = {f"m_{name}": F(f"measured__{_ELSEWHERE.get(name, name)}") for name in VALUE}


def _lines(rows: QuerySet[Indicator]) -> QuerySet[Indicator, Any]:
    present = FilteredRelation("measurements", condition=Q(measurements__removed_at=None))
    named: Any = rows.annotate(measured=present, tool=F("instrument__name"), holder_name=F("holder__name"))
    found: QuerySet[Indicator, Any] = (
        named.annotate(**_MEASURED)
        .order_by("position", "pk", "m_measured_on", "m_pk")
        .values_list(
            *("pk", "uid", "transformation_id", "name", "nature", "unit", "measure", "direction", "baseline"),
            *("baseline_on", "target", "target_on", "decimals", "groups", "tool", "holder_id", "holder_name"),
            *_MEASURED,
            named=True,
        )
    )
    return found


def _of_change(coalition: int, change: int) -> QuerySet[Indicator, Any]:
    return _lines(Indicator.objects.present().filter(coalition_id=coalition, transformation=change))


def _of_plan(coalition: int, process: int) -> QuerySet[Indicator, Any]:
    return _lines(Indicator.objects.present().filter(coalition_id=coalition, process=process))


_OF_CHANGE: Prepared[Any] = Prepared(_of_change, MARK, MARK - 1)
_OF_PLAN: Prepared[Any] = Prepared(_of_plan, MARK, MARK - 1)


def evidence_of(change: Transformation) -> dict[int, list[Any]]:
    """What each measurement of a transformation rests on, by its key."""
    rows = MeasurementEvidence.objects.filter(
        coalition_id=change.coalition_id, measurement__indicator__transformation=change, measurement__removed_at=None
    ).filter(Q(material=None) | Q(material__removed_at=None))
    found: dict[int, list[Any]] = {}
    for row in rows.select_related("file", "material", "datum__indicator", "datum__territory").order_by("pk"):
        found.setdefault(row.measurement_id, []).append(row)
    return found


def requests_of(change: Transformation) -> list[ResultRequest]:
    """What was asked of each organisation and what it sent, the last meeting first."""
    near = ("organisation", "meeting", "member")
    return list(change.requests.select_related(*near).order_by("-meeting__on", "organisation__sort_key"))


def requests_for(meeting: Meeting) -> list[ResultRequest]:
    """Everything that is asked before a meeting, in the order of the plan."""
    rows = meeting.result_requests.filter(transformation__removed_at=None, organisation__removed_at=None)
    near = ("organisation", "transformation__objective", "member")
    order = ("transformation__objective__position", "transformation__position", "organisation__sort_key")
    return list(rows.select_related(*near).order_by(*order))


def evaluation_meetings(process: Process) -> list[Meeting]:
    """The evaluation meetings of a cycle, in order."""
    return _MEETINGS.all(process.coalition_id, process.pk)


def _meetings(coalition: int, process: int) -> QuerySet[Meeting]:
    rows = Meeting.objects.present().filter(coalition_id=coalition, process=process, stage=EVALUATION)
    return rows.exclude(status=Meeting.CANCELLED).order_by(F("on").asc(nulls_last=True), "pk")


_MEETINGS = Prepared(_meetings, MARK, MARK - 1)


def asked_of(change: Transformation, signs: Iterable[Any]) -> dict[int, Any]:
    """Who is asked for the results of a transformation: its lead, and whoever measures one of its indicators.

    By the key of the organisation, with the key of the person named, if any.
    """
    found: dict[int, Any] = {}
    if change.lead_id is not None:
        found[change.lead_id] = change.lead_member_id
    for sign in signs:
        if sign.holder_id is not None:
            found.setdefault(sign.holder_id, sign.holder_member_id)
    return found
