"""Observations made while a meeting is held: they note the item of the agenda, and one comes back to the room."""

from typing import Any

import pytest
from django.urls import reverse

from courtepointe import clock
from courtepointe.analysis.models import Observation
from courtepointe.meetings.models import Activity, Meeting
from tests.analysis.test_observations import TEXT, at, sent
from tests.cast import Cast
from tests.factories import make_activity, make_meeting


@pytest.fixture
def item(cast: Cast) -> Activity:
    return make_activity(make_meeting(cast.coalition, "Rencontre 4", stage="analysis"), "Lire les données")


def adding(cast: Cast, item: Activity) -> str:
    return at(cast, "observation-add") + f"?activity={item.uid}"


def room_of(cast: Cast, meeting: Meeting) -> str:
    return at(cast, "room", meeting=meeting.uid)


def test_the_room_offers_it_where_observations_are_gathered(cast: Cast, item: Activity) -> None:
    browser = cast.client(cast.amina)
    page = browser.get(room_of(cast, item.meeting)).content.decode()
    assert adding(cast, item) in page
    opening = make_activity(item.meeting, "Accueil", standing="opening")
    assert (
        adding(cast, opening) not in browser.get(room_of(cast, item.meeting) + f"?open={opening.uid}").content.decode()
    )
    elsewhere = make_meeting(cast.coalition, "Rencontre 1")
    talk, gather = make_activity(elsewhere, "Échange"), make_activity(elsewhere, "Collecte", kind="collection")
    for row, offered in ((talk, False), (gather, True)):
        page = browser.get(room_of(cast, elsewhere) + f"?open={row.uid}").content.decode()
        assert (adding(cast, row) in page) is offered


def test_one_comes_back_to_the_room_at_the_same_item(cast: Cast, item: Activity) -> None:
    browser = cast.client(cast.amina)
    form = browser.get(adding(cast, item)).content.decode()
    there = f"{room_of(cast, item.meeting)}?open={item.uid}#a-{item.uid}"
    assert "Rencontre 4 · Lire les données" in form
    assert there in form
    assert browser.post(adding(cast, item), sent(text="")).status_code == 422
    assert browser.post(adding(cast, item), sent())["Location"] == there
    row = Observation.objects.get()
    assert row.activity == item
    again = browser.post(adding(cast, item), sent(text="Une autre", again="1"))
    assert again["Location"] == adding(cast, item)
    for page in (at(cast, "observation", observation=row.uid), at(cast, "observations")):
        words = browser.get(page).content.decode()
        assert "Rencontre 4" in words
        assert "Lire les données" in words


def test_a_partner_comes_back_to_the_list_for_the_room_is_not_theirs(cast: Cast, item: Activity) -> None:
    answer = cast.client(cast.benoit).post(adding(cast, item), sent())
    assert answer["Location"].startswith(at(cast, "observations"))
    assert Observation.objects.get().activity == item


def test_an_anonymous_one_says_no_meeting(cast: Cast, item: Activity) -> None:
    browser = cast.client(cast.amina)
    page = browser.post(adding(cast, item), sent(attribution="anonymous")).content.decode()
    assert Observation.objects.get().activity is None
    assert f"?open={item.uid}#a-{item.uid}" in page


def test_an_item_of_another_coalition_is_none(cast: Cast) -> None:
    theirs = make_activity(cast.other.meetings.get(), "SECRET-AILLEURS")
    browser = cast.client(cast.amina)
    assert browser.get(adding(cast, theirs)).status_code == 404
    assert browser.get(at(cast, "observation-add") + "?activity=nothing").status_code == 404
    browser.post(adding(cast, theirs), sent())
    assert Observation.objects.get().activity is None
    page = cast.client(cast.driss).get(
        reverse("observations-of", kwargs={"coalition": cast.coalition.uid, "meeting": theirs.meeting.uid})
    )
    assert page.status_code == 404


def test_what_is_typed_is_kept_when_the_item_is_removed_meanwhile(cast: Cast, item: Activity) -> None:
    Activity.objects.filter(pk=item.pk).update(removed_at=clock.now())
    assert cast.client(cast.amina).post(adding(cast, item), sent()).status_code == 303
    row = Observation.objects.get()
    assert (row.text, row.activity) == (TEXT, None)


def test_the_minutes_lead_to_those_that_were_added(cast: Cast, item: Activity) -> None:
    browser, meeting = cast.client(cast.amina), item.meeting
    part = at(cast, "observations-of", meeting=meeting.uid)
    assert browser.get(part).content.decode().strip() == ""
    for n in range(2):
        browser.post(adding(cast, item), sent(text=f"Mot {n}"))
    browser.post(at(cast, "observation-add"), sent(text="Ailleurs"))
    minutes = browser.get(at(cast, "minutes", meeting=meeting.uid)).content.decode()
    assert f'hx-get="{part}"' in minutes
    line = cast.client(cast.chloe).get(part).content.decode()
    assert "Observations ajoutées" in line
    assert "2</a>" in line
    listed = browser.get(at(cast, "observations") + f"?meeting={meeting.uid}").content.decode()
    assert "Mot 1" in listed
    assert "Ailleurs" not in listed
    assert browser.get(at(cast, "observations") + "?meeting=x").status_code == 200
    other = make_meeting(cast.coalition, "Rencontre 1")
    assert "observations/made-in" not in browser.get(at(cast, "minutes", meeting=other.uid)).content.decode()


@pytest.mark.parametrize("count", [1, 60])
def test_the_pages_ask_the_same_whatever_their_length(
    cast: Cast, item: Activity, count: int, django_assert_max_num_queries: Any
) -> None:
    here = {"coalition": cast.coalition, "process": item.meeting.process, "seen_on": clock.today(), "activity": item}
    rows = [Observation(text=f"Mot {n}", organisation=cast.organisation, **here) for n in range(count)]
    Observation.objects.bulk_create(rows)
    browser = cast.client(cast.amina)
    pages = (at(cast, "observations"), at(cast, "observation", observation=rows[0].uid), adding(cast, item))
    for page in (*pages, at(cast, "observations") + f"?meeting={item.meeting.uid}"):
        browser.get(page)
        with django_assert_max_num_queries(10):
            assert browser.get(page).status_code == 200
