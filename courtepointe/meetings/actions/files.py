"""Documents and photos of a meeting, on one of its activities or on the whole."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, files, history
from courtepointe.coalitions.models import Member
from courtepointe.coalitions.models_personal import Subject
from courtepointe.coalitions.queries.consents import without_agreement
from courtepointe.meetings.actions.guard import lock_open, mark_removed, undo_removal
from courtepointe.meetings.models import Activity, Meeting, MeetingFile, PhotoPerson
from courtepointe.rows import Refused

history.declare(
    {
        "meeting_file.added": gettext_lazy("%(who)s added “%(title)s” to “%(meeting)s”."),
        "meeting_file.removed": gettext_lazy("%(who)s removed “%(title)s” from “%(meeting)s”."),
        "meeting_file.restored": gettext_lazy("%(who)s put “%(title)s” back in “%(meeting)s”."),
        "meeting_file.withdrawn": gettext_lazy(
            "A photo left the minutes of “%(meeting)s”: somebody on it no longer agrees."
        ),
    }
)


def add_file(
    meeting: Meeting,
    upload: Any,
    *,
    by: Member,
    title: str = "",
    activity: Activity | None = None,
    photo: bool = False,
    people: Iterable[Member] = (),
) -> MeetingFile:
    """Keep a document, or (`photo`) a picture whose metadata is taken away, and the people who can be recognised on it.

    Raises Refused as `files.keep` does, and when one of them has not agreed to photos.
    """
    shown = list(people)
    against = without_agreement(shown, Subject.PHOTO)
    if against:
        raise Refused(
            _("Ask first: %(names)s did not agree to photos.") % {"names": ", ".join(row.name for row in against)}
        )
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
        PhotoPerson.objects.bulk_create(
            PhotoPerson(coalition_id=meeting.coalition_id, photo=row, member=member) for member in shown
        )
        history.record(row, "meeting_file.added", by=by, title=row.title, meeting=meeting.title)
    return row


def remove_file(row: MeetingFile, *, by: Member) -> None:
    """Take a document or a photo off the meeting; `restore_file` undoes it. Raises Refused."""
    with transaction.atomic():
        lock_open(row.meeting)
        mark_removed(row, by=by)
        history.record(row, "meeting_file.removed", by=by, title=row.title, meeting=row.meeting.title)


def withdraw_photos(member: Member, *, destroy: bool = False) -> int:
    """Take the photos on which a member can be recognised out of the minutes, closed or not; say how many.

    They cannot be put back while the member does not agree. `destroy` takes away the files as well, for good.
    """
    with transaction.atomic():
        found = list(MeetingFile.objects.filter(people__member=member).select_related("meeting", "file"))
        for row in found:
            if row.removed_at is None:
                row.removed_at, row.removed_by = clock.now(), None
                row.save(update_fields=["removed_at", "removed_by"])
                history.record(row, "meeting_file.withdrawn", by=None, meeting=row.meeting.title)
            if destroy:
                row.delete()
                files.destroy(row.file)
    return len(found)


def restore_file(row: MeetingFile, *, by: Member) -> None:
    """Undo a removal. Raises Refused, also when somebody on the photo no longer agrees."""
    if without_agreement([shown.member for shown in row.people.select_related("member")], Subject.PHOTO):
        raise Refused(_("Somebody on this photo does not agree that it is kept."))
    with transaction.atomic():
        lock_open(row.meeting)
        undo_removal(row)
        history.record(row, "meeting_file.restored", by=by, title=row.title, meeting=row.meeting.title)
