"""The second step of coordinators: proposed at once, required after 14 days, kept in step with what they have."""

import datetime as dt
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from courtepointe import clock
from courtepointe.coalitions.models import Person
from tests.cast import Cast


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@pytest.fixture
def amina(cast: Cast) -> Client:
    """Amina coordinates and has no second factor."""
    Person.objects.filter(pk=cast.amina.person_id).update(second_factor_at=None)
    return cast.client(cast.amina)


def secret_on(client: Client) -> str:
    page = client.get("/account/app/add/")
    assert page.status_code == 200, page.headers
    return str(page.context["form"].secret) if page.context else _between(page.content.decode(), 'keep-lines">', "<")


def _between(text: str, start: str, end: str) -> str:
    return text.split(start, 1)[1].split(end, 1)[0]


def add_app(client: Client) -> str:
    secret = secret_on(client)
    answer = client.post("/account/app/add/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/account/recovery-codes/", answer.content.decode()
    return secret


def test_a_coordinator_is_proposed_it_at_once(cast: Cast, amina: Client) -> None:
    home = amina.get(f"/c/{cast.coalition.uid}/").content.decode()
    assert "/account/second-factor/" in home
    assert "sera nécessaire à partir du" in amina.get("/account/second-factor/").content.decode()


def test_a_partner_is_asked_nothing(cast: Cast) -> None:
    Person.objects.filter(pk=cast.benoit.person_id).update(second_factor_at=None)
    assert "second-factor" not in cast.client(cast.benoit).get(f"/c/{cast.coalition.uid}/").content.decode()


def test_it_is_required_fifteen_days_later(cast: Cast, amina: Client) -> None:
    home = f"/c/{cast.coalition.uid}/"
    with clock.at(clock.now() + dt.timedelta(days=13)):
        assert amina.get(home).status_code == 200
    with clock.at(clock.now() + dt.timedelta(days=15)):
        answer = amina.get(home)
        assert answer.headers["Location"] == "/account/second-factor/"
        assert "maintenant nécessaire" in amina.get("/account/second-factor/").content.decode()
        assert amina.get("/account/").status_code == 200
        add_app(amina)
        assert amina.get(home).status_code == 200


def test_adding_an_app_notes_it_and_gives_codes_to_print(cast: Cast, amina: Client) -> None:
    add_app(amina)
    assert Person.objects.get(pk=cast.amina.person_id).second_factor_at is not None
    page = amina.get("/account/recovery-codes/")
    if page.status_code == 302:  # prove again who is there
        assert page.headers["Location"].startswith("/account/again/")
    assert "C’est fait" in amina.get("/account/second-factor/").content.decode()


def test_a_wrong_code_of_the_app_notes_nothing(cast: Cast, amina: Client) -> None:
    secret_on(amina)
    answer = amina.post("/account/app/add/", {"code": "000000"})
    assert "n’est pas le code" in answer.content.decode()
    assert Person.objects.get(pk=cast.amina.person_id).second_factor_at is None


def test_removing_the_last_one_clears_it(cast: Cast, amina: Client) -> None:
    secret = add_app(amina)
    page = amina.get("/account/app/remove/")
    if page.status_code == 302:
        amina.post("/account/again/code/", {"code": _unused(cast), "next": "/account/app/remove/"})
    answer = amina.post("/account/app/remove/")
    assert answer.headers["Location"] == "/account/methods/", answer.content.decode()
    assert Person.objects.get(pk=cast.amina.person_id).second_factor_at is None
    assert not Authenticator.objects.filter(user=cast.amina.person).exists()
    assert secret


def _unused(cast: Cast) -> str:
    row = Authenticator.objects.get(user=cast.amina.person, type=Authenticator.Type.RECOVERY_CODES)
    return str(row.wrap().get_unused_codes()[0])


def test_secrets_are_not_readable_in_the_database(cast: Cast, amina: Client) -> None:
    secret = add_app(amina)
    for row in Authenticator.objects.filter(user=cast.amina.person):
        assert secret not in str(row.data)


def test_signing_in_by_code_asks_the_second_step(cast: Cast, amina: Client) -> None:
    from tests.web import mailbox

    add_app(amina)
    client = cast.client(None)
    client.post("/account/login/", {"email": "amina@example.org"})
    answer = client.post("/account/login/code/confirm/", {"code": mailbox.code_in(mailbox.latest("amina@example.org"))})
    assert answer.headers["Location"] == "/account/login/second-factor/"
    assert client.get("/account/").status_code == 302
    assert client.get("/account/login/second-factor/").status_code == 200
    client.post("/account/login/second-factor/", {"code": _unused(cast)})
    assert client.get("/account/").status_code == 200


def test_new_recovery_codes_are_shown_to_print(cast: Cast, amina: Client) -> None:
    add_app(amina)
    amina.post("/account/again/code/", {"code": _unused(cast), "next": "/account/recovery-codes/"})
    before = amina.get("/account/recovery-codes/").content.decode()
    assert "data-print" in before
    amina.post("/account/recovery-codes/new/")
    after = amina.get("/account/recovery-codes/").content.decode()
    codes = Authenticator.objects.get(user=cast.amina.person, type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    assert all(code in after for code in codes)
    assert not any(code in before for code in codes)


def test_the_demo_asks_no_second_step(cast: Cast, amina: Client, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = "tests.web.demo_urls"  # type: ignore[attr-defined]
    with clock.at(clock.now() + dt.timedelta(days=40)):
        assert amina.get(f"/c/{cast.coalition.uid}/").status_code == 200


def test_the_demo_announces_no_date(amina: Client, settings: Any) -> None:
    assert "sera nécessaire à partir" in amina.get("/account/second-factor/").content.decode()
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.web.demo_urls"
    assert "sera nécessaire à partir" not in amina.get("/account/second-factor/").content.decode()


def test_a_bare_address_says_that_it_takes_no_passkey(amina: Client) -> None:
    for page in ("/account/second-factor/", "/account/passkeys/add/"):
        assert "refusent les clés d’accès" in amina.get(page, headers={"host": "127.0.0.1:8000"}).content.decode()
        assert "refusent les clés d’accès" not in amina.get(page, headers={"host": "localhost:8000"}).content.decode()
