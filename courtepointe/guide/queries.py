"""Reads for the home page and the history page of a coalition."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from courtepointe import access, clock
from courtepointe.access import Reader
from courtepointe.coalitions.models import Coalition, Member, Organisation
from courtepointe.history import Entry
from courtepointe.meetings.models import Activity, Decision, FollowUp, Meeting, Minutes, Process

LATEST = 8  # lines of a list on the home page
CHANGES = 7
SOON = dt.timedelta(days=14)


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
    """What this reader is expected to do: their follow-ups and, for those who steer, the meetings' own duties."""

    follow_ups: list[FollowUp]
    to_convoke: list[Meeting]
    to_close: list[Meeting]
    second_factor: bool

    def __bool__(self) -> bool:
        return bool(self.follow_ups or self.to_convoke or self.to_close or self.second_factor)


def process_of(coalition: Coalition) -> Process | None:
    """The running cycle: the one that started last."""
    return coalition.processes.order_by("-starts_on", "-pk").first()


def next_meeting_for(coalition: Coalition) -> Meeting | None:
    """The first meeting from today on that is neither held nor cancelled."""
    return (
        coalition.meetings.present()
        .filter(on__gte=clock.today(coalition.timezone), status__in=[Meeting.DRAFT, Meeting.CONVOKED])
        .order_by("on", "starts_at", "pk")
        .first()
    )


def start_of(coalition: Coalition) -> Start:
    """The first steps of a coalition, in one query."""
    people, organisations, process = (
        Coalition.objects.filter(pk=coalition.pk)
        .values_list(
            Exists(Member.objects.filter(coalition=OuterRef("pk"), left_at=None).exclude(role=access.COORDINATOR)),
            Exists(Organisation.objects.present().filter(coalition=OuterRef("pk"))),
            Exists(Process.objects.filter(coalition=OuterRef("pk"))),
        )
        .get()
    )
    return Start(people, organisations, process, bool(coalition.privacy_name))


def owed_by(reader: Reader, coalition: Coalition, member: Member) -> Owed:
    """What the reader owes. Only one's own follow-ups, or those of one's organisation."""
    mine = Q(member_id=reader.member_id)
    if reader.organisation_id:
        mine |= Q(member=None, organisation_id=reader.organisation_id)
    follow_ups = (
        coalition.follow_ups.present()
        .filter(mine, done_at=None)
        .select_related("meeting")
        .order_by("due_on", "pk")[:LATEST]
    )
    return Owed(
        follow_ups=list(follow_ups),
        to_convoke=_to_convoke(coalition) if reader.steers else [],
        to_close=_to_close(coalition) if reader.steers else [],
        second_factor=reader.coordinates and member.person is not None and member.person.second_factor_at is None,
    )


def _to_convoke(coalition: Coalition) -> list[Meeting]:
    today = clock.today(coalition.timezone)
    soon = coalition.meetings.present().filter(status=Meeting.DRAFT, on__range=(today, today + SOON))
    return list(soon.order_by("on")[:LATEST])


def _to_close(coalition: Coalition) -> list[Meeting]:
    """Meetings held whose minutes were not closed, when something was captured in them."""
    closed = Minutes.objects.filter(meeting=OuterRef("pk"), closed_at__isnull=False)
    captured = Activity.objects.filter(meeting=OuterRef("pk")).exclude(note="")
    decided = Decision.objects.present().filter(meeting=OuterRef("pk"))
    held = coalition.meetings.present().filter(status=Meeting.HELD).exclude(Exists(closed))
    return list(held.filter(Q(Exists(captured)) | Q(Exists(decided))).order_by("-on")[:LATEST])


def changes_for(reader: Reader, *, limit: int | None = CHANGES) -> list[Entry]:
    """What was done lately in the reader's coalition. Every member may read it: its facts hold no hidden text."""
    entries = Entry.objects.filter(coalition_id=reader.coalition_id).order_by("-at", "-pk")
    return list(entries[:limit] if limit else entries)
