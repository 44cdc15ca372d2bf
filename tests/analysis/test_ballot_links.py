"""Answers to a ballot by personal link: asked, given by hand, changed until closing, secret until then."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client

from courtepointe import clock, mail
from courtepointe.access import OBSERVER
from courtepointe.analysis.actions import ballot_asking as asking
from courtepointe.analysis.actions import ballots as acts
from courtepointe.analysis.models import Ballot, BallotItem, BallotPaper
from courtepointe.analysis.queries import priorities as reads
from courtepointe.coalitions.actions.members import come_back, leave
from courtepointe.coalitions.models import Member
from courtepointe.history import Entry
from courtepointe.mail import Delivery
from courtepointe.rows import Refused
from tests.analysis.test_ballots import at, choices, opened
from tests.cast import Cast
from tests.factories import make_member


def link_of(row: Ballot, person: Member) -> str:
    return "/" + asking.address_for(row, person).split("/", 3)[3]


def visitor() -> Client:
    return Client(headers={"accept-language": "fr-CA"})


def test_those_with_a_voice_who_have_not_answered_are_asked_once(cast: Cast) -> None:
    row = opened(cast)
    make_member(cast.coalition, "Zoé", organisation=cast.organisation, email="")
    make_member(cast.coalition, "Yves", organisation=cast.organisation, email="yves@example.org", language="en")
    acts.cast(row, choices(row, 1), member=cast.amina)
    browser, where = cast.client(cast.amina), at(cast, "ballot-ask", ballot=row.uid)
    assert "Demander les réponses" in browser.get(at(cast, "ballot", ballot=row.uid)).content.decode()
    page = browser.get(where).content.decode()
    assert "3 personnes n’ont pas répondu" in page
    assert browser.post(where, {"words": "Merci d’avance", "send": "1"}).status_code == 303
    letters = {one.recipient: one for one in Delivery.objects.filter(purpose="ballot")}
    assert sorted(letters) == ["benoit@example.org", "yves@example.org"]
    assert "Merci d’avance" in letters["benoit@example.org"].body
    assert "without an account" in letters["yves@example.org"].body
    again = browser.post(where, {"words": "Un autre mot", "send": "1"})
    assert again.status_code == 422
    assert "Un autre mot" in again.content.decode()
    assert Delivery.objects.filter(purpose="ballot").count() == 2
    assert Entry.objects.get(verb="ballot.asked").facts["count"] == 2


def test_one_reminder_by_hand_to_those_who_were_asked_and_have_not_answered(cast: Cast) -> None:
    row = opened(cast)
    with pytest.raises(Refused):
        asking.remind(row, by=cast.amina)
    asking.ask(row, by=cast.amina)
    acts.cast(row, choices(row, 1), member=cast.amina)
    browser, where = cast.client(cast.amina), at(cast, "ballot-ask", ballot=row.uid)
    assert 'name="remind"' in browser.get(where).content.decode()
    browser.post(where, {"remind": "1"})
    assert [one.recipient for one in Delivery.objects.filter(purpose="ballot-reminder")] == ["benoit@example.org"]
    assert 'name="remind"' not in browser.get(where).content.decode()
    refused = browser.post(where, {"remind": "1"})
    assert (refused.status_code, Delivery.objects.filter(purpose="ballot-reminder").count()) == (422, 1)


def test_the_addresses_given_by_hand_are_those_of_the_messages(cast: Cast) -> None:
    row = opened(cast)
    asking.ask(row, by=cast.amina)
    found = re.search(r"/ballot/\S+/", Delivery.objects.get(recipient="benoit@example.org").body)
    page = cast.client(cast.amina).post(at(cast, "ballot-ask", ballot=row.uid), {"links": "1", "words": "Mon mot"})
    assert found
    assert found[0] in page.content.decode()
    assert "Mon mot" in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_a_message_that_left_keeps_no_address(cast: Cast, settings: Any) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    asking.ask(opened(cast), by=cast.amina)
    assert mail.send_due() == 2
    assert "/ballot/" in outbox.outbox[0].body
    assert set(Delivery.objects.filter(purpose="ballot").values_list("body", flat=True)) == {""}


def test_one_answers_by_link_and_changes_it_until_closing(cast: Cast) -> None:
    row = opened(cast)
    where, phone = link_of(row, cast.benoit), visitor()
    assert "Il en reste : 3" in phone.get(where).content.decode().replace("\xa0", " ")
    assert not BallotPaper.objects.exists()
    sent = phone.post(where, {"d-1": "2", "s-1-0": "5"})
    assert sent.status_code == 303
    page = phone.get(sent["Location"]).content.decode()
    assert "votre réponse est enregistrée" in page
    assert 'name="d-1" min="0" max="3" value="2"' in page
    phone.post(where, {"d-1": "", "d-2": "1"})
    paper = BallotPaper.objects.get()
    assert paper.member == cast.benoit
    items = BallotItem.objects.filter(ballot=row).order_by("position")  # PostgreSQL orders what it keeps as it likes
    assert [paper.choices[str(item.uid)]["dots"] for item in items] == [0, 1, 0]
    acts.close_ballot(row, by=cast.amina)
    paper.refresh_from_db()
    assert (paper.choices, paper.member) == ({}, cast.benoit)
    for answer in (phone.get(where), phone.post(where, {"d-1": "1"})):
        assert answer.status_code == 410
        assert "Ce scrutin est fermé" in answer.content.decode()
    assert [one.item.dots for one in reads.results_of(Ballot.objects.get())] == [1, 0, 0]


def test_too_many_dots_are_refused_beside_and_nothing_typed_is_lost(cast: Cast) -> None:
    row = opened(cast, most_on_one=2)
    where, phone = link_of(row, cast.benoit), visitor()
    over = phone.post(where, {"d-1": "2", "d-2": "2", "s-2-0": "4"})
    page = over.content.decode()
    assert over.status_code == 422
    assert 'id="budget-error"' in page
    assert 'aria-describedby="f1 budget-error"' in page
    assert "-1" in page
    assert 'name="s-2-0" min="1" max="5" value="4"' in page
    one = phone.post(where, {"d-1": "3", "s-1-0": "neuf"}).content.decode()
    assert 'id="d-1-error"' in one
    assert 'id="s-1-0-error"' in one
    assert 'value="neuf"' in one
    assert not BallotPaper.objects.exists()


def test_whoever_holds_the_address_does_not_read_what_was_put(cast: Cast) -> None:
    """Addresses are shown to who steers: what is in is shown on the device that put it, and to the person signed in."""
    row = opened(cast, 45)
    where = link_of(row, cast.benoit)
    phone, elsewhere = visitor(), visitor()
    phone.post(where, {"d-1": "2", "s-1-0": "4"})
    phone.post(where + "?part=2", {"d-21": "1"})
    for looking in (elsewhere, cast.client(cast.amina)):
        for part in ("", "?part=2", "?in=1"):
            page = looking.get(where + part).content.decode()
            assert "déjà enregistrée" in page
            assert 'value="2"' not in page
            assert 'value="4"' not in page
            assert 'data-elsewhere="0"' in page
    assert 'value="2"' in cast.client(cast.benoit).get(where).content.decode()
    assert 'data-elsewhere="1"' in phone.get(where).content.decode()
    elsewhere.post(where, {"d-2": "3"})  # what was put before would make it six: nothing of it is told
    assert sum(one["dots"] for one in BallotPaper.objects.get().choices.values()) == 3


def test_no_total_leaves_before_closing(cast: Cast) -> None:
    row = opened(cast, dots=20_000)
    acts.cast(row, choices(row, 13_337), label="Feuille")
    visitor().post(link_of(row, cast.amina), {"d-1": "1111"})
    page = visitor().get(link_of(row, cast.benoit)).content.decode()
    asked = cast.client(cast.amina).get(at(cast, "ballot-ask", ballot=row.uid)).content.decode()
    for secret in ("13337", "14448", "1111"):
        assert secret not in page + asked


def test_who_left_lost_their_voice_or_copied_badly_is_refused(cast: Cast) -> None:
    row = opened(cast)
    where = link_of(row, cast.benoit)
    assert visitor().get("/ballot/nothing/").status_code == 410
    Member.objects.filter(pk=cast.benoit.pk).update(role=OBSERVER)
    assert visitor().post(where, {"d-1": "1"}).status_code == 410
    Member.objects.filter(pk=cast.benoit.pk).update(role="partner")
    leave(cast.benoit, by=cast.amina, handed_to=None)
    for method in ("get", "post"):
        assert getattr(visitor(), method)(where).status_code == 410
    come_back(cast.benoit, by=cast.amina)
    cast.benoit.refresh_from_db()
    assert visitor().get(where).status_code == 410
    assert visitor().get(link_of(row, cast.benoit)).status_code == 200
    assert not BallotPaper.objects.exists()


def test_a_ballot_removed_in_preparation_or_discussed_takes_no_answer(cast: Cast) -> None:
    row = opened(cast)
    where = link_of(row, cast.benoit)
    for state in ({"removed_at": clock.now()}, {"removed_at": None, "state": "draft"}, {"method": "discussion"}):
        Ballot.objects.filter(pk=row.pk).update(**{"state": "open", "method": "both", **state})
        assert visitor().get(where).status_code == 410
        with pytest.raises(Refused):
            asking.ask(row, by=cast.amina)
        with pytest.raises(Refused):
            asking.give_addresses(row)


def test_a_link_holds_for_its_time_and_only_for_its_ballot(cast: Cast) -> None:
    first = opened(cast)
    where = link_of(first, cast.benoit)
    with clock.at(clock.now() + asking.OPEN_FOR + dt.timedelta(days=1)):
        assert visitor().get(where).status_code == 410
    assert visitor().get(where.replace("/ballot/", "/observe/")).status_code == 410


def test_only_who_steers_asks(cast: Cast) -> None:
    row = opened(cast)
    where = at(cast, "ballot-ask", ballot=row.uid)
    assert cast.client(cast.benoit).post(where, {"links": "1"}).status_code == 403
    assert cast.client(cast.driss).get(where).status_code == 404
    acts.close_ballot(row, by=cast.amina)
    assert cast.client(cast.amina).get(where).status_code == 303


@pytest.mark.parametrize("count", [3, 60])
def test_the_pages_ask_the_same_whatever_their_length(
    cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    row = opened(cast, count)
    for n in range(count):
        make_member(cast.coalition, f"Personne {n}", email=f"p{n}@example.org")
    phone, where, browser = visitor(), link_of(row, cast.benoit), cast.client(cast.amina)
    phone.post(where, {"d-1": "1"})
    browser.get(at(cast, "ballot-ask", ballot=row.uid))
    with django_assert_max_num_queries(10):
        assert len(phone.get(where).content) < 60_000
    with django_assert_max_num_queries(10):
        browser.get(at(cast, "ballot-ask", ballot=row.uid))
