"""Calendar files (RFC 5545) of meetings. A meeting keeps one identity, so that programs update what they have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from courtepointe import clock
from courtepointe.i18n import clock_time, duration
from courtepointe.meetings.models import Meeting
from courtepointe.meetings.timetable import Timed, Timetable, start_times
from courtepointe.meetings.zones import timezone

if TYPE_CHECKING:
    from icalendar import Event

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
REFRESH = dt.timedelta(hours=6)


def invitation(meeting: Meeting, *, method: str, description: str, attendee: str = "", name: str = "") -> str:
    """The file that goes with a mail to one person; nobody else's address is in it."""
    from icalendar import vCalAddress, vText  # noqa: PLC0415  (no start should wait for it)

    event = _event(meeting, description=description, cancelled=method == CANCEL)
    if attendee:
        who = vCalAddress(f"MAILTO:{attendee}")
        who.params["CN"] = vText(name or attendee)
        who.params["PARTSTAT"] = vText("NEEDS-ACTION")
        who.params["RSVP"] = vText("FALSE")  # the answer is given on our page, by the link of the mail
        event.add("attendee", who, encode=False)
    return _written([meeting], [event], method)


def feed(meetings: Iterable[tuple[Meeting, str]], name: str) -> str:
    """A calendar to subscribe to: each meeting with its description."""
    rows = list(meetings)
    events = [_event(row, description=text, cancelled=row.status == Meeting.CANCELLED) for row, text in rows]
    return _written([row for row, _text in rows], events, PUBLISH, name)


def _written(meetings: list[Meeting], events: list[Event], method: str, name: str = "") -> str:
    from icalendar import Calendar  # noqa: PLC0415  (no start should wait for it)

    calendar = Calendar()
    calendar.add("prodid", "-//Courtepointe//Courtepointe//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for zone, years in _years(meetings).items():
        calendar.add_component(timezone(zone, min(years), max(years)))
    for event in events:
        calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _years(meetings: list[Meeting]) -> dict[str, set[int]]:
    """The zones whose hours are written, each with the years of its meetings."""
    found: dict[str, set[int]] = {}
    for meeting in meetings:
        if meeting.on is not None and meeting.starts_at is not None:
            found.setdefault(meeting.zone, set()).update((meeting.on.year, meeting.on.year + 1))
    return found


def _event(meeting: Meeting, *, description: str, cancelled: bool) -> Event:
    from icalendar import Event, vCalAddress, vText  # noqa: PLC0415  (no start should wait for it)

    event = Event()
    event.add("uid", f"{meeting.uid}@{_host()}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", clock.now())
    _add_times(event, meeting)
    event.add("summary", f"{meeting.title} · {meeting.coalition.name}")
    if meeting.place:
        event.add("location", meeting.place)
    event.add("description", description)
    event.add("url", page_of(meeting))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    organizer = vCalAddress(f"MAILTO:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}")
    organizer.params["CN"] = vText(meeting.coalition.name)
    event.add("organizer", organizer, encode=False)
    return event


def _add_times(event: Event, meeting: Meeting) -> None:
    """Local hours with their zone; a meeting without an hour takes its day."""
    assert meeting.on is not None, "a meeting without a date is in no calendar"
    if meeting.starts_at is None:
        event.add("dtstart", meeting.on)
        event.add("dtend", meeting.on + dt.timedelta(days=1))
        return
    starts, ends = start_times(meeting.on, meeting.starts_at, ZoneInfo(meeting.zone), [meeting.minutes])
    event.add("dtstart", starts)
    if ends.fold:  # the second 1:30 of the night when clocks go back has no name of its own
        event.add("duration", dt.timedelta(minutes=meeting.minutes))
    else:
        event.add("dtend", ends)


def page_of(meeting: Meeting) -> str:
    """The address of the meeting's page."""
    return settings.BASE_URL + reverse("meeting", kwargs={"coalition": meeting.coalition.uid, "meeting": meeting.uid})


def agenda_words(agenda: Timetable) -> str:
    """The agenda as plain lines, breaks included."""

    if not agenda.rows:
        return ""
    return "\n".join([_("Agenda"), *(_line(row) for row in agenda.rows)])


def _line(row: Timed) -> str:
    hour = clock_time(row.starts) if row.starts else f"{row.number}."
    return f"{hour}  {row.activity.title} ({duration(row.activity.minutes)})"


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
