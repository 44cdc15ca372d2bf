"""From an empty coalition and a real file to priorities, factors and objectives, by several people."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone
from tests.journeys.test_figures import bring, say_where_we_are
from tests.journeys.test_first_meeting import bring_people_in, open_a_coalition, plan_the_process

BRING = re.compile(r"/bring/[\w-]{20,}/")
OBSERVE = re.compile(r"/observe/[\w-]{20,}/")
BALLOT = re.compile(r"/ballot/[\w-]{20,}/")
SEEN = (
    "Les enfants arrivent à la maternelle avec peu de vocabulaire.",
    "Plusieurs enfants de maternelle ont un vocabulaire limité.",
    "Des parents n’ont pas de voiture pour venir aux activités.",
)
FIGURES = "En 2022, près de trois enfants de maternelle sur dix étaient vulnérables dans au moins un domaine."
FOUND = (
    "Le vocabulaire des enfants est fragile à l’entrée à l’école.",
    "Les activités sont loin pour qui n’a pas de voiture.",
)
GOAL = "Les enfants de quatre ans racontent ce qui leur arrive."


@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_from_an_empty_coalition_to_objectives(site_at: SiteAt, open_page: Open, language: str) -> None:
    browser_language = {"fr-ca": "fr-CA", "en": "en-CA"}[language]
    site = site_at(None)
    me = Someone(open_page(site, language=browser_language), language)
    me.opens_an_account("Amina Benali", f"analyse.{language}@example.org")
    open_a_coalition(me, f"Les premiers mots {language}")
    bring_people_in(me)
    base = me.base
    plan_the_process(me)
    me.opens_as_valid_page(base + "analysis/")
    bring(me, base)
    say_where_we_are(me, base)
    observe_figures(me)
    observe(me, base)
    partner = Someone(open_page(site, language=browser_language, width=320, height=640), language)
    bring_without_an_account(me, partner, base)
    observe_without_an_account(me, partner, base)
    group_from_a_proposal(me, base)
    write_from_experience(me, base)
    choose_by_a_ballot(me, partner, base)
    keep_a_factor(me, base)
    write_an_objective(me, base)
    read_what_became_of_it(me, base)


def observe_figures(me: Someone) -> None:
    """Two values of the indicator that is open stand behind an observation; what it says is written by the group."""
    me.press("Make an observation of it")
    me.fill("text", FIGURES)
    for box in (0, 1):
        me.page.locator("main [name=figures]").nth(box).check()
    me.choose("system", "child")
    me.press("Save")
    me.press(FIGURES)
    expect(me.page.locator("main li strong")).to_have_count(2)
    me.opens_as_valid_page(me.page.url + "edit/")


def observe(me: Someone, base: str) -> None:
    """The keyboard alone does it: the page is walked with the Tab key."""
    me.opens_as_valid_page(base + "analysis/observations/new/")
    me.fill("text", SEEN[0])
    me.page.locator("main [name=leaning][value=concern]").focus()
    me.page.keyboard.press("Space")
    me.choose("system", "child")
    me.press("Save and add another")
    me.fill("text", SEEN[2])
    me.choose("system", "community")
    me.press("Save")
    me.sees(SEEN[0])
    me.opens_as_valid_page(base + "analysis/observations/")


def bring_without_an_account(me: Someone, partner: Someone, base: str) -> None:
    """A line of the plan, asked of an organisation: one of its people brings a file, and the line is ticked off."""
    me.go(base + "analysis/data-plan/new/")
    me.fill("question", "Combien d’enfants attendent une place ?")
    me.page.locator("main [name=organisation]").select_option(index=1)
    me.press("Save the line")
    me.sees("Combien d’enfants attendent une place ?")
    me.opens_as_valid_page(base + "analysis/data-plan/ask/")
    me.press("Show the addresses, to give by hand")
    found = BRING.search(me.page.locator("main").inner_text())
    assert found
    partner.opens_as_valid_page(found.group())
    partner.page.locator("main [name=file]").set_input_files(
        files=[{"name": "liste.csv", "mimeType": "text/csv", "buffer": b"milieu;nombre"}]
    )
    partner.press("Send")
    partner.sees_message("Thank you: it is received. You may bring something else.")
    me.go(base + "analysis/data-plan/")
    me.sees(me.words("received"))


def observe_without_an_account(me: Someone, partner: Someone, base: str) -> None:
    """The address is given by hand; on a telephone of 320 px, one observation signed, one without any name."""
    me.go(base + "analysis/observations/ask/")
    me.page.locator("main [name=organisations]").first.check()
    me.press("Show the addresses, to give by hand")
    found = OBSERVE.search(me.page.locator("main").inner_text())
    assert found
    partner.opens_as_valid_page(found.group())
    partner.fill("text", SEEN[1])
    partner.choose("system", "child")
    partner.press("Send")
    partner.sees_message("Thank you: it is received. You may add another.")
    partner.fill("text", "Un mot que personne ne signe.")
    partner.choose("attribution", "anonymous")
    partner.press("Send")
    code = partner.page.locator(".receipt").inner_text()
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", code)
    me.go(base + "analysis/observations/")
    me.sees(SEEN[1])
    expect(me.page.locator("main")).not_to_contain_text("Un mot que personne ne signe.")
    me.opens_as_valid_page(base + "analysis/observations/receipt/")
    me.fill("code", code.lower())
    me.press("Show")
    me.sees("Un mot que personne ne signe.")


def group_from_a_proposal(me: Someone, base: str) -> None:
    me.opens_as_valid_page(base + "analysis/findings/group/proposed/")
    me.sees(SEEN[0])
    me.sees(SEEN[1])
    me.press("Make a finding of them", first=True)
    me.fill("statement", FOUND[0])
    me.press("Save")
    me.sees(SEEN[1])
    me.opens_as_valid_page(me.page.url)
    me.opens_as_valid_page(base + "analysis/findings/group/")


def write_from_experience(me: Someone, base: str) -> None:
    """A finding without evidence is a gap; an observation is dragged under it, undone, done again."""
    me.go(base + "analysis/findings/new/")
    me.fill("statement", FOUND[1])
    me.choose("system", "community")
    me.press("Save")
    me.sees_message(
        "No observation stands behind this finding yet. It is not an error: it is what remains to be gathered."
    )
    me.go(base + "analysis/findings/group/")
    item = me.page.locator("[data-item]", has_text=SEEN[2])
    under = me.page.locator(".card", has_text=FOUND[1]).locator("[data-item]")
    item.locator("[data-grip]").hover()
    me.page.mouse.down()
    target = me.page.locator(".card", has_text=FOUND[1]).locator(".grouping-list")
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box
    me.page.mouse.move(box["x"] + 40, box["y"] + 10, steps=8)
    me.page.mouse.up()
    expect(under).to_have_count(1)
    me.press("Undo")
    expect(under).to_have_count(0)
    me.page.get_by_label(SEEN[2]).check()
    me.page.locator(".card", has_text=FOUND[1]).get_by_role("button").click()
    me.settles()
    expect(under).to_have_count(1)


def choose_by_a_ballot(me: Someone, partner: Someone, base: str) -> None:
    me.opens_as_valid_page(base + "analysis/ballots/new/")
    me.press("Save")
    ballot = me.page.url
    me.opens_as_valid_page(ballot + "edit/")
    me.go(ballot)
    me.press("Open the ballot")
    me.opens_as_valid_page(ballot + "answer/")
    me.fill("d-1", "3")
    expect(me.page.locator("[data-budget-left]")).to_contain_text("0")
    me.fill("d-2", "1")
    me.press("Put the ballot in")
    me.page.locator(".form-errors").wait_for()
    assert me.page.locator("[name=d-1]").input_value() == "3"
    me.fill("d-1", "2")
    me.fill("s-1-0", "5")
    me.press("Put the ballot in")
    me.opens_as_valid_page(ballot)
    expect(me.page.locator("main table")).to_have_count(0)
    answer_without_an_account(me, partner, ballot)
    me.press("Close the ballot and show the results")
    partner.page.reload()
    partner.sees_message("This ballot is closed")
    me.opens_as_valid_page(ballot)
    rows = me.page.locator("main table tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(FOUND[0])
    me.choose("v-1", "priority")
    me.fill("r-1", "Tous nos milieux le voient.")
    me.choose("v-2", "aside")
    me.press("Note what the group draws from it")
    me.page.locator(".form-errors").wait_for()  # set aside without a reason: what was typed is still there
    assert me.page.locator("[name=r-1]").input_value() == "Tous nos milieux le voient."
    me.fill("r-2", "La MRC y travaille déjà.")
    me.press("Note what the group draws from it")
    me.opens_as_valid_page(base + "analysis/priorities/")
    me.sees("Tous nos milieux le voient.")
    me.sees("La MRC y travaille déjà.")


def answer_without_an_account(me: Someone, partner: Someone, ballot: str) -> None:
    """The address is given by hand; on a telephone of 320 px, too many dots are refused, then fewer are taken."""
    me.opens_as_valid_page(ballot + "ask/")
    me.press("Show the addresses, to give by hand")
    found = BALLOT.search(me.page.locator("main").inner_text())
    assert found
    partner.opens_as_valid_page(found.group())
    partner.fill("d-1", "2")
    partner.fill("d-2", "2")
    partner.press("Put the ballot in")
    partner.page.locator("#budget-error").wait_for()
    assert partner.page.locator("[name=d-2]").input_value() == "2"
    partner.fill("d-2", "1")
    partner.press("Put the ballot in")
    partner.sees_message("Thank you: your answer is in. You may change it below until the ballot is closed.")
    me.go(ballot)
    expect(me.page.locator("main table")).to_have_count(0)


def keep_a_factor(me: Someone, base: str) -> None:
    me.opens_as_valid_page(base + "analysis/factors/choice/?edit=cognitive-language-skills")
    me.page.locator("main [name=priority]").check()
    me.choose("state", "kept")
    me.fill("reason", "À notre portée, ensemble.")
    me.press("Save")
    me.sees("À notre portée, ensemble.")
    me.press("See what would change in the meetings")
    assert me.page.locator("[name=factor_count]").input_value() == "1"


def write_an_objective(me: Someone, base: str) -> None:
    me.opens_as_valid_page(base + "analysis/objectives/new/")
    me.fill("text", GOAL)
    me.page.locator("main [name=factors]").check()
    me.press("Save")
    me.opens_as_valid_page(base + "analysis/objectives/")
    me.sees(GOAL)


def read_what_became_of_it(me: Someone, base: str) -> None:
    me.go(base + "analysis/observations/")
    me.press(SEEN[0])
    for words in (FOUND[0], "Tous nos milieux le voient.", GOAL):
        me.sees(words)
    me.opens_as_valid_page(me.page.url)
