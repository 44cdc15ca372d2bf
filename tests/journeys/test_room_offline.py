"""The room when the network is cut: what is done is kept, then sent in order, once; the projected page waits."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checks import problems_of
from tests.journeys.conftest import Open, SiteAt
from tests.journeys.person import Someone


@pytest.fixture
def room(site_at: SiteAt, open_page: Open) -> Someone:
    """The coordinator of the demo, in the room of the next meeting."""
    me = Someone(open_page(site_at("analysis")), "fr-ca")
    me.signs_in_as("Maude")
    base = me.page.url
    me.go(base + "meetings/")
    href = me.page.locator("a[href*='/meetings/']").evaluate_all(
        "links => links.map(a => a.getAttribute('href')).find(h => /meetings\\/[0-9a-f-]{36}\\/$/.test(h))"
    )
    me.go(f"{href}room/")
    return me


def decide(me: Someone, wording: str) -> None:
    me.page.locator("#varia a[href*='decisions/new']").click()
    me.page.locator("#varia [name=wording]").fill(wording)


def save(me: Someone) -> None:
    me.page.locator("#varia form[data-keep] button").first.click()


def test_nothing_is_lost_and_nothing_is_done_twice(room: Someone) -> None:
    me = room
    decide(me, "Décision gardée sur l’appareil")
    me.page.context.set_offline(True)
    save(me)
    expect(me.page.locator(".outbox")).to_contain_text("Gardé sur cet appareil")
    me.page.locator("#objectives .mark").first.click()
    expect(me.page.locator(".outbox")).to_contain_text("2.")
    me.page.context.set_offline(False)
    expect(me.page.locator(".outbox")).to_contain_text("Tout est inscrit", timeout=20_000)
    me.page.reload()
    expect(me.page.locator(".decision-wording", has_text="Décision gardée sur l’appareil")).to_have_count(1)
    expect(me.page.locator("#objectives .mark").first).to_have_attribute("aria-pressed", "true")
    assert problems_of(me.page, me.page.content()) == []


def test_an_answer_that_is_lost_does_not_make_two(room: Someone) -> None:
    me = room

    def lose(route: object) -> None:
        route.fetch(max_redirects=0)  # type: ignore[attr-defined]  # the server does it
        route.abort()  # type: ignore[attr-defined]  # and nobody hears of it

    decide(me, "Décision dont la réponse s’est perdue")
    me.page.route("**/decisions/new/**", lose, times=1)
    save(me)
    expect(me.page.locator(".outbox")).to_contain_text("Tout est inscrit", timeout=20_000)
    me.page.reload()
    expect(me.page.locator(".decision-wording", has_text="Décision dont la réponse s’est perdue")).to_have_count(1)


def test_what_is_being_typed_and_what_is_kept_survive_a_reload(room: Someone) -> None:
    me = room
    decide(me, "Une phrase à moitié écrite")
    me.page.reload()
    expect(me.page.locator("#varia [name=wording]")).to_have_value("Une phrase à moitié écrite")
    me.page.locator("#varia [name=wording]").fill("")
    me.page.locator("#varia [name=wording]").fill("Gardée avant de recharger")
    me.page.route("**/decisions/new/**", lambda route: route.abort())
    save(me)
    expect(me.page.locator(".outbox")).to_contain_text("Gardé sur cet appareil")
    me.page.reload()
    expect(me.page.locator(".outbox")).to_contain_text("Gardé sur cet appareil")
    me.page.unroute("**/decisions/new/**")
    expect(me.page.locator(".outbox")).to_contain_text("Tout est inscrit", timeout=20_000)


def test_the_projected_page_follows_waits_and_goes_on(room: Someone) -> None:
    me = room
    screen: Page = me.page.context.new_page()
    screen.goto(me.page.url.replace("/room/", "/screen/"))
    was = me.page.locator("#now h2").inner_text()
    me.page.locator("#now .buttons > .button:not(.button-quiet)").click()
    expect(me.page.locator("#now h2")).not_to_have_text(was)
    title = me.page.locator("#now h2").inner_text()
    expect(screen.locator("h1")).to_have_text(title, timeout=10_000)
    assert problems_of(screen, screen.content()) == []
    before = screen.locator("[data-clock-words]").inner_text()
    me.page.context.set_offline(True)
    expect(screen.locator("[data-screen-cut]")).to_be_visible(timeout=10_000)
    expect(screen.locator("[data-clock-words]")).not_to_have_text(before)
    me.page.context.set_offline(False)
    expect(screen.locator("[data-screen-cut]")).to_be_hidden(timeout=10_000)
    me.page.locator("#now button", has_text="Mettre en pause").click()
    expect(screen.locator("#screen")).to_contain_text("en pause", timeout=10_000)
