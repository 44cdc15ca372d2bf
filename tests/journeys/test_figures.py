"""Figures, from an empty list to a table taken in and undone: typed, imported with scripts and without, read by all."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.checks import problems_of
from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone

REAL = Path(__file__).resolve().parents[2] / "courtepointe" / "demo" / "content" / "public-indicators-abitibi.csv"


@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_figures_come_from_a_file_and_from_a_hand(site_at: SiteAt, open_page: Open, language: str) -> None:
    site = site_at(None)
    me = Someone(open_page(site, language={"fr-ca": "fr-CA", "en": "en-CA"}[language]), language)
    me.opens_an_account("Amina Benali", f"amina.counts.{language}@example.org")
    me.go("/coalitions/new/")
    me.fill("name", f"Rive chiffrée {language}")
    me.press("Open the coalition")
    base = me.base
    me.opens_as_valid_page(base + "analysis/indicators/")
    bring(me, base)
    say_where_we_are(me, base)
    type_one(me, base)
    undo_it(me, base)


def bring(me: Someone, base: str) -> None:
    """With scripts, the page checks all the lines by itself."""
    me.opens_as_valid_page(base + "analysis/import/")
    me.page.set_input_files("main input[type=file]", REAL)
    me.press("See its columns")
    assert problems_of(me.page, me.page.content()) == []
    me.press("Check the lines")
    expect(me.page.locator("#preview")).to_be_visible()
    assert problems_of(me.page, me.page.content()) == []
    me.sees(me.words("To add: %(count)s", count=133))
    me.press("Import the good lines")
    me.sees(me.words("The table is imported."))


def say_where_we_are(me: Someone, base: str) -> None:
    me.opens_as_valid_page(base + "analysis/territories/")
    me.press("Add our territory", first=True)
    assert problems_of(me.page, me.page.content()) == []
    me.fill("name", "Notre coin")
    region = me.page.locator("main [name=within] option").filter(has_text="Abitibi-Témiscamingue").first
    me.choose("within", region.get_attribute("value") or "")
    me.press("Save the territory")
    me.opens_as_valid_page(base + "analysis/indicators/")
    me.sees(me.words("no value for %(here)s", here="Notre coin"))
    me.page.get_by_role("link", name="Vulnérables dans au moins un domaine", exact=True).click()
    assert problems_of(me.page, me.page.content()) == []
    me.sees("29,7" if me.language == "fr-ca" else "29.7")


def type_one(me: Someone, base: str) -> None:
    me.press("Add a value")
    assert problems_of(me.page, me.page.content()) == []
    here = me.page.locator("main [name=territory] option").filter(has_text="Notre coin").first
    me.choose("territory", here.get_attribute("value") or "")
    me.fill("period", "2022")
    me.fill("published", "beaucoup")
    me.press("Save the value")
    assert problems_of(me.page, me.page.content()) == []
    me.fill("published", "31,5*")
    me.press("Save the value")
    me.sees("31,5" if me.language == "fr-ca" else "31.5")
    me.page.locator("a.figure-link").filter(has_text="31").first.click()
    me.press("Remove the value")
    me.press("Undo")
    me.sees_message("The value is back.")
    me.press("Change the indicator")
    assert problems_of(me.page, me.page.content()) == []


def undo_it(me: Someone, base: str) -> None:
    me.go(base + "analysis/import/")
    me.page.get_by_role("link", name=REAL.name).click()
    me.press("Undo this import")
    me.sees_message("The import is undone.")
    me.go(base + "analysis/indicators/")
    expect(me.page.locator("main table")).to_have_count(1)
