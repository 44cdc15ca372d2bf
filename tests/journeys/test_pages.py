"""Every page of the URL table, found by following links as a coordinator, in French and English, wide and narrow."""

from collections import deque
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, get_resolver, resolve
from playwright.sync_api import Page

from tests import walk as walk_table
from tests.journeys.checks import problems_of
from tests.journeys.conftest import Open
from tests.journeys.site import Site
from tests.test_architecture import patterns

EACH = 1  # how many addresses of the same view are opened
VIEWS = [("fr-CA", 1280), ("fr-CA", 320), ("en-CA", 320)]

# Pages that no link leads to, or that need a state of their own: each has a test that opens it.
ELSEWHERE: dict[str, str] = {}


def name_of(path: str) -> str | None:
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def links_of(page: Page) -> list[str]:
    hrefs: list[str] = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    return [urljoin(page.url, href) for href in hrefs if href]


def walk(page: Page, site: Site, start: str) -> dict[str, str]:
    """Follow links from `start`, one address for each view; gives the problems found by view name."""
    problems: dict[str, str] = {}
    seen: dict[str, int] = {}
    waiting = deque([site.url + start])
    while waiting:
        address = waiting.popleft()
        name = name_of(urlsplit(address).path)
        if name is None or seen.get(name, 0) >= EACH:
            continue
        seen[name] = seen.get(name, 0) + 1
        answer = page.goto(address)
        assert answer is not None
        if not (answer.headers.get("content-type") or "").startswith("text/html"):
            continue
        found = problems_of(page, answer.text())
        if answer.status != 200:
            found.append(f"answered {answer.status}")
        if found:
            problems[f"{name} {address}"] = "\n    ".join(["", *found])
        waiting.extend(link for link in links_of(page) if link.startswith(site.url))
    walk.seen = set(seen)  # type: ignore[attr-defined]
    return problems


def told(problems: dict[str, str]) -> str:
    return "\n".join(f"{name}:{found}" for name, found in problems.items())


@pytest.mark.parametrize(("language", "width"), VIEWS)
def test_every_page_is_accessible_valid_and_narrow_enough(
    site_at: Callable[[str | None], Site], open_page: Open, language: str, width: int
) -> None:
    site = site_at("planning")
    page = open_page(site, language=language, width=width)
    outside = walk(page, site, "/")
    assert not outside, told(outside)
    page.goto("/")
    page.get_by_role("button", name="coord").first.click()
    inside = walk(page, site, urlsplit(page.url).path)
    assert not inside, told(inside)


def test_the_walk_misses_no_page(site_at: Callable[[str | None], Site], open_page: Open) -> None:
    """Every view that answers a GET is reached by a link, or named in ELSEWHERE with its reason."""
    site = site_at("planning")
    page = open_page(site)
    walk(page, site, "/")
    seen: set[str] = set(walk.seen)  # type: ignore[attr-defined]
    page.goto("/")
    page.get_by_role("button", name="coord").first.click()
    walk(page, site, urlsplit(page.url).path)
    seen |= set(walk.seen)  # type: ignore[attr-defined]
    answers_get = {
        str(entry.name)
        for _, entry in patterns(get_resolver())
        if getattr(entry.callback, "access", None) is not None and "GET" in walk_table.methods(entry)
    }
    assert answers_get - seen - set(ELSEWHERE) == set()
