"""The meetings of a coalition, for its members."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet

from courtepointe.access import Reader
from courtepointe.library.method import Method
from courtepointe.meetings.models import Meeting, MeetingObjective, Process


def meetings_for(reader: Reader) -> QuerySet[Meeting]:
    """Every meeting of the reader's coalition that was not removed, by date; those without one come last."""
    meetings = Meeting.objects.present().filter(coalition_id=reader.coalition_id)
    return meetings.order_by(F("on").asc(nulls_last=True), F("starts_at").asc(nulls_last=True), "pk")


def removed_meetings_for(reader: Reader) -> QuerySet[Meeting]:
    """Meetings that were removed, the latest removal first: they can be put back."""
    removed = Meeting.objects.filter(coalition_id=reader.coalition_id, removed_at__isnull=False)
    return removed.order_by("-removed_at", "-pk")


@dataclass(slots=True)
class StageMeetings:
    """The meetings of one stage: those to come or without a date, and those behind us."""

    slug: str
    name: str
    to_come: list[Meeting] = field(default_factory=list)
    past: list[Meeting] = field(default_factory=list)

    @property
    def meetings(self) -> list[Meeting]:
        return self.past + self.to_come


def with_counts(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Each meeting with `objective_count` and `reached_count`, in the same query."""
    reached = Q(objectives__outcome=MeetingObjective.Outcome.REACHED)
    return meetings.annotate(objective_count=Count("objectives"), reached_count=Count("objectives", filter=reached))


def process_meetings(reader: Reader, process: Process) -> list[Meeting]:
    """The meetings of one process with their counts: one query."""
    return list(with_counts(meetings_for(reader).filter(process=process)))


def by_stage(meetings: Iterable[Meeting], method: Method, today: dt.date) -> list[StageMeetings]:
    """The five stages in the method's order, each with its meetings; a stage may have none."""
    parts = {stage.slug: StageMeetings(stage.slug, str(stage.name)) for stage in method.stages}
    for meeting in meetings:
        part = parts.setdefault(meeting.stage, StageMeetings(meeting.stage, meeting.stage))
        (part.past if is_past(meeting, today) else part.to_come).append(meeting)
    return list(parts.values())


def is_past(meeting: Meeting, today: dt.date) -> bool:
    """Whether it is behind us: held, or its day has gone by."""
    return meeting.status == Meeting.HELD or (meeting.on is not None and meeting.on < today)


def next_meeting(meetings: Iterable[Meeting], today: dt.date) -> Meeting | None:
    """The first of the meetings (in order of date) that is dated, from today on, and neither held nor cancelled."""
    coming = (Meeting.DRAFT, Meeting.CONVOKED)
    return next((m for m in meetings if m.on and m.on >= today and m.status in coming), None)
