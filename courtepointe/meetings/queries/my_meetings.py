"""The meetings of all the coalitions of one person: what comes, what was held lately, what is late."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from courtepointe import access, clock
from courtepointe.coalitions.models import Coalition, Member, Person
from courtepointe.coalitions.queries.seats import seats_of
from courtepointe.meetings.models import FollowUp, Meeting, Minutes, WorkingRules

LATELY = dt.timedelta(days=60)
SOON = dt.timedelta(days=90)
MOST = 120  # lines of a list
USUAL_NOTICE = 7  # days, as long as a coalition adopted no rules

ON_TIME, TOLD_LATE, TOLD, TO_TELL, OVERDUE = "on_time", "told_late", "told", "to_tell", "overdue"
SENT, CLOSED, TO_WRITE, NOT_HELD = "sent", "closed", "to_write", "not_held"


@dataclass(frozen=True, slots=True)
class Line:
    """A meeting, in its coalition, with where its notice or its minutes are."""

    meeting: Meeting
    coalition: Coalition
    state: str
    tell_by: dt.date | None = None
    soon: bool = True

    @property
    def late(self) -> bool:
        return self.state in (OVERDUE, TO_WRITE, NOT_HELD)


@dataclass(frozen=True, slots=True)
class Mine:
    """What a person sees over all their seats. `closed`: seats that open once a second step protects the account."""

    seats: list[Member]
    coming: list[Line]
    further: int  # meetings to come that are not listed
    lately: list[Line]
    late_follow_ups: list[tuple[Coalition, int]]
    closed: list[Member]


def my_meetings(person: Person, *, everything: bool = False) -> Mine:
    """Five queries, whatever the number of coalitions. Only present seats count, and only what each may open.

    What comes in the next three months, or (`everything`) all that is planned.
    """
    everywhere = seats_of(person)
    closed = [seat for seat in everywhere if access.second_factor_is_overdue(seat)]
    seats = [seat for seat in everywhere if seat not in closed]
    coalitions = {seat.coalition_id: seat.coalition for seat in seats}
    today = {pk: clock.today(row.timezone) for pk, row in coalitions.items()}
    earliest = min(today.values(), default=clock.today())
    notice = _notice_days(coalitions)
    coming, lately = [], []
    for meeting in _meetings(coalitions, earliest - LATELY):
        assert meeting.on is not None
        coalition, day = coalitions[meeting.coalition_id], today[meeting.coalition_id]
        if meeting.status != Meeting.HELD and meeting.on >= day:
            coming.append(_coming(meeting, coalition, day, notice.get(coalition.pk, USUAL_NOTICE)))
        elif day - LATELY <= meeting.on <= day:
            lately.append(Line(meeting, coalition, _minutes_state(meeting)))
    shown = [line for line in coming if everything or line.soon][:MOST]
    late = _late_follow_ups(today)
    return Mine(
        seats=seats,
        coming=shown,
        further=len(coming) - len(shown),
        lately=lately[::-1][:MOST],
        late_follow_ups=[(row, late[pk]) for pk, row in coalitions.items() if late[pk]],
        closed=closed,
    )


def _meetings(coalitions: dict[int, Coalition], since: dt.date) -> QuerySet[Meeting]:
    """As `queries.meetings.meetings_for` shows them in each coalition: every meeting that was not removed."""
    found = Meeting.objects.present().filter(coalition__in=coalitions, on__gte=since)
    found = found.exclude(status=Meeting.CANCELLED).select_related("committee", "written_minutes")
    return found.order_by("on", "starts_at", "pk")


def _notice_days(coalitions: dict[int, Coalition]) -> dict[int, int]:
    rules = WorkingRules.objects.filter(coalition__in=coalitions, status=WorkingRules.ADOPTED)
    return dict(rules.values_list("coalition_id", "notice_days"))


def _late_follow_ups(today: dict[int, dt.date]) -> Counter[int]:
    rows = FollowUp.objects.present().filter(coalition__in=today, meeting__removed_at=None, done_at=None)
    late = rows.filter(due_on__lt=max(today.values(), default=clock.today()))
    return Counter(pk for pk, due_on in late.values_list("coalition_id", "due_on") if due_on and due_on < today[pk])


def _coming(meeting: Meeting, coalition: Coalition, today: dt.date, notice: int) -> Line:
    assert meeting.on is not None
    tell_by = meeting.on - dt.timedelta(days=notice)
    soon = meeting.on <= today + SOON
    if meeting.status == Meeting.DRAFT:
        return Line(meeting, coalition, OVERDUE if tell_by < today else TO_TELL, tell_by, soon)
    if meeting.convoked_at is None:
        return Line(meeting, coalition, TOLD, soon=soon)
    told_on = meeting.convoked_at.astimezone(coalition.timezone).date()
    return Line(meeting, coalition, ON_TIME if told_on <= tell_by else TOLD_LATE, soon=soon)


def _minutes_state(meeting: Meeting) -> str:
    if meeting.status != Meeting.HELD:
        return NOT_HELD
    minutes: Minutes | None = getattr(meeting, "written_minutes", None)
    if minutes is None or minutes.closed_at is None:
        return TO_WRITE
    return SENT if minutes.sent_at else CLOSED
