"""The first pages: signed out, with one coalition, several, none; and the demo's cast."""

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from courtepointe import mail
from courtepointe.access import PARTNER
from courtepointe.mail import Delivery
from courtepointe.rows import uuid7
from tests.cast import Cast
from tests.factories import make_member, make_person


@pytest.fixture
def demo(settings: Any) -> Any:
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.web.demo_urls"
    return settings


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/help/",
        "/confidentiality/",
        "/account/login/",
        "/account/login/password/",
        "/account/signup/",
        "/account/password/reset/",
        "/account/inactive/",
    ],
)
@pytest.mark.parametrize(("language", "words"), [("fr-CA", "Confidentialité"), ("en", "Confidentiality")])
def test_public_pages_open_to_a_stranger_in_both_languages(cast: Cast, path: str, language: str, words: str) -> None:
    page = Client(headers={"accept-language": language}).get(path)
    assert page.status_code == 200
    text = page.content.decode()
    assert words in text
    assert "SECRET-AILLEURS" not in text
    assert "Les petits pas" not in text
    assert "Amina" not in text


def test_several_coalitions_are_listed_and_one_opens_at_once(cast: Cast) -> None:
    assert cast.client(cast.benoit).get("/").status_code == 302
    make_member(cast.other, person=cast.benoit.person, role=PARTNER)
    text = cast.client(cast.benoit).get("/", follow=True).content.decode()
    assert "Les petits pas" in text
    assert "Autre rive" in text


def test_without_a_coalition_one_is_told_what_to_do(cast: Cast, settings: Any) -> None:
    settings.SIGN_UP = "invited"
    client = Client(headers={"accept-language": "fr-CA"})
    client.force_login(make_person("Zoé", email="zoe@example.org"))
    text = client.get("/").content.decode()
    assert "zoe@example.org" in text
    assert "Les petits pas" not in text


def test_confidentiality_names_whom_to_ask_in_ones_own_coalitions_only(cast: Cast) -> None:
    type(cast.coalition).objects.filter(pk=cast.coalition.pk).update(privacy_name="Rita Responsable")
    type(cast.other).objects.filter(pk=cast.other.pk).update(privacy_name="SECRET-AILLEURS")
    text = cast.client(cast.benoit).get("/confidentiality/").content.decode()
    assert "Rita Responsable" in text
    assert "SECRET-AILLEURS" not in text


def test_outside_the_demo_its_addresses_do_not_exist(cast: Cast) -> None:
    client = cast.client(None)
    for path in ("/demo/mail/", "/demo/sign-in/", f"/demo/mail/{uuid7()}/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"member": str(cast.amina.uid)}).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo-sign-in")
    assert "Amina" not in client.get("/").content.decode()


def test_the_demo_offers_its_cast_and_signs_in_as_one_of_them(cast: Cast, demo: Any) -> None:
    make_member(cast.coalition, "Sans compte")
    client = cast.client(None)
    text = client.get("/").content.decode()
    assert "Entrer comme Amina" in text
    assert "CPE La Courtepointe" in text
    assert "Sans compte" not in text
    answer = client.post("/demo/sign-in/", {"member": str(cast.benoit.uid)})
    assert answer.headers["Location"] == "/"
    assert "Benoît" in client.get("/account/").content.decode()
    client.post("/demo/sign-in/", {"member": str(cast.chloe.uid)})
    assert "Chloé" in client.get("/account/").content.decode()


@pytest.mark.parametrize("member", ["", "x", "018f3c6e-7d3a-7000-8000-000000000000"])
def test_the_demo_signs_nobody_in_for_an_unknown_seat(cast: Cast, demo: Any, member: str) -> None:
    client = cast.client(None)
    assert client.post("/demo/sign-in/", {"member": member}).status_code in (302, 404)
    assert client.get("/account/").status_code == 302
    assert client.get("/demo/sign-in/").status_code == 405


def test_the_demo_shows_mails_with_their_links(cast: Cast, demo: Any) -> None:
    row = mail.queue(
        purpose="x",
        thing_uid=uuid7(),
        recipient="a@example.org",
        subject="Bonjour <b>",
        body="Voir http://127.0.0.1:8000/help/ <script>",
    )
    client = cast.client(None)
    assert "Bonjour &lt;b&gt;" in client.get("/demo/mail/").content.decode()
    text = client.get(f"/demo/mail/{row.uid}/").content.decode()
    assert 'href="http://127.0.0.1:8000/help/"' in text
    assert "&lt;script&gt;" in text
    assert Delivery.objects.count() == 1


def test_the_licence_leads_to_the_source_when_its_address_is_set(client: Client, settings: Any) -> None:
    assert "licence AGPL</a>" not in client.get("/help/").content.decode()
    settings.SOURCE_URL = "https://source.example/courtepointe"
    assert (
        '<a href="https://source.example/courtepointe">Logiciel libre, licence AGPL</a>'
        in client.get("/help/", headers={"accept-language": "fr-CA"}).content.decode()
    )
