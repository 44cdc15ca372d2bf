"""Acts on the agenda of a meeting. Each is one transaction, refused once the minutes are closed."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import lock_open, mark_removed, record_once_a_day, undo_removal
from courtepointe.meetings.actions.notices import tell_later
from courtepointe.meetings.models import Activity, Meeting
from courtepointe.rows import Refused, reorder, write

history.declare(
    {
        "activity.added": gettext_lazy("%(who)s added “%(title)s” to the agenda of “%(meeting)s”."),
        "meeting.arranged": gettext_lazy("%(who)s modified the agenda of “%(title)s”."),
        "activity.removed": gettext_lazy("%(who)s removed “%(title)s” from the agenda of “%(meeting)s”."),
        "activity.restored": gettext_lazy("%(who)s put “%(title)s” back in the agenda of “%(meeting)s”."),
    }
)


def add_activity(meeting: Meeting, *, by: Member, **fields: Any) -> Activity:
    """Add an activity at the end of the agenda. Raises Refused once the minutes are closed."""
    with transaction.atomic():
        lock_open(meeting)
        activity = Activity.objects.create(
            coalition_id=meeting.coalition_id, meeting=meeting, position=_next_position(meeting), **fields
        )
        _record(activity, "activity.added", by=by, meeting=meeting)
        tell_later(meeting)
    return activity


def edit_activity(activity: Activity, *, by: Member, version: int, **fields: Any) -> None:
    """Change an activity opened at `version`. Raises Conflict (nothing written) or Refused."""
    with transaction.atomic():
        lock_open(activity.meeting)
        write(activity, version=version, **fields)
        record_once_a_day(activity.meeting, "meeting.arranged", by=by)
        tell_later(activity.meeting)


def remove_activity(activity: Activity, *, by: Member) -> None:
    """Take an activity out of the agenda; `restore_activity` undoes it.

    Raises Refused when something was captured in it: a note or a decision would leave the minutes unseen.
    """
    with transaction.atomic():
        lock_open(activity.meeting)
        activity.refresh_from_db(fields=["note"])
        if _holds_something(activity):
            raise Refused(_("This item already has notes, decisions or follow-ups: it stays on the agenda."))
        mark_removed(activity, by=by)
        _record(activity, "activity.removed", by=by, meeting=activity.meeting)
        tell_later(activity.meeting)


def restore_activity(activity: Activity, *, by: Member) -> None:
    """Undo a removal: the activity takes its former place. Does nothing when it is already back."""
    with transaction.atomic():
        lock_open(activity.meeting)
        activity.refresh_from_db(fields=["removed_at", "position"])
        if activity.removed_at is None:
            return
        place = activity.position - 1
        activity.position = _next_position(activity.meeting)
        activity.save(update_fields=["position"])
        undo_removal(activity)
        _put(activity, place)
        _record(activity, "activity.restored", by=by, meeting=activity.meeting)
        tell_later(activity.meeting)


def move_activity(activity: Activity, *, by: Member, place: int) -> None:
    """Give an activity the place (from 0) in its agenda; the others close up. Places out of bounds mean an end."""
    with transaction.atomic():
        lock_open(activity.meeting)
        _put(activity, place)
        record_once_a_day(activity.meeting, "meeting.arranged", by=by)
        tell_later(activity.meeting)


def step_activity(activity: Activity, *, by: Member, steps: int) -> None:
    """Move an activity up (negative) or down by so many places."""
    order = _order(activity.meeting)
    move_activity(activity, by=by, place=order.index(activity.pk) + steps)


def _order(meeting: Meeting) -> list[int]:
    return list(meeting.activities.present().order_by("position").values_list("pk", flat=True))


def _put(activity: Activity, place: int) -> None:
    order = _order(activity.meeting)
    order.remove(activity.pk)
    order.insert(max(0, place), activity.pk)
    reorder(activity.meeting.activities.present(), order)


def _next_position(meeting: Meeting) -> int:
    last = meeting.activities.present().order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def _holds_something(activity: Activity) -> bool:
    return (
        bool(activity.note.strip()) or activity.decisions.present().exists() or activity.follow_ups.present().exists()
    )


def _record(activity: Activity, verb: str, *, by: Member, meeting: Meeting) -> None:
    history.record(activity, verb, by=by, title=activity.title, meeting=meeting.title)
