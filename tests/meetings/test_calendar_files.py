"""Calendar files, read by a second program than the one that wrote them."""

import datetime as dt
from typing import Any

import pytest
import vobject

from courtepointe import clock
from courtepointe.meetings import calendar
from courtepointe.meetings.letters import description_of
from courtepointe.meetings.models import Meeting
from tests.cast import Cast
from tests.factories import make_activity, make_meeting


def read(meeting: Meeting, method: str = calendar.REQUEST) -> Any:
    text = calendar.invitation(meeting, method=method, description=description_of(meeting), attendee="b@example.org")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return vobject.readOne(text)


@pytest.mark.parametrize(
    ("on", "at", "minutes", "zone", "starts", "ends"),
    [
        # an ordinary afternoon of autumn, still in summer time
        ((2026, 10, 6), (13, 15), 165, "America/Toronto", "2026-10-06T17:15", "2026-10-06T20:00"),
        # the night the clocks go forward: 1:30 to 4:30 by the wall is two hours
        ((2026, 3, 8), (1, 30), 120, "America/Toronto", "2026-03-08T06:30", "2026-03-08T08:30"),
        # the night they go back
        ((2026, 11, 1), (0, 30), 120, "America/Toronto", "2026-11-01T04:30", "2026-11-01T06:30"),
        # past midnight
        ((2026, 12, 3), (22, 0), 180, "America/Toronto", "2026-12-04T03:00", "2026-12-04T06:00"),
        # a coalition in another zone
        ((2026, 7, 2), (9, 0), 60, "America/Vancouver", "2026-07-02T16:00", "2026-07-02T17:00"),
    ],
)
def test_another_program_reads_the_same_instants(
    cast: Cast,
    on: tuple[int, int, int],
    at: tuple[int, int],
    minutes: int,
    zone: str,
    starts: str,
    ends: str,
) -> None:
    meeting = make_meeting(
        cast.coalition, "Rencontre", on=dt.date(*on), starts_at=dt.time(*at), minutes=minutes, zone=zone
    )
    event = read(meeting).vevent
    begins = event.dtstart.value.astimezone(dt.UTC)
    over = begins + event.duration.value if "duration" in event.contents else event.dtend.value.astimezone(dt.UTC)
    for value, expected in ((begins, starts), (over, ends)):
        assert value == dt.datetime.fromisoformat(expected).replace(tzinfo=dt.UTC)
    assert event.dtstart.value.time() == dt.time(*at)  # the wall's hour, whoever reads


def test_the_file_says_what_the_meeting_is_and_carries_its_zone(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, "Rencontre; 1, «été»", place="CPE, salle 2", sequence=4)
    make_activity(meeting, "Accueil\n et tour", minutes=20)
    found = read(meeting)
    event = found.vevent
    assert found.method.value == "REQUEST"
    assert found.vtimezone.tzid.value == "America/Toronto"
    assert event.uid.value.startswith(f"{meeting.uid}@")
    assert (event.sequence.value, event.status.value) == ("4", "CONFIRMED")
    assert event.summary.value == "Rencontre; 1, «été» · Les petits pas"
    assert event.location.value == "CPE, salle 2"
    assert "Accueil" in event.description.value
    assert str(meeting.uid) in event.url.value
    assert [attendee.value for attendee in event.attendee_list] == ["MAILTO:b@example.org"]


def test_a_cancellation_is_the_same_event_struck_out(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, "Rencontre", status=Meeting.CANCELLED)
    found = read(meeting, calendar.CANCEL)
    assert (found.method.value, found.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert found.vevent.uid.value == read(meeting).vevent.uid.value


def test_a_meeting_without_an_hour_takes_its_day(cast: Cast) -> None:
    event = read(make_meeting(cast.coalition, "Rencontre", starts_at=None)).vevent
    assert (event.dtstart.value, event.dtend.value) == (dt.date(2026, 10, 6), dt.date(2026, 10, 7))


def test_the_calendar_one_subscribes_to_has_the_meetings_of_ones_coalition(cast: Cast) -> None:
    make_meeting(cast.coalition, "La nôtre")
    make_meeting(cast.coalition, "Sans date", on=None, starts_at=None)
    make_meeting(cast.coalition, "Annulée", status=Meeting.CANCELLED)
    browser = cast.client(cast.benoit)
    page = f"/c/{cast.coalition.uid}/meetings/calendar/"
    with clock.at(dt.datetime(2026, 9, 21, tzinfo=dt.UTC)):
        assert ".ics" not in browser.get(page).content.decode()  # nothing is shared before one asks
        browser.post(page)
        address = next(word for word in browser.get(page).content.decode().split('"') if word.endswith(".ics"))
        path = "/calendar/" + address.rpartition("/")[2]
        text = cast.client(None).get(path).content.decode()
        events = {event.summary.value: event.status.value for event in vobject.readOne(text).vevent_list}
        assert events == {"La nôtre · Les petits pas": "CONFIRMED", "Annulée · Les petits pas": "CANCELLED"}
        assert "SECRET-AILLEURS" not in text
        browser.post(page, {"withdraw": "1"})
        assert cast.client(None).get(path).status_code == 404
        browser.post(page)
        assert path.rpartition("/")[2] not in browser.get(page).content.decode()  # another one
