"""Reads for the home page and the history page of a coalition."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from courtepointe import access, clock
from courtepointe.access import Reader
from courtepointe.analysis.models import DataNeed
from courtepointe.analysis.queries.data_plan import owed_needs
from courtepointe.coalitions.models import Coalition, Member, Organisation
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.history import Entry
from courtepointe.meetings.models import Activity, Decision, FollowUp, Meeting, Minutes, Process

LATEST = 8  # lines of a list on the home page
CHANGES = 7
SOON = dt.timedelta(days=14)
SENT_LATELY = dt.timedelta(days=45)


@dataclass(frozen=True)
class Start:
    """What a coalition that has just been opened still lacks; it never blocks."""

    has_people: bool
    has_organisations: bool
    has_process: bool
    has_privacy_officer: bool

    @property
    def is_over(self) -> bool:
        return self.has_people and self.has_organisations and self.has_process and self.has_privacy_officer


@dataclass(frozen=True)
class Owed:
    """What this reader is expected to do: their follow-ups, the data they bring and, for those who steer, the meetings'
    own duties.
    """

    follow_ups: list[FollowUp]
    to_convoke: list[Meeting]
    to_send: list[Meeting]  # held yesterday or before, their minutes not sent
    to_close: list[Meeting]
    data: list[DataNeed]
    second_factor: bool

    def __bool__(self) -> bool:
        owed = (self.follow_ups, self.to_convoke, self.to_send, self.to_close, self.data, self.second_factor)
        return any(owed)


def coming_for(coalition: Coalition) -> list[Meeting]:
    """The first meetings from today on that are neither held nor cancelled; the next one comes first."""
    return _COMING.all(coalition.pk, clock.today(coalition.timezone))


def next_meeting_for(coalition: Coalition) -> Meeting | None:
    """The first meeting from today on that is neither held nor cancelled."""
    return next(iter(coming_for(coalition)), None)


def _meetings(coalition: int) -> QuerySet[Meeting]:
    return Meeting.objects.present().filter(coalition_id=coalition)


_COMING = Prepared(
    lambda coalition, today: (
        _meetings(coalition)
        .filter(on__gte=today, status__in=[Meeting.DRAFT, Meeting.CONVOKED])
        .order_by("on", "starts_at", "pk")[: 2 * LATEST]
    ),
    MARK,
    dt.date(9999, 1, 1),
)


def start_of(coalition: Coalition) -> Start:
    """The first steps of a coalition, in one query."""
    found = _START.first(coalition.pk)
    assert found is not None
    return Start(found.people, found.bodies, found.process, bool(coalition.privacy_name))


def _start(coalition: int) -> QuerySet[Any, Any]:
    here = OuterRef("pk")
    others = Member.objects.filter(coalition=here, left_at=None).exclude(role=access.COORDINATOR)
    return (
        Coalition.objects.filter(pk=coalition)
        .annotate(
            people=Exists(others),
            bodies=Exists(Organisation.objects.present().filter(coalition=here)),
            process=Exists(Process.objects.filter(coalition=here)),
        )
        .values_list("people", "bodies", "process", named=True)
    )


_START: Prepared[Any] = Prepared(_start, MARK)


def owed_by(reader: Reader, coalition: Coalition, member: Member, *, coming: Sequence[Meeting] | None = None) -> Owed:
    """What the reader owes. Only one's own follow-ups, or those of one's organisation.

    `coming` is what `coming_for` gave, when it was asked already.
    """
    if coming is None:
        coming = coming_for(coalition) if reader.steers else []
    follow_ups = (
        _OURS.all(coalition.pk, reader.member_id, reader.organisation_id)
        if reader.organisation_id
        else _MINE.all(coalition.pk, reader.member_id)
    )
    to_send = _to_send(coalition) if reader.steers else []
    sending = {meeting.pk for meeting in to_send}  # which closes them
    return Owed(
        follow_ups=follow_ups,
        to_convoke=_to_convoke(coming, clock.today(coalition.timezone)) if reader.steers else [],
        to_send=to_send,
        to_close=[row for row in _to_close(coalition) if row.pk not in sending] if reader.steers else [],
        data=owed_needs(coalition, member),
        second_factor=reader.coordinates and member.person is not None and member.person.second_factor_at is None,
    )


def _open_follow_ups(coalition: int, mine: Q) -> QuerySet[FollowUp]:
    found = FollowUp.objects.present().filter(mine, coalition_id=coalition, done_at=None)
    return found.select_related("meeting").order_by("due_on", "pk")[:LATEST]


_MINE = Prepared(lambda coalition, member: _open_follow_ups(coalition, Q(member_id=member)), MARK, MARK - 1)
_OURS = Prepared(
    lambda coalition, member, organisation: _open_follow_ups(
        coalition, Q(member_id=member) | Q(member=None, organisation_id=organisation)
    ),
    MARK,
    MARK - 1,
    MARK - 2,
)


def _to_convoke(coming: Sequence[Meeting], today: dt.date) -> list[Meeting]:
    soon = [row for row in coming if row.status == Meeting.DRAFT and row.on is not None and row.on <= today + SOON]
    return soon[:LATEST]


def _to_send(coalition: Coalition) -> list[Meeting]:
    """Meetings held whose minutes have not left the day after. Old ones are let be: they were sent some other way."""
    today = clock.today(coalition.timezone)
    return _UNSENT.all(coalition.pk, today, today - SENT_LATELY)


def _unsent(coalition: int, today: dt.date, since: dt.date) -> QuerySet[Meeting]:
    sent = Minutes.objects.filter(meeting=OuterRef("pk"), sent_at__isnull=False)
    held = _meetings(coalition).filter(status=Meeting.HELD, on__lt=today, on__gte=since)
    return held.exclude(Exists(sent)).order_by("-on")[:LATEST]


_UNSENT = Prepared(_unsent, MARK, dt.date(9999, 1, 1), dt.date(9999, 1, 2))


def _to_close(coalition: Coalition) -> list[Meeting]:
    """Meetings held whose minutes were not closed, when something was captured in them."""
    return _UNCLOSED.all(coalition.pk)


def _unclosed(coalition: int) -> QuerySet[Meeting]:
    closed = Minutes.objects.filter(meeting=OuterRef("pk"), closed_at__isnull=False)
    captured = Activity.objects.present().filter(meeting=OuterRef("pk")).exclude(note="")
    decided = Decision.objects.present().filter(meeting=OuterRef("pk"))
    held = _meetings(coalition).filter(status=Meeting.HELD).exclude(Exists(closed))
    return held.filter(Q(Exists(captured)) | Q(Exists(decided))).order_by("-on")[:LATEST]


_UNCLOSED = Prepared(_unclosed, MARK)


def changes_for(reader: Reader) -> list[Entry]:
    """What was done lately in the reader's coalition. Every member may read it: its facts hold no hidden text."""
    return _CHANGES.all(reader.coalition_id)


_CHANGES = Prepared(
    lambda coalition: Entry.objects.filter(coalition_id=coalition).order_by("-at", "-pk")[:CHANGES], MARK
)
