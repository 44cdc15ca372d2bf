"""Every page of the URL table, found by following links as a coordinator, in French and English, wide and narrow."""

import inspect
from collections import Counter, deque
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, get_resolver, resolve
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from tests import walk as walk_table
from tests.journeys.checks import shown_problems, source_problems
from tests.journeys.conftest import Open, SiteAt
from tests.journeys.site import Site
from tests.test_architecture import patterns

# Each language with its widths, in pixels: a page that is open at one is made narrower, and held to the rules again.
VIEWS = {"fr-CA": (1280, 320), "en-CA": (320,)}
HEIGHT = 900

# Where each page is met: a plan being written has neither versions nor results. The pages of these folders are walked
# once there is something to follow and to evaluate, all the others before.
STAGES = {"planning": False, "evaluation": True}
LATER = tuple(f"courtepointe.{folder}" for folder in ("planning", "followup", "evaluation", "guide.views.trace"))

# Pages that no link leads to, or that need a state of their own: each has a test that opens it.
SIGN_IN = "tests/journeys/test_sign_in.py opens it"
ELSEWHERE: dict[str, str] = dict.fromkeys(
    (
        "account_change_password account_complete_password_reset account_confirm_login_code"
        " account_confirm_password_reset_code account_email_verification_sent account_inactive"
        " account_password_reset_completed account_reauthenticate account_request_login_code mfa_authenticate"
        " mfa_deactivate_totp mfa_edit_webauthn mfa_generate_recovery_codes mfa_index mfa_list_webauthn"
        " mfa_login_webauthn mfa_reauthenticate mfa_reauthenticate_webauthn mfa_remove_webauthn"
        " mfa_view_recovery_codes second-factor"
    ).split(),
    SIGN_IN,
) | {
    "activity-note": "a conflict or a browser without scripts leads to it: tests/meetings",
    **dict.fromkeys(
        ("invitation", "process-new", "activity-edit", "decision-edit", "decision-remove", "follow-up-edit"),
        "tests/journeys/test_first_meeting.py opens it",
    ),
    **dict.fromkeys(
        ("me", "me-details", "me-request", "me-erase"), "opened by a personal link: tests/journeys/test_personal.py"
    ),
    **dict.fromkeys(
        ("cycle-compare", "model-take", "process-past"), "needs a state of its own: tests/journeys/test_keep_going.py"
    ),
    **dict.fromkeys(
        ("reply", "evaluation-link", "homework-link"), "a personal link: tests/journeys/test_links.py opens it"
    ),
    "inventory-link": "a personal link: tests/journeys/test_inventory.py opens it",
    **dict.fromkeys(
        ("evaluation-answer", "evaluation-paper", "evaluation-print", "minutes-reopen", "minutes-send"),
        "needs a meeting that was just held: tests/journeys/test_closing.py and tests/meetings",
    ),
    "homework-file": "a file that an organisation handed in, not a page: tests/test_access.py opens it",
    "mail-off": "a link at the foot of a message: tests/test_mail.py opens it",
    "calendar-feed": "a file for calendar programs: tests/meetings/test_calendar_files.py reads it",
    "data-export": "a file for spreadsheets: tests/analysis/test_imports.py reads it",
    "data-plan-card": "a part of the pages of meetings: tests/analysis",
    "diagnostic-card": "a part of the pages of meetings: tests/evaluation/test_diagnostic_on_meeting.py",
    "results-card": "a part of the pages of evaluation meetings: tests/evaluation/test_results_asking.py",
    **dict.fromkeys(("plan-since", "plan-missing"), "a part of the page of the plan: tests/planning opens it"),
    **dict.fromkeys(
        ("adjustment", "communication-edit", "progress-link", "progress-report"),
        "tests/journeys/test_progress.py opens it",
    ),
    **dict.fromkeys(
        ("communications-file", "communications-year", "progress-file"), "a file or a part of a page: tests/followup"
    ),
    **dict.fromkeys(
        ("diagnostic-answer", "diagnostic-close", "diagnostic-link", "diagnostic-paper", "diagnostic-sheet"),
        "needs a round that is open: tests/journeys/test_diagnostic.py and tests/evaluation",
    ),
    "measurement-edit": "needs a value: tests/journeys/test_whole_plan.py opens it",
    "part-link": "a personal link: tests/journeys/test_adopted_plan.py opens it",
    "plan-calendar-year": "a part of the year of meetings: tests/planning/test_calendar.py reads it",
    "plan-renew": "needs a second cycle: tests/planning/test_renewing.py opens it",
    "homework-share": "what an organisation prepares: tests/meetings/test_preparation.py opens it",
    "results-link": "a personal link: tests/evaluation/test_results_asking.py opens it",
    "measurement-file": "a file that somebody attached, not a page: tests/evaluation/test_results.py reads it",
    "observations-of": "a part of the minutes: tests/analysis/test_observations_in_meetings.py reads it",
    "questions": "a public address, given on a poster: tests/journeys/test_questions.py opens it",
    "material-file": "a file that somebody brought, not a page: tests/analysis/test_materials.py reads it",
    **dict.fromkeys(
        ("observe", "bring", "observation-edit", "ballot-edit", "ballot-answer", "ballot-ask", "ballot-link"),
        "tests/journeys/test_to_priorities.py opens it",
    ),
}
REPEATS = {
    "meeting": 20,
    "room": 6,
    "agenda": 6,
    "preparation": 8,
}  # how many more addresses of a view are opened, for their links only

# Answers other than 200 that are meant: the demo's invitations have served.
ANSWERS = {"invitation": 410}


def name_of(path: str) -> str | None:
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


class Hrefs(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def links_in(source: str) -> list[str]:
    parser = Hrefs()
    parser.feed(source)
    return parser.found


@dataclass
class Walk:
    """A walk through one stage: what is wrong, by page, and the names of the views that were opened.

    Follows links, opening one address of each view. Those of `later` (or not of it) are held to every rule at each
    width; the others are only read, for their links.
    """

    page: Page
    site: Site
    widths: tuple[int, ...]
    later: bool
    problems: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def start(self, path: str) -> None:
        waiting = deque([self.site.url + path])
        visits: Counter[str] = Counter()
        while waiting:
            address = waiting.popleft()
            name = name_of(urlsplit(address).path)
            if name is None or visits[name] > REPEATS.get(name, 0):
                continue
            visits[name] += 1
            if name in self.seen or is_later(name) is not self.later:
                links = self.read(address)
            else:
                links = self.hold(name, address)
            self.seen.add(name)
            links = [urljoin(address, link) for link in links]
            waiting.extend(link for link in links if link.startswith(self.site.url))

    def read(self, address: str) -> list[str]:
        """The links of a page, as it is sent."""
        answer = self.page.request.get(address)
        is_page = (answer.headers.get("content-type") or "").startswith("text/html")
        return links_in(answer.text()) if is_page else []

    def hold(self, name: str, address: str) -> list[str]:
        """The links of a page, as it is shown; what is wrong with it is noted."""
        try:
            answer = self.page.goto(address)
        except PlaywrightError as error:
            if "Download is starting" not in str(error):
                raise
            return []  # a file, not a page
        assert answer is not None
        if not (answer.headers.get("content-type") or "").startswith("text/html"):
            return []
        problems = [] if answer.status == ANSWERS.get(name, 200) else [f"answered {answer.status}"]
        problems += source_problems(answer.text())
        for width in self.widths:
            if len(self.widths) > 1:
                self.page.set_viewport_size({"width": width, "height": HEIGHT})
            problems += shown_problems(self.page)
        if len(self.widths) > 1:
            self.page.set_viewport_size({"width": self.widths[0], "height": HEIGHT})
        if problems:
            self.problems[f"{name} {address}"] = "\n    ".join(["", *problems])
        hrefs: list[str] = self.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        return hrefs


def is_later(name: str) -> bool:
    """Whether the view of this name is met once a plan is followed."""
    return name in _later()


@lru_cache(1)
def _later() -> frozenset[str]:
    return frozenset(
        str(entry.name)
        for _, entry in patterns(get_resolver())
        if inspect.unwrap(entry.callback).__module__.startswith(LATER)
    )


def told(problems: dict[str, str]) -> str:
    return "\n".join(f"{name}:{found}" for name, found in problems.items())


@pytest.mark.parametrize("language", VIEWS)
@pytest.mark.parametrize("stage", STAGES)
def test_every_page_is_accessible_valid_and_narrow_enough(
    site_at: SiteAt, open_page: Open, language: str, stage: str
) -> None:
    site, later, widths = site_at(stage), STAGES[stage], VIEWS[language]
    page = open_page(site, language=language, width=widths[0], height=HEIGHT)
    walk = Walk(page, site, widths, later)
    if not later:
        walk.start("/")  # as a visitor
    page.goto("/")
    page.locator("form[action*='demo/sign-in'] button").first.click()
    page.wait_for_url("**/c/**")
    walk.start(urlsplit(page.url).path)  # as the person who coordinates
    assert not walk.problems, told(walk.problems)
    missed = {name for name in answering_get() - walk.seen - set(ELSEWHERE) if is_later(name) is later}
    assert missed == set(), "no link leads to these pages; link them, or say in ELSEWHERE which test opens them"


def answering_get() -> set[str]:
    """The names of our views that answer a GET."""
    return {
        str(entry.name)
        for _, entry in patterns(get_resolver())
        if getattr(entry.callback, "access", None) is not None and "GET" in walk_table.methods(entry)
    }
