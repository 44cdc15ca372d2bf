"""The library inside a coalition: its own words, its own addresses."""

import re

import pytest
from django.urls import reverse

from courtepointe.coalitions.models import MethodChange
from courtepointe.library.views import PAGES
from tests.cast import Cast

KEYS = {"factor": "self-esteem", "technique": "round", "template": "r1"}


def address(cast: Cast, name: str, route: str) -> str:
    kwargs = {key: slug for key, slug in KEYS.items() if f":{key}>" in route}
    return reverse(f"coalition-library-{name}".rstrip("-"), kwargs={"coalition": cast.coalition.uid, **kwargs})


@pytest.fixture
def reworded(cast: Cast) -> Cast:
    """Our coalition and the other one each call the same factor their own way."""
    for coalition, name in ((cast.coalition, "Confiance en soi"), (cast.other, "SECRET-AILLEURS")):
        MethodChange.objects.create(coalition=coalition, kind="factor", slug="self-esteem", name=name)
        coalition.method_version += 1
        coalition.save(update_fields=["method_version"])
    return cast


@pytest.mark.parametrize(("name", "route"), [(name, route) for name, route, _ in PAGES])
def test_every_page_opens_for_an_observer_and_leads_only_to_the_coalitions_own_pages(
    reworded: Cast, name: str, route: str
) -> None:
    answer = reworded.client(reworded.chloe).get(address(reworded, name, route))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count("<h1>") == 1
    assert "SECRET-AILLEURS" not in html
    own = reverse("coalition-library", kwargs={"coalition": reworded.coalition.uid})
    assert all(link.startswith(own) for link in re.findall(r'href="([^"]*/library/[^"]*)"', html))


def test_the_coalitions_own_name_stands_with_the_original_and_the_source(reworded: Cast) -> None:
    html = reworded.client(reworded.benoit).get(address(reworded, "factor", ":factor>")).content.decode()
    assert '<h1><span lang="fr">Confiance en soi</span></h1>' in html
    assert "Nom dans la méthode\u00a0: Estime de soi" in html
    assert "(S63)" in html


def test_the_public_library_keeps_the_methods_words(reworded: Cast) -> None:
    html = reworded.client(reworded.benoit).get(reverse("library-factors")).content.decode()
    assert "Estime de soi" in html
    assert "Confiance en soi" not in html
