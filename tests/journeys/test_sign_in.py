"""Signing in with a real browser: a code from the mailbox, then a passkey, under the strict policy of pages."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checks import problems_of
from tests.journeys.conftest import Open, SiteAt
from tests.journeys.site import Site

WORDS = {
    "fr-CA": {
        "code": "M’envoyer un code",
        "confirm": "Confirmer",
        "open": "Ouvrir mon compte",
        "out": "Fermer la session",
    },
    "en-CA": {"code": "Send me a code", "confirm": "Confirm", "open": "Open my account", "out": "Sign out"},
}

PAGES = [
    "/account/email/",
    "/account/app/add/",
    "/account/password/set/",
    "/account/recovery-codes/new/",
    "/confidentiality/",
]
ENTRANCES = [
    "/",
    "/help/",
    "/confidentiality/",
    "/account/login/password/",
    "/account/signup/",
    "/account/password/reset/",
    "/invitation/nothing/",
    "/demo/mail/",
]


@pytest.fixture
def home(site_at: SiteAt) -> Site:
    """An empty site, by name: a passkey belongs to a name, never to a number."""
    site = site_at(None)
    return Site(site.url.replace("127.0.0.1", "localhost"), site.data)


def give_device(page: Page) -> None:
    """A telephone that knows its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def type_code(page: Page, address: str, confirm: str) -> None:
    """Read the last code of an address on the demo's page of mails, in another tab, and type it."""
    mailbox = page.context.new_page()
    mailbox.goto("/demo/mail/")
    mailbox.locator("tr", has_text=address).first.get_by_role("link").click()
    code = re.search(r"\d{4}-\d{4}", mailbox.locator("main").inner_text())
    assert code
    mailbox.close()
    page.locator("input[name=code]").fill(code[0])
    page.get_by_role("button", name=confirm, exact=True).click()


def sound(page: Page) -> None:
    """The page as it stands, without a fault for assistive tools or a strict reader."""
    assert problems_of(page, page.content()) == []


def sign_out(page: Page, words: dict[str, str]) -> None:
    page.locator("header summary").click()
    page.get_by_role("button", name=words["out"], exact=True).click()


@pytest.mark.parametrize(("language", "width"), [("fr-CA", 1280), ("fr-CA", 320), ("en-CA", 320)])
def test_a_code_then_a_passkey(home: Site, open_page: Open, language: str, width: int) -> None:
    words = WORDS[language]
    address = f"fanny{width}{language.lower()}@example.org"
    page = open_page(home, language=language, width=width)
    give_device(page)
    page.goto("/account/signup/")
    page.locator("input[name=name]").fill("Fanny")
    page.locator("input[name=email]").fill(address)
    page.get_by_role("button", name=words["open"]).click()
    type_code(page, address, words["confirm"])
    expect(page.locator("main")).to_contain_text(address)

    page.goto("/account/second-factor/")
    sound(page)
    page.goto("/account/passkeys/add/")
    sound(page)
    page.locator("#mfa_webauthn_add").click()
    expect(page.locator("main li code")).to_have_count(10)
    sound(page)
    for path in PAGES:
        page.goto(path)
        sound(page)
    page.goto("/account/")
    sound(page)
    sign_out(page, words)

    for path in ENTRANCES:
        page.goto(path)
        sound(page)
    page.goto("/account/login/")
    sound(page)
    page.locator("#passkey_login").click()
    expect(page.locator("header summary")).to_have_text("Fanny")
    sign_out(page, words)

    page.goto("/account/login/")
    page.locator("input[name=email]").fill(address)
    page.get_by_role("button", name=words["code"]).click()
    page.wait_for_url("**/login/code/confirm/")
    sound(page)
    type_code(page, address, words["confirm"])
    expect(page.locator("#mfa_webauthn_authenticate")).to_be_visible()
    sound(page)
    page.locator("#mfa_webauthn_authenticate").click()
    expect(page.locator("header summary")).to_have_text("Fanny")
