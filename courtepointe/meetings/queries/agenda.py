"""The agenda of a meeting."""

from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Activity, Meeting
from courtepointe.meetings.queries.parts import of_meeting, with_names
from courtepointe.meetings.timetable import Timetable, timetable


def activities_of(meeting: Meeting) -> list[Activity]:
    """Present activities in their order, with their lead."""
    return of_meeting(_ACTIVITIES, meeting)


_ACTIVITIES = Prepared(
    lambda meeting: with_names(Activity.objects.present().filter(meeting_id=meeting), "lead").order_by("position"),
    MARK,
)


def agenda_of(meeting: Meeting) -> Timetable:
    """The agenda with its hours, in one query."""
    return timetable(meeting, activities_of(meeting))
