"""To keep the démarche going: begin at a later stage, plan the analysis, lend the démarche, begin a new cycle."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from courtepointe.library.load import the_method
from tests.journeys.checks import problems_of
from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone

TABLE = "Qui\tCe que nous voulons savoir\tPour quand\nAmina\tCombien de parcs ?\t2031-03-04\nAmina\tSans date\tbientôt"


@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_a_group_begins_further_on_lends_its_process_and_begins_again(
    site_at: SiteAt, open_page: Open, language: str, tmp_path: Path
) -> None:
    browser_language = {"fr-ca": "fr-CA", "en": "en-CA"}[language]
    me = Someone(open_page(site_at(None), language=browser_language), language)
    me.opens_an_account("Amina Benali", f"amina.keeps.{language}@example.org")
    first = open_a_coalition(me, f"Première rive {language}")
    begin_at_planning(me)
    plan_the_analysis(me)
    file = save_the_template(me, tmp_path / "demarche-modele.json")
    begin_a_new_cycle(me)
    look_back(me)
    open_a_coalition(me, f"Autre rive {language}")
    take_up_the_template(me, file, tmp_path / "bad.json")
    me.opens_as_valid_page("/my-meetings/?all=1")
    me.sees(f"Première rive {language}")
    me.sees(f"Autre rive {language}")
    me.go(first)


def open_a_coalition(me: Someone, name: str) -> str:
    me.go("/coalitions/new/")
    me.fill("name", name)
    me.press("Open the coalition")
    return me.base


def begin_at_planning(me: Someone) -> None:
    me.go(me.base + "process/new/")
    me.choose("opened_at_stage", "planning")
    me.fill("starts_on", "2031-01-14")
    me.press("Show the dates")
    expect(me.page.locator("main table")).not_to_contain_text(str(the_method().template("r1").title.fr))
    me.page.locator("button[name=act][value=create]").click()
    me.page.wait_for_url("**/process/past/")
    assert problems_of(me.page, me.page.content()) == []
    me.fill("analysis-summary", "Un portrait de quatre pages.")
    me.page.locator("form:has(input[value=analysis]) button").click()
    me.sees_message("Saved.")
    me.opens_as_valid_page(me.base + "process/sheet/")
    me.sees("Un portrait de quatre pages.")
    me.sees(me.words("Done before"))


def plan_the_analysis(me: Someone) -> None:
    me.opens_as_valid_page(me.base + "analysis/data-plan/")
    me.press("Choose among proposed lines")
    library = the_method().data_needs
    for one in library[:2]:
        me.page.locator(f"input[name=line][value={one.slug}]").check()
    me.fill("due_on", "2031-03-04")
    me.press("Add the lines ticked")
    me.press("Paste a table")
    me.fill("text", TABLE)
    me.press("Look at what it would do")
    me.press("Add the lines that are ready")
    me.sees("Sans date")
    me.go(me.base + "analysis/data-plan/")
    me.sees("Combien de parcs ?")
    edit_in_place(me)
    me.press("It is received: “%(title)s”", title="Combien de parcs ?")
    me.sees(me.words("received"))
    me.opens_as_valid_page(me.base + "analysis/data-plan/")


def edit_in_place(me: Someone) -> None:
    """The scripts change one line where it stands; nothing else moves."""
    me.page.get_by_role("link", name=me.words("Change “%(title)s”", title="Combien de parcs ?")).click()
    form = me.page.locator("#plan form.form")
    expect(form).to_be_visible()
    assert problems_of(me.page, "<!doctype html><html><body></body></html>") == []
    form.locator("[name=remark]").fill("À vérifier")
    form.get_by_role("button").click()
    expect(form).to_have_count(0)
    me.sees("À vérifier")
    me.press("Remove “%(title)s”", title="Combien de parcs ?")
    expect(me.page.locator("[data-undo]")).to_be_visible()
    me.press("Undo")
    me.sees("Combien de parcs ?")


def save_the_template(me: Someone, file: Path) -> Path:
    me.opens_as_valid_page(me.base + "process/model/")
    with me.page.expect_download() as download:
        me.page.get_by_role("link", name=me.words("Save the file")).click()
    assert download.value.suggested_filename == "demarche-modele.json"
    download.value.save_as(file)
    return file


def begin_a_new_cycle(me: Someone) -> None:
    me.opens_as_valid_page(me.base + "process/cycles/new/")
    me.fill("name", "Deuxième")
    me.fill("starts_on", "2033-01-11")
    me.press("Show the dates")
    me.press("Create the new cycle")
    me.sees_message("The new cycle is open. The last one stays readable under “Cycles”.")


def look_back(me: Someone) -> None:
    me.opens_as_valid_page(me.base + "process/cycles/")
    me.press("What changed since the cycle before")
    assert problems_of(me.page, me.page.content()) == []
    me.sees(me.words("In the cycle before, this stage was done before Courtepointe."))
    me.opens_as_valid_page(me.base + "year/2032/?months=calendar")
    me.opens_as_valid_page(me.base + "year/2032/")
    assert me.page.locator("table.year-month").count() == 12
    marked = me.page.locator("table.year-month td a").first
    marked.focus()
    me.page.keyboard.press("Enter")
    expect(me.page.locator(":target")).to_have_count(1)


def take_up_the_template(me: Someone, file: Path, bad: Path) -> None:
    me.opens_as_valid_page(me.base + "process/model/take/")
    bad.write_text(file.read_text(encoding="utf-8").replace('"minutes": ', '"minutes": 1', 1), encoding="utf-8")
    me.page.set_input_files("main input[type=file]", bad)
    me.press("Look at the file")
    me.sees_message("Nothing was created. Here is what is wrong in the file.")
    me.page.set_input_files("main input[type=file]", file)
    me.press("Look at the file")
    assert problems_of(me.page, me.page.content()) == []
    me.fill("starts_on", "2031-02-11")
    me.press("Show the dates")
    me.press("Create these meetings")
    me.sees_message("The démarche of the file is yours now: adjust it as you like.")
