"""Acts on the agenda of a meeting. Each is one transaction, refused once the minutes are closed."""

from typing import Any

from django.db import transaction
from django.utils import translation
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


SHORTEST = 5  # minutes


def mend_agenda(meeting: Meeting, what: str, *, by: Member) -> None:
    """Add what the agenda lacks: an item that every agenda has (`Activity.Standing`), or a `break`; or make it `fit`.

    Raises Refused once the minutes are closed; KeyError for something else. Adding what is there changes nothing.
    """
    with transaction.atomic():
        lock_open(meeting)
        rows = list(meeting.activities.present().order_by("position"))
        if what == "fit":
            _fit(meeting, rows)
        elif what == "break":
            if all(row.kind != Activity.Kind.BREAK for row in rows):
                _insert(meeting, _middle(rows), kind=Activity.Kind.BREAK, minutes=15, title=_said(meeting, "break"))
        elif not any(row.treats(what) for row in rows):
            kind = Activity.Kind.INFORMATION if what == Activity.Standing.FOLLOW_UPS else Activity.Kind.DECISION
            place = {Activity.Standing.ADOPTION: 0, Activity.Standing.MINUTES: 1, Activity.Standing.FOLLOW_UPS: 2}
            title = _said(meeting, what)
            _insert(meeting, place[Activity.Standing(what)], kind=kind, minutes=SHORTEST, title=title, standing=what)
        record_once_a_day(meeting, "meeting.arranged", by=by)
        tell_later(meeting)


def _said(meeting: Meeting, what: str) -> str:
    with translation.override(meeting.coalition.language):
        return _("Break") if what == "break" else str(Activity.Standing(what).label)


def _insert(meeting: Meeting, place: int, **fields: Any) -> None:
    row = Activity.objects.create(
        coalition_id=meeting.coalition_id, meeting=meeting, position=_next_position(meeting), **fields
    )
    _put(row, place)


def _middle(rows: list[Activity]) -> int:
    """The place between two items that is nearest to the middle of the time."""
    half, passed = sum(row.minutes for row in rows) / 2, 0
    gaps = []
    for place, row in enumerate(rows, start=1):
        passed += row.minutes
        gaps.append((abs(passed - half), place))
    return min(gaps)[1] if gaps else 0


def _fit(meeting: Meeting, rows: list[Activity]) -> None:
    """Shorten the items in proportion until they fill the meeting: neither breaks nor anything under five minutes."""
    fixed = [row for row in rows if row.kind == Activity.Kind.BREAK or row.minutes <= SHORTEST]
    free = [row for row in rows if row not in fixed]
    room = meeting.minutes - sum(row.minutes for row in fixed)
    total = sum(row.minutes for row in free)
    if not free or total <= room or room < SHORTEST * len(free):
        return
    for row in free:
        minutes = max(SHORTEST, row.minutes * room // total // SHORTEST * SHORTEST)
        write(row, version=row.version, minutes=minutes)


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
