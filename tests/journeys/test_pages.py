"""Every page of the URL table, found by following links as a coordinator, in French and English, wide and narrow."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, get_resolver, resolve
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from tests import walk as walk_table
from tests.journeys.checks import problems_of
from tests.journeys.conftest import Open
from tests.journeys.site import Site
from tests.test_architecture import patterns

VIEWS = [("fr-CA", 1280), ("fr-CA", 320), ("en-CA", 320)]

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
    **dict.fromkeys(
        ("evaluation-answer", "evaluation-paper", "evaluation-print", "minutes-reopen", "minutes-send"),
        "needs a meeting that was just held: tests/journeys/test_closing.py and tests/meetings",
    ),
    "homework-file": "a file that an organisation handed in, not a page: tests/test_access.py opens it",
    "mail-off": "a link at the foot of a message: tests/test_mail.py opens it",
    "calendar-feed": "a file for calendar programs: tests/meetings/test_calendar_files.py reads it",
    "data-plan-card": "a part of the pages of meetings: tests/analysis",
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


def links_of(page: Page) -> list[str]:
    hrefs: list[str] = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    return [urljoin(page.url, href) for href in hrefs if href]


@dataclass
class Walk:
    """What was found on the way: problems by page, and the names of the views that were opened."""

    problems: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)


def walk(page: Page, site: Site, start: str) -> Walk:
    """Follow links from `start`, opening one address of each view."""
    found = Walk()
    waiting = deque([site.url + start])
    visits: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        name = name_of(urlsplit(address).path)
        if name is None or visits[name] > REPEATS.get(name, 0):
            continue
        visits[name] += 1
        try:
            answer = page.goto(address)
        except PlaywrightError as error:
            if "Download is starting" not in str(error):
                raise
            found.seen.add(name)  # a file, not a page
            continue
        assert answer is not None
        if name in found.seen:  # another meeting: its links lead to pages that the first one lacks
            waiting.extend(link for link in links_of(page) if link.startswith(site.url))
            continue
        found.seen.add(name)
        if not (answer.headers.get("content-type") or "").startswith("text/html"):
            continue
        problems = problems_of(page, answer.text())
        if answer.status != ANSWERS.get(name, 200):
            problems.append(f"answered {answer.status}")
        if problems:
            found.problems[f"{name} {address}"] = "\n    ".join(["", *problems])
        waiting.extend(link for link in links_of(page) if link.startswith(site.url))
    return found


def walk_everything(site: Site, page: Page) -> Walk:
    """As a visitor, then as the person who coordinates."""
    outside = walk(page, site, "/")
    page.goto("/")
    page.locator("form[action*='demo/sign-in'] button").first.click()
    page.wait_for_url("**/c/**")
    inside = walk(page, site, urlsplit(page.url).path)
    return Walk({**outside.problems, **inside.problems}, outside.seen | inside.seen)


def told(problems: dict[str, str]) -> str:
    return "\n".join(f"{name}:{found}" for name, found in problems.items())


@pytest.mark.parametrize(("language", "width"), VIEWS)
def test_every_page_is_accessible_valid_and_narrow_enough(
    site_at: Callable[[str | None], Site], open_page: Open, language: str, width: int
) -> None:
    site = site_at("planning")
    found = walk_everything(site, open_page(site, language=language, width=width))
    assert not found.problems, told(found.problems)
    missed = answering_get() - found.seen - set(ELSEWHERE)
    assert missed == set(), "no link leads to these pages; link them, or say in ELSEWHERE which test opens them"


def answering_get() -> set[str]:
    """The names of our views that answer a GET."""
    return {
        str(entry.name)
        for _, entry in patterns(get_resolver())
        if getattr(entry.callback, "access", None) is not None and "GET" in walk_table.methods(entry)
    }
