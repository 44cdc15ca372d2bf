"""What a device sends again when the network is back: done once, refused plainly, kept until somebody signs in."""

import pytest
from django.urls import reverse

from courtepointe.meetings.actions.minutes import close_minutes
from courtepointe.meetings.actions.outcomes import end_meeting
from courtepointe.meetings.models import Decision, FollowUp, ParkedItem
from courtepointe.rows import uuid7
from tests.factories import make_meeting

SENT_AGAIN = {"X-Outbox": "1"}
ACTS = {
    "decision-add": ({"wording": "Se voir le mardi", "mode": "consensus", "result": "adopted"}, Decision),
    "follow-up-add": ({"what": "Appeler la MRC"}, FollowUp),
    "parked-add": ({"text": "Le transport"}, ParkedItem),
}


def address(name, cast, meeting):
    return reverse(name, kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})


@pytest.fixture
def meeting(cast):
    return make_meeting(cast.coalition, "Rencontre 1")


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_comes_twice_is_done_once_and_says_where_to_go(cast, meeting, name):
    fields, model = ACTS[name]
    browser, uid = cast.client(cast.amina), str(uuid7())
    for _ in range(2):
        answer = browser.post(address(name, cast, meeting), {**fields, "uid": uid}, headers=SENT_AGAIN)
        assert answer.status_code == 204
        assert answer.headers["X-Location"].startswith(address("room", cast, meeting))
    assert str(model.objects.get().uid) == uid


@pytest.mark.parametrize("name", ACTS)
def test_a_refusal_is_answered_as_one(cast, meeting, name):
    fields, model = ACTS[name]
    browser = cast.client(cast.amina)
    empty = browser.post(address(name, cast, meeting), dict.fromkeys(fields, ""), headers=SENT_AGAIN)
    end_meeting(meeting, by=cast.amina)
    close_minutes(meeting, by=cast.amina)
    closed = browser.post(address(name, cast, meeting), fields, headers=SENT_AGAIN)
    assert (empty.status_code, closed.status_code) == (422, 422)
    assert "compte rendu" in closed.content.decode()
    assert not model.objects.exists()


def test_nobody_signed_in_is_not_a_refusal(cast, meeting, client):
    answer = client.post(address("parked-add", cast, meeting), {"text": "Le logo"}, headers=SENT_AGAIN)
    assert answer.status_code == 401
