"""The partnership looks at itself: a diagnostic held in each of its three ways, up to what somebody will do."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone
from tests.journeys.site import Site
from tests.journeys.test_the_plan import plain

READER = {"fr-ca": "Amélie", "en": "Jessie"}  # whose personal page is in this language
LINK = re.compile(r"/partnership/[\w-]{20,}/")
FIVE = {"fr-ca": "5 réponses reçues.", "en": "5 answers received."}
SIX = {language: words.replace("5", "6") for language, words in FIVE.items()}
DEMO = "Premier regard sur notre partenariat"
DUE = "2027-03-15"
WORD = "On se voit peu entre deux rencontres."
WHY = "Le tour de table le montre."
FINDING = "Chacun travaille bien de son côté."
OpenSite = SiteAt
languages = pytest.mark.parametrize("language", ["fr-ca", "en"])


@languages
def test_the_group_answers_together(site_at: OpenSite, open_page: Open, language: str) -> None:
    me, _phone = two_windows(site_at("implementation"), open_page, language)
    base = me.base
    page = prepare(me, base, "collective")
    me.press("Open the diagnostic")
    me.opens_as_valid_page(page)
    expect(me.page.get_by_role("link", name=me.words("Give my answer"), exact=True)).to_have_count(0)
    me.press("Form to print")
    me.opens_as_valid_page(me.page.url)
    me.go(page)
    me.press("Begin with item 1")
    discuss(me, base, page, level="B")
    me.press("Close this diagnostic")
    me.opens_as_valid_page(me.page.url)
    me.press("Close it")
    me.opens_as_valid_page(page)
    me.sees(WHY)


@languages
def test_each_answers_then_the_group(site_at: OpenSite, open_page: Open, language: str) -> None:
    me, phone = two_windows(site_at("implementation"), open_page, language)
    base = me.base
    page = prepare(me, base, "both")
    me.press("Open the diagnostic")
    me.opens_as_valid_page(page)
    addresses = personal_addresses(me)
    answer_from_the_mail(me, phone, page)
    for address in addresses[:4]:
        answer(phone, address, {1: "C", 2: "B", 3: "A"})
    me.go(page)
    me.sees(FIVE[language])
    nothing_individual(me, page)
    enter_a_sheet(me, page)
    close(me, page)
    me.opens_as_valid_page(page)
    # The sheet joins them: whoever entered it finds, by taking it away, the five together.
    me.sees(SIX[language])
    expect(me.page.locator("#items > ol > li").first).to_have_attribute("id", "i-1")  # four C
    counts_are(me, 1, [1, 1, 4])
    let_the_word_through(me, page)
    me.page.locator("#i-1").get_by_role("link").last.click()
    discuss(me, base, page, level="C")
    me.sees(WHY)
    compare(me, page, 1)


@languages
def test_each_answers_and_answers_are_compiled(site_at: OpenSite, open_page: Open, language: str) -> None:
    me, phone = two_windows(site_at("implementation"), open_page, language)
    base = me.base
    page = prepare(me, base, "compiled")
    me.press("Open the diagnostic")
    for address in personal_addresses(me)[:5]:
        answer(phone, address, {4: "A", 5: "C"})
    close(me, page)
    me.opens_as_valid_page(page)
    counts_are(me, 5, [0, 0, 5])
    me.page.locator("#i-5").get_by_role("link").last.click()
    expect(me.page.locator("main [name=level]")).to_have_count(0)
    discuss(me, base, page, level="")
    compare(me, page, 5)


@languages
def test_four_answers_show_nothing(site_at: OpenSite, open_page: Open, language: str) -> None:
    me, phone = two_windows(site_at("implementation"), open_page, language)
    page = prepare(me, me.base, "both")
    me.press("Open the diagnostic")
    for address in personal_addresses(me)[:4]:
        answer(phone, address, {1: "C"}, word=WORD)
    me.go(page + "close/")
    me.sees_message(
        "Fewer than five people have answered: if you close now, nothing will be shown and their answers will be "
        "erased. You may also choose a later last day."
    )
    me.press("Close it")
    nothing_individual(me, page)
    me.opens_as_valid_page(page)


def two_windows(site: Site, open_page: Open, language: str) -> tuple[Someone, Someone]:
    """The coordinator at a desk, and a telephone of 320 px for those who answer by their link."""
    locale = {"fr-ca": "fr-CA", "en": "en-CA"}[language]
    me = Someone(open_page(site, language=locale), language)
    me.signs_in_as()
    me.go(me.base + "diagnostic/")
    for one in [link.get_attribute("href") or "" for link in me.page.locator("main li.card h2 a").all()]:
        me.go(one + "close/")  # that of the demo, which is under way at this stage: one at a time
        if me.page.locator("main form").count():
            me.press("Close it")
    return me, Someone(open_page(site, language=locale, width=320, height=640), language)


def prepare(me: Someone, base: str, mode: str) -> str:
    """The three questions first: a "no" is said and prevents nothing. Gives the address of the round."""
    me.opens_as_valid_page(base + "diagnostic/")
    me.press("Prepare a diagnostic")
    me.opens_as_valid_page(me.page.url)
    me.choose("is-more-than-exchange", "yes")
    me.choose("is-precise-project", "yes")
    me.choose("is-resources", "no")
    me.fill("title", "")
    me.choose("mode", mode)
    me.press("Save")
    me.page.locator(".error, .field-error").first.wait_for()
    assert me.page.locator(f"main [name=mode][value={mode}]").is_checked()
    me.fill("title", f"Regard {mode} ({me.language})")
    me.press("Save")
    me.sees_message("What this tool supposes is not all confirmed")
    me.opens_as_valid_page(plain(me.page.url))
    return plain(me.page.url)


def personal_addresses(me: Someone) -> list[str]:
    """The links given by hand, of everybody but whoever answers from the mail."""
    back = me.page.url
    me.press("Show the addresses, to give by hand")
    given = me.page.locator("main dl dt").all()
    names = [one.inner_text() for one in given]
    links = [one.inner_text() for one in me.page.locator("main dl dd").all()]
    me.go(back)
    return [link for name, link in zip(names, links, strict=True) if READER[me.language] not in name]


def answer_from_the_mail(me: Someone, phone: Someone, page: str) -> None:
    """The letter comes; the page is valid on a telephone; nothing chosen is said, and what was chosen comes back."""
    me.press("Write to everybody")
    me.sees_message("Under way")
    phone.go("/demo/mail/")
    mine = phone.page.get_by_role("row").filter(has_text=READER[me.language])
    mine.filter(has_text=phone.words("How our partnership is doing: %(coalition)s", coalition="")).first.get_by_role(
        "link"
    ).click()
    found = LINK.search(phone.page.locator("main").inner_text())
    assert found
    phone.opens_as_valid_page(found.group())
    phone.press("Send my answer")
    phone.sees_message("Choose a level for at least one item.")
    phone.choose("level-2", "B")
    phone.go(found.group())
    expect(phone.page.locator("main [name=level-2][value=B]")).to_be_checked()
    answer(phone, found.group(), {1: "A", 2: "B", 3: "A"}, word=WORD)
    phone.opens_as_valid_page(found.group())
    phone.sees_message("It is received. Nothing ties your answer to you: it cannot be found again, nor changed.")
    me.go(page)


def answer(phone: Someone, address: str, levels: dict[int, str], *, word: str = "") -> None:
    """One person, by their own link, in their own language."""
    phone.go("/partnership/" + address.partition("/partnership/")[2])
    for item, level in levels.items():
        phone.choose(f"level-{item}", level)
    if word:
        phone.page.locator("main details summary").first.click()
        phone.fill("comment-1", word)
    phone.page.locator("form[data-device-draft] .buttons button").click()
    phone.settles()
    expect(phone.page.locator("main [data-device-received]")).to_have_count(1)


def enter_a_sheet(me: Someone, page: str) -> None:
    me.opens_as_valid_page(page + "sheet/")
    me.choose("level-1", "B")
    me.press("Count this sheet")
    me.sees_message("The sheet is counted. Here is room for the next one.")


def nothing_individual(me: Someone, page: str) -> None:
    """No count, no word, on the page of the round as on that of an item."""
    for address in (page, page + "items/1/", page + "comments/"):
        me.go(address)
        expect(me.page.locator("main rect.level")).to_have_count(0)
        expect(me.page.locator("main")).not_to_contain_text(WORD)


def close(me: Someone, page: str) -> None:
    me.opens_as_valid_page(page + "close/")
    me.press("Close it")
    me.sees_message("Closed")


def counts_are(me: Someone, item: int, counts: list[int]) -> None:
    """The row of this item, in the table of everything."""
    row = me.page.locator("main table tbody tr").filter(has=me.page.get_by_role("rowheader", name=f"{item}. "))
    cells = row.first.locator("td.num")
    for place, count in enumerate(counts):
        expect(cells.nth(place)).to_have_text(re.compile(rf"^{count}\b"))


def let_the_word_through(me: Someone, page: str) -> None:
    """Words are seen by the group once somebody has read them."""
    expect(me.page.locator("main")).not_to_contain_text(WORD)
    me.opens_as_valid_page(page + "comments/")
    me.page.get_by_label(WORD).check()
    me.press("Show those that are ticked")
    expect(me.page.locator("#i-1")).to_contain_text(WORD)


def discuss(me: Someone, base: str, page: str, *, level: str) -> None:
    """A level needs its reasons; an improvement goes among the follow-ups of a meeting, with who and when."""
    me.opens_as_valid_page(me.page.url)
    better = f"Dîner ensemble deux fois l’an ({me.language}, {level or 'compilé'})"
    if level:
        me.choose("level", level)
        me.fill("rationale", WHY)
    me.fill("finding", FINDING)
    me.page.locator("main [name=meeting]").select_option(index=1)
    me.page.locator("main [name=member]").select_option(index=1)
    me.fill("due_on", DUE)
    me.press("Save")
    me.sees_message("Say first what will be done better.")
    me.fill("improvement", better)
    me.press("Save")
    me.sees(FINDING)
    me.sees(better)
    me.go(base + "follow-ups/")
    me.sees(better)
    me.go(page)


def compare(me: Someone, page: str, item: int) -> None:
    """Beside the first round of the demo: two distributions, never a difference."""
    me.go(page.partition("diagnostic/")[0] + "diagnostic/")
    me.press("Compare two diagnostics")
    first = me.page.locator("main [name=before] option").filter(has_text=DEMO).get_attribute("value")
    me.page.locator("main [name=before]").select_option(first)
    me.press("Compare")
    me.opens_as_valid_page(me.page.url)
    card = me.page.locator("main li.card").nth(item - 1)
    expect(card.locator(".counts > div").filter(has=me.page.locator("rect.level"))).to_have_count(2)
