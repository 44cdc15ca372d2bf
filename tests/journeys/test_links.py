"""Pages opened by the personal link of a message, by somebody who has no account: each is held to the same rules."""

import re

import pytest

from tests.journeys.checks import problems_of
from tests.journeys.conftest import Open, SiteAt

LINK = re.compile(r"/(reply|prepare|evaluation)/[\w-]+/")


def addresses(page_text: str) -> dict[str, str]:
    return {found[1]: found[0] for found in LINK.finditer(page_text)}


@pytest.mark.parametrize(("language", "width"), [("fr-CA", 320), ("fr-CA", 1280)])
def test_the_pages_of_personal_links_are_accessible_valid_and_narrow_enough(
    site_at: SiteAt, open_page: Open, language: str, width: int
) -> None:
    site = site_at("planning")
    page = open_page(site, language=language, width=width)
    page.goto("/demo/mail/")
    letters = [link.get_attribute("href") for link in page.locator("main a[href*='/demo/mail/']").all()]
    found: dict[str, str] = {}
    for letter in letters[:60]:
        page.goto(letter or "")
        found = {**addresses(page.locator("main").inner_text()), **found}
        if "reply" in found:
            break
    assert "reply" in found, "the demo's messages hold no link to answer a convocation"
    for name, address in found.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status in (200, 410), name
        assert problems_of(page, answer.text()) == [], name
