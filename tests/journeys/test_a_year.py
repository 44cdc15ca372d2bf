"""A whole year in fast time: ten meetings, rules, a committee, a change of coordinator; the registers say it all."""

import datetime as dt
import re
from dataclasses import dataclass, field

from playwright.sync_api import expect

from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone
from tests.journeys.test_closing import MEETING

FIRST = dt.date(2026, 9, 1)
MEETINGS = 10
# Every fifth week, so that the year crosses both changes of clocks; one is late in the evening and ends the next day.
DAYS = [FIRST + dt.timedelta(days=35 * step) for step in range(MEETINGS)]
LATE = 7
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass
class Year:
    """Who coordinates now, and what the registers are to hold at the end."""

    me: Someone
    decisions: list[str] = field(default_factory=list)
    follow_ups: list[str] = field(default_factory=list)
    meetings: list[str] = field(default_factory=list)
    base: str = ""

    def act(self, path: str, **fields: str) -> None:
        """Post a form of a page as its button does, without drawing the page."""
        page = self.me.page.request.get(self.base)
        found = TOKEN.search(page.text())
        assert found
        answer = self.me.page.request.post(
            path, form={"csrfmiddlewaretoken": found.group(1), **fields}, headers={"Referer": self.me.page.url}
        )
        assert answer.status == 200, f"{path} answered {answer.status}"

    def decide(self, meeting: str, wording: str, **fields: str) -> None:
        told = {"wording": wording, "mode": "consensus", "result": "adopted", **fields}
        self.act(meeting + "decisions/new/", **told)
        self.decisions.append(wording)

    def promise(self, meeting: str, what: str) -> None:
        self.act(meeting + "follow-ups/new/", what=what)
        self.follow_ups.append(what)

    def mark(self, meeting: str, *names: str) -> None:
        self.me.go(meeting + "room/attendance/")
        for name in names:
            row = self.me.page.locator(".marks-row", has_text=name)
            row.get_by_role("button", name=self.me.words("Present"), exact=True).click()
            expect(row.locator("[aria-pressed=true]")).to_have_count(1)


def test_a_year_of_ten_meetings(site_at: SiteAt, open_page: Open) -> None:
    site = site_at(None)
    amina = Someone(open_page(site), "fr-ca")
    amina.opens_an_account("Amina Benali", "amina.year@example.org")
    year = Year(amina)
    open_with_people(year)
    benoit = join_by_invitation(year, Someone(open_page(site), "fr-ca"), "Benoît Roy")
    plan_ten_meetings(year)
    for number, meeting in enumerate(year.meetings, start=1):
        hold(year, number, meeting)
        if number == 4:
            a_committee_meets(year, year.meetings[number])
        if number == 6:
            hand_over(year, benoit)
    read_the_year(year)


def open_with_people(year: Year) -> None:
    me = year.me
    me.press("Open a coalition", first=True)
    me.fill("name", "Une année entière")
    me.press("Open the coalition")
    year.base = me.base
    me.go(year.base + "members/")
    me.press("Paste a list", first=True)
    me.fill(
        "text",
        "Organisation\tType\tNom\tCourriel\tRôle\n"
        "CPE Les Mésanges\tCPE\tBenoît Roy\tbenoit.year@example.org\tPartenaire\n"
        "Ville\tMunicipalité\tChloé Dion\tchloe.year@example.org\tPartenaire",
    )
    me.press("Look at what it would do")
    me.press("Add the lines that are ready")
    me.go(year.base + "members/")
    me.sees("Chloé Dion")


def join_by_invitation(year: Year, one: Someone, name: str) -> Someone:
    me = year.me
    me.page.get_by_role("row").filter(has_text=name).get_by_role("button").click()
    me.page.wait_for_load_state()
    me.go("/demo/mail/")
    me.page.get_by_role("row").filter(has_text=name).get_by_role("link").first.click()
    link = me.page.locator("main a[href*='/invitation/']").get_attribute("href")
    assert link
    one.go(link)
    one.page.get_by_role("main").get_by_role("button").last.click()
    one.page.wait_for_url("**/c/**")
    me.go(year.base)
    return one


def plan_ten_meetings(year: Year) -> None:
    me = year.me
    me.go(year.base + "process/new/")
    me.fill("starts_on", FIRST.isoformat())
    me.press("Show the dates")
    me.page.locator("button[name=act][value=create]").click()
    me.page.wait_for_load_state()
    me.go(year.base + "meetings/")
    links = me.page.eval_on_selector_all("main a", "all => all.map(a => a.getAttribute('href'))")
    planned = list(dict.fromkeys(link for link in links if link and MEETING.search(link)))
    for link in planned:  # those of the method make room for ten of our own
        year.act(link + "remove/", reason="Une année de dix rencontres")
    for number, day in enumerate(DAYS, start=1):
        me.go(year.base + "meetings/new/")
        me.fill("title", f"Rencontre {number}")
        me.fill("on", day.isoformat())
        me.fill("starts_at", "23:00" if number == LATE else "13:15")
        me.fill("minutes", "120")
        me.fill("place", "Salle du conte")
        me.press("Add the meeting")
        me.page.wait_for_url(re.compile(r"/meetings/[0-9a-f-]{36}/"))
        year.meetings.append(me.page.url.partition("?")[0])


def hold(year: Year, number: int, meeting: str) -> None:
    """Convoked, attended, decided, promised, closed; the minutes of the one before are adopted in it."""
    me = year.me
    year.act(meeting + "agenda/new/", title="Nos familles", kind="discussion", minutes="105")
    year.act(meeting + "convoke/", silently="1")
    year.mark(meeting, *(["Benoît"] if number == 8 else ["Benoît", "Chloé"]))
    me.go(meeting + "room/")
    if number == 8:
        me.sees(me.words("quorum not reached yet"))
    if number > 1:
        before = year.meetings[number - 2]
        me.press("Adopt the minutes as they are")
        me.page.wait_for_url("**#d-*")
        year.decisions.append(before)
    year.decide(meeting, f"Décision de la rencontre {number}")
    year.promise(meeting, f"Suivi de la rencontre {number}")
    if number == LATE:
        me.go(meeting + "agenda/")
        me.sees("23 h")
    if number == 2:
        adopt_rules(year)
    year.act(meeting + "room/held/")
    year.act(meeting + "minutes/send/")
    me.go(meeting + "minutes/")
    for words in (f"Décision de la rencontre {number}", f"Suivi de la rencontre {number}", me.words("closed")):
        me.sees(words)


def adopt_rules(year: Year) -> None:
    """Rules are adopted by a decision of the meeting that is held; the next ones obey them."""
    me = year.me
    year.act(year.base + "rules/begin/")
    me.go(year.base + "rules/draft/")
    me.page.locator("[name=quorum_kind][value=number]").check()
    me.fill("quorum_value", "2")
    me.page.locator("[name=vote_unit][value=person]").check()
    me.page.locator("form:has([name=quorum_kind]) button.button").last.click()
    me.page.wait_for_load_state()
    year.act(year.base + "rules/draft/new/", title="Entre nous", text="Ce qui se dit des familles reste entre nous.")
    me.go(year.base + "rules/adopt/")
    me.page.locator("main select[name=meeting]").select_option(label="Rencontre 2")
    me.page.locator("main form:has([name=wording]) button.button").first.click()
    me.page.wait_for_load_state()
    me.opens_as_valid_page(year.base + "rules/")
    me.sees("Ce qui se dit des familles reste entre nous.")
    year.decisions.append("Règles")


def a_committee_meets(year: Year, following: str) -> None:
    """It meets apart from the plan, decides, and reports at the next meeting of the coalition."""
    me = year.me
    me.go(year.base + "committees/new/")
    me.fill("name", "Comité des familles")
    me.page.locator("main form:has([name=name]) button.button").first.click()
    me.page.wait_for_url(re.compile(r"/committees/[0-9a-f-]{36}/"))
    committee = me.page.url.partition("?")[0]
    me.page.locator("[name=seat]").first.wait_for(state="attached")
    people = me.page.locator("select[name=seat] option").evaluate_all("all => all.map(o => o.value).filter(Boolean)")
    year.act(committee + "act/", seat=people[0])
    year.act(committee + "meeting/", title="Comité en novembre", on="2027-01-12", minutes="60", place="En ligne")
    me.go(committee)
    href = me.page.locator("main a", has_text="Comité en novembre").first.get_attribute("href")
    assert href
    year.decide(href, "Décision du comité")
    year.act(href + "room/held/")
    me.go(following + "agenda/")
    me.sees("Comité des familles")
    me.press("Put its report on the agenda")
    me.page.wait_for_load_state()
    expect(me.page.locator("#agenda")).to_contain_text("Comité des familles")


def hand_over(year: Year, benoit: Someone) -> None:
    """Benoît coordinates too, then Amina leaves; he finds everything where it was."""
    me = year.me
    me.go(year.base + "members/")
    me.page.locator("main a", has_text="Benoît Roy").first.click()
    me.page.wait_for_load_state()
    me.choose("role", "coordinator")
    me.page.locator("main form:has([name=role]) button.button").first.click()
    me.page.wait_for_load_state()
    me.go(year.base + "members/")
    me.page.locator("main a", has_text="Amina Benali").first.click()
    me.page.wait_for_url(re.compile(r"/members/[0-9a-f-]{36}/"))
    me.go(me.page.url.partition("?")[0] + "leave/")
    me.page.locator("main select[name=handed_to]").select_option(label="Benoît Roy")
    me.page.locator("main form:has([name=handed_to]) button.button").first.click()
    me.page.wait_for_load_state()
    assert me.page.request.get(year.base).status == 404
    year.me = benoit
    benoit.go(year.base)


def read_the_year(year: Year) -> None:
    """The year and the registers hold exactly what was done."""
    me = year.me
    me.opens_as_valid_page(f"{year.base}year/2026/")
    for number in range(1, MEETINGS + 1):
        me.sees(f"Rencontre {number}")
    me.opens_as_valid_page(year.base + "decisions/?all=1")
    assert me.page.locator("main tbody tr").count() == len(year.decisions)
    me.opens_as_valid_page(year.base + "follow-ups/")
    for what in year.follow_ups:
        me.sees(what)
    table = me.page.request.get(year.base + "decisions/file/").text()
    assert len([line for line in table.splitlines() if line.strip()]) == len(year.decisions) + 1
    me.opens_as_valid_page(year.base + "rules/")
    me.opens_as_valid_page(year.base + "history/")
    me.sees("Amina Benali")
