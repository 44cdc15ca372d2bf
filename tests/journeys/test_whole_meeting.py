"""One meeting from end to end: prepared, convoked, held with the network cut once, closed; the next opens
with what came back."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone
from tests.journeys.site import Site
from tests.journeys.test_closing import MEETING

REPLY = re.compile(r"/reply/[\w-]{20,}/")
# A stage for each language, whose meetings no other journey touches.
STAGES = {"fr-ca": "planning", "en": "evaluation"}


@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_a_meeting_is_prepared_convoked_held_closed_and_the_next_one_opens(
    site_at: SiteAt, open_page: Open, language: str
) -> None:
    site = site_at(STAGES[language])
    me = Someone(open_page(site, language={"fr-ca": "fr-CA", "en": "en-CA"}[language]), language)
    me.signs_in_as()
    title = {"fr-ca": "Rencontre de trajet", "en": "Journey meeting"}[language]
    meeting = plan(me, title, "2031-03-04")
    after = plan(me, f"{title} 2", "2031-04-01")
    prepare(me, meeting)
    convoke(me, meeting)
    somebody_answers(me, site, open_page, title)
    hold_with_the_network_cut(me, meeting)
    close(me, meeting)
    me.opens_as_valid_page(after + "agenda/")
    for words in ("Téléphoner à la MRC", "Le transport des familles"):
        me.sees(words)
    me.sees(me.words("Minutes to adopt"))


def plan(me: Someone, title: str, day: str) -> str:
    me.go(me.base + "meetings/new/")
    me.fill("title", title)
    me.fill("on", day)
    me.fill("starts_at", "13:15")
    me.fill("minutes", "60")
    me.fill("place", "Salle du conte")
    me.press("Add the meeting")
    me.page.wait_for_url(re.compile(r"/meetings/[0-9a-f-]{36}/"))
    found = MEETING.search(me.page.url.partition("?")[0])
    assert found
    return me.page.url.partition("?")[0]


def prepare(me: Someone, meeting: str) -> None:
    """An item on the agenda, what the agenda lacks, a line ticked, a document, something asked of an organisation."""
    me.go(meeting + "agenda/new/")
    me.fill("title", "Nos familles d’abord")
    me.fill("minutes", "25")
    me.press("Save the item")
    expect(me.page.locator("main .agenda-row h2").last).to_have_text("Nos familles d’abord")
    expect(me.page.locator("main .agenda-row h2")).to_have_count(2)  # every agenda opens with what came before
    me.opens_as_valid_page(meeting + "preparation/")
    me.page.get_by_role("button", name=me.words("Done: “%(text)s”", text="").rstrip("\u202f»” ")).first.click()
    me.page.wait_for_load_state()
    me.page.locator("input[type=file][name='file-file']").set_input_files(
        files=[{"name": "portrait.txt", "mimeType": "text/plain", "buffer": b"Quatre pages"}]
    )
    me.press("Add the document")
    me.sees("portrait.txt")


def convoke(me: Someone, meeting: str) -> None:
    me.opens_as_valid_page(meeting + "convoke/")
    me.press("Convoke by e-mail")
    me.opens_as_valid_page(meeting)
    me.sees(me.words("Announced"))


def somebody_answers(me: Someone, site: Site, open_page: Open, title: str) -> None:
    """Somebody without an account opens the address in their mail, on a telephone, and says that they come."""
    mail = me.page.context.new_page()
    letters = mail.locator("main a[href*='/demo/mail/']", has_text=title)
    for _ in range(40):
        mail.goto("/demo/mail/")
        if letters.count():
            break
        mail.wait_for_timeout(500)
    letters.first.click()
    found = REPLY.search(mail.locator("main").inner_text())
    assert found
    mail.close()
    one = Someone(open_page(site, width=360, height=740), "fr-ca")
    one.opens_as_valid_page(found.group())
    one.page.locator("main button[name=answer]").first.click()
    one.page.wait_for_load_state()
    expect(one.page.locator("main")).to_contain_text(title)


def hold_with_the_network_cut(me: Someone, meeting: str) -> None:
    """What is done while the network is cut is recorded when it is back."""
    me.go(meeting + "room/")
    outbox = me.page.locator(".outbox")
    me.page.locator("#now .button:not(.button-quiet)").last.click()
    expect(me.page.locator("[data-clock-words]").first).to_be_visible()
    item = me.page.locator(".room-item[open]").first
    follow, aside = item.locator("a[href*='follow-ups/new']"), me.page.locator("#aside a[href*='aside/']")
    follow.click()
    item.locator("[name=what]").fill("Téléphoner à la MRC")
    item.locator("[name=due_on]").fill("2020-01-15")  # the first of those that come back
    aside.click()
    me.page.locator("#aside [name=text]").fill("Le transport des familles")
    me.page.context.set_offline(True)
    item.locator("textarea[name=note]").fill("Ce qui s’est dit sans réseau")
    item.locator("form:has([name=what]) button").first.click()
    expect(outbox).to_be_visible()
    me.page.locator("#aside form[data-keep] button").first.click()
    expect(outbox.locator("[data-outbox-words]")).to_contain_text("2")
    me.page.context.set_offline(False)
    expect(outbox).to_contain_text(me.words("Sent: #. Everything is recorded.").replace("#", "2"), timeout=20_000)
    expect(item.locator("form.note")).to_have_attribute("data-state", "saved", timeout=20_000)
    me.page.reload()
    me.sees("Téléphoner à la MRC")
    me.sees("Le transport des familles")


def close(me: Someone, meeting: str) -> None:
    me.go(meeting + "room/")
    me.press("The meeting is over")
    me.page.wait_for_url("**/minutes/")
    me.sees("Ce qui s’est dit sans réseau")
    me.press("Send to members")
    me.press("Send to members")
    me.opens_as_valid_page(meeting + "minutes/")
    me.sees(me.words("closed"))
