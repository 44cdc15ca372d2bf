"""One person, from consent to erasure, in the browser; then every column of the database is searched for them."""

import json
import re
import sqlite3
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone
from tests.journeys.site import Site

PEOPLE = {
    "fr-ca": ("Mélissa Thibodeau", "melissa.thibodeau@example.com", "819 555-0105"),
    "en": ("Étienne Rocheleau", "etienne.rocheleau@example.org", "no telephone"),
}
# Where people type freely: a machine cannot take a name out of a sentence, and the page says so beforehand.
DECLARED = {"activity.note", "minutes_section.text", "decision.wording", "decision.search_text", "decision.reasons"}


@pytest.fixture
def site(own_site_at: SiteAt) -> Site:
    """A site of its own: nobody is brought back in it."""
    return own_site_at("analysis")


@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_from_consent_to_erasure(site: Site, open_page: Open, language: str) -> None:
    name, address, telephone = PEOPLE[language]
    me = Someone(open_page(site, language={"fr-ca": "fr-CA", "en": "en-CA"}[language]), language)
    me.signs_in_as(name)
    home = me.base
    seat = open_my_information(me)
    agree_and_no_longer(me, seat)
    ask_something(me, seat)
    take_it_away(me, seat, name)
    assert {"member.name", "history.facts", "attendance.name", "delivery.recipient_name"} <= columns_with(site, name)
    erase(me, seat)
    them = Someone(open_page(site, language="fr-CA"), "fr-ca")
    them.signs_in_as()
    for page in ("members/", "requests/", "erasures/", "history/?kind=privacy"):
        them.opens_as_valid_page(home + page)
        expect(them.page.locator("main")).not_to_contain_text(name)
    for mark in (name, address, telephone):
        assert columns_with(site, mark) <= DECLARED


def open_my_information(me: Someone) -> str:
    me.page.locator("details[data-menu] summary").last.click()
    me.page.get_by_role("link", name=me.words("My information"), exact=True).click()
    me.page.wait_for_load_state()
    seat = me.page.locator("main a[href^='/my-information/']").first.get_attribute("href")
    assert seat
    me.opens_as_valid_page("/my-information/")
    return seat


def agree_and_no_longer(me: Someone, seat: str) -> None:
    title = me.words("Photos in which I can be recognised")
    me.opens_as_valid_page(seat)
    me.press("I agree: %(title)s", title=title)
    me.sees_message("Your answer is noted and holds from now on.")
    me.press("I no longer agree: %(title)s", title=title)
    me.sees(me.words("Withdrawn"))


def ask_something(me: Someone, seat: str) -> None:
    me.opens_as_valid_page(seat + "request/")
    me.choose("kind", "access")
    me.fill("words", "Qui lit mon nom ?")
    me.press("Send my request")
    me.sees_message("Your request is noted; you will have an answer within 30 days.")


def take_it_away(me: Someone, seat: str, name: str) -> None:
    me.go(seat)
    with me.page.expect_download() as waiting:
        me.page.get_by_role("button", name=me.words("Download my information"), exact=True).click()
    me.page.reload()  # a form answered by a file leaves its page as it is
    with zipfile.ZipFile(waiting.value.path()) as archive:
        data = json.loads(archive.read("information.json"))
        page = archive.read("index.html").decode()
    assert data["parts"][1]["facts"]["name"] == name
    assert data["parts"][1]["requests"][0]["words"] == "Qui lit mon nom ?"
    assert name in page


def erase(me: Someone, seat: str) -> None:
    me.opens_as_valid_page(seat + "erase/")
    me.sees(me.words("What stays, without the name"))
    me.sees(me.words("In backups"))
    me.page.locator("main [name=understood]").check()
    me.press("Erase for good")
    me.sees(me.words("It is erased"))
    me.page.goto("/my-information/")
    assert "/account/login/" in me.page.url


def columns_with(site: Site, mark: str) -> set[str]:
    """The columns of the site's database in which a text stands, however it is written."""
    (file,) = Path(site.data).glob("*.sqlite3")
    found = set()
    base = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    plain = re.sub(r"\W", "", mark).casefold()
    for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        rows = base.execute(f'SELECT * FROM "{table}"')
        columns = [column[0] for column in rows.description]
        for row in rows:
            for column, value in zip(columns, row, strict=True):
                text = str(value)
                written = text.encode().decode("unicode_escape", "ignore") if "\\u" in text else text
                if plain in re.sub(r"\W", "", written).casefold():
                    found.add(f"{table}.{column}")
    base.close()
    return found


@pytest.mark.parametrize(("language", "width"), [("fr-ca", 320), ("en", 1280)])
def test_without_an_account_the_same_pages_open_by_a_link(
    site: Site, open_page: Open, language: str, width: int
) -> None:
    name = {"fr-ca": "Olivier Dubé-Charest", "en": "Jessie Rankin"}[language]
    coordinator = Someone(open_page(site, language="fr-CA"), "fr-ca")
    coordinator.signs_in_as()
    coordinator.go(coordinator.base + "members/")
    coordinator.page.get_by_role("link", name=name, exact=True).click()
    coordinator.press("Consents and requests")
    coordinator.press("Give it by hand")
    link = re.search(r"/me/[\w-]{20,}/", coordinator.page.locator("main").inner_text())
    assert link
    me = Someone(open_page(site, language={"fr-ca": "fr-CA", "en": "en-CA"}[language], width=width), language)
    for page in ("", "details/", "request/", "erase/"):
        me.opens_as_valid_page(link[0] + page)
    me.go(link[0])
    title = me.words("Photos in which I can be recognised")
    me.press("I agree: %(title)s", title=title)
    me.sees_message("Your answer is noted and holds from now on.")
    me.go(link[0] + "erase/")
    me.page.locator("main [name=understood]").check()
    me.press("Erase for good")
    me.sees(me.words("It is erased"))
    assert columns_with(site, name) <= DECLARED
