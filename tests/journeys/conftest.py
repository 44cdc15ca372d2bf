"""A real browser on a real site. The journeys of one process share one Chromium and one site per stage."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.site import Site, running
from tools import chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]

# A form that leaves says so to `Someone.settles`, and so does htmx while it writes: the click returns before the
# answer, and opening another address then would race it.
SAYS_IT_LEAVES = """
const page = () => document.documentElement.dataset;
let writing = 0;
addEventListener("htmx:beforeSend", ({ detail }) => {
  if (detail.requestConfig.verb === "get") return;
  writing += 1;
  page().writing = "";
  detail.xhr.addEventListener("loadend", () => {
    writing -= 1;
    if (!writing && !detail.xhr.getResponseHeader("HX-Redirect")) delete page().writing;
  });
});
addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post" || event.target.target === "_blank") return;
  page().sending = "";
});
"""


# What runs in one process, in this order: each group takes about as long, and the tests of a group share their sites.
GROUPS = ("pages", "later", "sooner")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    groups = {item: group_of(item.path.stem) for item in items if here in item.path.parents}
    for item, group in groups.items():
        item.add_marker(pytest.mark.journey)
        item.add_marker(pytest.mark.xdist_group(group))
    # The longest first: the others fill what is left of the time.
    items.sort(key=lambda item: GROUPS.index(groups[item]) if item in groups else len(GROUPS))


def group_of(module: str) -> str:
    if module == "test_pages":
        return "pages"
    return "sooner" if module < "test_l" else "later"


@pytest.fixture(autouse=True)
def _tenants_never_mix() -> None:
    """Journeys have a database of their own, in another process."""


# For the folder, not the session: while Playwright runs, the tests of this process are inside its event loop.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or chromium.find()
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


SiteAt = Callable[[str | None], Site]


@pytest.fixture(scope="session")
def site_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteAt]:
    """Give the site of a stage (None: an empty one), started at the first asking."""
    with sites(tmp_path_factory) as give:
        yield give


@pytest.fixture(scope="module")
def own_site_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteAt]:
    """The same, with sites that the tests of this file have for themselves."""
    with sites(tmp_path_factory) as give:
        yield give


@contextmanager
def sites(folders: pytest.TempPathFactory) -> Iterator[SiteAt]:
    """Sites by stage, each started at the first asking; all are stopped at the end."""
    started: dict[str | None, Site] = {}
    base = folders.getbasetemp()
    made = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # the folder that all processes share
    with ExitStack() as stack:

        def give(stage: str | None) -> Site:
            if stage not in started:
                data = folders.mktemp(f"site-{stage or 'empty'}")
                started[stage] = stack.enter_context(running(data, made, stage=stage))
            return started[stage]

        yield give


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Open a fresh browser window (own cookies) on a site; errors of its console fail the test at the end."""
    problems: list[str] = []
    contexts: list[Any] = []

    def give(site: Site, *, language: str = "fr-CA", width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(
            base_url=site.url,
            locale=language,
            viewport={"width": width, "height": height},
            extra_http_headers={"Accept-Language": language},
            **options,
        )
        context.set_default_timeout(15_000)
        context.add_init_script(SAYS_IT_LEAVES)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on("console", lambda line: problems.append(f"{page.url}: {line.text}") if is_problem(line) else None)
        return page

    yield give
    for context in contexts:
        context.close()
    assert problems == []


def is_problem(line: Any) -> bool:
    """An error of ours; an answer of 4xx that a test provokes on purpose is told by the test itself."""
    return line.type == "error" and "Failed to load resource" not in line.text
