from typing import Any

import pytest
from django.urls import reverse

from courtepointe.coalitions.actions import method as actions
from courtepointe.coalitions.models import MethodChange
from courtepointe.coalitions.queries.method import method_for
from courtepointe.coalitions.queries.wording import LISTS, Wording, entry_of, wording_of
from courtepointe.history import Entry
from courtepointe.library.load import the_method
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast


def entry(cast: Cast, kind: str = "factor", slug: str = "self-esteem") -> Wording:
    found = entry_of(cast.coalition, kind, slug)
    assert found is not None
    return found


def last_line(cast: Cast) -> str:
    return Entry.objects.filter(coalition=cast.coalition).latest("pk").sentence


def at(cast: Cast, name: str, **kwargs: str) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def test_a_renamed_factor_keeps_the_method_s_name_and_source(cast: Cast) -> None:
    before = entry(cast)
    actions.reword(before, cast.coalition, by=cast.amina, version=0, name="Se sentir capable", description="À nous.")
    after = entry(cast)
    assert (after.name, after.original, after.details) == ("Se sentir capable", before.name, "À nous.")
    assert after.item.source == before.item.source
    assert "Se sentir capable" in last_line(cast)
    assert before.name in last_line(cast)
    assert entry_of(cast.other, "factor", "self-esteem") == before


@pytest.mark.parametrize(
    ("kind", "slug"), [("system", "family"), ("stage", "planning"), ("category", "screening"), ("criterion", "scale")]
)
def test_each_part_of_the_method_can_be_renamed(cast: Cast, kind: str, slug: str) -> None:
    actions.reword(entry(cast, kind, slug), cast.coalition, by=cast.amina, version=0, name="Dans nos mots")
    assert entry(cast, kind, slug).name == "Dans nos mots"


def test_two_rewordings_of_one_entry_are_a_conflict(cast: Cast) -> None:
    opened = entry(cast)
    actions.reword(opened, cast.coalition, by=cast.amina, version=0, name="Un")
    with pytest.raises(Conflict):
        actions.reword(opened, cast.coalition, by=cast.amina, version=0, name="Deux")
    assert entry(cast).name == "Un"


def test_a_factor_is_added_to_its_system(cast: Cast) -> None:
    row = actions.add_entry(
        cast.coalition, "factor", by=cast.amina, name="Accès à la nature", description="Jouer dehors.", system="family"
    )
    method = method_for(cast.coalition)
    assert method.factor(row.slug) in method.factors_of("family")
    assert entry(cast, "factor", row.slug).own
    assert last_line(cast) == "Amina a ajouté «\u202fAccès à la nature\u202f» à la méthode du regroupement."


def test_a_name_is_used_once_in_a_list(cast: Cast) -> None:
    taken = entry(cast, "factor", "neighbourhood").name.upper()
    with pytest.raises(Refused):
        actions.add_entry(cast.coalition, "factor", by=cast.amina, name=taken)
    with pytest.raises(Refused):
        actions.reword(entry(cast), cast.coalition, by=cast.amina, version=0, name=taken)


def test_what_is_hidden_leaves_the_method_and_can_be_shown_again(cast: Cast) -> None:
    actions.set_hidden(entry(cast), cast.coalition, True, by=cast.amina)
    assert "self-esteem" not in {factor.slug for factor in method_for(cast.coalition).factors}
    assert entry(cast).hidden
    actions.set_hidden(entry(cast), cast.coalition, False, by=cast.amina)
    assert method_for(cast.coalition).factor("self-esteem").slug == "self-esteem"
    assert "montré de nouveau" in last_line(cast)


@pytest.mark.parametrize(("kind", "slug"), [("system", "child"), ("stage", "analysis")])
def test_systems_and_stages_are_neither_hidden_nor_added(cast: Cast, kind: str, slug: str) -> None:
    with pytest.raises(Refused):
        actions.set_hidden(entry(cast, kind, slug), cast.coalition, True, by=cast.amina)
    with pytest.raises(Refused):
        actions.add_entry(cast.coalition, kind, by=cast.amina, name="Autre")


def test_the_original_is_put_back(cast: Cast) -> None:
    actions.reword(entry(cast), cast.coalition, by=cast.amina, version=0, name="Autre", system="family")
    actions.restore_original(entry(cast), cast.coalition, by=cast.amina)
    assert method_for(cast.coalition).factor("self-esteem") == the_method().factor("self-esteem")
    assert "remis les mots de la méthode" in last_line(cast)


@pytest.mark.parametrize("kind", list(LISTS))
def test_the_list_costs_two_queries_at_most(cast: Cast, kind: str, django_assert_max_num_queries: Any) -> None:
    for n in range(30):
        MethodChange.objects.create(
            coalition=cast.coalition, kind=kind, slug=f"own-{n}", name=f"À nous {n}", added=True
        )
    cast.coalition.method_version = 1
    with django_assert_max_num_queries(2):
        assert len(wording_of(cast.coalition, kind)) >= 3


def test_the_pages_reword_add_hide_and_restore(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    address = at(cast, "method-reword", kind="factor", slug="self-esteem")
    assert entry(cast).original in browser.get(address).content.decode()
    typed = {"name": "Se sentir <capable>", "description": "", "system": "child", "version": "0"}
    assert browser.post(address, typed).status_code == 303
    assert MethodChange.objects.get(slug="self-esteem").system == ""
    page = browser.get(at(cast, "method-changes")).content.decode()
    assert "Se sentir &lt;capable&gt;" in page
    assert f"Nom dans la méthode\u00a0: {the_method().factor('self-esteem').name}" in page
    conflict = browser.post(address, typed)
    assert conflict.status_code == 409
    assert "Se sentir &lt;capable&gt;" in conflict.content.decode()
    act = at(cast, "method-act", kind="factor", slug="self-esteem")
    for asked in ("hide", "show", "restore"):
        assert browser.post(act, {"act": asked}).status_code == 303
    assert browser.post(act, {"act": "burn"}).status_code == 404
    assert "Se sentir" not in browser.get(at(cast, "method-changes")).content.decode()
    added = browser.post(
        at(cast, "method-add", kind="criterion"), {"name": "Plaisir", "description": "Est-ce joyeux ?"}
    )
    assert added.status_code == 303
    assert "Plaisir" in browser.get(added.headers["Location"]).content.decode()
    assert browser.post(at(cast, "method-add", kind="criterion"), {"name": ""}).status_code == 422


@pytest.mark.parametrize("kind", ["system", "stage", "zoo"])
def test_what_cannot_be_added_has_no_page(cast: Cast, kind: str) -> None:
    assert cast.client(cast.amina).get(at(cast, "method-add", kind=kind)).status_code == 404


def test_everybody_reads_and_coordinators_write(cast: Cast) -> None:
    browser = cast.client(cast.chloe)
    for kind in [*LISTS, "zoo"]:
        answer = browser.get(at(cast, "method-changes"), {"kind": kind})
        assert answer.status_code == 200
        assert "reword" not in answer.content.decode()
    assert browser.post(at(cast, "method-act", kind="factor", slug="self-esteem"), {"act": "hide"}).status_code == 403


def test_the_wording_of_another_coalition_is_read_nowhere(cast: Cast) -> None:
    actions.add_entry(cast.other, "factor", by=cast.driss, name="SECRET-AILLEURS")
    browser = cast.client(cast.amina)
    for page in (at(cast, "method-changes"), at(cast, "coalition-library-factors")):
        assert "SECRET-AILLEURS" not in browser.get(page).content.decode()


def test_the_coalition_s_library_shows_its_own_words(cast: Cast) -> None:
    actions.reword(entry(cast), cast.coalition, by=cast.amina, version=0, name="Se sentir capable")
    page = cast.client(cast.chloe).get(at(cast, "coalition-library-factors")).content.decode()
    assert "Se sentir capable" in page
    assert "library/changes/" in cast.client(cast.chloe).get(at(cast, "coalition-library")).content.decode()
