"""Documents and photos of a meeting. Every member of the coalition may read them."""

from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Meeting, MeetingFile
from courtepointe.meetings.queries.parts import of_meeting


def files_of(meeting: Meeting) -> list[MeetingFile]:
    """What is there, in the order it was added, each with its file."""
    return of_meeting(_FILES, meeting)


_FILES = Prepared(
    lambda meeting: (
        MeetingFile.objects.present().filter(meeting_id=meeting).select_related("file").order_by("added_at", "pk")
    ),
    MARK,
)


def documents_of(meeting: Meeting) -> list[MeetingFile]:
    """Those to read, photos left aside."""
    return [row for row in files_of(meeting) if row.kind == MeetingFile.Kind.DOCUMENT]


def documents_by_item(meeting: Meeting) -> dict[int, list[MeetingFile]]:
    """Those of each item of the agenda, by its key; those of the whole meeting are left aside."""
    found: dict[int, list[MeetingFile]] = {}
    for row in documents_of(meeting):
        if row.activity_id is not None:
            found.setdefault(row.activity_id, []).append(row)
    return found
