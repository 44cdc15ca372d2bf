"""The agenda of a meeting."""

from courtepointe.meetings.models import Activity, Meeting
from courtepointe.meetings.timetable import Timetable, timetable


def activities_of(meeting: Meeting) -> list[Activity]:
    """Present activities in their order, with their lead."""
    return list(meeting.activities.present().select_related("lead").order_by("position"))


def agenda_of(meeting: Meeting) -> Timetable:
    """The agenda with its hours, in one query."""
    return timetable(meeting, activities_of(meeting))
