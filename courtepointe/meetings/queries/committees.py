"""Committees, which every member of the coalition may know, and what they have done since they last reported."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from courtepointe.access import Reader
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Activity, Committee, CommitteeMember, Decision, FollowUp, Meeting


def committees_for(reader: Reader) -> QuerySet[Committee]:
    """The committees that exist, by name, with how many people sit on each (`seated`)."""
    seated = Count("seats", filter=Q(seats__left_at=None, seats__member__left_at=None))
    found = Committee.objects.present().filter(coalition_id=reader.coalition_id)
    return found.annotate(seated=seated).select_related("lead").order_by("sort_key")


def ended_committees_for(reader: Reader) -> QuerySet[Committee]:
    """Those that ended, the latest first; nothing of theirs is emptied."""
    return Committee.objects.filter(coalition_id=reader.coalition_id, removed_at__isnull=False).order_by("-removed_at")


def seats_of(committee: Committee) -> list[CommitteeMember]:
    """Who sits on it now, by name."""
    seats = committee.seats.filter(left_at=None, member__left_at=None)
    return list(seats.select_related("member__organisation").order_by("member__sort_key"))


@dataclass(frozen=True, slots=True)
class Report:
    """What a committee met and decided since its last report to the coalition."""

    committee: Committee
    meetings: list[Meeting]
    decisions: list[Decision]

    def __bool__(self) -> bool:
        return bool(self.meetings)


def reports_to(before: Meeting, committees: list[Committee]) -> list[Report]:
    """What each committee has to report at a meeting of the coalition, since its last report: three queries."""
    told = dict(
        Activity.objects.present()
        .filter(committee__in=committees, standing=Activity.Standing.REPORT, meeting__status=Meeting.HELD)
        .exclude(meeting=before)
        .order_by()
        .values_list("committee")
        .annotate(on=Max("meeting__on"))
    )
    held = Meeting.objects.present().filter(committee__in=committees, status=Meeting.HELD).order_by("on", "pk")
    if before.on is not None:
        held = held.filter(on__lte=before.on)
    new = [row for row in held if row.committee_id not in told or (row.on and row.on > told[row.committee_id])]
    decisions = list(
        Decision.objects.present().filter(meeting__in=new).select_related("meeting").order_by("number") if new else ()
    )
    return [
        Report(
            committee,
            [row for row in new if row.committee_id == committee.pk],
            [row for row in decisions if row.meeting.committee_id == committee.pk],
        )
        for committee in committees
    ]


def to_report(meeting: Meeting, reader: Reader) -> list[Report]:
    """Committees that have something to report at this meeting of the coalition and have no item on its agenda yet."""
    if meeting.committee_id is not None or meeting.status == Meeting.CANCELLED:
        return []
    committees = _WITHOUT_ITEM.all(reader.coalition_id, meeting.pk)
    return [report for report in reports_to(meeting, committees) if report] if committees else []


def _without_item(coalition: int, meeting: int) -> QuerySet[Committee]:
    items = Activity.objects.present().filter(meeting_id=meeting, standing=Activity.Standing.REPORT)
    committees = Committee.objects.present().filter(coalition_id=coalition)
    return committees.exclude(pk__in=items.exclude(committee=None).values("committee_id")).order_by("sort_key")


_WITHOUT_ITEM = Prepared(_without_item, MARK, MARK - 1)


def work_of(committee: Committee) -> tuple[list[Meeting], list[Decision], list[FollowUp]]:
    """Its meetings (latest first), its decisions, what it still has to do."""
    meetings = list(committee.meetings.present().order_by("-on", "-pk"))
    decisions = Decision.objects.present().filter(meeting__committee=committee, meeting__removed_at=None)
    follow_ups = FollowUp.objects.present().filter(
        meeting__committee=committee, meeting__removed_at=None, done_at__isnull=True
    )
    return (
        meetings,
        list(decisions.select_related("meeting").order_by("-number")[:50]),
        list(follow_ups.select_related("member", "organisation").order_by("due_on", "pk")[:50]),
    )
