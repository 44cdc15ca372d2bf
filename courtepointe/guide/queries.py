"""Reads for the home page and the history page of a coalition."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from courtepointe import access, clock
from courtepointe.access import Reader
from courtepointe.analysis.models import DataNeed
from courtepointe.analysis.queries.data_plan import owed_needs
from courtepointe.coalitions.models import Coalition, Member, Organisation
from courtepointe.coalitions.models_personal import PersonalRequest
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.history import SENSITIVE, Entry
from courtepointe.meetings.models import Activity, Decision, FollowUp, HomeworkShare, Meeting, Minutes, Process

LATEST = 8  # lines of a list on the home page
CHANGES = 7
SOON = dt.timedelta(days=14)
SENT_LATELY = dt.timedelta(days=45)


@dataclass(frozen=True)
class Start:
    """What a coalition that has just been opened still lacks; it never blocks. And what the law wants answered."""

    has_people: bool
    has_organisations: bool
    has_process: bool
    has_privacy_officer: bool
    request_due: dt.date | None  # the first request about personal information that waits

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
    homework: list[HomeworkShare]
    second_factor: bool

    def __bool__(self) -> bool:
        found = (self.follow_ups, self.to_convoke, self.to_send, self.to_close, self.data, self.homework)
        return any(found) or self.second_factor


def coming_meetings(coalition: Coalition) -> list[Meeting]:
    """The meetings from today on that are neither held nor cancelled, the first ones."""
    return _COMING.all(coalition.pk, clock.today(coalition.timezone))


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
    """The first steps of a coalition and the first request that waits, in one query."""
    found = _START.first(coalition.pk)
    assert found is not None
    return Start(found.people, found.bodies, found.process, bool(coalition.privacy_name), found.due)


def _start(coalition: int) -> QuerySet[Any, Any]:
    here = OuterRef("pk")
    others = Member.objects.filter(coalition=here, left_at=None).exclude(role=access.COORDINATOR)
    return (
        Coalition.objects.filter(pk=coalition)
        .annotate(
            people=Exists(others),
            bodies=Exists(Organisation.objects.present().filter(coalition=here)),
            process=Exists(Process.objects.filter(coalition=here)),
            due=Subquery(
                PersonalRequest.objects.filter(coalition=here, replied_at=None).order_by("due_on").values("due_on")[:1]
            ),
        )
        .values_list("people", "bodies", "process", "due", named=True)
    )


_START: Prepared[Any] = Prepared(_start, MARK)


def owed_by(reader: Reader, coalition: Coalition, member: Member, coming: list[Meeting] | None = None) -> Owed:
    """What the reader owes. Only one's own follow-ups, or those of one's organisation; `coming`, if it was read."""
    follow_ups = (
        _OURS.all(coalition.pk, reader.member_id, reader.organisation_id)
        if reader.organisation_id
        else _MINE.all(coalition.pk, reader.member_id)
    )
    unsent, unclosed = _unfinished(coalition) if reader.steers else ([], [])
    coming = coming_meetings(coalition) if coming is None else coming
    return Owed(
        follow_ups=follow_ups,
        to_convoke=_to_convoke(coalition, coming) if reader.steers else [],
        to_send=unsent,
        to_close=unclosed,
        data=owed_needs(coalition, member),
        homework=owed_homework(coalition, member),
        second_factor=reader.coordinates and member.person is not None and member.person.second_factor_at is None,
    )


def owed_homework(coalition: Coalition, member: Member) -> list[HomeworkShare]:
    """What the member's organisation still prepares for meetings to come."""
    if member.organisation_id is None:
        return []
    return _HOMEWORK.all(coalition.pk, member.organisation_id)


_HOMEWORK = Prepared(
    lambda coalition, organisation: (
        HomeworkShare.objects.filter(
            coalition_id=coalition,
            organisation_id=organisation,
            done_at=None,
            homework__removed_at=None,
            homework__meeting__removed_at=None,
            homework__meeting__status__in=[Meeting.DRAFT, Meeting.CONVOKED],
        )
        .select_related("homework__meeting")
        .order_by("homework__due_on", "pk")[:LATEST]
    ),
    MARK,
    MARK - 1,
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


def _to_convoke(coalition: Coalition, coming: list[Meeting]) -> list[Meeting]:
    soon = clock.today(coalition.timezone) + SOON
    return [row for row in coming if row.status == Meeting.DRAFT and row.on and row.on <= soon][:LATEST]


def _unfinished(coalition: Coalition) -> tuple[list[Meeting], list[Meeting]]:
    """Meetings held whose minutes have not left the day after, and those whose minutes are still open although
    something was captured. Old ones are not asked to be sent: they were sent some other way."""
    today = clock.today(coalition.timezone)
    rows: list[Any] = _UNFINISHED.all(coalition.pk)
    unsent = [row for row in rows if row.unsent and row.on and today - SENT_LATELY <= row.on < today]
    sending = {row.pk for row in unsent}  # sending closes them
    return unsent[:LATEST], [row for row in rows if row.unclosed and row.pk not in sending][:LATEST]


def _held(coalition: int) -> QuerySet[Meeting]:
    minutes = Minutes.objects.filter(meeting=OuterRef("pk"))
    captured = Activity.objects.present().filter(meeting=OuterRef("pk")).exclude(note="")
    decided = Decision.objects.present().filter(meeting=OuterRef("pk"))
    held = (
        _meetings(coalition)
        .filter(status=Meeting.HELD)
        .annotate(
            unsent=~Exists(minutes.filter(sent_at__isnull=False)),
            unclosed=~Exists(minutes.filter(closed_at__isnull=False)) & (Exists(captured) | Exists(decided)),
        )
    )
    return held.filter(Q(unsent=True) | Q(unclosed=True)).order_by("-on")[: 3 * LATEST]


_UNFINISHED = Prepared(_held, MARK)


def changes_for(reader: Reader) -> list[Entry]:
    """What was done lately in the reader's coalition. Every member may read it: its facts hold no hidden text."""
    return _CHANGES.all(reader.coalition_id)


_CHANGES = Prepared(
    lambda coalition: (
        Entry.objects.filter(coalition_id=coalition)
        .exclude(verb__startswith=SENSITIVE)
        .order_by("-at", "-pk")[:CHANGES]
    ),
    MARK,
)
