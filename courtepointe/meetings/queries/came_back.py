"""What comes back by itself at the next meeting of the same body: the coalition, or one of its committees."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from courtepointe.meetings.models import Activity, FollowUp, Meeting, MeetingObjective, ParkedItem

Standing = Activity.Standing
COMING = (Meeting.DRAFT, Meeting.CONVOKED)


@dataclass(frozen=True, slots=True)
class CameBack:
    """What the meetings before this one left: each of these lists may be empty."""

    minutes: list[Meeting]  # held, their minutes not adopted yet; the latest first
    follow_ups: list[FollowUp]  # not done
    parked: list[ParkedItem]  # neither closed nor taken up by an agenda
    objectives: list[MeetingObjective]  # of this meeting, carried over from an earlier one

    def __bool__(self) -> bool:
        return bool(self.minutes or self.follow_ups or self.parked or self.objectives)

    def of(self, standing: str) -> bool:
        """Whether the item that every agenda has for it (`Activity.standing`) has something to treat."""
        return bool({Standing.MINUTES: self.minutes, Standing.FOLLOW_UPS: self.follow_ups}.get(Standing(standing)))


def came_back(meeting: Meeting) -> CameBack:
    """What comes back to this meeting, in four queries; nothing to one that was held or cancelled."""
    if meeting.status not in COMING:
        return CameBack([], [], [], [])
    return CameBack(
        minutes=minutes_to_adopt(meeting),
        follow_ups=list(_open_follow_ups(meeting)),
        parked=list(still_parked(meeting)),
        objectives=list(
            meeting.objectives.filter(carried_from__isnull=False)
            .select_related("carried_from__meeting")
            .order_by("position")
        ),
    )


def same_body(meeting: Meeting) -> QuerySet[Meeting]:
    """The meetings of the same body that were not removed, in order of date; those without one come last."""
    rows = Meeting.objects.present().filter(coalition_id=meeting.coalition_id, committee_id=meeting.committee_id)
    return rows.order_by(F("on").asc(nulls_last=True), F("starts_at").asc(nulls_last=True), "pk")


def before(meeting: Meeting) -> Q:
    """Meetings held before this one; every one held, while this one has no date."""
    held = Q(status=Meeting.HELD) & ~Q(pk=meeting.pk)
    if meeting.on is None:
        return held
    earlier = Q(on__lt=meeting.on)
    if meeting.starts_at is not None:
        earlier |= Q(on=meeting.on, starts_at__lt=meeting.starts_at)
    return held & earlier


def minutes_to_adopt(meeting: Meeting) -> list[Meeting]:
    """Meetings of the same body held before this one, whose minutes the group has not adopted; the latest first."""
    adopted = Q(written_minutes__approved_at__isnull=False, written_minutes__approval__removed_at=None)
    return list(
        same_body(meeting).filter(before(meeting)).exclude(adopted).select_related("written_minutes").reverse()[:6]
    )


def still_parked(meeting: Meeting) -> QuerySet[ParkedItem]:
    """Subjects set aside at earlier meetings of the same body, that no agenda took up and nobody closed."""
    earlier = same_body(meeting).filter(before(meeting)).order_by()
    taken = Q(taken_in__isnull=False, taken_in__removed_at=None, taken_in__meeting__removed_at=None) & ~Q(
        taken_in__meeting__status=Meeting.CANCELLED
    )
    rows = ParkedItem.objects.present().filter(coalition_id=meeting.coalition_id, meeting__in=earlier, closed_at=None)
    return rows.exclude(taken).select_related("meeting").order_by("parked_at", "pk")


def _open_follow_ups(meeting: Meeting) -> QuerySet[FollowUp]:
    earlier = same_body(meeting).filter(before(meeting)).order_by()
    rows = FollowUp.objects.present().filter(coalition_id=meeting.coalition_id, meeting__in=earlier, done_at=None)
    return rows.select_related("meeting", "member", "organisation").order_by(F("due_on").asc(nulls_last=True), "pk")


def next_of(meeting: Meeting) -> Meeting | None:
    """The next meeting of the same body: the first one dated and still to come after the last one held."""
    rows = [row for row in same_body(meeting) if row.on is not None and row.status != Meeting.CANCELLED]
    held = [place for place, row in enumerate(rows) if row.status == Meeting.HELD]
    return next((row for row in rows[held[-1] + 1 if held else 0 :] if row.status in COMING), None)


def unsettled(meeting: Meeting) -> QuerySet[MeetingObjective]:
    """Objectives carried over at meetings of the same body that were held, unless somebody let them go."""
    held = same_body(meeting).filter(status=Meeting.HELD).order_by()
    return (
        MeetingObjective.objects.filter(
            coalition_id=meeting.coalition_id,
            meeting__in=held,
            outcome=MeetingObjective.Outcome.CARRIED,
            let_go=False,
        )
        .select_related("meeting")
        .order_by("meeting__on", "position")
    )
