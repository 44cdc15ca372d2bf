"""Signing in: by code, by password, with limits, without telling who has an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from courtepointe import clock
from courtepointe.coalitions.models import Member, Person
from courtepointe.mail import Delivery
from tests.cast import Cast
from tests.factories import make_coalition, make_member
from tests.web import mailbox

LOGIN, CODE = "/account/login/", "/account/login/code/confirm/"


def ask(client: Client, address: str, **more: str) -> None:
    answer = client.post(LOGIN, {"email": address, **more})
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"].startswith(CODE)


def sign_in(client: Client, address: str, **more: str) -> str:
    """By code; where one arrives."""
    ask(client, address, **more)
    answer = client.post(CODE, {"code": mailbox.code_in(mailbox.latest(address)), **more})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def seen(client: Client, path: str = CODE) -> str:
    """A page without what changes each time."""
    text = client.get(path).content.decode()
    return re.sub(r'value="\w{64}"', "", text)


def test_a_code_sent_to_the_address_signs_in(cast: Cast) -> None:
    client = cast.client(None)
    assert sign_in(client, "benoit@example.org") == "/"
    home = client.get("/")
    assert home.headers["Location"] == reverse("coalition-home", kwargs={"coalition": cast.coalition.uid})
    assert is_signed_in(client)


def test_the_code_may_be_typed_without_its_dash(cast: Cast) -> None:
    client = cast.client(None)
    ask(client, "benoit@example.org")
    code = mailbox.code_in(mailbox.latest("benoit@example.org")).replace("-", "")
    assert client.post(CODE, {"code": code}).status_code == 302
    assert is_signed_in(client)


def test_capital_letters_in_the_address_do_not_matter(cast: Cast) -> None:
    client = cast.client(None)
    ask(client, "  Benoit@Example.org ")
    assert mailbox.latest("benoit@example.org")


def test_a_wrong_code_says_so_beside_the_field_and_keeps_the_page(cast: Cast) -> None:
    client = cast.client(None)
    ask(client, "benoit@example.org")
    answer = client.post(CODE, {"code": "0000-0000"})
    assert "Ce n’est pas le bon code" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_known_and_an_unknown_address_get_the_same_answers(cast: Cast) -> None:
    known, unknown = cast.client(None), cast.client(None)
    ask(known, "benoit@example.org")
    ask(unknown, "personne@example.org")
    assert seen(known).replace("benoit@", "personne@") == seen(unknown)
    wrong = [c.post(CODE, {"code": "0000-0000"}).content.decode() for c in (known, unknown)]
    hide = [re.sub(r'value="\w{64}"', "", text).replace("benoit@", "personne@") for text in wrong]
    assert hide[0] == hide[1]


def test_an_unknown_address_receives_an_explanation_and_no_code(cast: Cast) -> None:
    ask(cast.client(None), "personne@example.org")
    letter = mailbox.latest("personne@example.org")
    assert "Aucun compte" in letter.subject
    assert not re.search(r"\d{4}-\d{4}", letter.body)
    assert not Person.objects.filter(email="personne@example.org").exists()


def test_too_many_codes_for_an_address_are_refused_in_both_languages(cast: Cast) -> None:
    for language, words in (("fr-CA", "Trop d’essais"), ("en", "Too many tries")):
        address = f"{language.lower()}@example.org"
        client = Client(headers={"accept-language": language})
        for _ in range(3):
            client = Client(headers={"accept-language": language})
            ask(client, address)
        answer = Client(headers={"accept-language": language}).post(LOGIN, {"email": address})
        assert words in answer.content.decode()
        assert address in answer.content.decode(), "what was typed is still there"


def test_three_wrong_codes_end_the_try(cast: Cast) -> None:
    client = cast.client(None)
    ask(client, "benoit@example.org")
    good = mailbox.code_in(mailbox.latest("benoit@example.org"))
    for _ in range(3):
        answer = client.post(CODE, {"code": "0000-0000"}, follow=True)
    assert "Trop d’essais" in answer.content.decode()
    client.post(CODE, {"code": good})
    assert not is_signed_in(client)


def test_too_many_sign_ins_from_one_place_get_a_page_that_says_to_wait() -> None:
    client = Client(headers={"accept-language": "fr-CA"})
    for _ in range(60):
        client.post("/account/login/password/", {})
    answer = client.post("/account/login/password/", {})
    assert answer.status_code == 429
    assert "Trop d’essais en peu de temps" in answer.content.decode()


@pytest.mark.parametrize("next_page", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(cast: Cast, next_page: str) -> None:
    assert sign_in(cast.client(None), "benoit@example.org", next=next_page) == "/"


def test_one_comes_back_to_the_page_asked_for(cast: Cast) -> None:
    page = reverse("members", kwargs={"coalition": cast.coalition.uid})
    assert sign_in(cast.client(None), "benoit@example.org", next=page) == page


def test_the_session_changes_its_key_at_sign_in(cast: Cast) -> None:
    client = cast.client(None)
    ask(client, "benoit@example.org")
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(CODE, {"code": mailbox.code_in(mailbox.latest("benoit@example.org"))})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = before
    assert not is_signed_in(attacker)


def test_signing_in_brings_ones_own_language(cast: Cast) -> None:
    Person.objects.filter(email="benoit@example.org").update(language="en")
    client = cast.client(None)
    sign_in(client, "benoit@example.org")
    assert "your Courtepointe code" in mailbox.latest("benoit@example.org").subject
    assert client.cookies["language"].value == "en"
    assert "My account" in client.get("/account/").content.decode()


def test_a_password_signs_in_and_a_wrong_one_says_so(cast: Cast) -> None:
    person = Person.objects.get(email="benoit@example.org")
    person.set_password("trois petits chats roux")
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client = cast.client(None)
    page = reverse("login-password")
    wrong = client.post(page, {"login": person.email, "password": "autre chose ici"}).content.decode()
    unknown = client.post(page, {"login": "personne@example.org", "password": "autre chose ici"}).content.decode()
    assert "ne vont pas ensemble" in wrong
    assert "ne vont pas ensemble" in unknown
    assert client.post(page, {"login": person.email, "password": "trois petits chats roux"}).status_code == 302
    assert is_signed_in(client)


def test_someone_a_coalition_knows_signs_in_by_code_and_finds_their_seats(cast: Cast) -> None:
    seat = make_member(cast.coalition, "Élise", email="elise@example.org", language="en")
    client = cast.client(None)
    sign_in(client, "elise@example.org")
    seat.refresh_from_db()
    assert seat.person is not None
    assert (seat.person.name, seat.person.language) == ("Élise", "en")
    assert client.get("/").status_code == 302


def test_asking_for_a_code_gives_no_seat_before_it_is_typed(cast: Cast) -> None:
    seat = make_member(cast.coalition, "Élise", email="elise@example.org")
    ask(cast.client(None), "elise@example.org")
    seat.refresh_from_db()
    assert seat.person is None


def test_a_seat_of_someone_who_left_is_not_taken(cast: Cast) -> None:
    seat = make_member(make_coalition(), "Benoît", email="benoit@example.org", left_at=clock.now())
    sign_in(cast.client(None), "benoit@example.org")
    seat.refresh_from_db()
    assert seat.person is None


def test_sign_up_confirms_the_address_by_code(db: None) -> None:
    client = Client(headers={"accept-language": "en"})
    client.post("/account/signup/", {"name": "Fanny", "email": "Fanny@example.org"})
    letter = mailbox.latest("fanny@example.org")
    assert not is_signed_in(client)
    client.post("/account/confirm-email/", {"code": mailbox.code_in(letter)})
    assert is_signed_in(client)
    person = Person.objects.get(email="fanny@example.org")
    assert (person.name, person.language) == ("Fanny", "en")


def test_sign_up_with_a_known_address_answers_the_same_and_writes_to_its_owner(cast: Cast) -> None:
    new, known = Client(), Client()
    answers = [
        c.post("/account/signup/", {"name": "X", "email": address})
        for c, address in ((new, "nouvelle@example.org"), (known, "benoit@example.org"))
    ]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert "déjà un compte" in mailbox.latest("benoit@example.org").subject
    assert Person.objects.get(email="benoit@example.org").name == "Benoît"


def test_sign_up_does_not_exist_where_people_are_invited(settings: object, db: None) -> None:
    settings.SIGN_UP = "invited"  # type: ignore[attr-defined]
    assert Client().get("/account/signup/").status_code == 404
    assert Client().post("/account/signup/", {"name": "X", "email": "x@example.org"}).status_code == 404
    assert not Delivery.objects.exists()


def test_signing_out_is_a_post(cast: Cast) -> None:
    client = cast.client(cast.benoit)
    assert client.get("/account/logout/").status_code == 405
    assert is_signed_in(client)
    client.post("/account/logout/")
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "path",
    ["/account/password/reset/key/1-abc/", "/account/phone/change/", "/account/signup/passkey/", "/account/sessions/"],
)
def test_pages_that_nobody_needs_are_not_mounted(cast: Cast, path: str) -> None:
    assert cast.client(cast.amina).get(path).status_code == 404


def test_a_forgotten_password_is_replaced_with_a_code(cast: Cast) -> None:
    client = cast.client(None)
    client.post("/account/password/reset/", {"email": "benoit@example.org"})
    client.post("/account/password/reset/confirm/", {"code": mailbox.code_in(mailbox.latest("benoit@example.org"))})
    new = {"password1": "quatre petits chats gris", "password2": "quatre petits chats gris"}
    assert client.get("/account/password/reset/complete/").status_code == 200
    client.post("/account/password/reset/complete/", new)
    other = cast.client(None)
    other.post(reverse("login-password"), {"login": "benoit@example.org", "password": new["password1"]})
    assert is_signed_in(other)


def test_changing_the_address_waits_for_the_code_sent_there(cast: Cast) -> None:
    client = cast.client(None)
    sign_in(client, "benoit@example.org")
    client.post("/account/email/", {"email": "ben@example.org", "action_add": ""})
    assert Person.objects.get(pk=cast.benoit.person_id).email == "benoit@example.org"
    client.post("/account/confirm-email/", {"code": mailbox.code_in(mailbox.latest("ben@example.org"))})
    assert Person.objects.get(pk=cast.benoit.person_id).email == "ben@example.org"
    assert "changée" in mailbox.latest("benoit@example.org").subject
    assert Member.objects.get(pk=cast.benoit.pk).person_id == cast.benoit.person_id


def test_someone_whose_account_is_closed_does_not_sign_in(cast: Cast) -> None:
    Person.objects.filter(email="benoit@example.org").update(is_active=False)
    client = cast.client(None)
    ask(client, "benoit@example.org")
    assert not re.search(r"\d{4}-\d{4}", mailbox.latest("benoit@example.org").body)


PACKAGE_PAGES = """
account/confirm_login_code account/signup account/account_inactive account/confirm_email_verification_code
account/email_change account/password_change account/password_set account/password_reset
account/confirm_password_reset_code account/password_reset_from_key account/reauthenticate
mfa/authenticate mfa/reauthenticate mfa/totp/activate_form mfa/totp/deactivate_form
mfa/recovery_codes/index mfa/recovery_codes/generate
mfa/webauthn/add_form mfa/webauthn/authenticator_confirm_delete mfa/webauthn/edit_form mfa/webauthn/reauthenticate
""".split()


@pytest.mark.parametrize("name", PACKAGE_PAGES)
def test_every_page_of_the_package_is_ours(name: str) -> None:
    """A page of the package that we do not write would come in another frame, in other words."""
    assert get_template(f"{name}.html").backend.name == "jinja2"
