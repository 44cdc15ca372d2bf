import json
import re
from typing import Any

import pytest
from django.urls import reverse

from courtepointe.analysis import similar
from courtepointe.analysis.actions import findings as acts
from courtepointe.analysis.actions.observations import add_observation
from courtepointe.analysis.models import Finding, Observation
from courtepointe.analysis.queries import findings as reads
from courtepointe.analysis.queries.observations import fate_of
from courtepointe.history import Entry
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast


def process_of(cast: Cast) -> Process:
    found = current_process(cast.coalition)
    assert found is not None
    return found


def see(cast: Cast, *texts: str) -> list[Observation]:
    return [add_observation(process_of(cast), by=cast.amina, text=text)[0] for text in texts]


def find(cast: Cast, statement: str, *rows: Observation, **fields: Any) -> Finding:
    return acts.add_finding(process_of(cast), by=cast.amina, observations=rows, statement=statement, **fields)


def under(row: Finding) -> set[str]:
    return set(row.observations.present().values_list("text", flat=True))


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def test_observations_become_a_finding_and_know_it(cast: Cast) -> None:
    one, two, three = see(cast, "A", "B", "C")
    row = find(cast, "Trop d’attente", one, two)
    assert under(row) == {"A", "B"}
    one.refresh_from_db()
    assert fate_of(one).finding == row
    assert fate_of(three).finding is None
    lines = list(reads.lines_of(reads.findings_for(cast.reader(cast.chloe), process_of(cast))))
    assert [(line.statement, line.seen, line.rank) for line in lines] == [("Trop d’attente", 2, None)]


def test_a_grouping_is_undone_to_where_each_was(cast: Cast) -> None:
    a, b, c = see(cast, "A", "B", "C")
    first, second = find(cast, "Un", a), find(cast, "Deux")
    before = acts.group(second, [a, b, c], by=cast.amina)
    assert (under(first), under(second)) == (set(), {"A", "B", "C"})
    acts.put_back(process_of(cast), before, by=cast.amina)
    assert (under(first), under(second)) == ({"A"}, set())


def test_merge_and_split_are_undone(cast: Cast) -> None:
    a, b, c = see(cast, "A", "B", "C")
    first, second = find(cast, "Un", a, b), find(cast, "Deux", c)
    acts.merge(first, second, by=cast.amina)
    assert under(second) == {"A", "B", "C"}
    assert not Finding.objects.present().filter(pk=first.pk).exists()
    acts.unmerge(first, by=cast.amina)
    assert (under(first), under(second)) == ({"A", "B"}, {"C"})
    for row in (a, b):
        row.refresh_from_db()
    made = acts.split(first, [b], by=cast.amina, statement="Trois")
    assert (under(first), under(made)) == ({"A"}, {"B"})
    with pytest.raises(Refused):
        acts.split(first, [], by=cast.amina, statement="Rien")
    with pytest.raises(Refused):
        acts.merge(first, first, by=cast.amina)


def test_a_removed_finding_frees_its_observations(cast: Cast) -> None:
    (a,) = see(cast, "A")
    row = find(cast, "Un", a)
    acts.remove_finding(row, by=cast.amina)
    a.refresh_from_db()
    assert a.finding is None
    acts.restore_finding(row, by=cast.amina)
    assert Finding.objects.present().get() == row


def test_a_finding_without_evidence_is_a_gap_not_an_error(cast: Cast) -> None:
    row = find(cast, "Selon nous, le transport manque")
    browser = cast.client(cast.chloe)
    assert "aucune observation" in browser.get(at(cast, "findings")).content.decode()
    page = browser.get(at(cast, "finding", finding=row.uid)).content.decode()
    assert "Ce n’est pas une erreur" in page
    assert reads.counts_of(cast.reader(cast.chloe), process_of(cast)).gaps == 1


def test_tick_and_make_a_finding_then_put_another_under_it(cast: Cast) -> None:
    a, b, c = see(cast, "A", "B", "C")
    browser = cast.client(cast.amina)
    there = browser.post(at(cast, "group"), {"o": [a.uid, b.uid], "new": "1"})
    page = browser.get(there["Location"])
    assert "A" in page.content.decode()
    browser.post(at(cast, "finding-add"), {"o": [a.uid, b.uid], "statement": "Attente", "analysis": "data"})
    row = Finding.objects.get()
    assert under(row) == {"A", "B"}
    moved = browser.post(at(cast, "group"), {"o": [c.uid], "to": str(row.uid)}, follow=True).content.decode()
    assert under(row) == {"A", "B", "C"}
    found = re.search(r'name="back" value="([^"]+)"', moved)
    assert found
    browser.post(at(cast, "group"), {"back": found[1].replace("&#34;", '"')})
    assert under(row) == {"A", "B"}
    browser.post(at(cast, "group"), {"o": [a.uid], "out": "1"})
    assert under(row) == {"B"}


def test_a_drop_answers_with_the_table(cast: Cast) -> None:
    (a,) = see(cast, "Une observation")
    row = find(cast, "Attente")
    answer = cast.client(cast.amina).post(
        at(cast, "group"), {"item": a.uid, "list": row.uid, "position": "0"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert under(row) == {"Une observation"}


@pytest.mark.parametrize("text", ["", "[", "[]", '{"x": 3}', '{"": [1, {"a": 2}]}', json.dumps({"x" * 99: ["y"]})])
def test_what_an_undo_sends_is_never_believed(cast: Cast, text: str) -> None:
    see(cast, "A")
    assert cast.client(cast.amina).post(at(cast, "group"), {"back": text}).status_code == 303
    assert Observation.objects.get().finding is None


def test_another_coalitions_observations_are_never_taken(cast: Cast) -> None:
    foreign = add_observation(current_process(cast.other) or _process(cast), by=cast.driss, text="Ailleurs")[0]
    row = find(cast, "Attente")
    cast.client(cast.amina).post(at(cast, "group"), {"o": [foreign.uid], "to": str(row.uid)})
    acts.group(row, [foreign], by=cast.amina)
    assert under(row) == set()


def _process(cast: Cast) -> Process:
    from tests.factories import make_process

    return make_process(cast.other)


def test_change_shows_both_texts_on_conflict(cast: Cast) -> None:
    row = find(cast, "Un")
    browser, where = cast.client(cast.amina), at(cast, "finding-edit", finding=row.uid)
    typed = {"statement": "Deux", "analysis": "services", "version": "1"}
    assert browser.post(where, typed).status_code == 303
    late = browser.post(where, {**typed, "statement": "Trois"})
    assert late.status_code == 409
    assert "Deux" in late.content.decode()
    assert "Trois" in late.content.decode()
    with pytest.raises(Conflict):
        acts.edit_finding(row, by=cast.amina, version=1, statement="Quatre")
    assert browser.post(where, {"statement": "", "analysis": "data"}).status_code == 422


def test_acts_of_the_page(cast: Cast) -> None:
    a, b = see(cast, "A", "B")
    row, other = find(cast, "Un", a, b), find(cast, "Deux")
    browser, act = cast.client(cast.amina), at(cast, "finding-act", finding=row.uid)
    assert browser.post(act, {"aside": "1", "because": " "}).status_code == 422
    browser.post(act, {"aside": "1", "because": "Hors de portée"})
    assert "Hors de portée" in browser.get(at(cast, "findings") + "?state=aside").content.decode()
    browser.post(act, {"again": "1"})
    browser.post(act, {"out": "1", "o": [a.uid]})
    assert under(row) == {"B"}
    told = browser.post(act, {"split": "1", "statement": "Trois", "o": [b.uid]}, follow=True).content.decode()
    assert "pas toutes" in told
    browser.post(act, {"merge": str(other.uid)})
    assert under(other) == {"B"}
    browser.post(act, {"restore": "1"})
    assert under(row) == {"B"}
    browser.post(act, {"remove": "1"})
    assert not Finding.objects.present().filter(pk=row.pk).exists()
    for name in ("finding-add", "grouping", "grouping-proposed"):
        assert cast.client(cast.benoit).get(at(cast, name)).status_code == 403
    assert Entry.objects.filter(verb="finding.merged").exists()


ALIKE = {
    1: "Plusieurs familles n’ont pas de voiture pour se rendre aux activités",
    2: "Le transport manque pour venir aux activités de la maison de la famille",
    3: "Les enfants arrivent en maternelle avec peu de vocabulaire",
    4: "Des enseignantes notent un vocabulaire limité chez les enfants de maternelle",
    5: "L’heure du conte est très fréquentée",
}


def test_what_speaks_of_the_same_thing_is_proposed_together() -> None:
    assert sorted(map(sorted, similar.groups(ALIKE, "fr-ca"))) == [[1, 2], [3, 4]]
    assert similar.nearest("Le vocabulaire des enfants de maternelle est limité", ALIKE, "fr-ca")[0] == 4
    assert similar.groups({}, "fr-ca") == []
    assert similar.nearest("", ALIKE, "fr-ca") == []
    english = {1: "Families lack transport to reach activities", 2: "No transport to the activities", 3: "Books"}
    assert similar.groups(english, "en") == [[1, 2]]


def test_a_proposal_groups_nothing_by_itself(cast: Cast) -> None:
    see(cast, *ALIKE.values())
    page = cast.client(cast.amina).get(at(cast, "grouping-proposed")).content.decode()
    assert "Groupe 1" in page
    assert "Groupe 2" in page
    assert "heure du conte" not in page
    assert not Finding.objects.exists()
    assert not Observation.objects.exclude(finding=None).exists()
    row = find(cast, "Le vocabulaire des enfants de maternelle est limité")
    assert "semblent parler" in cast.client(cast.amina).get(at(cast, "finding", finding=row.uid)).content.decode()


@pytest.mark.parametrize("count", [3, 60])
def test_the_pages_ask_the_same_whatever_their_length(
    cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(count):
        find(cast, f"Constat {n}", *see(cast, f"Observation {n}"))
    browser = cast.client(cast.amina)
    for name in ("findings", "grouping"):
        browser.get(at(cast, name))
        with django_assert_max_num_queries(9):
            browser.get(at(cast, name))
