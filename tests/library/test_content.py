"""The method as shipped: complete, in both languages, and findable from the paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

import pytest
from django.utils.translation import override

from courtepointe.library.load import the_method
from courtepointe.library.method import Method, Sourced, Text

# Outil 2's lines in their order on the paper: key verb and key noun.
PAPER = {
    "intention-1": [
        ("explorer", "démarche"),
        ("planifier", "analyse de la situation"),
        ("se donner", "règles de fonctionnement"),
    ],
    "analysis-2-3": [
        ("présenter", "données"),
        ("analyser", "données"),
        ("identifier", "constats"),
        ("présenter", "facteurs de protection"),
        ("présenter", "outils"),
    ],
    "analysis-4-5": [
        ("analyser", "offre de services"),
        ("identifier", "constats"),
        ("choisir", "constats prioritaires"),
        ("sélectionner", "facteurs de protection"),
        ("définir", "objectifs"),
    ],
    "planning-next": [
        ("déterminer", "transformation souhaitée"),
        ("identifier", "indicateurs"),
        ("identifier", "outils"),
        ("choisir", "actions"),
        ("identifier", "responsables"),
        ("compléter", "éléments descriptifs"),
        ("déterminer", "ressources"),
        ("établir", "échéancier"),
    ],
    "implementation-regular": [
        ("faire le suivi", "plan d’action"),
        ("apporter", "ajustements"),
        ("rédiger", "plan de communication"),
    ],
    "evaluation-regular": [
        ("présenter", "résultats"),
        ("décider", "maintien"),
        ("questionner", "pertinence"),
        ("ajuster", ""),
        ("évaluer", "fonctionnement"),
    ],
}
TOOLS = {
    "intention-1": (1, 2),
    "analysis-2-3": (3, 4, 5, 6, 7),
    "analysis-4-5": (8,),
    "planning-next": (9, 10),
    "implementation-regular": (10, 11),
    "evaluation-regular": (10, 11, 12, 13),
}


def test_the_six_rows_of_outil_2_are_there_in_order_with_their_tools() -> None:
    assert {row.slug: row.tools for row in the_method().rows} == TOOLS


def test_the_twenty_nine_objectives_are_three_five_five_eight_three_five() -> None:
    assert [len(row.objectives) for row in the_method().rows] == [3, 5, 5, 8, 3, 5]
    assert len(the_method().objectives) == 29


@pytest.mark.parametrize("row", PAPER)
def test_a_person_with_the_paper_finds_each_line_by_its_verb_and_noun(row: str) -> None:
    lines = [objective.text.fr.casefold() for objective in the_method().row(row).objectives]
    assert len(lines) == len(PAPER[row])
    for line, (verb, noun) in zip(lines, PAPER[row], strict=True):
        assert line.startswith(verb)
        assert noun in line


def test_the_key_words_stand_in_the_text_in_both_languages() -> None:
    for objective in the_method().objectives:
        for language in ("fr", "en"):
            text = objective.text.for_language(language).casefold()
            assert objective.key_verb.for_language(language).casefold() in text, objective.slug
            assert objective.key_noun.for_language(language).casefold() in text, objective.slug


def test_the_rows_count_their_meetings_as_the_paper_does() -> None:
    counts = [(row.count, row.number) for row in the_method().rows]
    assert counts == [
        ("fixed", 1),
        ("fixed", 2),
        ("fixed", 2),
        ("per_factor", None),
        ("regular", None),
        ("regular_plus_functioning", None),
    ]


def test_every_objective_is_carried_by_a_meeting_of_its_own_row() -> None:
    method = the_method()
    carried = {slug for template in method.templates for slug in template.objectives}
    assert carried == {objective.slug for objective in method.objectives}
    for template in method.templates:
        assert {method.objective(slug).row for slug in template.objectives} == {template.row}
        assert method.row(template.row).stage == template.stage


def test_every_agenda_lasts_what_its_meeting_states_and_opens_and_closes_alike() -> None:
    for template in the_method().templates:
        assert sum(item.minutes for item in template.agenda) == template.minutes
        first, last = template.agenda[0].title.fr, template.agenda[-1].title.fr
        assert "Accueil" in first
        assert "ordre du jour" in first
        assert ("compte rendu précédent et suites" in first) is (template.slug != "r1")
        assert last.startswith("Suites")


def test_a_meeting_of_more_than_two_hours_has_a_break_that_is_neither_first_nor_last() -> None:
    for template in the_method().templates:
        kinds = [item.kind for item in template.agenda]
        assert ("break" in kinds[1:-1]) is (template.minutes > 120), template.slug


def test_the_meetings_that_a_coalition_gets_are_the_ten_agreed() -> None:
    assert [template.slug for template in the_method().templates] == [
        "r1", "r2", "r3", "r4", "r5", "planning", "plan-final", "follow-up", "evaluation", "functioning",
    ]  # fmt: skip
    assert the_method().template("functioning").objectives == ("evaluate-functioning",)


def test_each_item_of_the_diagnostic_tells_of_the_condition_that_the_authors_publish() -> None:
    method = the_method()
    assert [item.number for item in method.diagnostic] == list(range(1, 19))
    published = [(1, 2), (3,), (4,), (5, 9, 10, 11), (12, 13, 14, 16), (6, 7, 8, 15, 17, 18)]
    told = [tuple(one.number for one in method.diagnostic if one.condition == c.slug) for c in method.conditions]
    assert told == published
    assert all(item.inferred for item in method.diagnostic)  # our words, said to be to validate
    assert len(method.prerequisites) == 3


def test_there_are_five_stages_three_systems_and_a_fourth_on_request() -> None:
    method = the_method()
    assert [stage.slug for stage in method.stages] == [
        "intention", "analysis", "planning", "implementation", "evaluation",
    ]  # fmt: skip
    assert [system.slug for system in method.systems] == ["child", "family", "community"]
    assert [system.slug for system in method.optional_systems] == ["school"]


def test_the_thirteen_tools_serve_the_stages_of_their_rows() -> None:
    method = the_method()
    assert [tool.number for tool in method.tools] == list(range(1, 14))
    for tool in method.tools:
        stages = {row.stage for row in method.rows if tool.number in row.tools}
        assert set(tool.stages) == stages


def test_the_glossary_has_at_least_thirty_terms() -> None:
    assert len(the_method().terms) >= 30


def test_there_are_ten_factors_three_three_and_four_each_with_its_sheet() -> None:
    method = the_method()
    codes = [[factor.code for factor in method.factors_of(system.slug)] for system in method.systems]
    assert codes == [["E1", "E2", "E3"], ["F1", "F2", "F3"], ["C1", "C2", "C3", "C4"]]
    assert set(method.sheets) == {factor.slug for factor in method.factors}
    assert [factor.code for factor in method.factors if not factor.inferred] == ["F1", "F2", "F3"]


def test_the_other_lists_are_long_enough_to_work_with() -> None:
    method = the_method()
    assert len(method.techniques) >= 12
    assert len(method.categories) >= 15
    assert len(method.criteria) == 7


def every_sourced(value: object) -> Iterator[Sourced]:
    if isinstance(value, Sourced):
        yield value
    if isinstance(value, Sourced | Method):
        for part in fields(value):
            yield from every_sourced(getattr(value, part.name))
    elif isinstance(value, Mapping):
        yield from (found for item in value.values() for found in every_sourced(item))
    elif isinstance(value, tuple):
        yield from (found for item in value for found in every_sourced(item))


def test_every_entry_says_where_it_comes_from_and_what_is_only_ours_is_said_inferred() -> None:
    entries = list(every_sourced(the_method()))
    assert len(entries) > 200
    for entry in entries:
        assert entry.source
        assert entry.inferred or entry.source != ("house",), entry


def test_a_text_speaks_the_language_that_is_active() -> None:
    text = the_method().stage("analysis").name
    with override("fr-ca"):
        assert str(text) == "État de situation et analyse"
    with override("en"):
        assert str(text) == "Situation review and analysis"
    assert text.for_language(None) == text.fr


def test_words_that_people_typed_keep_their_language() -> None:
    typed = Text.typed("Milieu", "fr")
    assert (typed.for_language("en"), typed.lang) == ("Milieu", "fr")


def test_french_marks_get_their_narrow_spaces() -> None:
    aims = " ".join(item.title.fr for item in the_method().template("r2").agenda)
    assert "Que voit-on\u202f?" in aims
