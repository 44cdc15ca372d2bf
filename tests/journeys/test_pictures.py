"""The pictures of the guide, taken from the product.

`PICTURES=1 ./run test tests/journeys/test_pictures.py` renews them. Without PICTURES they are made in a temporary
folder. What the documents show is held against what is made here.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Open
from tests.journeys.person import Someone
from tests.journeys.shrink import shrink
from tests.journeys.site import ROOT, Site, running

DOCS = ROOT / "docs"
MOST = 80_000  # bytes of one picture
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


def go(path: str) -> Callable[[Seat], None]:
    return lambda seat: seat.me.go(seat.base + path)


# Name: how to come to the page, where the picture begins (the top when empty), and its height. The last one signs out.
PICTURES: dict[str, tuple[Callable[[Seat], None], str, int]] = {
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
    "sign-in": (sign_in, "", 640),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo of its own: these pictures are taken after writing in it."""
    with running(tmp_path_factory.mktemp("pictures"), stage="planning") as site:
        yield site


def take_a_seat(page: Page, language: str) -> Seat:
    me = Someone(page, {"fr": "fr-ca", "en": "en"}[language])
    me.go("/")
    me.page.get_by_role("button", name=COORDINATOR).first.click()
    me.page.wait_for_load_state()
    change = me.page.get_by_role("button", name={"fr": "Français", "en": "English"}[language], exact=True)
    if change.count():
        change.click()
        me.page.wait_for_load_state()
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
    clip = {"x": 0, "y": y, "width": 1280, "height": min(height, end - y)}
    return page.screenshot(full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]


def shown_in_documents() -> set[str]:
    """The names of the pictures that the README and the documents show."""
    documents = [ROOT / "README.md", *DOCS.glob("*.md")]
    return {
        Path(name).name
        for document in documents
        for name in re.findall(r"!\[[^\]]*\]\(([^)]+\.png)\)", document.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pictures_of_the_guide_are_taken_from_the_product(
    demo: Site, browser: Browser, open_page: Open, tmp_path: Path, language: str
) -> None:
    folder = DOCS / "pictures" if os.environ.get("PICTURES") else tmp_path
    folder.mkdir(exist_ok=True)
    blank = browser.new_page()
    seat = take_a_seat(open_page(demo, language={"fr": "fr-CA", "en": "en-CA"}[language]), language)
    too_large = []
    for name, (prepare, begins, height) in PICTURES.items():
        prepare(seat)
        picture = folder / f"{name}.{language}.png"
        picture.write_bytes(shrink(blank, take(seat.me.page, begins, height)))
        if picture.stat().st_size > MOST:
            too_large.append((picture.name, picture.stat().st_size))
    blank.close()
    assert too_large == []


def test_documents_show_the_pictures_that_are_made_and_no_other() -> None:
    made = {f"{name}.{language}.png" for name in PICTURES for language in ("fr", "en")}
    assert shown_in_documents() == made
    assert {picture.name for picture in (DOCS / "pictures").glob("*.png")} == made
