"""A coordinator asks how the actions go, a lead answers from a telephone, the meeting adjusts; what is told of it."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone
from tests.journeys.test_the_plan import plain

LEAD = {"fr-ca": "Amélie", "en": "Johanne"}  # of one action each, for both languages share a site


@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_the_plan_is_followed(site_at: SiteAt, open_page: Open, language: str) -> None:
    site = site_at("implementation")
    locale = {"fr-ca": "fr-CA", "en": "en-CA"}[language]
    me = Someone(open_page(site, language=locale), language)
    me.signs_in_as()
    base = me.base
    meeting = next_follow_up(me, base)
    address = ask(me, meeting)
    phone = Someone(open_page(site, language=locale, width=320, height=640), language)
    report(phone, address)
    adjust(me, base, meeting)
    tell(me, base)
    partner = Someone(open_page(site, language=locale, width=320, height=640), language)
    partner.signs_in_as(place=2)
    for page in ("plan/progress/", f"plan/progress/{meeting.rstrip('/').rpartition('/')[2]}/", "plan/communications/"):
        partner.opens_as_valid_page(base + page)


def next_follow_up(me: Someone, base: str) -> str:
    """A follow-up meeting to come, from the page of the follow-up; other journeys close the nearest one."""
    me.opens_as_valid_page(base + "plan/progress/")
    links = me.page.locator("main ul a[href*='/plan/progress/']:not([href*='/desk/'])")
    found = links.last.get_attribute("href")
    assert found
    return plain(found)


def ask(me: Someone, meeting: str) -> str:
    """Ask all the leads once; the personal addresses are read, to be given by hand."""
    me.opens_as_valid_page(meeting + "desk/")
    button = me.page.get_by_role("button", name=me.words("Ask how the actions go"))
    if button.count():
        button.click()
        me.settles()
    me.opens_as_valid_page(meeting + "desk/")
    me.press("Show the addresses, to give by hand")
    place = me.page.locator("main dl dt").filter(has_text=LEAD[me.language])
    return place.locator("xpath=following-sibling::dd[1]").inner_text()


def report(phone: Someone, address: str) -> None:
    """Two minutes: saved as one goes, refused beside its field, handed in, handed in again."""
    phone.go("/progress/" + address.partition("/progress/")[2])
    phone.reads_in_own_language()
    phone.opens_as_valid_page(phone.page.url)
    phone.page.locator("main .line-list a").first.click()
    phone.settles()
    phone.opens_as_valid_page(phone.page.url)
    phone.choose("status", "under_way")
    phone.fill("hinders", f"La neige ({phone.language})")
    expect(phone.page.locator("[data-saved]")).to_have_text(phone.words("Saved"))
    phone.page.reload()
    expect(phone.page.locator("main [name=hinders]")).to_have_value(f"La neige ({phone.language})")
    phone.fill("adjustment", f"Finir plus tard ({phone.language})")
    phone.fill("spent_cents", "-5")
    phone.press("Hand in our answer")
    expect(phone.page.locator("#id_spent_cents-error")).to_be_visible()
    phone.fill("spent_cents", "250")
    phone.press("Hand in our answer")
    phone.sees_message("Thank you: it is received. You may hand it in again until the meeting closes.")
    phone.opens_as_valid_page(plain(phone.page.url))
    phone.fill("helps", "Les voisins")
    phone.press("Hand in our answer")
    phone.sees_message("Thank you: it is received. You may hand it in again until the meeting closes.")


def adjust(me: Someone, base: str, meeting: str) -> None:
    """The exception is on the page of the meeting; what the group decides is noted, with another end."""
    me.opens_as_valid_page(meeting)
    line = me.page.locator("main li").filter(has_text=f"Finir plus tard ({me.language})").last
    expect(line).to_contain_text(f"La neige ({me.language})")
    line.locator("a[href*='/adjustments/']").click()
    me.settles()
    me.opens_as_valid_page(me.page.url)
    me.choose("result", "accepted")
    me.press("Save")
    expect(me.page.locator("#id_reason-error")).to_be_visible()
    me.fill("reason", f"Le sol est gelé ({me.language})")
    me.fill("ends_on", "2030-05-31")
    me.press("Save")
    me.page.wait_for_url("**/plan/progress/**")
    line = me.page.locator("main li").filter(has_text=f"Finir plus tard ({me.language})").last
    expect(line).to_contain_text(me.words("decided"))
    over_time = line.locator("a[href*='/plan/actions/']").first.get_attribute("href")
    assert over_time
    me.opens_as_valid_page(over_time)
    me.go(over_time.removesuffix("progress/"))
    expect(me.page.locator("#progress")).to_contain_text(f"Le sol est gelé ({me.language})")
    me.sees("2030")
    me.go(f"{base}meetings/{meeting.rstrip('/').rpartition('/')[2]}/")
    expect(me.page.locator("main")).to_contain_text(f"La neige ({me.language})")


def tell(me: Someone, base: str) -> None:
    """A line of the communication plan: written, changed in its place, done, removed and put back."""
    me.opens_as_valid_page(base + "plan/communications/")
    me.press("Add a line")
    me.opens_as_valid_page(plain(me.page.url))
    me.fill("public", f"Les voisins ({me.language})")
    me.press("Save")
    expect(me.page.locator("#id_message-error")).to_be_visible()
    me.fill("message", f"La fête est dehors ({me.language})")
    me.press("Save")
    line = me.page.locator("main tbody tr").filter(has_text=f"La fête est dehors ({me.language})")
    line.get_by_role("link", name=me.words("Change: %(title)s", title=f"La fête est dehors ({me.language})")).click()
    me.settles()
    me.opens_as_valid_page(plain(me.page.url))
    me.fill("channel", "Un mot à la porte")
    me.press("Save")
    line.locator("button[value=done]").click()
    me.settles()
    expect(line.locator(".status-good")).to_be_visible()
    line.locator("button[value=remove]").click()
    me.settles()
    expect(line).to_have_count(0)
    me.press("Undo")
    expect(line).to_have_count(1)
    me.opens_as_valid_page(plain(me.page.url))
