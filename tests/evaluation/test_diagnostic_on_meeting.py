"""From the page of a meeting and from its room to the diagnostic that is talked over there."""

import pytest

from courtepointe.evaluation.actions import diagnostic as acts
from courtepointe.meetings.models import Meeting, MeetingObjective
from tests.cast import Cast
from tests.evaluation.rounds import at, opened, prepared, today
from tests.factories import make_meeting


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_meeting(cast.coalition, "Où en est notre partenariat", stage="evaluation", on=today())


def about_functioning(meeting: Meeting) -> None:
    MeetingObjective.objects.create(
        coalition=meeting.coalition,
        meeting=meeting,
        slug="evaluate-functioning",
        stage="evaluation",
        text="Évaluer notre fonctionnement",
        position=1,
    )


def card(cast: Cast, meeting: Meeting, query: str = "") -> str:
    html = cast.client(cast.benoit).get(at(cast, "diagnostic-card", meeting=meeting.uid) + query).content.decode()
    assert "<html" not in html
    return html


def test_a_meeting_on_how_partners_work_leads_to_it_without_scripts(cast: Cast, meeting: Meeting) -> None:
    link = f'href="{at(cast, "diagnostics")}"'
    pages = [at(cast, name, meeting=meeting.uid) for name in ("meeting", "room")]
    amina, chloe = cast.client(cast.amina), cast.client(cast.chloe)
    assert not any(link in amina.get(page).content.decode() for page in pages)
    about_functioning(meeting)
    assert all(link in amina.get(page).content.decode() for page in pages)
    # Observers do not read it, nor that there is one.
    assert "/diagnostic/" not in chloe.get(pages[0]).content.decode()
    assert chloe.get(at(cast, "diagnostic-card", meeting=meeting.uid)).status_code == 403


def test_the_rounds_of_the_meeting_are_there_and_the_one_that_is_open(cast: Cast, meeting: Meeting) -> None:
    assert card(cast, meeting).strip() == ""
    assert "Aucun diagnostic" in card(cast, meeting, "?devoted=1")
    prepared(cast, title="Celui de la rencontre", meeting=meeting)
    elsewhere = opened(cast, title="Celui qui est ouvert")
    answer = at(cast, "diagnostic-answer", diagnostic=elsewhere.uid)
    assert "Celui de la rencontre" in card(cast, meeting)
    assert "Celui qui est ouvert" not in card(cast, meeting)
    devoted = card(cast, meeting, "?devoted=1")
    assert "Celui de la rencontre" in devoted
    assert answer in devoted
    acts.close_round(elsewhere, by=cast.amina)
    assert "Celui qui est ouvert" not in card(cast, meeting, "?devoted=1")


def test_in_the_collective_way_those_who_steer_go_to_the_first_item(cast: Cast, meeting: Meeting) -> None:
    row = opened(cast, mode="collective", meeting=meeting)
    page = at(cast, "diagnostic-item", diagnostic=row.uid, number=1)
    assert page not in card(cast, meeting)
    address = at(cast, "diagnostic-card", meeting=meeting.uid)
    assert page in cast.client(cast.amina).get(address).content.decode()


def test_the_card_of_another_coalition_is_not_found(cast: Cast) -> None:
    meeting = cast.other.meetings.get()
    assert cast.client(cast.amina).get(at(cast, "diagnostic-card", meeting=meeting.uid)).status_code == 404
