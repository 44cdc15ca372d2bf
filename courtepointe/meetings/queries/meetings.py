"""The meetings of a coalition, for its members."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courtepointe.access import Reader
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.library.method import Method
from courtepointe.meetings.models import Meeting, MeetingObjective, Process


def meetings_for(reader: Reader) -> QuerySet[Meeting]:
    """Every meeting of the reader's coalition that was not removed, by date; those without one come last."""
    return meetings_of(reader.coalition_id)


def meetings_of(coalition: int) -> QuerySet[Meeting]:
    """The same, of a coalition by its key: for statements that are written once."""
    meetings = Meeting.objects.present().filter(coalition_id=coalition)
    return meetings.order_by(F("on").asc(nulls_last=True), F("starts_at").asc(nulls_last=True), "pk")


def removed_meetings_for(reader: Reader) -> QuerySet[Meeting]:
    """Meetings that were removed, the latest removal first: they can be put back."""
    removed = Meeting.objects.filter(coalition_id=reader.coalition_id, removed_at__isnull=False)
    return removed.order_by("-removed_at", "-pk")


class MeetingLine(NamedTuple):
    """What a line of a list shows of a meeting, as plain values."""

    uid: uuid.UUID
    title: str
    stage: str
    on: dt.date | None
    starts_at: dt.time | None
    place: str
    status: str
    body: str | None  # the committee whose meeting it is; None: the whole coalition
    objective_count: int
    reached_count: int


@dataclass(slots=True)
class StageMeetings:
    """The meetings of one stage: those to come or without a date, and those behind us."""

    slug: str
    name: str
    to_come: list[MeetingLine] = field(default_factory=list)
    past: list[MeetingLine] = field(default_factory=list)

    @property
    def meetings(self) -> list[MeetingLine]:
        return self.past + self.to_come


def process_meetings(reader: Reader, process: Process) -> list[MeetingLine]:
    """The meetings of one process with their counts: one query."""
    return _LINES.all(reader.coalition_id, process.pk)


def _lines(coalition: int, process: int) -> QuerySet[Any, Any]:
    objectives = MeetingObjective.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    count = objectives.annotate(count=Count("pk")).values("count")
    reached = objectives.filter(outcome=MeetingObjective.Outcome.REACHED).annotate(count=Count("pk")).values("count")
    counted = meetings_of(coalition).annotate(
        body=F("committee__name"),
        objective_count=Coalesce(Subquery(count), 0),
        reached_count=Coalesce(Subquery(reached), 0),
    )
    return counted.filter(process_id=process).values_list(*MeetingLine._fields, named=True)


_LINES: Prepared[MeetingLine] = Prepared(_lines, MARK, MARK - 1)


def by_stage(meetings: Iterable[MeetingLine], method: Method, today: dt.date) -> list[StageMeetings]:
    """The five stages in the method's order, each with its meetings; a stage may have none."""
    parts = {stage.slug: StageMeetings(stage.slug, str(stage.name)) for stage in method.stages}
    for meeting in meetings:
        part = parts.setdefault(meeting.stage, StageMeetings(meeting.stage, meeting.stage))
        (part.past if is_past(meeting, today) else part.to_come).append(meeting)
    return list(parts.values())


def is_past(meeting: MeetingLine, today: dt.date) -> bool:
    """Whether it is behind us: held, or its day has gone by."""
    return meeting.status == Meeting.HELD or (meeting.on is not None and meeting.on < today)


def next_meeting(meetings: Iterable[MeetingLine], today: dt.date) -> MeetingLine | None:
    """The first of the meetings (in order of date) that is dated, from today on, and neither held nor cancelled."""
    coming = (Meeting.DRAFT, Meeting.CONVOKED)
    return next((m for m in meetings if m.on and m.on >= today and m.status in coming), None)
