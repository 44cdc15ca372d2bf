"""Documents and photos of a meeting, on one of its activities or on the whole."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from courtepointe import files, history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import lock_open, mark_removed, undo_removal
from courtepointe.meetings.models import Activity, Meeting, MeetingFile

history.declare(
    {
        "meeting_file.added": gettext_lazy("%(who)s added “%(title)s” to “%(meeting)s”."),
        "meeting_file.removed": gettext_lazy("%(who)s removed “%(title)s” from “%(meeting)s”."),
        "meeting_file.restored": gettext_lazy("%(who)s put “%(title)s” back in “%(meeting)s”."),
    }
)


def add_file(
    meeting: Meeting, upload: Any, *, by: Member, title: str = "", activity: Activity | None = None, photo: bool = False
) -> MeetingFile:
    """Keep a document, or (`photo`) a picture whose metadata is taken away. Raises Refused, as `files.keep` does."""
    with transaction.atomic():
        lock_open(meeting)
        kept = files.keep(meeting.coalition, upload, by=by.person, pictures_only=photo)
        row = MeetingFile.objects.create(
            coalition_id=meeting.coalition_id,
            meeting=meeting,
            activity=activity,
            file=kept,
            kind=MeetingFile.Kind.PHOTO if photo else MeetingFile.Kind.DOCUMENT,
            title=title.strip()[:200] or kept.name,
            added_by=by.person,
        )
        history.record(row, "meeting_file.added", by=by, title=row.title, meeting=meeting.title)
    return row


def remove_file(row: MeetingFile, *, by: Member) -> None:
    """Take a document or a photo off the meeting; `restore_file` undoes it. Raises Refused."""
    with transaction.atomic():
        lock_open(row.meeting)
        mark_removed(row, by=by)
        history.record(row, "meeting_file.removed", by=by, title=row.title, meeting=row.meeting.title)


def restore_file(row: MeetingFile, *, by: Member) -> None:
    """Undo a removal. Raises Refused."""
    with transaction.atomic():
        lock_open(row.meeting)
        undo_removal(row)
        history.record(row, "meeting_file.restored", by=by, title=row.title, meeting=row.meeting.title)
