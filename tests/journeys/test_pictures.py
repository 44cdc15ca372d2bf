"""The pictures of the guide, taken from the product.

`PICTURES=1 ./run test tests/journeys/test_pictures.py` renews them. Without PICTURES they are made in a temporary
folder. What the documents show is held against what is made here.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone
from tests.journeys.shrink import shrink
from tests.journeys.site import ROOT

DOCS = ROOT / "docs"
MOST = 70_000  # bytes of one picture
COORDINATOR = "Maude Bergeron-Lavoie"
LIST = """Organisation\tType\tNom\tFonction\tCourriel\tRôle
CPE Les Mésanges\tCPE\tMarie Roy\tDirectrice\tmarie.roy@example.org\tPartenaire
Bibliothèque municipale\tBibliothèque\tAwa Diop\tResponsable\t\tPartenaire
Comité de parents\tComité de parents\tLina Côté\t\tlina@@example\tPartenaire"""
NOTES = {
    "fr": "Trois tables, une par système. Les parents demandent que les ateliers se tiennent aussi le samedi.",
    "en": "Three tables, one for each system. Parents ask that workshops be held on Saturdays too.",
}
OTHER_NOTES = {
    "fr": "Trois tables. On veut que chaque enfant ait raconté une histoire à quelqu’un avant la maternelle.",
    "en": "Three tables. We want every child to have told somebody a story before kindergarten.",
}
PHONE: ViewportSize = {"width": 390, "height": 800}
SEEN = {
    "fr": "Plusieurs enfants de quatre ans ne se font pas comprendre de qui ne les connaît pas.",
    "en": "Several four-year-olds are not understood by people who do not know them.",
}


@dataclass
class Seat:
    """The coordinator of the demo at her screen, in one language."""

    me: Someone
    base: str
    room: str
    held: str

    @property
    def language(self) -> str:
        return self.me.language[:2]


def sign_in(seat: Seat) -> None:
    seat.me.page.context.clear_cookies()
    seat.me.go("/account/login/")


def paste(seat: Seat) -> None:
    seat.me.go(f"{seat.base}members/paste/")
    seat.me.fill("text", LIST)
    seat.me.press("Look at what it would do")
    seat.me.page.locator("#preview").scroll_into_view_if_needed()


def plan(seat: Seat) -> None:
    seat.me.go(f"{seat.base}process/new/")
    seat.me.fill("starts_on", "2027-01-13")
    seat.me.press("Show the dates")


def room(seat: Seat) -> None:
    """The second item is on, and has a note; the other language may have left it so."""
    seat.me.go(seat.room)
    if not seat.me.page.locator("details.room-on").count():
        item = seat.me.page.locator("details.room-item").nth(1)
        item.locator("summary").click()
        item.get_by_role("button", name=seat.me.words("We are here now")).click()
        seat.me.settles()
        expect(seat.me.page.locator("details.room-on")).to_have_count(1)
    write(seat.me, NOTES[seat.language])


def write(me: Someone, text: str) -> None:
    """Write the note of the item that is on, and see that it is saved."""
    item = me.page.locator("details.room-on")
    item.locator("textarea[name=note]").fill(text)
    expect(item.locator("[data-saved]")).to_contain_text(me.words("Saved"))


def conflict(seat: Seat) -> None:
    seat.me.go(seat.room)
    other = Someone(seat.me.page.context.new_page(), seat.me.language)
    other.go(seat.room)
    write(other, OTHER_NOTES[seat.language])
    other.page.close()
    item = seat.me.page.locator("details.room-on")
    item.locator("textarea[name=note]").fill(NOTES[seat.language])
    expect(item.locator("[data-conflict-slot]")).to_contain_text(OTHER_NOTES[seat.language])


def observe(seat: Seat) -> Page:
    """Someone without an account, at their telephone, by the address that they were given."""
    seat.me.go(f"{seat.base}analysis/observations/ask/")
    seat.me.page.locator("main [name=organisations]").first.check()
    seat.me.press("Show the addresses, to give by hand")
    address = seat.me.page.locator("main dd").first.inner_text()
    browser = seat.me.page.context.browser
    assert browser
    phone = browser.new_page(viewport=PHONE, locale={"fr": "fr-CA", "en": "en-CA"}[seat.language])
    phone.goto(address)
    change = phone.get_by_role("button", name={"fr": "Français", "en": "English"}[seat.language], exact=True)
    if change.count():
        change.click()
        phone.wait_for_load_state()
    phone.locator("main [name=text]").fill(SEEN[seat.language])
    return phone


def ballot(seat: Seat) -> None:
    """A ballot that is open, and dots half placed."""
    seat.me.go(f"{seat.base}analysis/ballots/new/")
    seat.me.choose("method", "dots")
    seat.me.fill("dots", "5")
    seat.me.press("Save")
    seat.me.press("Open the ballot")
    seat.me.press("Fill in my ballot")
    for place, dots in enumerate(("2", "1"), start=1):
        seat.me.fill(f"d-{place}", dots)


def go(path: str) -> Callable[[Seat], None]:
    return lambda seat: seat.me.go(seat.base + path)


def results(seat: Seat) -> None:
    """A transformation whose indicator was measured three times."""
    seat.me.go(seat.base + "plan/results/")
    seat.me.go(seat.me.page.locator("main tbody a").nth(1).get_attribute("href") or "")


def trace(seat: Seat) -> None:
    seat.me.go(seat.base + "plan/")
    for link in ("main tbody a", "main a[href*='/trace/']"):  # pieces of the page still come: a click may miss
        seat.me.go(seat.me.page.locator(link).first.get_attribute("href") or "")


def diagnostic(seat: Seat) -> None:
    seat.me.go(seat.base + "diagnostic/")
    seat.me.page.locator("main .card a").first.click()
    seat.me.page.wait_for_load_state()


# Name: how to come to the page (and the window, when it is another one), where the picture begins (the top when empty),
# and its height. The last one signs out.
Picture = tuple[Callable[[Seat], Page | None], str, int]
PICTURES: dict[str, Picture] = {
    "home": (go(""), "", 1100),
    "members": (go("members/"), ".page-header", 700),
    "paste": (paste, "main .buttons >> nth=0", 640),
    "method": (go("library/changes/"), ".page-header", 700),
    "plan": (plan, "main .buttons >> nth=0", 760),
    "sheet": (go("process/sheet/"), ".page-header", 1000),
    "agenda": (lambda seat: seat.me.go(seat.room.replace("/room/", "/agenda/")), ".page-header", 900),
    "room": (room, ".page-header", 900),
    "screen": (lambda seat: seat.me.go(seat.room.replace("/room/", "/screen/")), "", 620),
    "conflict": (conflict, "details.room-on form.note", 600),
    "minutes": (lambda seat: seat.me.go(seat.held + "minutes/"), ".page-header", 900),
    "policy": (go("personal-information/"), ".page-header", 760),
    "follow-ups": (go("follow-ups/"), ".page-header", 620),
    "analysis": (go("analysis/"), ".page-header", 1060),
    "portrait": (go("analysis/portrait/child/"), ".panel:nth-of-type(5)", 620),
    "coverage": (go("analysis/coverage/"), ".page-header", 900),
    "factor-coverage": (go("analysis/factors/"), ".section >> nth=0", 800),
    "observe": (observe, ".page-header", 1000),
    "grouping": (go("analysis/findings/group/"), ".page-header", 900),
    "ballot": (ballot, ".page-header", 740),
    "factors": (go("analysis/factors/choice/"), "main h2 >> nth=1", 800),
    "sign-in": (sign_in, "", 640),
}

# The same, once the plan was followed for some months.
LATER: dict[str, Picture] = {
    "overview": (go("plan/overview/"), ".page-header", 900),
    "chain": (go("plan/overview/?view=chain"), ".chain", 700),
    "results": (results, ".page-header", 950),
    "trace": (trace, ".page-header", 900),
    "diagnostic": (diagnostic, "main h2 >> nth=0", 760),
}


def take_a_seat(page: Page, language: str) -> Seat:
    me = Someone(page, {"fr": "fr-ca", "en": "en"}[language])
    me.signs_in_as(COORDINATOR)
    base = me.base
    agenda = me.page.locator("main a[href*='/agenda/']").first.get_attribute("href") or ""
    me.go(f"{base}meetings/")
    past = me.page.locator("main details a[href*='/meetings/']").first.get_attribute("href") or ""
    held = re.match(r".*/meetings/[0-9a-f-]{36}/", past)
    assert agenda, "the home page leads to the agenda of the next meeting"
    assert held, "the list of meetings leads to those that were held"
    return Seat(me, base, agenda.replace("/agenda/", "/room/"), held.group())


def take(page: Page, begins: str, height: int) -> bytes:
    """A picture of the page from an element on, the whole width, with a little air above."""
    page.evaluate("document.activeElement.blur()")
    top = page.locator(begins).first.evaluate("e => e.getBoundingClientRect().top + scrollY") if begins else 0
    end = page.evaluate("document.documentElement.scrollHeight")
    y = max(0, top - 12)
    width = page.evaluate("document.documentElement.clientWidth")
    clip = {"x": 0, "y": y, "width": width, "height": min(height, end - y)}
    return page.screenshot(full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]


def shown_in_documents() -> set[str]:
    """The names of the pictures that the README and the documents show."""
    documents = [ROOT / "README.md", *DOCS.glob("*.md")]
    return {
        Path(name).name
        for document in documents
        for name in re.findall(r"!\[[^\]]*\]\(([^)]+\.png)\)", document.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize(("stage", "pictures"), [("planning", PICTURES), ("evaluation", LATER)])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pictures_of_the_guide_are_taken_from_the_product(
    own_site_at: SiteAt,
    browser: Browser,
    open_page: Open,
    tmp_path: Path,
    language: str,
    stage: str,
    pictures: dict[str, Picture],
) -> None:
    folder = DOCS / "pictures" if os.environ.get("PICTURES") else tmp_path
    folder.mkdir(exist_ok=True)
    blank = browser.new_page()
    seat = take_a_seat(open_page(own_site_at(stage), language={"fr": "fr-CA", "en": "en-CA"}[language]), language)
    too_large = []
    for name, (prepare, begins, height) in pictures.items():
        elsewhere = prepare(seat)
        picture = folder / f"{name}.{language}.png"
        picture.write_bytes(shrink(blank, take(elsewhere or seat.me.page, begins, height)))
        if elsewhere:
            elsewhere.close()
        if picture.stat().st_size > MOST:
            too_large.append((picture.name, picture.stat().st_size))
    blank.close()
    assert too_large == []


def test_documents_show_the_pictures_that_are_made_and_no_other() -> None:
    made = {f"{name}.{language}.png" for name in (*PICTURES, *LATER) for language in ("fr", "en")}
    assert shown_in_documents() == made
    assert {picture.name for picture in (DOCS / "pictures").glob("*.png")} == made
