"""What the plan lacks, and what the group does of it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from courtepointe.meetings.models import Activity
from courtepointe.planning.actions import lines
from courtepointe.planning.actions.gaps import leave_gap, put_on_agenda, take_up_gap
from courtepointe.planning.actions.money import set_money
from courtepointe.planning.models import LeftGap
from courtepointe.planning.queries.gaps import Gap, by_kind, gaps_of
from courtepointe.planning.queries.tree import tree_for
from courtepointe.rows import Refused
from tests.cast import Cast
from tests.factories import make_meeting, make_organisation
from tests.planning.planned import action, change, objective, process_of, sign

SYSTEMS = ("child", "family", "community")


def gaps(cast: Cast) -> list[Gap]:
    process = process_of(cast)
    return gaps_of(tree_for(cast.reader(cast.amina), process), SYSTEMS, process)


def kinds(cast: Cast) -> dict[str, int]:
    return {kind: len(rows) for kind, rows in by_kind(gaps(cast)).items()}


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def test_each_thing_that_lacks_is_named_once_and_goes_when_it_is_mended(cast: Cast) -> None:
    assert kinds(cast) == {}
    objective(cast)
    assert kinds(cast) == {"no_system": 3}
    row = change(cast)
    assert kinds(cast) == {"no_system": 2, "no_lead_change": 1, "no_indicator": 1, "no_action": 1}
    one = sign(cast, row, direction="up", baseline=Decimal(44))
    act = action(cast, row)
    assert kinds(cast) == {
        **{"no_system": 2, "no_lead_change": 1, "no_target": 1, "no_instrument": 1},
        **{"no_lead": 1, "no_dates": 1, "no_budget": 1},
    }
    lines.edit_line(one, by=cast.amina, version=1, target=Decimal(40), target_on=dt.date(2028, 5, 1), tool="Grille")
    lines.edit_line(row, by=cast.amina, version=1, lead=cast.organisation)
    dates = {"starts_on": dt.date(2026, 10, 1), "ends_on": dt.date(2027, 6, 1)}
    lines.edit_line(act, by=cast.amina, version=1, lead=cast.organisation, **dates)
    set_money(act, by=cast.amina, version=2, budget=[{"year": 2026, "cents": 10_000}], funding=[])
    assert kinds(cast) == {"no_system": 2, "against_direction": 1, "not_covered": 1}
    assert [gap.number for gap in gaps(cast) if gap.kind == "not_covered"] == [10_000]
    lines.edit_line(one, by=cast.amina, version=2, target=Decimal(60))
    given = {"name": "Centraide", "year": 2026, "status": "confirmed", "confirmed_cents": 10_000}
    set_money(act, by=cast.amina, version=3, budget=[{"year": 2026, "cents": 10_000}], funding=[given])
    assert kinds(cast) == {"no_system": 2}


def test_what_costs_nothing_lacks_no_budget(cast: Cast) -> None:
    act = action(cast, change(cast))
    set_money(act, by=cast.amina, version=1, budget=[], funding=[], free=True)
    assert "no_budget" not in kinds(cast)


def test_an_organisation_that_leads_too_much_is_said(cast: Cast) -> None:
    row, other = change(cast), make_organisation(cast.coalition, "Autre")
    for n in range(6):
        action(cast, row, f"A{n}", lead=cast.organisation)
    assert "overloaded" not in kinds(cast)  # alone: there is nobody to share with
    action(cast, row, "B", lead=other)
    third = make_organisation(cast.coalition, "Tierce")
    action(cast, row, "C", lead=third)
    action(cast, row, "D", lead=third)
    assert [(gap.text, gap.number) for gap in gaps(cast) if gap.kind == "overloaded"] == [(cast.organisation.name, 6)]


def test_a_gap_is_left_with_its_reason_and_taken_up_again(cast: Cast) -> None:
    goal = objective(cast)
    said: dict[str, Any] = {"kind": "no_system", "thing": goal.uid, "system": "child"}
    with pytest.raises(Refused):
        leave_gap(process_of(cast), by=cast.amina, reason="", **said)
    leave_gap(process_of(cast), by=cast.amina, reason="Hors de portée", **said)
    row = leave_gap(process_of(cast), by=cast.amina, reason="Plus tard", **said)
    assert [gap.left.reason for gap in gaps(cast) if gap.left] == ["Plus tard"]
    take_up_gap(row, by=cast.amina)
    assert not LeftGap.objects.exists()
    assert all(gap.left is None for gap in gaps(cast))


def test_gaps_go_on_the_next_agenda_once(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, "Prochaine")
    with pytest.raises(Refused):
        put_on_agenda(meeting, [], by=cast.amina)
    put_on_agenda(meeting, ["Un indicateur manque"], by=cast.amina)
    put_on_agenda(meeting, ["Un indicateur manque", "Une cible manque"], by=cast.amina)
    assert Activity.objects.get().aim == "Un indicateur manque\nUne cible manque"
    with pytest.raises(Refused):
        put_on_agenda(meeting, ["Une cible manque"], by=cast.amina)
    put_on_agenda(meeting, [f"{n} " + "très long " * 20 for n in range(9)], by=cast.amina)
    assert max(len(row.aim) for row in Activity.objects.all()) <= 400


def test_the_page_of_gaps(cast: Cast) -> None:
    goal = objective(cast)
    client, page = cast.client(cast.amina), at(cast, "plan-gaps")
    assert at(cast, "transformation-add", goal=goal.uid) in client.get(page).content.decode()
    key = f"no_system:{goal.uid}:child"
    refused = client.post(at(cast, "gap-leave"), {"gap": key})
    assert refused.status_code == 422
    assert f'value="{key}"' in refused.content.decode()
    assert " checked" in refused.content.decode()
    kept = client.post(at(cast, "gap-leave"), {"reason": "Une raison tapée"})
    assert kept.status_code == 422
    assert "Une raison tapée" in kept.content.decode()
    assert not LeftGap.objects.exists()
    client.post(at(cast, "gap-leave"), {"gap": key, "reason": "Plus tard"})
    assert "Plus tard" in client.get(page).content.decode()
    client.post(at(cast, "gap-leave"), {"gap": key, "again": "1"})
    assert not LeftGap.objects.exists()
    both = [key, f"no_system:{goal.uid}:family"]
    client.post(at(cast, "gap-leave"), {"gap": both, "reason": "Ensemble"})
    assert LeftGap.objects.filter(reason="Ensemble").count() == 2
    LeftGap.objects.all().delete()
    for bad in ("", "x", f"other:{goal.uid}:", "no_system:x:child"):
        assert client.post(at(cast, "gap-leave"), {"gap": bad, "reason": "x"}).status_code == 404
    answer = client.post(at(cast, "gaps-to-agenda"), {"gap": key}, follow=True)
    assert "Aucune rencontre n’est à venir" in answer.content.decode()
    make_meeting(cast.coalition, "Prochaine", on=dt.date(2099, 1, 1), process=process_of(cast))
    client.post(at(cast, "gaps-to-agenda"), {"gap": key})
    assert goal.text in Activity.objects.get().aim
    assert 'name="gap"' not in cast.client(cast.benoit).get(page).content.decode()
