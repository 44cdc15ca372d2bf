"""An organisation says what it offers, on a narrow telephone, by its personal address; the group then reads it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone

SERVICES = (
    ("Accueil du matin", "welcome-outreach", "kindergarten-entry", "child"),
    ("Contes du vendredi", "early-literacy", "3-4-years", "child"),
    ("Café des parents", "community-life", "parents", "family"),
    ("Prêt de livres", "early-literacy", "parents", "family"),
    ("Formation des bénévoles", "staff-training", "workers", "community"),
)

CUT = "Prêt de livres"

# What the telephone was asked: letters, touches (a list is opened, looked through and chosen from), pages.
COUNTS = """(() => {
  const add = (what, count) => sessionStorage.setItem(what, Number(sessionStorage.getItem(what) || 0) + count);
  addEventListener("click", event => { if (event.isTrusted) add("touches", 1) }, true);
  addEventListener("change", event => { if (event.target.matches("select")) add("touches", 3) }, true);
  addEventListener("input", event => {
    if (event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) {
      add("letters", Math.max(0, event.target.value.length - (event.target.dataset.was || 0)));
      event.target.dataset.was = event.target.value.length;
    }
  }, true);
  addEventListener("DOMContentLoaded", () => add("pages", 1));
})()"""
# Seconds, in the manner of the keystroke-level model (Card, Moran and Newell, 1980: 1.35 s to decide, 1.1 to point); a
# letter on a telephone at twenty-four words a minute, slower than people of fifty in Palin and others (2019); reading a
# page; and remembering what a service is, which the model leaves out. On 2026-11-27: 87 letters, 50 touches, 10 pages,
# a little over ten minutes.
LETTER, TOUCH, PAGE, RECALL = 0.5, 1.35 + 1.1, 15, 60
AT_MOST = 20  # minutes, for five services and the ten factors


@pytest.mark.parametrize(
    ("language", "organisation"),
    [("fr-ca", "École des Quatre-Vents"), ("en", "Centre d’amitié autochtone, services aux familles")],
)
def test_an_organisation_hands_in_its_services_and_factors_from_a_telephone(
    site_at: SiteAt, open_page: Open, language: str, organisation: str
) -> None:
    site = site_at("analysis")
    locale = {"fr-ca": "fr-CA", "en": "en-CA"}[language]
    me = Someone(open_page(site, language=locale), language)
    me.signs_in_as()
    address = personal_address(me, organisation)
    phone = Someone(open_page(site, language=locale, width=320, height=640), language)
    phone.page.add_init_script(COUNTS)
    write_five_services(phone, address)
    say_the_ten_factors(phone)
    phone.press("Go on to handing in")
    phone.press("Hand it in" if language == "fr-ca" else "Hand it in again")  # the second has answered before
    phone.sees(
        phone.words(
            "Thank you: it is handed in. You may still change it, until the person who coordinates closes the list."
        )
    )
    assert 5 < minutes_of(phone.page) < AT_MOST
    the_group_reads_it(me, organisation)


def minutes_of(page: Page) -> float:
    """How long a person would take for what was done here, in minutes."""
    counts = "['letters', 'touches', 'pages'].map(one => Number(sessionStorage.getItem(one) || 0))"
    letters, touches, pages = page.evaluate(counts)
    return float(letters * LETTER + touches * TOUCH + pages * PAGE + len(SERVICES) * RECALL) / 60


def personal_address(me: Someone, organisation: str) -> str:
    """The coordinator opens the list again if it is closed, and reads an address to give by telephone."""
    me.opens_as_valid_page(me.base + "analysis/services/")
    again = me.page.get_by_role("button", name=me.words("Open the list again"), exact=True)
    if again.count():
        again.click()
        me.settles()
    me.page.locator("#asking summary").click()
    me.page.get_by_role("link", name=organisation, exact=True).click()
    me.settles()
    give = me.page.get_by_role("button", name=me.words("Give personal addresses"), exact=True)
    give.click()
    me.settles()
    found = re.search(r"/services/[\w-]{20,}/", me.page.locator(".address").first.inner_text())
    assert found
    return found.group()


def write_five_services(phone: Someone, address: str) -> None:
    phone.opens_as_valid_page(address)
    for name, category, age, system in SERVICES:
        phone.fill("name", name)
        phone.choose("category", category)
        for field, value in (("ages", age), ("systems", system), ("where", "all")):
            phone.page.locator(f"main [name={field}][value='{value}']").check()
        if name == CUT:  # the network is cut as the button is pressed: it is kept, and leaves by itself
            sent = phone.words("Sent: #. Everything is recorded.").replace("#", "1")
            phone.page.context.set_offline(True)
            phone.page.get_by_role("button", name=phone.words("Save this service"), exact=True).click()
            expect(phone.page.locator("[data-outbox]")).to_be_visible()
            phone.page.context.set_offline(False)
            expect(phone.page.locator("[data-outbox]")).to_contain_text(sent)
            phone.go(address)
        else:
            phone.press("Save this service")
        phone.sees(name)
    phone.press("Go on to the factors")


def say_the_ten_factors(phone: Someone) -> None:
    """A touch for each factor: it is saved by itself. What was not sent when the page is left is sent then."""
    forms = phone.page.locator("form[data-autosave]")
    expect(forms).to_have_count(10)
    for place in range(10):
        form = forms.nth(place)
        level = form.locator(f"[name=level][value='{place % 4}']")
        if level.is_checked():  # it was said before
            continue
        level.check()
        expect(form).to_have_attribute("data-state", "saved")
    last = forms.nth(9)
    last.locator("summary").click()
    last.locator("[name=services]").first.check()
    expect(last).to_have_attribute("data-state", "saved")
    phone.opens_as_valid_page(phone.page.url)
    assert chosen_levels(phone.page) == [str(place % 4) for place in range(10)]


def chosen_levels(page: Page) -> list[str]:
    return page.eval_on_selector_all("[name=level]:checked", "all => all.map(one => one.value)")  # type: ignore[no-any-return]


def the_group_reads_it(me: Someone, organisation: str) -> None:
    me.opens_as_valid_page(me.base + "analysis/services/?category=staff-training&age=workers")
    me.sees("Formation des bénévoles")
    me.opens_as_valid_page(me.base + "analysis/coverage/")
    hole = me.page.locator("td.cover-hole button").first
    cell = hole.get_attribute("value")
    hole.click()
    me.settles()
    expect(me.page.locator(f"[id='c-{cell}']")).to_contain_text(me.words("observation made"))
    me.opens_as_valid_page(me.base + "analysis/factors/")
    row = me.page.locator("table.heat tr").filter(has_text=organisation)
    row.get_by_role("link").first.click()
    me.settles()
    me.sees(organisation)
    me.opens_as_valid_page(me.base + "analysis/services/tool/")
