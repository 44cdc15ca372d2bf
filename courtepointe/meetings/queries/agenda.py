"""The agenda of a meeting."""

from typing import Any

from django.db.models import Exists, OuterRef

from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Activity, Meeting, MeetingFile
from courtepointe.meetings.queries.parts import of_meeting, with_names
from courtepointe.meetings.timetable import Timetable, timetable


def activities_of(meeting: Meeting) -> list[Activity]:
    """Present activities in their order, with the name of their lead, and whether they have documents."""
    return of_meeting(_ACTIVITIES, meeting)


_DOCUMENTS = MeetingFile.objects.present().filter(activity=OuterRef("pk"), kind=MeetingFile.Kind.DOCUMENT)
_ACTIVITIES: Prepared[Any] = Prepared(
    lambda meeting: (
        with_names(Activity.objects.present().filter(meeting_id=meeting), "lead")
        .annotate(has_documents=Exists(_DOCUMENTS))
        .order_by("position")
    ),
    MARK,
)


def agenda_of(meeting: Meeting) -> Timetable:
    """The agenda with its hours, in one query."""
    return timetable(meeting, activities_of(meeting))
