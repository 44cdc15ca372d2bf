"""The pages of the method, read by anyone, in both languages; and the same pages for an adapted method."""

from __future__ import annotations

import re

import html5lib
import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from courtepointe.library import views
from courtepointe.library.adapt import Change, adapt
from courtepointe.library.load import the_method
from courtepointe.library.shelf import Shelf

METHOD = the_method()
ADDRESSES = [
    *(reverse(f"library-{name}" if name else "library") for name, route, _ in views.PAGES if "<" not in route),
    *(reverse("library-agenda", kwargs={"template": template.slug}) for template in METHOD.templates),
    *(reverse("library-factor", kwargs={"factor": factor.slug}) for factor in METHOD.factors),
    *(reverse("library-technique", kwargs={"technique": technique.slug}) for technique in METHOD.techniques),
]


def page(client: Client, address: str, language: str = "fr-CA") -> str:
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["fr-CA", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_sound_html_with_one_title_and_few_bytes(client: Client, address: str, language: str) -> None:
    html = page(client, address, language)
    html5lib.HTMLParser(strict=True).parse(html)
    assert html.count("<h1>") == 1
    assert len(html.encode()) < 60_000


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_says_where_it_comes_from(client: Client, address: str) -> None:
    html = page(client, address)
    index_or_list = address in (reverse("library"), reverse("library-sources"), reverse("library-techniques"))
    assert index_or_list or reverse("library-sources") + "#" in html


def links(html: str) -> set[str]:
    return set(re.findall(r'href="(/library/[^"]*|#[^"]+)"', html))


def test_every_link_inside_the_library_leads_to_a_page_and_a_place_on_it(client: Client) -> None:
    pages = {address: page(client, address) for address in ADDRESSES}
    for address, html in pages.items():
        for link in links(html):
            target, _, anchor = link.partition("#")
            if anchor == "main" or anchor.startswith(("block-", "piece-")):
                continue
            assert (target or address) in pages, (address, link)
            assert not anchor or f'id="{anchor}"' in pages[target or address], (address, link)


def test_the_table_of_outil_2_shows_its_29_objectives_with_the_words_of_the_paper_in_bold(client: Client) -> None:
    html = page(client, reverse("library-meetings"))
    table = html[html.index("<tbody>") : html.index("</tbody>")]
    assert table.count("<tr") == 6
    bold = table.split("<b>")
    assert len(bold) - 1 >= 2 * 29
    assert "<b>Sélectionner</b>, dans chaque système, les <b>facteurs de protection</b>" in table


def test_the_glossary_follows_the_alphabet_of_the_readers_language(client: Client) -> None:
    french = page(client, reverse("library-glossary"))
    english = page(client, reverse("library-glossary"), "en")
    assert french.index('id="timeline"') < french.index('id="protective-factor"')  # Échéancier, Facteur
    assert english.index('id="protective-factor"') < english.index('id="timeline"')  # Protective, Timeline


def test_the_cycle_is_drawn_and_told(client: Client) -> None:
    html = page(client, reverse("library-synthesis"))
    assert '<figure class="cycle">' in html
    for stage in METHOD.stages:
        assert f'href="#stage-{stage.slug}"' in html


def test_inferred_is_said_in_words_and_explained(client: Client) -> None:
    html = page(client, reverse("library-factors"))
    assert "déduit" in html
    assert "« Déduit »".replace(" ", "\u202f") in html or "Déduit" in html


@pytest.mark.parametrize("name", ["factors", "techniques", "meetings"])
def test_an_unknown_slug_is_not_found(client: Client, name: str) -> None:
    assert client.get(reverse(f"library-{name}") + "nothing/").status_code == 404


@pytest.fixture
def adapted_html(rf: RequestFactory) -> dict[str, str]:
    """The pages of a coalition's own method, rendered as the coalition's pages will."""
    method = adapt(
        METHOD,
        [
            Change(kind="factor", slug="self-esteem", name="Confiance <b>en soi</b>"),
            Change(kind="factor", slug="neighbourhood", hidden=True),
            Change(kind="factor", slug="own-1", name="Jeu libre", description="Dehors", added=True, system="child"),
            Change(kind="system", slug="school", added=True),
            Change(kind="stage", slug="analysis", name="Notre portrait"),
            Change(kind="criterion", slug="scale", name="Étendue"),
        ],
    )
    request = rf.get("/")
    pages = [renderer for _, route, renderer in views.PAGES if "<" not in route]
    html = {renderer.__name__: renderer(request, method, {}).content.decode() for renderer in pages}
    html["own"] = views.render_factor(request, method, {}, "own-1").content.decode()
    html["renamed"] = views.render_factor(request, method, {}, "self-esteem").content.decode()
    return html


def test_an_adapted_method_shows_its_names_and_the_original_ones(adapted_html: dict[str, str]) -> None:
    factors = adapted_html["render_factors"]
    assert '<span lang="fr">Confiance &lt;b&gt;en soi&lt;/b&gt;</span>' in factors
    assert "Nom dans la méthode\u00a0: Estime de soi" in factors
    assert "Notre portrait" in adapted_html["render_synthesis"]
    assert "Notre portrait" in adapted_html["render_meetings"]
    assert "Étendue" in adapted_html["render_lists"]
    assert reverse("library-sources") in adapted_html["renamed"]


def test_an_adapted_method_shows_what_was_added_and_not_what_was_hidden(adapted_html: dict[str, str]) -> None:
    factors = adapted_html["render_factors"]
    assert "Jeu libre" in factors
    assert "Ajouté par le regroupement" in factors
    assert "voisinage</a>" not in factors
    assert "École et services éducatifs" in adapted_html["render_synthesis"]
    assert "Dehors" in adapted_html["own"]


def test_a_coalitions_shelf_leads_to_its_own_pages() -> None:
    shelf = Shelf(METHOD, "coalition-library", {"coalition": "0190f2c4-0000-7000-8000-000000000000"})
    assert shelf.prefix == "coalition-library"
    keyed = Shelf.keyed(METHOD.objective("agree-rules"))
    assert keyed == "<b>Se donner</b>, comme groupe, des <b>règles de fonctionnement</b>"
