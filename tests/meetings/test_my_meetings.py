import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from courtepointe import clock
from courtepointe.access import COMPANION, COORDINATOR
from courtepointe.coalitions.models import Member, Person
from courtepointe.meetings.models import Committee, FollowUp, Meeting, Minutes, WorkingRules
from courtepointe.meetings.queries.my_meetings import my_meetings
from tests.cast import Cast
from tests.factories import make_coalition, make_meeting, make_member, make_person

NOON = dt.datetime(2026, 11, 2, 17, tzinfo=dt.UTC)
TODAY = NOON.date()


def day(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def companion(coalitions: int = 0) -> Person:
    person = make_person("Lucie")
    for number in range(coalitions):
        make_member(make_coalition(f"Regroupement {number}"), person=person, role=COMPANION)
    return person


def told(days: int) -> dt.datetime:
    return NOON + dt.timedelta(days=days)


def test_meetings_of_all_coalitions_come_by_date(cast: Cast) -> None:
    person = companion()
    for coalition in (cast.coalition, cast.other):
        make_member(coalition, person=person, role=COMPANION)
    make_meeting(cast.coalition, "Deuxième", on=day(10))
    make_meeting(cast.other, "Première", on=day(3))
    make_meeting(cast.coalition, "Annulée", on=day(4), status=Meeting.CANCELLED)
    make_meeting(cast.coalition, "Retirée", on=day(5), removed_at=NOON)
    make_meeting(cast.coalition, "Sans date", on=None)
    with clock.at(NOON):
        assert [line.meeting.title for line in my_meetings(person).coming] == ["Première", "Deuxième"]


def test_the_next_three_months_are_shown_and_the_rest_on_demand(cast: Cast) -> None:
    make_meeting(cast.coalition, "Bientôt", on=day(90))
    make_meeting(cast.coalition, "Plus tard", on=day(91))
    assert cast.benoit.person
    with clock.at(NOON):
        near, whole = my_meetings(cast.benoit.person), my_meetings(cast.benoit.person, everything=True)
        html = cast.client(cast.benoit).get(reverse("my-meetings")).content.decode()
    assert ([line.meeting.title for line in near.coming], near.further) == (["Bientôt"], 1)
    assert ([line.meeting.title for line in whole.coming], whole.further) == (["Bientôt", "Plus tard"], 0)
    assert "1 rencontre plus loin" in html


def test_only_present_seats_of_the_person_count(cast: Cast) -> None:
    person = companion()
    seat = make_member(cast.coalition, person=person, role=COMPANION)
    make_meeting(cast.coalition, "À voir", on=day(3))
    make_meeting(cast.other, "Cachée", on=day(3))
    with clock.at(NOON):
        assert [line.meeting.title for line in my_meetings(person).coming] == ["À voir"]
        Member.objects.filter(pk=seat.pk).update(left_at=NOON)
        assert my_meetings(person).coming == []


def test_a_seat_that_needs_a_second_step_shows_nothing_until_then(cast: Cast) -> None:
    person = companion()
    make_member(cast.coalition, person=person, role=COORDINATOR, role_since=told(-30))
    make_meeting(cast.coalition, "Protégée", on=day(3))
    with clock.at(NOON):
        mine = my_meetings(person)
        assert (mine.coming, [seat.coalition for seat in mine.closed]) == ([], [cast.coalition])


@pytest.mark.parametrize(
    ("fields", "notice", "state"),
    [
        ({"on": day(8)}, None, "to_tell"),
        ({"on": day(6)}, None, "overdue"),
        ({"on": day(8)}, 10, "overdue"),
        ({"on": day(8), "status": "convoked", "convoked_at": told(-1)}, None, "on_time"),
        ({"on": day(8), "status": "convoked", "convoked_at": told(-1)}, 10, "told_late"),
        ({"on": day(8), "status": "convoked"}, None, "told"),
    ],
)
def test_a_meeting_to_come_says_whether_it_was_announced_in_time(
    cast: Cast, fields: dict[str, Any], notice: int | None, state: str
) -> None:
    if notice is not None:
        WorkingRules.objects.create(
            coalition=cast.coalition, number=1, status="adopted", adopted_on=TODAY, notice_days=notice
        )
    make_meeting(cast.coalition, **fields)
    assert cast.benoit.person
    with clock.at(NOON):
        assert [line.state for line in my_meetings(cast.benoit.person).coming] == [state]


def test_a_meeting_behind_us_says_where_its_minutes_are(cast: Cast) -> None:
    make_meeting(cast.coalition, "Trop vieille", on=day(-61), status=Meeting.HELD)
    make_meeting(cast.coalition, "Oubliée", on=day(-1))
    for title, closed, sent in (("À faire", None, None), ("Prête", NOON, None), ("Envoyée", NOON, NOON)):
        meeting = make_meeting(cast.coalition, title, on=day(-2), status=Meeting.HELD)
        Minutes.objects.create(coalition=cast.coalition, meeting=meeting, closed_at=closed, sent_at=sent)
    assert cast.benoit.person
    with clock.at(NOON):
        found = {line.meeting.title: line.state for line in my_meetings(cast.benoit.person).lately}
    assert found == {"Oubliée": "not_held", "À faire": "to_write", "Prête": "closed", "Envoyée": "sent"}


def test_the_page_shows_coalitions_committees_and_what_is_late(cast: Cast) -> None:
    committee = Committee(coalition=cast.coalition, name="Comité <b>", lead=None)
    committee.clean()
    committee.save()
    meeting = make_meeting(cast.coalition, "Petit groupe", on=day(9), committee=committee)
    FollowUp.objects.create(coalition=cast.coalition, meeting=meeting, what="Vieux suivi", due_on=day(-1))
    FollowUp.objects.create(coalition=cast.coalition, meeting=meeting, what="Bon suivi", due_on=TODAY)
    with clock.at(NOON):
        html = cast.client(cast.chloe).get(reverse("my-meetings")).content.decode()
    assert "Comité &lt;b&gt;" in html
    assert "1 suivi en retard" in html
    assert "Les petits pas" in html
    assert "SECRET-AILLEURS" not in html
    stranger = cast.client(None).get(reverse("my-meetings"))
    assert stranger.status_code == 302


@pytest.mark.parametrize("coalitions", [1, 12])
def test_the_page_costs_the_same_with_one_coalition_or_twelve(
    cast: Cast, django_assert_max_num_queries: Any, coalitions: int
) -> None:
    person = companion(coalitions)
    for seat in Member.objects.filter(person=person).select_related("coalition"):
        for days in (-3, 3, 9):
            meeting = make_meeting(seat.coalition, on=day(days))
            FollowUp.objects.create(coalition=seat.coalition, meeting=meeting, what="x", due_on=day(-1))
    client = cast.client(None)
    client.force_login(person)
    with clock.at(NOON):
        client.get(reverse("my-meetings"))
        with django_assert_max_num_queries(7):
            html = client.get(reverse("my-meetings")).content.decode()
    assert html.count("own-cloth") == 3 * coalitions
