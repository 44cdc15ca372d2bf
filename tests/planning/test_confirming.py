"""Each organisation answers for its part of an adopted plan: signed in, by its link, on paper."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courtepointe import clock
from courtepointe.coalitions.models import Organisation
from courtepointe.mail import Delivery
from courtepointe.planning.actions import confirming as acts
from courtepointe.planning.actions import lines
from courtepointe.planning.actions.versions import adopt
from courtepointe.planning.models import Action, Confirmation, PlanVersion
from courtepointe.planning.queries.parts import part_of, role_in, standings_of
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.factories import make_member, make_organisation
from tests.planning.planned import action, change, objective, process_of

CONFIRMED, RESERVED = "confirmed", "reserved"


def version(cast: Cast, reason: str = "") -> PlanVersion:
    return adopt(process_of(cast), by=cast.amina, decision=None, adopted_on=dt.date(2026, 1, 15), reason=reason)


def library(cast: Cast) -> Organisation:
    return cast.coalition.organisations.get(name="Bibliothèque")


@pytest.fixture
def adopted(cast: Cast) -> Cast:
    """The CPE leads an action and the library is its partner; another organisation has no part."""
    row = change(cast, objective(cast), "Les parents lisent")
    act = action(cast, row, lead=cast.organisation)
    lines.set_partners(act, [(make_organisation(cast.coalition, "Bibliothèque"), "Prête des livres")])
    make_organisation(cast.coalition, "Ailleurs")
    change(cast, None, "Autre chose", system="child")
    version(cast)
    return cast


def page(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(
        name, kwargs={"coalition": cast.coalition.uid, "plan_version": PlanVersion.objects.get().uid, **kwargs}
    )


def test_a_part_is_what_an_organisation_leads_and_shares(adopted: Cast) -> None:
    content = PlanVersion.objects.get().content
    house = str(library(adopted).uid)
    (share,) = part_of(content, house)
    assert (share.own, [one["title"] for one in share.actions]) == (False, ["Heure du conte"])
    assert role_in(share.actions[0], house) == "Prête des livres"
    assert role_in(share.actions[0], str(adopted.organisation.uid)) is None
    assert part_of(content, "x") == []
    assert [one.name for one in standings_of(PlanVersion.objects.get())] == ["Bibliothèque", "CPE La Courtepointe"]


def test_an_answer_is_noted_replaced_and_never_over_another_unseen(adopted: Cast) -> None:
    row, house = PlanVersion.objects.get(), adopted.organisation
    given: dict[str, Any] = {"by": adopted.benoit, "answer": CONFIRMED}
    first = acts.answer_part(row, house, **given)
    assert (first.name, first.member, first.entered_by) == (adopted.benoit.name, adopted.benoit, None)
    assert acts.answer_part(row, house, **given).pk == first.pk  # sent twice
    other: dict[str, Any] = {"by": adopted.amina, "answer": RESERVED, "words": "Moins"}
    with pytest.raises(Conflict):
        acts.answer_part(row, house, **other)
    second = acts.answer_part(row, house, **other, seen=acts.mark_of(first))
    assert (second.pk, second.answer, second.words) == (first.pk, RESERVED, "Moins")
    with pytest.raises(Refused):
        acts.answer_part(row, house, by=adopted.benoit, answer=RESERVED, seen=acts.mark_of(second))
    with pytest.raises(Refused):
        acts.answer_part(row, adopted.coalition.organisations.get(name="Ailleurs"), **given)


def test_a_replaced_version_is_not_answered_any_more(adopted: Cast) -> None:
    row = PlanVersion.objects.get()
    lines.edit_line(Action.objects.get(), by=adopted.amina, version=1, title="Autre")
    version(adopted, "Un titre")
    with pytest.raises(Refused):
        acts.answer_part(row, adopted.organisation, by=adopted.benoit, answer=CONFIRMED)


def test_the_page_signed_in(adopted: Cast) -> None:
    mine, client = page(adopted, "plan-part", organisation=adopted.organisation.uid), adopted.client(adopted.benoit)
    assert "Heure du conte" in client.get(mine).content.decode()
    assert client.post(mine, {"answer": RESERVED}).status_code == 422
    assert client.post(mine, {"answer": CONFIRMED}).status_code == 303
    assert "Encore" in client.post(mine, {"answer": RESERVED, "words": "Encore"}).content.decode()
    assert Confirmation.objects.get().answer == CONFIRMED
    assert client.post(mine, {"answer": RESERVED, "words": "Encore"}).status_code == 409
    theirs = page(adopted, "plan-part", organisation=library(adopted).uid)
    assert 'name="answer"' not in client.get(theirs).content.decode()
    assert client.post(theirs, {"answer": CONFIRMED}).status_code == 403
    assert adopted.client(adopted.chloe).post(mine, {"answer": CONFIRMED}).status_code == 403


def test_whoever_steers_enters_it_for_them_and_the_page_says_so(adopted: Cast) -> None:
    theirs = page(adopted, "plan-part", organisation=library(adopted).uid)
    adopted.client(adopted.amina).post(theirs, {"answer": CONFIRMED, "name": "Chantal"})
    row = Confirmation.objects.get()
    assert (row.name, row.member, row.entered_by) == ("Chantal", None, adopted.amina.person)
    shown = adopted.client(adopted.chloe).get(page(adopted, "plan-parts")).content.decode()
    assert "Chantal" in shown
    assert f"inscrit par {adopted.amina.name}" in shown


def test_asking_writes_to_those_that_have_not_answered_once_a_day(adopted: Cast) -> None:
    row = PlanVersion.objects.get()
    acts.answer_part(row, adopted.organisation, by=adopted.benoit, answer=CONFIRMED)
    chantal = make_member(adopted.coalition, "Chantal", organisation=library(adopted), email="chantal@example.org")
    ask = page(adopted, "plan-parts-ask")
    client = adopted.client(adopted.amina)
    client.post(ask, {"words": "Merci d’avance"})
    client.post(ask, {"words": "Merci d’avance"})
    sent = Delivery.objects.get(purpose=acts.PURPOSE)
    assert sent.recipient == "chantal@example.org"
    assert acts.part_address(row, chantal) in sent.body
    assert "Merci d’avance" in sent.body
    assert acts.part_address(row, chantal) in client.post(ask, {"links": "1"}).content.decode()
    assert adopted.client(adopted.benoit).get(ask).status_code == 403


def test_the_link_opens_one_page_and_says_when_it_is_closed(adopted: Cast) -> None:
    row = PlanVersion.objects.get()
    chantal = make_member(adopted.coalition, "Chantal", organisation=library(adopted))
    address = "/" + acts.part_address(row, chantal).split("/", 3)[-1]
    browser = Client(headers={"accept-language": "fr-CA"})
    shown = browser.get(address)
    assert "Prête des livres" in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert not Confirmation.objects.exists()
    answer = browser.post(address, {"answer": CONFIRMED})
    assert "Merci" in answer.content.decode()
    assert Confirmation.objects.get().member == chantal
    again = browser.post(address, {"answer": RESERVED, "words": "Un autre mot"})
    assert again.status_code == 409
    assert "Un autre mot" in again.content.decode()
    assert browser.get("/part/x/").status_code == 410
    with clock.at(clock.now() + dt.timedelta(days=200)):
        assert browser.get(address).status_code == 410
    type(chantal).objects.filter(pk=chantal.pk).update(left_at=clock.now())
    assert browser.post(address, {"answer": CONFIRMED}).status_code == 410


@pytest.mark.parametrize("name", ["plan-parts", "plan-part"])
def test_pages_ask_few_questions(adopted: Cast, name: str) -> None:
    more = {"organisation": adopted.organisation.uid} if name == "plan-part" else {}
    client, address = adopted.client(adopted.amina), page(adopted, name, **more)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= 10
