"""The pace of a meeting: what is on, its clock, the page that is projected."""

import datetime as dt

import pytest
from django.urls import reverse

from courtepointe import clock
from courtepointe.history import Entry
from courtepointe.meetings.actions import pace as acts
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.actions.parked import park
from courtepointe.meetings.models import Meeting
from courtepointe.meetings.queries.agenda import agenda_of
from courtepointe.meetings.queries.pace import pace_of
from tests.factories import make_activity, make_meeting

START = dt.datetime(2026, 3, 3, 18, 15, tzinfo=dt.UTC)  # 13:15 in Montréal


def after(minutes):
    return clock.at(START + dt.timedelta(minutes=minutes))


@pytest.fixture
def meeting(cast):
    row = make_meeting(cast.coalition, "Rencontre 1", on=dt.date(2026, 3, 3), starts_at=dt.time(13, 15))
    row.items = [make_activity(row, title, minutes=10) for title in ("Accueil", "Portrait", "Pause")]
    return row


def pace(meeting):
    row = Meeting.objects.get(pk=meeting.pk)
    return pace_of(row, agenda_of(row))


def address(name, meeting, cast):
    return reverse(name, kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})


def test_the_clock_counts_what_is_left_and_goes_on_past_zero(meeting):
    assert (pace(meeting).on, pace(meeting).after.activity) == (None, meeting.items[0])
    with after(0):
        acts.go_to(meeting.items[0])
    for minutes, left in ((4, 360), (10, 0), (13, -180)):
        with after(minutes):
            assert (pace(meeting).left, pace(meeting).on.activity.title) == (left, "Accueil")
    with after(13):
        assert pace(meeting).is_over
        assert pace(meeting).late == 3
        acts.go_to(meeting.items[0])  # it is on already: its clock goes on
        assert pace(meeting).left == -180
        acts.go_to(meeting.items[1])
        assert (pace(meeting).left, pace(meeting).before.activity) == (600, meeting.items[0])


def test_a_pause_stops_the_clock_and_minutes_given_are_not_planned_ones(meeting):
    with after(0):
        acts.pause(meeting)  # nothing is on: nothing to stop
        acts.go_to(meeting.items[0])
    with after(4):
        acts.pause(meeting)
    with after(20):
        acts.pause(meeting)
        assert (pace(meeting).left, pace(meeting).paused) == (360, True)
        acts.resume(meeting)
    with after(21):
        acts.resume(meeting)
        assert (pace(meeting).left, pace(meeting).paused) == (300, False)
        acts.give_minutes(meeting.items[0], 5)
        assert (pace(meeting).left, pace(meeting).total) == (600, 900)
        acts.give_minutes(meeting.items[0], -60)
        assert pace(meeting).total == 600
    meeting.items[0].refresh_from_db()
    assert meeting.items[0].minutes == 10


def test_the_room_steers_and_the_others_do_not(meeting, cast):
    browser, where = cast.client(cast.amina), address("room-clock", meeting, cast)
    browser.post(address("activity-on", meeting, cast), {"activity": meeting.items[1].uid})
    browser.post(where, {"activity": meeting.items[1].uid, "minutes": "5"})
    browser.post(where, {"pause": "1"})
    page = browser.get(address("room", meeting, cast)).content.decode()
    for words in (
        "data-clock=",
        "data-paused",
        "Reprendre",
        "Revenir au point précédent",
        address("screen", meeting, cast),
    ):
        assert words in page
    assert (
        "combien de minutes"
        in browser.post(where, {"activity": meeting.items[1].uid, "minutes": "x"}, follow=True).content.decode()
    )
    assert cast.client(cast.benoit).post(where, {"resume": "1"}).status_code == 403
    assert pace(meeting).paused
    assert Meeting.objects.get(pk=meeting.pk).began_at is not None
    assert not Entry.objects.filter(thing="meeting").exists()


def test_the_projected_page_says_where_we_are_and_is_asked_again_lightly(meeting, cast, django_assert_max_num_queries):
    browser, where = cast.client(cast.chloe), address("screen", meeting, cast)
    page = browser.get(where).content.decode()
    assert "Bienvenue" in page
    assert "Accueil" in page
    acts.go_to(meeting.items[0])
    record_decision(meeting, by=cast.amina, activity=None, wording="Se voir <b>le mardi</b>")
    park(meeting, by=cast.amina, text="Le transport")
    with django_assert_max_num_queries(10):
        page = browser.get(where).content.decode()
    for words in ("<h1>Accueil</h1>", "Portrait", "Se voir &lt;b&gt;le mardi", "Le transport", "10 min restantes"):
        assert words in page
    assert "Tenir la rencontre" not in page
    seen = page.partition("?seen=")[2].partition('"')[0]
    asked = {"HX-Request": "true"}
    with django_assert_max_num_queries(4):
        assert browser.get(where, {"seen": seen}, headers=asked).status_code == 204
    acts.pause(meeting)
    again = browser.get(where, {"seen": seen}, headers=asked)
    assert again.status_code == 200
    assert "<title>" not in again.content.decode()
    assert "data-paused" in again.content.decode()


def test_a_piece_of_a_page_is_never_replaced_by_the_page_of_the_sign_in(meeting, cast, client):
    answer = client.get(address("screen", meeting, cast), headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].endswith("screen%2F")
