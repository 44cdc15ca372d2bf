"""What every page is held to in the browser: axe's WCAG 2.2 AA rules, strict HTML, no sideways scrolling."""

import re

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is wrong comes back from the page: all that axe looked at is a hundred times more, and takes seconds. Styles
# are not fetched again for it (`preload`): only a rule that is no part of these reads them.
RUN_AXE = """async (rules) => {
  const found = await axe.run({ runOnly: rules, resultTypes: ["violations"], preload: { assets: ["media"] } });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) =>
      `${id}: ${html.slice(0, 160)} (${failureSummary.trim().split("\\n").pop().trim()})`));
}"""


def axe_problems(page: Page) -> list[str]:
    """One line for each thing that axe finds."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(RUN_AXE, RULES)
    return found


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


def source_problems(source: str) -> list[str]:
    """Everything wrong with the HTML of a page as it was sent."""
    found = [f"html: {problem}" for problem in html_problems(source)]
    return found + [f"words: {problem}" for problem in missing_words(source)]


def shown_problems(page: Page, *, axe: bool = True) -> list[str]:
    """Everything wrong with the page that is open, at the width it has."""
    found = [f"axe: {problem}" for problem in axe_problems(page)] if axe else []
    if scrolls_sideways(page):
        found.append(f"scrolls sideways at {page.viewport_size}")
    return found


def problems_of(page: Page, source: str, *, axe: bool = True) -> list[str]:
    """Everything wrong with the page that is open, whose HTML was `source`."""
    return source_problems(source) + shown_problems(page, axe=axe)
