"""What every page is held to in the browser: axe's WCAG 2.2 AA rules, strict HTML, no sideways scrolling."""

import re
from typing import Any

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def axe_problems(page: Page) -> list[str]:
    """One line for each thing that axe finds."""
    found: dict[str, Any] = Axe().run(page, options=RULES).response
    return [
        f"{violation['id']}: {node['html'][:160]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def html_problems(source: str) -> list[str]:
    """What a strict parser says of the HTML as it was sent."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(source)
    return [f"line {place[0]}: {error} {details}" for place, error, details in parser.errors]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"))


def missing_words(source: str) -> list[str]:
    """Signs of a text that was not filled in."""
    visible = re.sub(r"<script\b.*?</script>|<[^>]+>", " ", source, flags=re.DOTALL)
    return re.findall(r"%\(\w+\)s|\bNone\b|\{\{|\}\}|<bound method", visible)


def problems_of(page: Page, source: str, *, axe: bool = True) -> list[str]:
    """Everything wrong with the page that is open, whose HTML was `source`."""
    found = [f"html: {problem}" for problem in html_problems(source)]
    found += [f"words: {problem}" for problem in missing_words(source)]
    found += [f"axe: {problem}" for problem in axe_problems(page)] if axe else []
    if scrolls_sideways(page):
        found.append(f"scrolls sideways at {page.viewport_size}")
    return found
