"""The small behaviours, in a real browser: nothing typed is lost, nothing moves that cannot be moved by a button."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from courtepointe.web import assets
from tools import chromium

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("scripts")]

HOME = "http://look.test/"
WORDS = (
    'data-saving="…" data-saved-word="Enregistré" data-unsaved="Pas encore" data-offline="Pas de réseau"'
    ' data-failed="Non enregistré" data-conflict="Changé ailleurs" data-kept="Remis" data-ended="Terminée"'
)
NOTE = f"""<form method="post" data-autosave="/save"><input type="hidden" name="version" value="1">
<label>Note <textarea name="note"></textarea></label>
<label>Oui <input type="checkbox" name="agreed" value="yes"></label>
<span role="status" data-saved {WORDS}></span><div data-conflict-slot></div></form>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    path = chromium.find()
    with sync_playwright() as driver:
        engine = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield engine
        engine.close()


@pytest.fixture
def page(browser: object) -> Iterator[Page]:
    context = browser.new_context()  # type: ignore[attr-defined]
    yield context.new_page()
    context.close()


def opened(page: Page, body: str, act: Callable[[Route], None] = lambda route: route.fulfill(status=204)) -> None:
    """A page of ours under the strict policy; every POST goes to `act`."""

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            act(route)
        elif route.request.url.endswith(".js"):
            route.fulfill(body=assets.js(), content_type="text/javascript")
        elif route.request.url.endswith(".css"):
            route.fulfill(body=assets.css(), content_type="text/css")
        else:
            policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'"
            route.fulfill(
                content_type="text/html; charset=utf-8",
                headers={"Content-Security-Policy": policy},
                body=f'<!doctype html><html lang="fr"><link rel="stylesheet" href="/a.css"><title>x</title>'
                f'<body>{body}<script src="/a.js" defer></script>',
            )

    page.route("**/*", answer)
    page.goto(HOME)


def sent(route: Route) -> dict[str, list[str]]:
    return parse_qs(route.request.post_data or "", keep_blank_values=True)


def test_what_is_typed_is_saved_with_its_version_and_the_new_version_is_kept(page: Page) -> None:
    posts: list[dict[str, list[str]]] = []

    def save(route: Route) -> None:
        posts.append(sent(route))
        route.fulfill(status=204, headers={"X-Version": str(len(posts) + 1)})

    opened(page, NOTE, save)
    page.get_by_label("Note").fill("Bonjour")
    expect(page.get_by_role("status")).to_have_text("Enregistré")
    page.get_by_label("Oui").check()
    expect(page.locator("[name=version]")).to_have_value("3")
    assert posts[0] == {"version": ["1"], "changed": ["note"], "note": ["Bonjour"]}
    assert posts[1] == {"version": ["2"], "changed": ["agreed"], "agreed": ["yes"]}
    assert page.evaluate("localStorage.length") == 0


def test_text_typed_without_a_network_survives_a_reload_and_is_sent_later(page: Page) -> None:
    cut = True
    posts: list[dict[str, list[str]]] = []

    def save(route: Route) -> None:
        if cut:
            route.abort()
            return
        posts.append(sent(route))
        route.fulfill(status=204)

    opened(page, NOTE, save)
    page.get_by_label("Note").fill("Gardé ici")
    expect(page.get_by_role("status")).to_have_text("Pas de réseau")
    cut = False
    page.reload()
    expect(page.get_by_label("Note")).to_have_value("Gardé ici")
    expect(page.get_by_role("status")).to_have_text("Enregistré")
    assert posts[-1]["note"] == ["Gardé ici"]


def test_a_conflict_shows_the_servers_fragment_and_keeps_what_was_typed(page: Page) -> None:
    opened(page, NOTE, lambda route: route.fulfill(status=409, body="<p>Leur texte</p>", content_type="text/html"))
    page.get_by_label("Note").fill("Mon texte")
    expect(page.locator("[data-conflict-slot]")).to_have_text("Leur texte")
    expect(page.get_by_role("status")).to_have_text("Changé ailleurs")
    expect(page.get_by_label("Note")).to_have_value("Mon texte")


CONFLICT = """<div data-version="7"><p data-theirs="note">Leur texte</p>
<button type="button" data-conflict-keep>Garder</button>
<button type="button" data-conflict-take>Prendre</button></div>"""


@pytest.mark.parametrize(("answer", "kept"), [("Garder", "Mon texte"), ("Prendre", "Leur texte")])
def test_a_conflict_is_settled_either_way_on_the_version_that_was_shown(page: Page, answer: str, kept: str) -> None:
    posts: list[dict[str, list[str]]] = []

    def save(route: Route) -> None:
        posts.append(sent(route))
        conflicts = posts[-1]["version"] == ["1"]
        route.fulfill(status=409 if conflicts else 204, body=CONFLICT if conflicts else "", content_type="text/html")

    opened(page, NOTE, save)
    page.get_by_label("Note").fill("Mon texte")
    page.get_by_role("button", name=answer).click()
    expect(page.get_by_role("status")).to_have_text("Enregistré")
    expect(page.get_by_label("Note")).to_have_value(kept)
    sent_again = [post["note"] for post in posts if post["version"] == ["7"]]
    assert sent_again == ([["Mon texte"]] if answer == "Garder" else [])


def test_a_refusal_is_said_and_the_text_stays(page: Page) -> None:
    opened(page, NOTE, lambda route: route.fulfill(status=400))
    page.get_by_label("Note").fill("Trop long")
    expect(page.get_by_role("status")).to_have_text("Non enregistré")
    assert "Trop long" in page.evaluate("localStorage.getItem(localStorage.key(0))")


SIGN_OUT = "<form data-clear-drafts></form>"


@pytest.mark.parametrize(
    ("status", "next_page", "shown"),
    [(500, SIGN_OUT, "Long texte"), (200, "Ouvrir une session", "Long texte"), (200, SIGN_OUT, "")],
)
def test_a_form_that_the_server_did_not_take_comes_back_with_its_text(
    page: Page, status: int, next_page: str, shown: str
) -> None:
    body = NOTE.replace("</form>", "<button>Enregistrer</button></form>")

    def refuse(route: Route) -> None:
        if route.request.url.endswith("/save"):
            route.abort()
        else:
            route.fulfill(status=status, body=f'{next_page}<script src="/a.js"></script>', content_type="text/html")

    opened(page, body, refuse)
    page.get_by_label("Note").fill("Long texte")
    page.get_by_role("button").click()
    page.wait_for_url(HOME)
    page.goto(f"{HOME}?again")
    page.goto(HOME)
    expect(page.get_by_label("Note")).to_have_value(shown)


def test_signing_out_forgets_what_is_kept_on_the_device(page: Page) -> None:
    body = NOTE + '<form method="post" action="/out" data-clear-drafts><button>Partir</button></form>'
    opened(page, body, lambda route: route.fulfill(status=400 if route.request.url.endswith("save") else 204))
    page.get_by_label("Note").fill("Secret")
    expect(page.get_by_role("status")).to_have_text("Non enregistré")
    page.get_by_role("button", name="Partir").click()
    assert page.evaluate("localStorage.length") == 0


LIST = """<ol class="reorder" data-reorder="/move" data-token="t">
<li data-item="a"><span class="reorder-grip" data-grip></span>A</li>
<li data-item="b"><span class="reorder-grip" data-grip></span>B</li>
<li data-item="c"><span class="reorder-grip" data-grip></span>C</li></ol>"""
ORDER = "[...document.querySelectorAll('[data-item]')].map(e => e.dataset.item).join('')"


def drag(page: Page, item: str, onto: str) -> None:
    page.locator(f"[data-item={item}] [data-grip]").hover()
    page.mouse.down()
    target = page.locator(f"[data-item={onto}]").bounding_box()
    assert target
    page.mouse.move(target["x"] + 10, target["y"] + target["height"] - 2, steps=6)


@pytest.mark.parametrize(("status", "order"), [(204, "bca"), (409, "abc")])
def test_an_item_is_dragged_to_its_place_and_goes_back_when_refused(page: Page, status: int, order: str) -> None:
    posts: list[dict[str, list[str]]] = []

    def move(route: Route) -> None:
        posts.append(sent(route))
        route.fulfill(status=status)

    opened(page, LIST, move)
    drag(page, "a", "c")
    with page.expect_response("**/move"):  # the order shows while one drags: the act is known by its answer
        page.mouse.up()
    expect(page.locator("[data-item]")).to_have_text([letter.upper() for letter in order])
    assert posts == [{"item": ["a"], "position": ["2"], "list": [""], "csrfmiddlewaretoken": ["t"]}]


def test_escape_lets_go_of_an_item_and_nothing_is_sent(page: Page) -> None:
    posts: list[Route] = []
    opened(page, LIST, posts.append)
    drag(page, "a", "c")
    assert page.evaluate(ORDER) == "bca"
    page.keyboard.press("Escape")
    assert page.evaluate(ORDER) == "abc"
    page.mouse.up()
    assert posts == []


def test_the_session_is_announced_before_it_ends_and_can_be_kept(page: Page) -> None:
    page.clock.install(time="2026-11-22T12:00:00Z")
    body = """<div data-session-expires="2026-11-22T13:00:00Z" hidden>
    <div role="alert" data-session-words>Bientôt</div>
    <form method="post" action="/session/"><button>Rester</button></form>
    <template>Terminée</template></div>"""
    opened(page, body, lambda r: r.fulfill(status=204, headers={"X-Session-Expires": "2026-11-22T15:00:00+00:00"}))
    page.clock.fast_forward("54:00")
    expect(page.get_by_role("alert")).to_be_hidden()
    page.clock.fast_forward("01:30")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="Rester").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    page.clock.fast_forward("02:05:00")
    expect(page.get_by_text("Terminée")).to_be_visible()


def test_undo_stays_ten_seconds_and_longer_while_it_holds_the_focus(page: Page) -> None:
    page.clock.install()
    opened(page, '<form data-undo="10" method="post"><button>Annuler</button></form>')
    page.get_by_role("button").focus()
    page.clock.run_for(15_000)
    expect(page.get_by_role("button")).to_be_visible()
    page.get_by_role("button").blur()
    page.clock.run_for(11_000)
    expect(page.get_by_role("button")).to_have_count(0)


def test_escape_closes_a_menu_and_gives_the_focus_back(page: Page) -> None:
    opened(page, '<details class="menu" data-menu><summary>Plus</summary><a href="#">Lien</a></details>')
    page.locator("summary").click()
    page.get_by_role("link").focus()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    expect(page.get_by_role("link")).to_be_hidden()
