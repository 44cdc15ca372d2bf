"""Notes, saved as one types. Two note-takers never overwrite each other."""

from django.db import transaction
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import lock_open, record_once_a_day
from courtepointe.meetings.models import Activity
from courtepointe.rows import Conflict

history.declare({"meeting.noted": gettext_lazy("%(who)s took notes in “%(title)s”.")})


def save_note(activity: Activity, *, by: Member, version: int, text: str) -> int:
    """Write the note opened at `version` and return its new version; at most one history line a day.

    Sending the text that is already there is no change, so that a note sent twice after a cut is not a conflict.
    Raises Conflict with the note as it stands, and writes nothing, when another text was saved in between.
    """
    text = text.replace("\r\n", "\n")
    with transaction.atomic():
        lock_open(activity.meeting)
        now = Activity.objects.only("note", "note_version", "meeting_id").get(pk=activity.pk)
        if now.note == text:
            return now.note_version
        if now.note_version != version:
            raise Conflict(now, {"note": text})
        Activity.objects.filter(pk=activity.pk).update(note=text, note_version=version + 1)
        record_once_a_day(activity.meeting, "meeting.noted", by=by)
    return version + 1
