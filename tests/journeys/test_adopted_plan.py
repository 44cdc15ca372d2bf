"""The plan is seen whole, amended, adopted anew, confirmed from a telephone, followed by its calendar."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone
from tests.journeys.test_the_plan import plain

READER = {"fr-ca": "Amélie", "en": "Jessie"}  # whose personal page is in this language
VIEWS = ("grid", "chain", "outline", "timeline", "budget")


@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_a_plan_is_adopted_anew_and_confirmed(site_at: SiteAt, open_page: Open, language: str) -> None:
    site = site_at("implementation")
    locale = {"fr-ca": "fr-CA", "en": "en-CA"}[language]
    me = Someone(open_page(site, language=locale), language)
    me.signs_in_as()
    base = me.base
    for view in VIEWS:
        me.opens_as_valid_page(f"{base}plan/overview/?view={view}")
    me.opens_as_valid_page(f"{base}plan/overview/?public=1")
    expect(me.page.locator("main")).not_to_contain_text("$")
    amend(me, base)
    address = adopt_and_ask(me, base)
    phone = Someone(open_page(site, language=locale, width=320, height=640), language)
    confirm(phone, address)
    me.opens_as_valid_page(me.page.url.replace("ask/", ""))
    expect(me.page.locator("main .status-good")).to_have_count(1)
    follow(me, base)
    partner = Someone(open_page(site, language=locale, width=320, height=640), language)
    partner.signs_in_as(place=2)
    for page in ("plan/overview/", "plan/overview/?view=timeline", "plan/versions/", "plan/calendar/"):
        partner.opens_as_valid_page(base + page)


def amend(me: Someone, base: str) -> None:
    """A line changes; the page of the plan says so, and the versions compare in words."""
    me.go(f"{base}plan/overview/")
    me.page.locator("main table td a").first.click()
    me.page.wait_for_url("**/plan/actions/**")
    me.press("Change")
    me.fill("public", f"Toutes les familles ({me.language})")
    me.press("Save")
    me.go(base + "plan/")
    since = me.page.locator("main a[href*='/compare/']")
    expect(since).to_be_visible()
    since.click()
    me.page.wait_for_url("**/compare/**")
    me.opens_as_valid_page(plain(me.page.url))
    me.sees(f"Toutes les familles ({me.language})")


def adopt_and_ask(me: Someone, base: str) -> str:
    """A second version says what was amended; the personal addresses are read to be given by telephone."""
    me.opens_as_valid_page(base + "plan/versions/adopt/")
    me.press("Keep this version")
    expect(me.page.locator(".form-errors")).to_be_visible()
    me.fill("reason", "Un public élargi")
    me.press("Keep this version")
    me.page.wait_for_url(re.compile(r"/versions/[0-9a-f-]{36}/$"))
    me.opens_as_valid_page(me.page.url)
    me.opens_as_valid_page(me.page.url + "parts/")
    me.opens_as_valid_page(me.page.url + "ask/")
    me.press("Show the addresses, to give by hand")
    place = me.page.locator("main dl dt").filter(has_text=READER[me.language])
    return place.locator("xpath=following-sibling::dd[1]").inner_text()


def confirm(phone: Someone, address: str) -> None:
    """A change without a word is refused beside its field; then the part is confirmed."""
    phone.opens_as_valid_page("/part/" + address.partition("/part/")[2])
    phone.page.locator("main input[value=reserved]").check()
    phone.press("Send our answer")
    phone.sees_message("Say what should change.")
    phone.page.locator("main input[value=confirmed]").check()
    phone.press("Send our answer")
    phone.sees(phone.words("Thank you: your answer is noted. You may still change it here."))


def follow(me: Someone, base: str) -> None:
    """The calendar is there; a line is ticked, another is written by hand; the year shows what is due."""
    me.opens_as_valid_page(base + "plan/calendar/fill/")
    me.opens_as_valid_page(base + "plan/calendar/")
    lines = me.page.locator("main tbody tr")
    before = lines.count()
    me.page.locator("main button[name=act]").first.click()
    expect(lines).to_have_count(before - 1)
    me.opens_as_valid_page(base + "plan/calendar/new/")
    me.fill("due_on", "2026-12-15")
    me.fill("what", f"Bilan ({me.language})")
    me.press("Save")
    me.go(base + "year/")
    expect(me.page.get_by_role("heading", name=me.words("Follow-up of the plan"))).to_be_visible()
