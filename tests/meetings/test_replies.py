"""Saying whether one comes: by a link that changes nothing until its button is pressed, signed in, or by telephone."""

import datetime as dt

import pytest
from django.urls import reverse

from courtepointe import clock, links
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.meetings import cancel
from courtepointe.meetings.actions.notices import reply_address
from courtepointe.meetings.models import Meeting, Reply
from courtepointe.meetings.queries.convened import answers_to
from tests.cast import Cast
from tests.factories import make_meeting


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_meeting(cast.coalition, "Rencontre 1", place="CPE", status=Meeting.CONVOKED, on=dt.date(2026, 12, 8))


def path_of(meeting: Meeting, member: Member) -> str:
    return "/reply/" + reply_address(meeting, member).rpartition("/reply/")[2]


def test_the_link_of_a_mail_asks_and_its_button_answers(cast: Cast, meeting: Meeting) -> None:
    stranger, path = cast.client(None), path_of(meeting, cast.benoit)
    for _ in range(2):  # mail scanners open links
        page = stranger.get(path)
        assert page.status_code == 200
    assert not Reply.objects.exists()
    assert page.headers["Cache-Control"] == "no-store"
    assert "Rencontre 1" in page.content.decode()
    assert stranger.post(path, {"answer": "coming"}).status_code == 200
    assert Reply.objects.get().answer == "coming"
    stranger.post(path, {"answer": "replaced", "substitute": "Zoé", "words": "En retard"})
    row = Reply.objects.get()
    assert (row.answer, row.substitute, row.words, row.entered_by) == ("replaced", "Zoé", "En retard", None)


def test_a_link_without_an_answer_keeps_what_was_there(cast: Cast, meeting: Meeting) -> None:
    path = path_of(meeting, cast.benoit)
    answer = cast.client(None).post(path, {"words": "Bonjour"})
    assert answer.status_code == 422
    assert "Dites si vous venez." in answer.content.decode()
    assert not Reply.objects.exists()


def test_the_same_person_keeps_the_same_link_and_another_has_another(cast: Cast, meeting: Meeting) -> None:
    assert path_of(meeting, cast.benoit) == path_of(meeting, cast.benoit)
    assert path_of(meeting, cast.benoit) != path_of(meeting, cast.chloe)
    assert links.Link.objects.count() == 2
    links.revoke(cast.benoit, "reply", meeting.uid)
    old = path_of(meeting, cast.chloe)
    assert path_of(meeting, cast.benoit) != old
    assert links.Link.objects.filter(revoked_at=None).count() == 2


@pytest.mark.parametrize("why", ["expired", "left", "removed", "forged"])
def test_a_closed_link_says_so_and_notes_nothing(cast: Cast, meeting: Meeting, why: str) -> None:
    path = path_of(meeting, cast.benoit)
    if why == "left":
        Member.objects.filter(pk=cast.benoit.pk).update(left_at=clock.now())
    if why == "removed":
        Meeting.objects.filter(pk=meeting.pk).update(removed_at=clock.now())
    if why == "forged":
        path = path[:-3] + "xx/"
    when = dt.datetime(2027, 3, 1, tzinfo=dt.UTC) if why == "expired" else clock.now()
    with clock.at(when):
        for answer in (cast.client(None).get(path), cast.client(None).post(path, {"answer": "coming"})):
            assert answer.status_code == 410
            assert "Rencontre 1" not in answer.content.decode()
    assert not Reply.objects.exists()


def test_a_cancelled_meeting_takes_no_answer(cast: Cast, meeting: Meeting) -> None:
    path = path_of(meeting, cast.benoit)
    cancel(meeting, by=cast.amina)
    assert "annulée" in cast.client(None).get(path).content.decode()
    assert cast.client(None).post(path, {"answer": "coming"}).status_code == 409
    assert not Reply.objects.exists()


def test_a_member_answers_on_the_page_and_the_coordinator_notes_one_heard(cast: Cast, meeting: Meeting) -> None:
    here = {"coalition": cast.coalition.uid, "meeting": meeting.uid}
    cast.client(cast.chloe).post(reverse("my-reply", kwargs=here), {"answer": "not_coming"})
    cast.client(cast.amina).post(reverse("replies", kwargs=here), {"mark": f"{cast.benoit.uid}:coming"})
    rows = {row.member_id: row for row in Reply.objects.all()}
    assert rows[cast.chloe.pk].entered_by is None
    assert rows[cast.benoit.pk].entered_by == cast.amina.person
    found = answers_to(meeting)
    assert (found.coming, found.not_coming, found.silent, found.asked) == (1, 1, 1, 3)
    page = cast.client(cast.amina).get(reverse("replies", kwargs=here)).content.decode()
    assert "notée pour elle ou lui" in page


def test_somebody_of_another_coalition_is_not_noted(cast: Cast, meeting: Meeting) -> None:
    here = {"coalition": cast.coalition.uid, "meeting": meeting.uid}
    answer = cast.client(cast.amina).post(reverse("replies", kwargs=here), {"mark": f"{cast.driss.uid}:coming"})
    assert answer.status_code == 404
    assert not Reply.objects.exists()
