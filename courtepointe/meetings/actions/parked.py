"""Subjects set aside at an earlier meeting: taken up by an agenda, or closed."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import lock_open
from courtepointe.meetings.models import Activity, Meeting, ParkedItem
from courtepointe.rows import Refused, write

history.declare(
    {
        "parked_item.taken": gettext_lazy("%(who)s put “%(text)s”, set aside earlier, on the agenda of “%(meeting)s”."),
        "parked_item.closed": gettext_lazy("%(who)s closed the subject set aside “%(text)s”."),
    }
)


def take_up(parked: ParkedItem, meeting: Meeting, *, by: Member) -> Activity:
    """Make the subject an item of an agenda, before other business. Raises Refused when it is closed or taken up."""
    with transaction.atomic():
        lock_open(meeting)
        row = _open(parked)
        activity = Activity.objects.create(
            coalition_id=meeting.coalition_id,
            meeting=meeting,
            title=row.text[:200],
            aim=row.text if len(row.text) > 200 else "",
            position=_last(meeting) + 1,
        )
        write(row, version=row.version, taken_in=activity)
        history.record(row, "parked_item.taken", by=by, text=row.text, meeting=meeting.title)
    return activity


def close_parked(parked: ParkedItem, *, by: Member, reason: str = "") -> None:
    """The subject needs no agenda any more. Raises Refused when it is closed or taken up."""
    with transaction.atomic():
        row = _open(parked)
        write(row, version=row.version, closed_at=clock.now(), closed_reason=reason)
        history.record(row, "parked_item.closed", by=by, text=row.text)


def _open(parked: ParkedItem) -> ParkedItem:
    row = (
        ParkedItem.objects.select_for_update(of=("self",), no_key=True)
        .select_related("taken_in__meeting")
        .get(pk=parked.pk)
    )
    if row.closed_at is not None or row.removed_at is not None:
        raise Refused(_("This subject is closed."))
    taken = row.taken_in
    if taken is not None and taken.removed_at is None and taken.meeting.status != Meeting.CANCELLED:
        raise Refused(_("An agenda has taken this subject up already."))
    return row


def _last(meeting: Meeting) -> int:
    return meeting.activities.present().aggregate(last=Max("position"))["last"] or 0
