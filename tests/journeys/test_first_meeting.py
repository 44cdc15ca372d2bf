"""The main job, from an empty site to the minutes of a first meeting, by a person, in French then in English."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from courtepointe.library.load import the_method
from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone

# The site is shared by both languages: addresses differ.
LIST = """Organisation\tType\tNom\tFonction\tCourriel\tRôle
CPE Les Mésanges\tCPE\tMarie Roy\tDirectrice\tmarie@example.org\tPartenaire
CISSS de la région\tCISSS\tPaul Gagné\tOrganisateur communautaire\tpaul@example.org\tAnimation
Bibliothèque municipale\tBibliothèque\tAwa Diop\tResponsable\t\tPartenaire
Comité de parents\tComité de parents\tLina Côté\t\tlina@@example\tPartenaire
"""
MEETING_DAY = dt.date.today() + dt.timedelta(days=10)
NOTE = "Chaque organisation a dit ce qu’elle espère.\nOn veut <b>des gestes</b> concrets."


@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_from_an_empty_site_to_the_minutes_of_the_first_meeting(
    site_at: SiteAt, open_page: Open, language: str
) -> None:
    browser_language = {"fr-ca": "fr-CA", "en": "en-CA"}[language]
    me = Someone(open_page(site_at(None), language=browser_language), language)
    me.opens_an_account("Amina Benali", f"amina.{language}@example.org")
    open_a_coalition(me, f"Les petits pas {language}")
    know_the_method(me)
    bring_people_in(me)
    coalition = me.base
    invite_marie(me, Someone(open_page(site_at(None), language=browser_language), language))
    me.go(coalition)
    plan_the_process(me)
    read_our_outil_2(me)
    prepare_the_agenda(me)
    hold_the_meeting(me)
    read_the_minutes(me)
    come_back_home(me)


def open_a_coalition(me: Someone, name: str) -> None:
    me.press("Open a coalition", first=True)
    me.fill("name", name)
    me.press("Open the coalition")
    me.go(me.base + "settings/privacy/")
    me.fill("privacy_name", "Amina Benali")
    me.fill("privacy_email", "amina@example.org")
    me.press("Save")
    me.sees("Amina Benali")


def know_the_method(me: Someone) -> None:
    me.go(me.base + "library/")
    factor = the_method().factors[0]
    me.go(me.base + f"library/factors/{factor.slug}/")
    me.sees(str(factor.name.for_language(me.language)))


def bring_people_in(me: Someone) -> None:
    me.go(me.base + "members/")
    me.press("Paste a list", first=True)
    listed = LIST.replace("@example.org", f".{me.language}@example.org")
    me.fill("text", listed)
    me.press("Look at what it would do")
    me.sees("lina@@example")
    me.press("Add the lines that are ready")
    # The line with a bad address is still there, to be mended; nothing typed is lost.
    assert "lina@@example" in me.page.locator("[name=text]").input_value()
    lines = listed.splitlines()
    me.fill("text", f"{lines[0]}\n{lines[4].replace('@@example', '@example.org')}")
    me.press("Look again")
    me.press("Add the lines that are ready")
    me.go(me.base + "members/")
    for name in ("Marie Roy", "Paul Gagné", "Awa Diop", "Lina Côté"):
        me.sees(name)


def invite_marie(me: Someone, marie: Someone) -> None:
    """An invitation leaves; Marie opens its link in her own browser and joins with one button."""
    me.page.get_by_role("row").filter(has_text="Marie Roy").get_by_role("button").click()
    me.page.wait_for_load_state()
    me.go("/demo/mail/")
    me.page.get_by_role("row").filter(has_text="Marie Roy").get_by_role("link").first.click()
    link = me.page.locator("main a[href*='/invitation/']").get_attribute("href")
    assert link
    marie.opens_as_valid_page(link)
    marie.page.get_by_role("main").get_by_role("button").last.click()
    marie.page.wait_for_url("**/c/**")
    assert marie.page.locator("main").inner_text().count("Marie Roy")


def plan_the_process(me: Someone) -> None:
    me.go(me.base + "process/new/")
    me.fill("starts_on", MEETING_DAY.isoformat())
    me.fill("place", "Bibliothèque municipale")
    me.press("Show the dates")
    me.page.locator("button[name=act][value=create]").click()
    me.page.wait_for_load_state()
    me.sees_message("Our Outil 2")


def read_our_outil_2(me: Someone) -> None:
    me.go(me.base + "process/sheet/")
    table = me.page.locator("main table").first
    for row in the_method().rows:
        for objective in row.objectives:
            expect(table).to_contain_text(objective.text.for_language(me.language))


def prepare_the_agenda(me: Someone) -> None:
    me.go(me.base)
    me.press("Prepare the agenda")
    first = me.page.locator("button[name=down]").first
    moved = first.get_attribute("value")
    first.focus()
    me.page.keyboard.press("Enter")
    expect(me.page.locator("button[name=down]").nth(1)).to_have_attribute("value", moved or "")
    agenda = me.page.url
    me.page.locator("button[name=edit]").first.click()
    expect(me.page.locator("main [name=title]").first).to_be_visible()
    me.opens_as_valid_page(f"{agenda.split('?')[0]}{moved}/")
    me.go(agenda)
    times = me.page.locator("main").inner_text()
    assert ("13 h 15" if me.language == "fr-ca" else "1:15") in times.replace("\u00a0", " ")


def hold_the_meeting(me: Someone) -> None:
    me.press("Hold the meeting")
    me.page.locator("summary", has_text=me.words("Note who is here")).click()
    rows = me.page.locator(".marks-row")
    expect(rows).to_have_count(5)
    for number in range(4):
        rows.nth(number).get_by_role("button", name=me.words("Present"), exact=True).click()
        expect(me.page.locator(".marks-row [aria-pressed=true]")).to_have_count(number + 1)

    # A note, saved as one types; it is still there after a reload.
    note = me.page.locator("textarea[name=note]").first
    note.press_sequentially(NOTE, delay=1)
    expect(me.page.locator("[data-saved]").first).to_contain_text(me.words("Saved"))
    me.page.reload()
    expect(me.page.locator("textarea[name=note]").first).to_have_value(NOTE)

    me.press("Record a decision", first=True)
    me.fill("wording", "Adopter les règles de fonctionnement.")
    me.choose("mode", "consent")
    me.fill("reasons", "Elles sont courtes et chacun s’y reconnaît.")
    me.press("Save the decision")
    look_at_each(me, "decisions")
    me.press("Add a follow-up", first=True)
    me.fill("what", "Envoyer les règles à chaque organisation")
    me.page.locator("[name=member]").select_option(label="Marie Roy")
    me.fill("due_on", (MEETING_DAY + dt.timedelta(days=14)).isoformat())
    me.press("Save the follow-up")
    look_at_each(me, "follow-ups")
    for label in ("Reached", "Partly reached", "Carried over"):
        me.page.get_by_role("button", name=me.words(label), exact=True).nth(
            ["Reached", "Partly reached", "Carried over"].index(label)
        ).click()
        me.settles()
    me.press("The meeting is over")


def look_at_each(me: Someone, kind: str) -> None:
    """The pages where something recorded is changed or removed: only a meeting that is open has them."""
    room = me.page.url
    found = me.page.locator(f"main a[href*='/{kind}/']")
    links = [href for href in found.evaluate_all("all => all.map(a => a.getAttribute('href'))") if "/new/" not in href]
    assert links
    for href in dict.fromkeys(links):
        me.opens_as_valid_page(href)
    me.go(room)


def read_the_minutes(me: Someone) -> None:
    me.go(re.sub(r"/(room|attendance)/.*", "/minutes/", me.page.url))
    for text in (
        "On veut <b>des gestes</b> concrets.",
        "Adopter les règles de fonctionnement.",
        "Elles sont courtes et chacun s’y reconnaît.",
        "Envoyer les règles à chaque organisation",
        "Marie Roy",
        "CPE Les Mésanges",
    ):
        me.sees(text)
    assert me.page.locator("main b", has_text="des gestes").count() == 0, "what people type is text"
    me.press("Write the opening words")
    me.page.locator("main textarea").first.fill("La rencontre s’ouvre dans la bonne humeur.")
    me.press("Save these words")
    me.sees("La rencontre s’ouvre dans la bonne humeur.")
    me.press("Close the minutes")


def come_back_home(me: Someone) -> None:
    me.go(me.base)
    me.sees(me.words("What changed lately"))
    me.go(me.base + "decisions/")
    me.sees("Adopter les règles de fonctionnement.")
    me.go(me.base + "follow-ups/")
    me.sees("Envoyer les règles à chaque organisation")
