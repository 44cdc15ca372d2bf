from typing import Any

import pytest
from django.urls import reverse

from courtepointe.analysis.actions import priorities as acts
from courtepointe.analysis.actions.findings import add_finding, remove_finding, set_finding_aside
from courtepointe.analysis.actions.observations import add_observation
from courtepointe.analysis.models import FactorChoice, Finding, Objective, Priority
from courtepointe.analysis.queries import priorities as reads
from courtepointe.analysis.queries.observations import fate_of
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast


def process_of(cast: Cast) -> Process:
    found = current_process(cast.coalition)
    assert found is not None
    return found


def find(cast: Cast, statement: str, **fields: Any) -> Finding:
    return add_finding(process_of(cast), by=cast.amina, statement=statement, **fields)


def keep(cast: Cast, slug: str = "self-esteem", *priorities: Priority, **fields: Any) -> FactorChoice:
    said = {"version": 1, "state": "kept", "reason": "", **fields}
    return acts.choose_factor(process_of(cast), slug, by=cast.amina, priorities=priorities, **said)


def ranks(cast: Cast) -> list[str]:
    rows = reads.priorities_for(cast.reader(cast.chloe), process_of(cast))
    return [row.finding.statement for row in rows]


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def test_priorities_keep_their_rank_and_are_undone(cast: Cast) -> None:
    one, two, three = (acts.choose(find(cast, text), by=cast.amina) for text in ("Un", "Deux", "Trois"))
    acts.step_priority(three, steps=-1)
    assert ranks(cast) == ["Un", "Trois", "Deux"]
    acts.step_priority(three, steps=-9)
    acts.remove_priority(one, by=cast.amina)
    assert ranks(cast) == ["Trois", "Deux"]
    acts.restore_priority(one, by=cast.amina)
    acts.restore_priority(one, by=cast.amina)
    assert ranks(cast) == ["Trois", "Deux", "Un"]
    assert two.pk


def test_choosing_takes_up_what_was_set_aside_and_is_done_once(cast: Cast) -> None:
    row = find(cast, "Un")
    set_finding_aside(row, by=cast.amina, because="Plus tard")
    first = acts.choose(row, by=cast.amina, reason="Urgent")
    row.refresh_from_db()
    assert row.set_aside_because == ""
    assert acts.choose(row, by=cast.amina, reason="Très urgent") == first
    assert Priority.objects.get().reason == "Très urgent"
    with pytest.raises(Refused):
        remove_finding(row, by=cast.amina)


def test_a_factor_is_set_aside_with_a_reason_and_never_under_an_objective(cast: Cast) -> None:
    with pytest.raises(Refused):
        keep(cast, state="set_aside")
    row = keep(cast)
    goal = acts.add_objective(process_of(cast), by=cast.amina, factors=[row], text="Oser")
    with pytest.raises(Refused):
        keep(cast, version=2, state="set_aside", reason="Hors de portée")
    acts.remove_objective(goal, by=cast.amina)
    keep(cast, version=2, state="set_aside", reason="Hors de portée")
    with pytest.raises(Conflict):
        keep(cast, version=2)
    with pytest.raises(KeyError):
        keep(cast, "no-such-factor")


def test_the_chain_goes_from_an_observation_to_an_objective(cast: Cast) -> None:
    seen, _none = add_observation(process_of(cast), by=cast.amina, text="On attend")
    finding = find(cast, "Trop d’attente", observations=[seen])
    priority = acts.choose(finding, by=cast.amina, reason="Touche tout le monde")
    factor = keep(cast, "educational-services", priority)
    acts.add_objective(process_of(cast), by=cast.amina, factors=[factor], text="Une place pour chacun")
    seen.refresh_from_db()
    fate = fate_of(seen)
    assert (fate.finding, fate.priority) == (finding, priority)
    assert fate.factors == ("educational-services",)
    assert fate.objectives == ("Une place pour chacun",)
    page = cast.client(cast.benoit).get(at(cast, "observation", observation=seen.uid)).content.decode()
    for words in ("Trop d’attente", "Priorité numéro 1", "Touche tout le monde", "Une place pour chacun"):
        assert words in page


def test_the_screen_of_choice(cast: Cast) -> None:
    priority = acts.choose(find(cast, "Trop d’attente"), by=cast.amina)
    browser = cast.client(cast.amina)
    page = browser.get(at(cast, "factors-choice") + "?edit=self-esteem").content.decode()
    assert "Trop d’attente" in page
    where = at(cast, "factor-choose", factor="self-esteem")
    refused = browser.post(where, {"state": "set_aside", "reason": "", "version": "1", "priority": [priority.uid]})
    assert refused.status_code == 422
    assert "Dites pourquoi" in refused.content.decode()
    browser.post(where, {"state": "kept", "reason": "À notre portée", "version": "1", "priority": [priority.uid]})
    page = cast.client(cast.chloe).get(at(cast, "factors-choice")).content.decode()
    assert "À notre portée" in page
    late = browser.post(where, {"state": "kept", "reason": "Autre", "version": "1"})
    assert late.status_code == 409
    assert "À notre portée" in late.content.decode()
    assert browser.post(at(cast, "factor-choose", factor="nothing"), {"state": "kept"}).status_code == 404
    assert cast.client(cast.benoit).post(where, {"state": "kept"}).status_code == 403


def test_the_number_kept_is_carried_to_the_plan_of_the_meetings_by_a_person(cast: Cast) -> None:
    keep(cast)
    before = process_of(cast).factor_count
    browser = cast.client(cast.amina)
    page = browser.get(at(cast, "factors-choice")).content.decode()
    assert "factor_count=1" in page or before == 1
    assert browser.get(at(cast, "process-plan") + "?factor_count=7").status_code == 200
    assert process_of(cast).factor_count == before


def test_objectives_by_the_page(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    assert "Aucun facteur" in browser.get(at(cast, "objectives")).content.decode()
    factor = keep(cast)
    empty = browser.post(at(cast, "objective-add"), {"text": "Oser"})
    assert empty.status_code == 422
    assert "Oser" in empty.content.decode()
    for text in ("Oser", "Lire"):
        browser.post(at(cast, "objective-add"), {"text": text, "factors": [factor.uid]})
    one, two = Objective.objects.order_by("position")
    where = at(cast, "objective-edit", goal=one.uid)
    browser.post(where, {"text": "Oser plus", "factors": [factor.uid], "version": "1"})
    late = browser.post(where, {"text": "Oser moins", "factors": [factor.uid], "version": "1"})
    assert late.status_code == 409
    assert "Oser plus" in late.content.decode()
    assert "Oser moins" in late.content.decode()
    act = at(cast, "objective-act")
    browser.post(act, {"up": two.uid})
    assert list(Objective.objects.order_by("position").values_list("text", flat=True)) == ["Lire", "Oser plus"]
    away = browser.post(act, {"remove": two.uid}, follow=True).content.decode()
    assert "a été retiré" in away
    browser.post(act, {"restore": two.uid})
    assert Objective.objects.present().count() == 2
    assert browser.post(act, {}).status_code == 404


def test_priorities_by_the_page(cast: Cast) -> None:
    row = find(cast, "Un")
    browser = cast.client(cast.amina)
    browser.post(at(cast, "priority-add"), {"finding": row.uid, "reason": "Parce que"})
    priority = Priority.objects.get()
    assert "Parce que" in cast.client(cast.chloe).get(at(cast, "priorities")).content.decode()
    where = at(cast, "priority-edit", priority=priority.uid)
    browser.post(where, {"reason": "Autrement", "version": "1"})
    assert browser.post(where, {"reason": "Encore", "version": "1"}).status_code == 409
    act = at(cast, "priority-act")
    away = browser.post(act, {"remove": priority.uid}, follow=True).content.decode()
    assert "n’est plus une priorité" in away
    browser.post(act, {"restore": priority.uid})
    browser.post(act, {"up": priority.uid})
    assert ranks(cast) == ["Un"]
    assert browser.post(act, {"sideways": "1"}).status_code == 404
    for name in ("priority-add", "priority-act", "objective-act"):
        assert cast.client(cast.benoit).post(at(cast, name), {}).status_code == 403


@pytest.mark.parametrize("count", [2, 30])
def test_the_pages_ask_the_same_whatever_their_length(
    cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    chosen = [acts.choose(find(cast, f"Constat {n}"), by=cast.amina) for n in range(count)]
    factor = keep(cast, "self-esteem", *chosen)
    for n in range(count):
        acts.add_objective(process_of(cast), by=cast.amina, factors=[factor], text=f"But {n}")
    browser = cast.client(cast.amina)
    for name in ("priorities", "factors-choice", "objectives", "analysis"):
        browser.get(at(cast, name))
        with django_assert_max_num_queries(10):
            browser.get(at(cast, name))
