"""The plan is written on the sheet of an objective, completed, and read by a partner on a telephone."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone

CHANGE = "Les parents connaissent une personne à qui parler."
TABLE = "Objectif\tSystème\tTransformation\tAction\tBudget\nGrandir dehors\tEnfant\tOn joue dehors\tSorties\t1 200"


@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_from_an_objective_to_a_plan(site_at: SiteAt, open_page: Open, language: str) -> None:
    site = site_at("planning")
    browser_language = {"fr-ca": "fr-CA", "en": "en-CA"}[language]
    me = Someone(open_page(site, language=browser_language), language)
    me.signs_in_as()
    base = me.base
    me.opens_as_valid_page(base + "plan/")
    me.page.locator("main table a").nth(1).click()
    me.page.wait_for_url("**/plan/objectives/**")
    sheet = me.page.url
    write_a_transformation(me, language)
    name_an_indicator(me)
    plan_an_action(me)
    complete(me, base, sheet)
    paste(me, base)
    partner = Someone(open_page(site, language=browser_language, width=320, height=640), language)
    partner.signs_in_as(place=2)
    for page in ("plan/", sheet, "plan/gaps/"):
        partner.opens_as_valid_page(page if page.startswith("http") else base + page)
    expect(partner.page.locator("main")).not_to_contain_text(me.words("Leave it so for now"))


def write_a_transformation(me: Someone, language: str) -> None:
    me.press("Write a transformation: %(system)s", system={"fr-ca": "Famille", "en": "Family"}[language])
    me.opens_as_valid_page(plain(me.page.url))
    me.fill("text", f"{CHANGE} ({language})")
    me.page.locator("main [name=lead]").select_option(index=1)
    me.press("Save")
    me.sees(CHANGE)


def name_an_indicator(me: Someone) -> None:
    """A value that cannot be read is said beside its field, and kept."""
    me.page.locator("section.plan-change").filter(has_text=f"({me.language})").get_by_role("link").filter(
        has_text=me.words("Add an indicator")
    ).click()
    me.opens_as_valid_page(plain(me.page.url))
    me.fill("name", "Parents qui nomment quelqu’un")
    me.fill("baseline", "beaucoup")
    me.fill("target", "85")
    me.press("Save")
    me.sees_message("Write a number, such as 44 or 44.5.")
    expect(me.page.locator("main [name=baseline]")).to_have_value("beaucoup")
    me.fill("baseline", "72,5" if me.language == "fr-ca" else "72.5")
    me.fill("tool", "Entrevue")
    me.press("Save")
    me.sees("72,5" if me.language == "fr-ca" else "72.5")


def plan_an_action(me: Someone) -> None:
    me.page.locator("section.plan-change").filter(has_text=f"({me.language})").get_by_role("link").filter(
        has_text=me.words("Add an action")
    ).click()
    me.opens_as_valid_page(plain(me.page.url))
    me.fill("title", f"Café du samedi {me.language}")
    me.fill("cost", "1200")
    me.fill("funder", "Fondation Premières Neiges")
    me.press("Save")
    me.page.get_by_role("link", name=f"Café du samedi {me.language}").first.click()
    me.page.wait_for_url("**/plan/actions/**")
    me.opens_as_valid_page(plain(me.page.url))
    me.press("Change the milestones")
    me.opens_as_valid_page(plain(me.page.url))
    me.fill("m-0-text", "Premier café")
    me.fill("m-0-due_on", "2027-02-01")
    me.press("Save")
    me.sees("Premier café")
    me.press("Change the budget and the funders")
    me.opens_as_valid_page(plain(me.page.url))
    me.page.locator("main [name=f-0-status]").select_option("confirmed")
    me.fill("f-0-confirmed_cents", "1200")
    me.press("Save")
    me.sees(me.words("Confirmed"))


def plain(address: str) -> str:
    """An address without its anchor: opened again, the browser asks for the page."""
    return address.partition("#")[0]


def complete(me: Someone, base: str, sheet: str) -> None:
    """What is lacking is said; one thing is left with its reason, one goes on the next agenda."""
    me.opens_as_valid_page(base + "plan/gaps/")
    me.sees(f"Café du samedi {me.language}")
    me.page.locator("main input[type=checkbox][name=gap]").first.check()
    me.fill("reason", f"On attend la réponse ({me.language})")
    me.press("Leave what is ticked so for now")
    me.sees("On attend la réponse")
    me.page.locator("main input[type=checkbox][name=gap]").last.check()
    me.page.locator("main button[formaction]").click()
    me.settles()
    expect(me.page.locator(".frame-messages")).to_be_visible()
    propose(me, base)
    me.opens_as_valid_page(base + "hand-over/")
    me.go(sheet)
    me.opens_as_valid_page(base + "plan/settings/")
    me.press("Save")


def propose(me: Someone, base: str) -> None:
    """From the home page: what the next meeting could treat; one line goes on its agenda, and is said to be there."""
    me.go(base)
    me.page.locator("main a[href$='/proposal/']").click()
    me.opens_as_valid_page(plain(me.page.url))
    boxes = me.page.locator("main input[type=checkbox][name=line]:not([disabled])")
    waiting = boxes.count()
    for box in boxes.all():
        box.uncheck()
    boxes.first.check()
    me.press("Put what is ticked on the agenda")
    expect(boxes).to_have_count(waiting - 1)


def paste(me: Someone, base: str) -> None:
    me.opens_as_valid_page(base + "plan/paste/")
    me.fill("text", f"{TABLE}".replace("Grandir dehors", f"Grandir dehors {me.language}"))
    me.press("Look at what it would do")
    me.sees("Sorties")
    me.press("Add the lines that are ready")
    me.sees(f"Grandir dehors {me.language}")
