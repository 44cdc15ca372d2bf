"""A whole attendance sheet, noted at once."""

import pytest

from courtepointe import clock
from courtepointe.meetings.actions.attendance import mark_sheet
from courtepointe.meetings.models import Attendance, Meeting, Minutes
from courtepointe.rows import Refused
from tests.cast import Cast
from tests.factories import make_meeting


def test_a_whole_sheet_keeps_the_names_of_that_day(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition)
    mark_sheet(meeting, {cast.amina: "present", cast.benoit: "excused"}, by=cast.amina)
    rows = meeting.attendances.order_by("name").values_list("name", "organisation_name", "state")
    assert list(rows) == [("Amina", "CPE La Courtepointe", "present"), ("Benoît", "CPE La Courtepointe", "excused")]


def test_a_sheet_is_refused_once_the_minutes_are_closed(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, status=Meeting.HELD)
    Minutes.objects.create(coalition=cast.coalition, meeting=meeting, closed_at=clock.now())
    with pytest.raises(Refused):
        mark_sheet(meeting, {cast.amina: "present"}, by=cast.amina)
    assert not Attendance.objects.exists()
