"""Questions to parents, from the page where they are prepared to a telephone in a waiting room."""

import pytest

from tests.journeys.checks import problems_of
from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone


@pytest.mark.parametrize("width", [1280, 320])
def test_parents_answer_with_a_telephone(site_at: SiteAt, open_page: Open, width: int) -> None:
    site = site_at("planning")
    me = Someone(open_page(site, width=width), "fr-ca")
    me.signs_in_as()
    me.opens_as_valid_page(me.base + "analysis/questionnaires/new/")
    me.fill("title", "Parents du printemps")
    me.fill("title_0", "Vos mots")
    me.fill("question_0_0", "Qu’est-ce qui vous aide ?")
    me.press("Add a language")
    for name, value in (("lang", "ar"), ("name", "العربية"), ("title", "كلماتكم"), ("question", "ماذا؟")):
        me.fill(f"{name}_1" + ("_0" if name == "question" else ""), value)
    me.press("Save the questions")
    me.press("Open it to parents")
    address = me.page.locator("main a[href*='/q/']").get_attribute("href")
    assert address
    assert problems_of(me.page, me.page.content()) == []
    me.opens_as_valid_page(me.page.url + "poster/")

    phone = open_page(site, language="ar-MA", width=320)
    answer = phone.goto(address)
    assert answer is not None
    assert problems_of(phone, answer.text()) == []
    assert phone.locator("h1").evaluate("e => getComputedStyle(e).direction") == "rtl"
    phone.locator("textarea").fill("جارتي")
    phone.locator("main form button").click()
    phone.wait_for_url("**sent=1**")
    assert problems_of(phone, phone.content()) == []
