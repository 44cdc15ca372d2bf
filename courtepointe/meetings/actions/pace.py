"""The pace of a meeting: what is on, since when, a pause, minutes given. Said many times a meeting: no history.

`Meeting.now_since` is when the activity began, later by the pauses since: what it has taken is always now minus that.
Each act makes `screen_version` one more, so that the page that is projected knows that it has to be written again.
"""

from django.db import transaction
from django.db.models import F

from courtepointe import clock
from courtepointe.meetings.actions.guard import lock_open
from courtepointe.meetings.models import Activity, Meeting

MOST = 720  # minutes that may be given in all


def go_to(activity: Activity) -> None:
    """Say that this activity is what the meeting is at; its clock starts, unless it is on already."""
    with transaction.atomic():
        meeting = lock_open(activity.meeting)
        if meeting.now_on_id == activity.pk:
            return
        now = clock.now()
        _set(meeting, now_on=activity, now_since=now, now_paused_at=None, began_at=meeting.began_at or now)


def pause(meeting: Meeting) -> None:
    """Stop the clock of what is on; nothing when nothing is on, or when it stands already."""
    with transaction.atomic():
        row = lock_open(meeting)
        if row.now_since is not None and row.now_paused_at is None:
            _set(row, now_paused_at=clock.now())


def resume(meeting: Meeting) -> None:
    """Let the clock go on where it stood."""
    with transaction.atomic():
        row = lock_open(meeting)
        if row.now_since is not None and row.now_paused_at is not None:
            _set(row, now_since=row.now_since + (clock.now() - row.now_paused_at), now_paused_at=None)


def give_minutes(activity: Activity, minutes: int) -> None:
    """Give an activity more minutes in the room, or (below zero) some of those given back; what was planned stays."""
    with transaction.atomic():
        meeting = lock_open(activity.meeting)
        row = Activity.objects.select_for_update(of=("self",), no_key=True).get(pk=activity.pk)
        given = min(MOST, max(0, row.added_minutes + minutes))
        Activity.objects.filter(pk=row.pk).update(added_minutes=given)
        _set(meeting)


def _set(meeting: Meeting, **values: object) -> None:
    # Not a new version of the meeting: whoever mends its date or its place is not disturbed.
    Meeting.objects.filter(pk=meeting.pk).update(screen_version=F("screen_version") + 1, **values)
