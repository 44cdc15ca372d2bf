"""From the priorities of the analysis to decisions on results: an objective, its plan, what is decided of it."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone
from tests.journeys.test_the_plan import plain

GOAL = {"fr-ca": "Chaque famille trouve un lieu où jouer dehors", "en": "Every family finds a place to play outside"}
CHANGE = {"fr-ca": "Les enfants jouent dehors toute l’année", "en": "Children play outside all year"}
KEPT = {"fr-ca": "Sorties du samedi", "en": "Saturday outings"}
DROPPED = {"fr-ca": "Prêt de raquettes", "en": "Snowshoes to borrow"}
LEAD = "Maison de la famille L’Âtre boréal"
SHEETS = re.compile(r"/results/[0-9a-f-]{36}/$")


@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_from_priorities_to_decisions(site_at: SiteAt, open_page: Open, language: str) -> None:
    locale = {"fr-ca": "fr-CA", "en": "en-CA"}[language]
    site = site_at("planning")
    me = Someone(open_page(site, language=locale), language)
    me.signs_in_as()
    base = me.base
    write_an_objective(me, base)
    sheet = plan_it(me, base)
    adopt(me, base)
    phone = Someone(open_page(site, language=locale, width=320, height=640), language)
    follow_up(me, phone, base)
    addresses = ask_for_results(me, base)
    send(phone, addresses)
    results = read_together(me, base)
    adapt_one_and_abandon_the_other(me, results)
    open_the_objective_again(me, base, results)
    follow_the_chain(me, base, sheet)


def write_an_objective(me: Someone, base: str) -> None:
    """It answers a factor that was kept for the priorities that it answers."""
    me.opens_as_valid_page(base + "analysis/priorities/")
    me.go(base + "analysis/objectives/new/")
    me.fill("text", GOAL[me.language])
    me.page.locator("main [name=factors]").first.check()
    me.press("Save")
    me.sees(GOAL[me.language])


def plan_it(me: Someone, base: str) -> str:
    """A transformation, its indicator, two actions. Returns the address of the sheet."""
    me.go(base + "plan/")
    me.page.get_by_role("link", name=re.compile(re.escape(GOAL[me.language]))).click()
    me.page.wait_for_url("**/plan/objectives/**")
    sheet = me.page.url
    me.press("Write a transformation: %(system)s", system={"fr-ca": "Enfant", "en": "Child"}[me.language])
    me.fill("text", CHANGE[me.language])
    me.page.locator("main [name=lead]").select_option(label=LEAD)
    me.press("Save")
    follow(me, "Add an indicator")
    me.fill("name", "Sorties par enfant et par mois")
    me.fill("baseline", "2")
    me.fill("target", "6")
    me.press("Save")
    for title in (KEPT[me.language], DROPPED[me.language]):
        follow(me, "Add an action")
        me.fill("title", title)
        me.page.locator("main [name=lead]").select_option(label=LEAD)
        me.fill("starts_on", "2026-11-01")
        me.fill("ends_on", "2027-11-01")
        me.press("Save")
        me.sees(title)
    me.opens_as_valid_page(plain(sheet))
    return plain(sheet)


def follow(me: Someone, message: str) -> None:
    """A link whose accessible name says more than what is read."""
    me.page.locator("main").get_by_role("link").filter(has_text=me.words(message)).first.click()
    me.settles()


def adopt(me: Someone, base: str) -> None:
    me.go(base + "plan/versions/adopt/")
    if me.page.locator("main [name=reason]").count():
        me.fill("reason", f"Un objectif de plus ({me.language})")
    me.page.locator("main form button").last.click()
    me.page.wait_for_url(re.compile(r"/versions/[0-9a-f-]{36}/$"))
    me.sees(CHANGE[me.language])
    me.opens_as_valid_page(me.page.url)


def follow_up(me: Someone, phone: Someone, base: str) -> None:
    """Before the next follow-up meeting, the lead says how an action goes; the meeting reads it."""
    me.go(base + "plan/progress/")
    meeting = plain(me.page.locator("main ul a[href*='/plan/progress/']").first.get_attribute("href") or "")
    desk = meeting.removesuffix("desk/") + "desk/"
    me.opens_as_valid_page(desk)
    button = me.page.get_by_role("button", name=me.words("Ask how the actions go"))
    if button.count():
        button.click()
        me.settles()
    me.go(desk)
    me.press("Show the addresses, to give by hand")
    asked = phone.page.get_by_role("link", name=re.compile(re.escape(KEPT[me.language])))
    open_the_one_that_shows(phone, me.page.locator("main dl dd").all_inner_texts(), asked)
    phone.reads_in_own_language()
    asked.first.click()
    phone.settles()
    phone.opens_as_valid_page(phone.page.url)
    phone.choose("status", "under_way")
    phone.fill("hinders", f"Le samedi est pris par le hockey ({me.language})")
    phone.press("Hand in our answer")
    phone.sees_message("Thank you: it is received. You may hand it in again until the meeting closes.")
    me.opens_as_valid_page(desk.removesuffix("desk/"))
    me.sees(f"Le samedi est pris par le hockey ({me.language})")


def ask_for_results(me: Someone, base: str) -> list[str]:
    """The addresses that the leads of transformations receive."""
    me.opens_as_valid_page(base + "plan/results/")
    me.page.locator("main a").filter(has_text=me.words("Results to gather")).first.click()
    me.page.wait_for_url(SHEETS)
    me.opens_as_valid_page(me.page.url)
    me.press("Ask for the results")  # again, if others asked already: the plan has grown since
    me.sees(CHANGE[me.language])
    me.press("Show the addresses, to give by hand")
    return me.page.locator("main dl dd").all_inner_texts()


def open_the_one_that_shows(phone: Someone, addresses: list[str], wanted: Locator) -> None:
    """Of the personal addresses, that of somebody of whom this is asked."""
    for address in addresses:
        phone.go(urlsplit(address).path)
        if wanted.count():
            return
    pytest.fail("nobody is asked for it")


def send(phone: Someone, addresses: list[str]) -> None:
    """Two minutes on a telephone: a value that cannot be is said beside its field, then it is received."""
    open_the_one_that_shows(phone, addresses, phone.page.locator("main").get_by_text(CHANGE[phone.language]))
    phone.reads_in_own_language()  # the page opens in that of the person to whom it was given
    phone.opens_as_valid_page(phone.page.url)
    link = phone.page.get_by_role("link", name=CHANGE[phone.language])
    if link.count():
        link.first.click()
        phone.settles()
    phone.opens_as_valid_page(phone.page.url)
    value = phone.page.locator("main [name$='-value']").first
    value.fill("beaucoup")
    phone.fill("words", "On les voit dehors même en janvier.")
    phone.press("Send")
    expect(phone.page.locator(".form-errors")).to_be_visible()
    expect(phone.page.locator("main [name=words]")).to_have_value("On les voit dehors même en janvier.")
    value.fill("4")
    phone.page.locator("main [name$='-measured_on']").first.fill("2026-11-02")
    phone.press("Send")
    phone.sees(phone.words("Thank you: it is received. You may still add or correct something until the meeting."))


def read_together(me: Someone, base: str) -> str:
    """The group says what it reads. Returns the address of the results of the transformation."""
    me.go(base + "plan/results/")
    me.page.get_by_role("link", name=CHANGE[me.language]).first.click()
    me.page.wait_for_url("**/transformations/**")
    results = plain(me.page.url)
    me.sees("On les voit dehors même en janvier.")
    me.opens_as_valid_page(plain(me.page.locator("main a[href*='/measurements/']").first.get_attribute("href") or ""))
    me.go(results)
    follow(me, "Write what the group reads")
    me.opens_as_valid_page(me.page.url)
    me.choose("judgement", "progressing")
    me.fill("reading", "Deux fois plus qu’au départ.")
    me.press("Save")
    me.sees("Deux fois plus qu’au départ.")
    me.opens_as_valid_page(results)
    return results


def adapt_one_and_abandon_the_other(me: Someone, results: str) -> None:
    decide = me.page.locator("main a[href*='/decide/']")
    decide.first.click()
    me.page.wait_for_url("**/decide/**")
    me.opens_as_valid_page(me.page.url)
    me.choose("verdict", "adapt")
    me.fill("reason", "Le samedi ne convient pas à tous.")
    me.press("Save the decision")
    me.sees_message("Say what changes in the action.")
    me.fill("change", "Un dimanche sur deux")
    me.press("Save the decision")
    me.sees("Un dimanche sur deux")
    decide.last.click()
    me.page.wait_for_url("**/decide/**")
    me.choose("verdict", "abandon")
    me.fill("reason", "Personne n’en emprunte.")
    me.press("Save the decision")
    me.sees(me.words("Before you confirm"))
    me.press("Confirm the decision")
    me.sees("Personne n’en emprunte.")
    me.opens_as_valid_page(results)


def open_the_objective_again(me: Someone, base: str, results: str) -> None:
    """The stage that is opened again is said before confirming, and shows where the group is."""
    follow(me, "Is this objective still relevant?")
    me.opens_as_valid_page(me.page.url)
    me.choose("verdict", "reopened")
    me.page.locator("main [name=reopen]").check()
    me.fill("reason", "Dehors, oui ; mais les familles parlent surtout de transport.")
    me.press("Save the decision")
    me.sees(me.words("Before you confirm"))
    me.press("Confirm the decision")
    me.opens_as_valid_page(results)
    me.sees("Dehors, oui ; mais les familles parlent surtout de transport.")


def follow_the_chain(me: Someone, base: str, sheet: str) -> None:
    """From the objective, what comes before it and what came of it."""
    me.go(sheet)
    follow(me, "See the whole chain")
    me.opens_as_valid_page(me.page.url)
    for details in me.page.locator("main details").all():
        details.evaluate("node => { node.open = true }")
    for words in (KEPT[me.language], DROPPED[me.language], CHANGE[me.language]):
        me.sees(words)
    me.opens_as_valid_page(base + "process/")
