"""The minutes of a meeting, assembled from all that was captured in it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from courtepointe.access import Reader
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.mail import Delivery
from courtepointe.meetings.models import (
    Activity,
    Decision,
    FollowUp,
    Meeting,
    MeetingObjective,
    Minutes,
)
from courtepointe.meetings.queries.agenda import agenda_of
from courtepointe.meetings.queries.attendance import Group, Presence, groups_of, marks_of, presence_of
from courtepointe.meetings.queries.decisions import decisions_of
from courtepointe.meetings.queries.details import Detail, OfDecision, details_of
from courtepointe.meetings.queries.follow_ups import follow_ups_of
from courtepointe.meetings.queries.parts import of_meeting
from courtepointe.meetings.queries.recipients import Sent
from courtepointe.meetings.queries.rules import Quorum, quorum_of
from courtepointe.meetings.timetable import Timed, Timetable

OPENING, CLOSING = "opening", "closing"


@dataclass(frozen=True, slots=True)
class Part:
    """An activity in the minutes: its note, or the wording that replaces it, and what came out of it."""

    timed: Timed
    text: str
    worded: bool
    stale: bool  # the note has changed since it was worded
    decisions: list[Decision]
    follow_ups: list[FollowUp]
    files: list[Detail]

    @property
    def is_empty(self) -> bool:
        """Nothing was captured under it: the minutes then say what was planned, and what is to be completed."""
        return not (self.text.strip() or self.decisions or self.follow_ups or self.files)

    @property
    def activity(self) -> Activity:
        return self.timed.activity

    @property
    def is_break(self) -> bool:
        return self.activity.kind == Activity.Kind.BREAK


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that the minutes of one meeting show."""

    minutes: Minutes | None
    agenda: Timetable
    opening: str
    closing: str
    parts: list[Part]
    decisions: list[Decision]  # of no activity that is still there
    follow_ups: list[FollowUp]
    objectives: list[Detail]
    groups: list[Group]
    presence: Presence
    quorum: Quorum | None
    next: Meeting | None
    details: Mapping[int, OfDecision]  # of decisions, by their key
    files: list[Detail]  # of the meeting as a whole
    parked: list[Detail]
    sent: Sent | None  # what became of the messages of this edition; only for those who steer

    @property
    def all_decisions(self) -> list[Decision]:
        """In the order of their numbers."""
        rows = [row for part in self.parts for row in part.decisions] + self.decisions
        return sorted(rows, key=lambda row: row.number)

    @property
    def is_closed(self) -> bool:
        return self.minutes is not None and self.minutes.closed_at is not None


def account_of(meeting: Meeting, reader: Reader) -> Account:
    """The minutes of a meeting that the reader may open. Seven queries, whatever was captured."""
    minutes: Minutes | None = getattr(meeting, "written_minutes", None)  # read with the meeting
    more = details_of(meeting, minutes, with_sent=reader.steers)
    wordings = more.sections
    agenda = agenda_of(meeting)
    decisions, follow_ups, marks = decisions_of(meeting), follow_ups_of(meeting), marks_of(meeting)
    shown = {timed.activity.pk for timed in agenda.rows}
    return Account(
        minutes=minutes,
        agenda=agenda,
        opening=_text(wordings, OPENING),
        closing=_text(wordings, CLOSING),
        parts=[_part(timed, wordings, decisions, follow_ups, more.files) for timed in agenda.rows],
        decisions=[row for row in decisions if row.activity_id not in shown],
        follow_ups=follow_ups,
        objectives=more.objectives,
        groups=groups_of(marks),
        presence=presence_of(marks),
        quorum=quorum_of(meeting, marks),
        next=next_meeting(meeting, reader),
        details=more.of_decision,
        files=[row for row in more.files if row.parent not in shown],
        parked=more.parked,
        sent=sent_of(more.sent) if reader.steers and minutes is not None and minutes.edition else None,
    )


def sent_of(messages: list[Detail]) -> Sent:
    """How many messages left, wait, or did not leave."""
    states = [line.more for line in messages]
    failed = [(line.text, line.who) for line in messages if line.more == Delivery.FAILED]
    return Sent(left=states.count(Delivery.SENT), waiting=states.count(Delivery.QUEUED), failed=failed)


def next_meeting(meeting: Meeting, reader: Reader) -> Meeting | None:
    """The first meeting of the same body after this one that is not cancelled."""
    if meeting.on is None:
        return None
    if meeting.committee_id is not None:
        return _NEXT_OF_COMMITTEE.first(meeting.committee_id, meeting.on)
    return _NEXT.first(reader.coalition_id, meeting.on)


def _after(day: dt.date, **body: int | None) -> QuerySet[Meeting]:
    rows = Meeting.objects.present().filter(on__gt=day, **body).exclude(status=Meeting.CANCELLED)
    return rows.order_by("on", "starts_at")[:1]


_NEXT = Prepared(
    lambda coalition, day: _after(day, coalition_id=coalition, committee_id=None), MARK, dt.date(9999, 1, 1)
)
_NEXT_OF_COMMITTEE = Prepared(lambda committee, day: _after(day, committee_id=committee), MARK, dt.date(9999, 1, 1))
_OBJECTIVES = Prepared(lambda meeting: MeetingObjective.objects.filter(meeting_id=meeting).order_by("position"), MARK)


def objectives_of(meeting: Meeting) -> list[MeetingObjective]:
    """What the meeting was to achieve, in order."""
    return of_meeting(_OBJECTIVES, meeting)


def _part(
    timed: Timed,
    wordings: Mapping[str, Detail],
    decisions: list[Decision],
    follow_ups: list[FollowUp],
    files: list[Detail],
) -> Part:
    activity = timed.activity
    section = wordings.get(str(activity.uid))
    worded = section is not None and bool(section.text)
    return Part(
        timed=timed,
        text=section.text if section is not None and section.text else activity.note,
        worded=worded,
        stale=worded and section is not None and section.number != activity.note_version,
        decisions=[row for row in decisions if row.activity_id == activity.pk],
        follow_ups=[row for row in follow_ups if row.activity_id == activity.pk],
        files=[row for row in files if row.parent == activity.pk],
    )


def _text(wordings: Mapping[str, Detail], key: str) -> str:
    return wordings[key].text if key in wordings else ""
