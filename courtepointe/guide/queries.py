"""Reads for the home page and the history page of a coalition."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from courtepointe import access, clock
from courtepointe.access import Reader
from courtepointe.analysis.models import DataNeed, Inventory
from courtepointe.analysis.queries.data_plan import owed_needs
from courtepointe.analysis.queries.standing import owed_inventories
from courtepointe.coalitions.models import Coalition, Member, Organisation
from courtepointe.coalitions.models_personal import PersonalRequest
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.evaluation.models import ResultRequest
from courtepointe.followup.models import ProgressReport
from courtepointe.history import SENSITIVE, Entry
from courtepointe.meetings.models import Activity, Decision, FollowUp, HomeworkShare, Meeting, Minutes, Process

LATEST = 8  # lines of a list on the home page
CHANGES = 7
SOON = dt.timedelta(days=14)
ARRIVED = dt.timedelta(days=60)
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
    services: list[Inventory]  # asked of their organisation, not handed in: one at most
    reports: list[Meeting]  # before which they say how the actions that they lead go
    results: list[Meeting]  # before which they say what they see of the transformations
    second_factor: bool

    def __bool__(self) -> bool:
        meetings = (self.to_convoke, self.to_send, self.to_close, self.reports, self.results)
        return any((self.follow_ups, *meetings, self.data, self.homework, self.services)) or self.second_factor


def coming_meetings(coalition: Coalition, member: Member | None = None) -> list[Meeting]:
    """The meetings from today on that are neither held nor cancelled, the first ones.

    Each says whether a report (`reports`) or results (`results`) are awaited of this member before it.
    """
    mine = (member.pk, member.organisation_id or 0) if member else (0, 0)
    return _COMING.all(coalition.pk, clock.today(coalition.timezone), *mine, *mine)


def _meetings(coalition: int) -> QuerySet[Meeting]:
    return Meeting.objects.present().filter(coalition_id=coalition)


def _coming(coalition: int, today: dt.date, who: int, house: int, who2: int, house2: int) -> QuerySet[Meeting]:
    awaited = {"meeting": OuterRef("pk"), "asked_at__isnull": False, "handed_in_at": None}
    reports = ProgressReport.objects.filter(
        Q(action__lead_member=None) | Q(action__lead_member=who), action__lead=house, action__removed_at=None, **awaited
    )
    results = ResultRequest.objects.filter(Q(member=None) | Q(member=who2), organisation=house2, **awaited)
    rows = _meetings(coalition).filter(on__gte=today, status__in=[Meeting.DRAFT, Meeting.CONVOKED])
    rows = rows.annotate(reports=Exists(reports), results=Exists(results))
    return rows.order_by("on", "starts_at", "pk")[: 2 * LATEST]


_COMING = Prepared(_coming, MARK, dt.date(9999, 1, 1), MARK - 1, MARK - 2, MARK - 3, MARK - 4)


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
    coming = coming_meetings(coalition, member) if coming is None else coming
    speaks = reader.speaks
    return Owed(
        follow_ups=follow_ups,
        to_convoke=_to_convoke(coalition, coming) if reader.steers else [],
        to_send=unsent,
        to_close=unclosed,
        data=owed_needs(coalition, member),
        homework=owed_homework(coalition, member),
        services=owed_inventories(reader),
        reports=[row for row in coming if speaks and row.reports],  # type: ignore[attr-defined]  # said by the statement
        results=[row for row in coming if speaks and row.results],  # type: ignore[attr-defined]
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


def takes_over(member: Member, coalition: Coalition) -> bool:
    """Whether the member coordinates since lately a coalition that was there before."""
    since = member.role_since.astimezone(coalition.timezone).date()
    lately = clock.today(coalition.timezone) - since <= ARRIVED
    return member.role == access.COORDINATOR and lately and since - coalition.opened_on > ARRIVED


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
