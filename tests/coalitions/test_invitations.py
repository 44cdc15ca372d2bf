"""Invitations: the mail, the page it opens, the seat it gives; and every way it can be closed."""

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from courtepointe import clock
from courtepointe.coalitions.actions import invitations, members
from courtepointe.coalitions.models import Member, Person
from courtepointe.guide.actions import leave
from courtepointe.history import Entry
from courtepointe.mail import Delivery
from courtepointe.rows import Refused
from tests.cast import Cast
from tests.factories import make_member, make_person
from tests.web import mailbox


@pytest.fixture
def elise(cast: Cast) -> Member:
    return make_member(cast.coalition, "Elise", email="elise@example.org", organisation=cast.organisation)


def page_for(member: Member, cast: Cast) -> str:
    invitations.invite(member, by=cast.amina)
    return mailbox.link_in(mailbox.latest(member.email))


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_the_mail_is_in_the_language_of_the_member_and_queued_once(cast: Cast, elise: Member) -> None:
    page_for(elise, cast)
    letter = mailbox.latest("elise@example.org")
    assert "Amina vous invite" in letter.subject
    assert "Les petits pas" in letter.body
    Member.objects.filter(pk=elise.pk).update(language="en")
    elise.refresh_from_db()
    page_for(elise, cast)
    assert "Amina invites you" in mailbox.latest("elise@example.org").subject
    assert Entry.objects.filter(verb="member.invited", thing_uid=elise.uid).count() == 2


def test_opening_the_page_changes_nothing(cast: Cast, elise: Member) -> None:
    page = page_for(elise, cast)
    client = cast.client(None)
    for _ in range(2):
        answer = client.get(page)
        assert answer.status_code == 200
    text = answer.content.decode()
    assert "Amina" in text
    assert "Les petits pas" in text
    assert "elise@example.org" in text
    assert "SECRET-AILLEURS" not in text
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    elise.refresh_from_db()
    assert elise.person is None
    assert not is_signed_in(client)


def test_the_button_makes_the_account_takes_the_seat_and_signs_in(cast: Cast, elise: Member) -> None:
    page = page_for(elise, cast)
    client = cast.client(None)
    answer = client.post(page)
    assert answer.headers["Location"] == f"/c/{cast.coalition.uid}/"
    elise.refresh_from_db()
    assert elise.person is not None
    assert elise.person.email == "elise@example.org"
    assert "Bienvenue dans Les petits pas" in client.get("/account/").content.decode()
    assert invitations.Invitation.objects.get(member=elise).accepted_at is not None


def test_it_serves_once(cast: Cast, elise: Member) -> None:
    page = page_for(elise, cast)
    cast.client(None).post(page)
    again = cast.client(None)
    for answer in (again.get(page), again.post(page)):
        assert answer.status_code == 410
        assert "a déjà servi" in answer.content.decode()
        assert "/account/login/" in answer.content.decode()
    assert not is_signed_in(again)


def test_it_expires_and_the_seat_waits_for_a_code(cast: Cast, elise: Member) -> None:
    page = page_for(elise, cast)
    client = cast.client(None)
    with clock.at(clock.now() + dt.timedelta(days=31)):
        answer = client.post(page)
    assert answer.status_code == 410
    assert "a expiré" in answer.content.decode()
    client.post("/account/login/", {"email": "elise@example.org"})
    code = mailbox.code_in(mailbox.latest("elise@example.org"))
    client.post("/account/login/code/confirm/", {"code": code})
    elise.refresh_from_db()
    assert elise.person is not None


def test_a_second_invitation_closes_the_first(cast: Cast, elise: Member) -> None:
    first = page_for(elise, cast)
    second = page_for(elise, cast)
    assert "est close" in cast.client(None).post(first).content.decode()
    assert cast.client(None).post(second).status_code == 302


@pytest.mark.parametrize("change", [{"left_at": clock.now()}, {"email": "autre@example.org"}])
def test_leaving_or_another_address_closes_it(cast: Cast, elise: Member, change: dict[str, Any]) -> None:
    page = page_for(elise, cast)
    Member.objects.filter(pk=elise.pk).update(**change)
    client = cast.client(None)
    assert client.post(page).status_code == 410
    assert not is_signed_in(client)


def test_leaving_closes_it_for_good(cast: Cast, elise: Member) -> None:
    page = page_for(elise, cast)
    leave(elise, by=cast.amina, handed_to=None)
    assert cast.client(None).post(page).status_code == 410
    members.come_back(elise, by=cast.amina)
    assert cast.client(None).post(page).status_code == 410


def test_a_link_that_never_existed_is_said_so(cast: Cast) -> None:
    answer = cast.client(None).get("/invitation/nothing/")
    assert answer.status_code == 404
    assert "pas une invitation" in answer.content.decode()


def test_it_does_not_skip_the_second_step_of_an_account(cast: Cast, elise: Member) -> None:
    person = make_person("Elise", email="elise@example.org")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = cast.client(None)
    assert client.post(page_for(elise, cast)).headers["Location"] == "/account/login/second-factor/"
    assert not is_signed_in(client)


def test_a_seat_of_another_account_is_not_given_away(cast: Cast) -> None:
    """A coordinator who writes their own address on somebody's seat must not become that person."""
    assert cast.benoit.person is not None
    Member.objects.filter(pk=cast.benoit.pk).update(email="complice@example.org")
    cast.benoit.refresh_from_db()
    client = cast.client(None)
    answer = client.post(page_for(cast.benoit, cast))
    assert answer.status_code == 409
    assert not is_signed_in(client)
    assert not Person.objects.filter(email="complice@example.org").exists()


def test_somebody_else_who_is_signed_in_gives_way(cast: Cast, elise: Member) -> None:
    page = page_for(elise, cast)
    client = cast.client(cast.driss)
    assert "driss@example.org" in client.get(page).content.decode()
    client.post(page)
    assert "elise@example.org" in client.get("/account/").content.decode()


def test_nobody_is_invited_without_an_address_or_after_leaving(cast: Cast) -> None:
    silent = make_member(cast.coalition, "Sans courriel")
    gone = make_member(cast.coalition, "Partie", email="partie@example.org", left_at=clock.now())
    for member in (silent, gone):
        with pytest.raises(Refused):
            invitations.invite(member, by=cast.amina)
    assert not Delivery.objects.exists()
