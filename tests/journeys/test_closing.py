"""Closing a meeting in the browser: adopt, end, send, answer by link from a telephone, find again what was left."""

import re

import pytest

from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone
from tests.journeys.site import Site

MEETING = re.compile(r"/meetings/[0-9a-f-]{36}/$")
LINK = re.compile(r"/evaluation/[\w-]{20,}/")


@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_a_meeting_is_closed_and_the_next_one_opens_with_what_came_back(
    site_at: SiteAt, open_page: Open, language: str
) -> None:
    # A stage for each language: what is done in one would be there in the other.
    site = site_at({"fr-ca": "analysis", "en": "implementation"}[language])
    me = Someone(open_page(site, language={"fr-ca": "fr-CA", "en": "en-CA"}[language]), language)
    me.signs_in_as()
    meeting, after = next_meetings(me)
    adopt_the_minutes_of_the_last_one(me, meeting)
    carry_an_objective_over_and_end(me, meeting)
    send_the_minutes(me, meeting)
    three_people_answer(me, site, open_page)
    read_the_results(me, meeting)
    me.opens_as_valid_page(after + "agenda/")
    me.sees(me.words("What comes back"))
    me.sees(me.words("Objectives carried over"))
    me.sees(me.words("Follow-ups still open"))


def next_meetings(me: Someone) -> tuple[str, str]:
    """The addresses of the next meeting and of the one after it."""
    me.go(me.base + "meetings/")
    addresses = me.page.eval_on_selector_all("main a", "all => all.map(a => a.getAttribute('href'))")
    meetings = [address for address in addresses if address and MEETING.search(address)]
    place = meetings.index(meetings[0], 1)  # the first link is to the next one, which stands again in the list
    return meetings[0], meetings[place + 1]


def adopt_the_minutes_of_the_last_one(me: Someone, meeting: str) -> None:
    me.go(meeting + "room/")
    me.press("Adopt the minutes as they are")
    number = me.page.url.partition("#d-")[2]
    assert number.isdecimal()
    me.sees(number)


def carry_an_objective_over_and_end(me: Someone, meeting: str) -> None:
    me.go(meeting + "room/")
    me.page.locator("#objectives").get_by_role("button", name=me.words("Carried over")).first.click()
    me.settles()
    me.press("The meeting is over")


def send_the_minutes(me: Someone, meeting: str) -> None:
    me.press("Send to members")
    me.opens_as_valid_page(meeting + "minutes/send/")
    me.sees(me.words("To give on paper"))
    me.press("Send to members")
    me.opens_as_valid_page(meeting + "minutes/")
    me.sees(me.words("closed"))


def three_people_answer(me: Someone, site: Site, open_page: Open) -> None:
    """Each opens the link of their mail on a telephone, without an account."""
    mail = me.page.context.new_page()
    mail.goto("/demo/mail/")
    letters = mail.eval_on_selector_all("main a[href*='/demo/mail/']", "all => all.map(a => a.getAttribute('href'))")
    links = []
    for letter in letters[:3]:
        mail.goto(letter)
        found = LINK.search(mail.locator("main").inner_text())
        assert found
        links.append(found.group())
    mail.close()
    for link in links:
        one = Someone(open_page(site, language="fr-CA", width=360, height=740), "fr-ca")
        one.opens_as_valid_page(link)
        for question in ("objectives", "voice", "time", "decisions", "next"):
            one.page.locator(f"[name={question}][value='3']").check()
        one.press("Send my answer")
        one.sees(one.words("Your answer is counted with the others."))


def read_the_results(me: Someone, meeting: str) -> None:
    me.go(meeting + "evaluation/")
    me.press("Close the evaluation and see the results")
    me.opens_as_valid_page(meeting + "evaluation/")
    me.sees(me.words("We reached the objectives of the meeting."))
    me.sees({"fr-ca": "3,0", "en": "3.0"}[me.language])
