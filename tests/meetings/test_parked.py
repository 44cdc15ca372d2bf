"""The parking lot: a subject set aside in the room, taken out, back with the next agenda."""

import datetime as dt

from django.urls import reverse

from courtepointe.meetings.actions.minutes import close_minutes
from courtepointe.meetings.actions.outcomes import end_meeting
from courtepointe.meetings.models import ParkedItem
from courtepointe.meetings.queries.came_back import came_back
from courtepointe.rows import uuid7
from tests.factories import make_meeting


def address(name, cast, meeting, **more):
    return reverse(name, kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid, **more})


def test_a_subject_is_set_aside_in_the_room_and_comes_back_with_the_next_agenda(cast):
    meeting = make_meeting(cast.coalition, "Rencontre 1", on=dt.date(2026, 3, 3))
    after = make_meeting(cast.coalition, "Rencontre 2", on=dt.date(2026, 4, 3))
    browser, where = cast.client(cast.amina), address("parked-add", cast, meeting)
    refused = browser.post(where, {"text": "", "raised_by": "Benoît"})
    assert (refused.status_code, "Benoît" in refused.content.decode()) == (422, True)
    uid = str(uuid7())
    for _ in range(2):
        page = browser.post(where, {"text": "Le <i>transport</i>", "raised_by": "Benoît", "uid": uid}, follow=True)
    assert "Le &lt;i&gt;transport" in page.content.decode()
    assert ParkedItem.objects.count() == 1
    end_meeting(meeting, by=cast.amina)
    assert [(row.text, row.who) for row in came_back(after).parked] == [("Le <i>transport</i>", "Benoît")]


def test_it_is_taken_out_and_put_back_until_the_minutes_are_closed(cast):
    meeting = make_meeting(cast.coalition, "Rencontre 1", on=dt.date(2026, 3, 3))
    browser = cast.client(cast.amina)
    browser.post(address("parked-add", cast, meeting), {"text": "Le logo"})
    row = ParkedItem.objects.get()
    where = address("parked-remove", cast, meeting, parked=row.uid)
    assert "n’est plus mis de côté" in browser.post(where, follow=True).content.decode()
    assert not ParkedItem.objects.present().exists()
    browser.post(where, {"back": "1"})
    assert ParkedItem.objects.present().exists()
    assert cast.client(cast.benoit).post(where).status_code == 403
    end_meeting(meeting, by=cast.amina)
    close_minutes(meeting, by=cast.amina)
    browser.post(where)
    assert ParkedItem.objects.present().exists()
