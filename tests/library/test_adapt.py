"""A coalition's changes laid over the method: names, additions, hidden entries, the fourth system."""

from __future__ import annotations

from dataclasses import replace

import pytest

from courtepointe.library.adapt import Change, adapt
from courtepointe.library.load import the_method
from courtepointe.library.method import Category, Criterion, Factor, Method, Text

PLAIN = Text("Mots", "Words")


def factor(slug: str, name: Text, system: str) -> Factor:
    return Factor(slug=slug, name=name, system=system, code="X1", short=PLAIN, source=("O2",), inferred=True)


@pytest.fixture
def method() -> Method:
    """The shipped method with a small catalogue of our own, so that content may grow freely."""
    return replace(
        the_method(),
        factors=(
            factor("esteem", Text("Estime", "Esteem"), "child"),
            factor("reading", Text("Lecture", "Reading"), "family"),
        ),
        categories=(Category(slug="welcome", name=Text("Accueil", "Welcome"), definition=PLAIN, source=("O2",)),),
        criteria=(Criterion(slug="scale", name=Text("Ampleur", "Scale"), question=PLAIN, source=("O2",)),),
    )


def test_no_change_gives_the_method_itself(method: Method) -> None:
    assert adapt(method, []) == method


def test_a_renamed_factor_keeps_its_source_and_its_original_name(method: Method) -> None:
    esteem = adapt(method, [Change(kind="factor", slug="esteem", name="Confiance en soi")]).factor("esteem")
    assert str(esteem.name) == "Confiance en soi"
    assert esteem.name.lang == "fr"
    assert esteem.original == Text("Estime", "Esteem")
    assert (esteem.source, esteem.inferred, esteem.own) == (("O2",), True, False)


def test_the_method_itself_is_never_touched(method: Method) -> None:
    adapt(method, [Change(kind="factor", slug="esteem", name="Autre", hidden=True)])
    assert method.factor("esteem").name.fr == "Estime"
    assert method.hidden == ()


def test_typing_the_name_that_is_there_changes_nothing(method: Method) -> None:
    assert adapt(method, [Change(kind="factor", slug="esteem", name="Estime")]) == method


def test_a_hidden_factor_leaves_the_list_and_can_be_found_again(method: Method) -> None:
    adapted = adapt(method, [Change(kind="factor", slug="esteem", hidden=True)])
    assert [factor.slug for factor in adapted.factors] == ["reading"]
    assert [entry.slug for entry in adapted.hidden] == ["esteem"]
    with pytest.raises(KeyError):
        adapted.factor("esteem")


def test_an_added_factor_stands_after_the_others_of_its_system(method: Method) -> None:
    change = Change(
        kind="factor", slug="own-1", name="Parks", description="Green", added=True, system="family", lang="en"
    )
    adapted = adapt(method, [change])
    assert [factor.slug for factor in adapted.factors_of("family")] == ["reading", "own-1"]
    own = adapted.factor("own-1")
    assert (own.own, own.source, own.name.lang, own.short.fr) == (True, (), "en", "Green")


def test_an_added_factor_without_a_known_system_is_not_lost(method: Method) -> None:
    adapted = adapt(method, [Change(kind="factor", slug="own-1", name="Parcs", added=True, system="school")])
    assert adapted.factor("own-1").system == "community"


def test_an_added_factor_that_is_hidden_is_hidden(method: Method) -> None:
    adapted = adapt(method, [Change(kind="factor", slug="own-1", name="Parcs", added=True, hidden=True)])
    assert [entry.slug for entry in adapted.hidden] == ["own-1"]


def test_the_fourth_system_comes_on_request_and_takes_factors(method: Method) -> None:
    changes = [
        Change(kind="system", slug="school", added=True, name="Milieux éducatifs"),
        Change(kind="factor", slug="reading", system="school"),
    ]
    adapted = adapt(method, changes)
    assert [system.slug for system in adapted.systems] == ["child", "family", "community", "school"]
    assert adapted.system("school").name.fr == "Milieux éducatifs"
    assert adapted.optional_systems == ()
    assert [factor.slug for factor in adapted.factors_of("school")] == ["reading"]


def test_without_the_fourth_system_a_factor_stays_where_the_method_puts_it(method: Method) -> None:
    adapted = adapt(method, [Change(kind="factor", slug="reading", system="school")])
    assert adapted.factor("reading").system == "family"


def test_a_stage_can_be_renamed_everywhere_but_not_hidden(method: Method) -> None:
    adapted = adapt(method, [Change(kind="stage", slug="analysis", name="Portrait", hidden=True)])
    stage = adapted.stage("analysis")
    assert (str(stage.name), str(stage.short)) == ("Portrait", "Portrait")
    assert stage.original == method.stage("analysis").name
    assert len(adapted.stages) == 5


def test_a_system_can_be_renamed_but_not_hidden(method: Method) -> None:
    adapted = adapt(method, [Change(kind="system", slug="community", name="Milieu", hidden=True)])
    assert [str(system.name) for system in adapted.systems][-1] == "Milieu"
    assert len(adapted.systems) == 3


def test_categories_and_criteria_are_renamed_added_and_hidden_too(method: Method) -> None:
    adapted = adapt(
        method,
        [
            Change(kind="category", slug="welcome", name="Premier contact", description="Dire bonjour"),
            Change(kind="category", slug="own-2", name="Transport", added=True),
            Change(kind="criterion", slug="scale", hidden=True),
            Change(kind="criterion", slug="own-3", name="Élan", description="En a-t-on envie ?", added=True),
        ],
    )
    assert [str(category.name) for category in adapted.categories] == ["Premier contact", "Transport"]
    assert str(adapted.categories[0].definition) == "Dire bonjour"
    assert [criterion.slug for criterion in adapted.criteria] == ["own-3"]


def test_a_change_about_something_that_no_longer_exists_is_left_aside(method: Method) -> None:
    assert adapt(method, [Change(kind="factor", slug="gone", name="Perdu", hidden=True)]) == method
