"""A draft that stays on the device: kept over a reload, sent nowhere, over when it is received or forgotten."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from tests.web.test_scripts import opened
from tools import chromium

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("scripts")]

FORM = """<form method="post" data-device-draft="d-1"><label>A <input type="radio" name="level-1" value="A"></label>
<label>Rien <input type="radio" name="level-1" value="" checked></label>
<details><summary>Un mot</summary><label>Mot <textarea name="comment-1"></textarea></label></details>
<p data-device-word hidden>Gardé ici <button type="button" data-device-forget>Oublier</button></p>
<button>Envoyer</button></form>"""


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as driver:
        engine = driver.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        yield engine.new_context().new_page()
        engine.close()


def kept(page: Page) -> list[str]:
    return list(page.evaluate("Object.keys(localStorage)"))


def test_it_stays_here_until_it_is_received_or_forgotten(page: Page) -> None:
    posts: list[Route] = []
    opened(page, FORM, posts.append)
    assert kept(page) == []
    page.get_by_label("A", exact=True).check()
    page.get_by_text("Un mot").click()
    page.get_by_label("Mot", exact=True).fill("Bonjour")
    expect(page.get_by_text("Gardé ici")).to_be_visible()
    page.reload()
    expect(page.get_by_label("A", exact=True)).to_be_checked()
    expect(page.get_by_label("Mot", exact=True)).to_have_value("Bonjour")  # its fold is open again
    assert kept(page) == ["draft:device:d-1"]
    assert posts == []
    page.get_by_role("button", name="Oublier").click()
    assert kept(page) == []
    expect(page.get_by_label("Rien")).to_be_checked()
    page.get_by_label("A", exact=True).check()
    page.unroute_all()
    opened(page, '<p data-device-received="d-1">Merci</p>')
    expect(page.get_by_text("Merci")).to_be_visible()
    assert kept(page) == []


def test_what_the_server_gives_back_is_what_counts(page: Page) -> None:
    opened(page, FORM)
    page.get_by_label("A", exact=True).check()
    page.unroute_all()
    opened(page, FORM.replace("<form ", '<form data-typed="1" '))
    expect(page.get_by_label("Rien")).to_be_checked()
