"""Subjects set aside (the parking lot), and decisions taken outside an agenda: taken up by an agenda, or closed."""

import uuid

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import already_made, identity, lock_open, mark_removed, undo_removal
from courtepointe.meetings.models import Activity, Decision, Meeting, ParkedItem
from courtepointe.meetings.queries.came_back import next_of
from courtepointe.rows import Refused, write

history.declare(
    {
        "parked_item.added": gettext_lazy("%(who)s set a subject aside: “%(text)s”."),
        "parked_item.removed": gettext_lazy("%(who)s took a subject out of those set aside: “%(text)s”."),
        "parked_item.restored": gettext_lazy("%(who)s put a subject back among those set aside: “%(text)s”."),
        "decision.taken": gettext_lazy("%(who)s put decision %(number)s on the agenda of “%(meeting)s”."),
        "parked_item.taken": gettext_lazy("%(who)s put “%(text)s”, set aside earlier, on the agenda of “%(meeting)s”."),
        "parked_item.closed": gettext_lazy("%(who)s closed the subject set aside “%(text)s”."),
    }
)


def park(
    meeting: Meeting,
    *,
    by: Member,
    text: str,
    raised_by: str = "",
    activity: Activity | None = None,
    uid: uuid.UUID | None = None,
) -> ParkedItem:
    """Set a subject aside for later; sent again with the same `uid`, it is set aside once. Raises Refused."""
    with transaction.atomic():
        lock_open(meeting)
        if (already := already_made(meeting.parked_items, uid)) is not None:
            return already
        row = ParkedItem.objects.create(
            **identity(ParkedItem, uid),
            coalition_id=meeting.coalition_id,
            meeting=meeting,
            activity=activity,
            text=text,
            raised_by=raised_by,
        )
        history.record(row, "parked_item.added", by=by, text=text)
    return row


def remove_parked(parked: ParkedItem, *, by: Member) -> None:
    """Take it out of those set aside; `restore_parked` undoes it. Raises Refused once the minutes are closed."""
    with transaction.atomic():
        lock_open(parked.meeting)
        mark_removed(parked, by=by)
        history.record(parked, "parked_item.removed", by=by, text=parked.text)


def restore_parked(parked: ParkedItem, *, by: Member) -> None:
    """Undo a removal. Does nothing when it is already back."""
    with transaction.atomic():
        lock_open(parked.meeting)
        parked.refresh_from_db(fields=["removed_at"])
        if parked.removed_at is not None:
            undo_removal(parked)
            history.record(parked, "parked_item.restored", by=by, text=parked.text)


def take_up_decision(decision: Decision, *, by: Member) -> Activity:
    """Put what was decided outside an agenda on the next agenda of the same body, to be confirmed there.

    Raises Refused when no meeting is to come, or an agenda has it already.
    """
    with transaction.atomic():
        row = Decision.objects.select_for_update(of=("self",), no_key=True).get(pk=decision.pk)
        if (taken := row.taken_in) is not None and taken.removed_at is None and taken.meeting.removed_at is None:
            raise Refused(_("An agenda has taken this decision up already."))
        target = next_of(row.meeting)
        if target is None:
            raise Refused(_("No meeting is to come yet: plan the next one, then put this decision on its agenda."))
        lock_open(target)
        words = {"number": row.number, "meeting": row.meeting.title}
        activity = Activity.objects.create(
            coalition_id=target.coalition_id,
            meeting=target,
            title=row.wording[:200],
            aim=(_("Confirm decision %(number)s, taken outside the agenda at “%(meeting)s”.") % words)[:400],
            kind=Activity.Kind.DECISION,
            position=_last(target) + 1,
        )
        # Not a new version: what was decided does not change.
        Decision.objects.filter(pk=row.pk).update(taken_in=activity)
        history.record(row, "decision.taken", by=by, number=row.number, meeting=target.title)
    return activity


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
