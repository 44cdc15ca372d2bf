"""The lines of the plan: acts, and the sheet on which they are written."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courtepointe.history import Entry
from courtepointe.planning.actions import lines
from courtepointe.planning.actions.money import set_milestones, set_money
from courtepointe.planning.actions.plan import edit_plan, plan_of
from courtepointe.planning.models import Action, Funder, Indicator, Instrument, Plan, Transformation
from courtepointe.planning.queries.tree import tree_for
from courtepointe.rows import Conflict
from tests.cast import Cast
from tests.factories import make_organisation
from tests.planning.planned import action, change, objective, process_of, sign


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def titles(cast: Cast) -> list[str]:
    tree = tree_for(cast.reader(cast.chloe), process_of(cast))
    return [f"A{one.row.number} {one.row.title}" for one in tree.actions]


def test_an_action_keeps_its_number_for_life(cast: Cast) -> None:
    row = change(cast)
    first, second = action(cast, row, "Un"), action(cast, row, "Deux")
    lines.step_line(second, steps=-1)
    lines.remove_line(first, by=cast.amina)
    action(cast, row, "Trois")
    assert titles(cast) == ["A2 Deux", "A3 Trois"]
    lines.restore_line(first, by=cast.amina)
    lines.restore_line(first, by=cast.amina)
    assert titles(cast) == ["A2 Deux", "A3 Trois", "A1 Un"]


def test_a_form_that_comes_twice_adds_one_line(cast: Cast) -> None:
    uid = uuid.uuid4()
    goal = objective(cast)
    for _ in range(2):
        row = lines.add_transformation(goal, by=cast.amina, uid=uid, system="child", text="Parler")
        lines.add_indicator(row, by=cast.amina, uid=uid, name="Mots")
        lines.add_action(row, by=cast.amina, uid=uid, title="Jouer")
    assert (Transformation.objects.count(), Indicator.objects.count(), Action.objects.count()) == (1, 1, 1)
    assert Plan.objects.get().next_number == 2


def test_two_who_save_at_once_are_both_shown(cast: Cast) -> None:
    row = action(cast, change(cast))
    lines.edit_line(Action.objects.get(), by=cast.amina, version=1, title="Le mien")
    with pytest.raises(Conflict):
        lines.edit_line(row, by=cast.benoit, version=1, title="Le sien")
    assert Action.objects.get().title == "Le mien"
    client = cast.client(cast.amina)
    answer = client.post(at(cast, "action-edit", action=row.uid), {"title": "Le sien", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Le mien" in page
    assert "Le sien" in page


def test_an_instrument_of_the_same_name_is_the_same(cast: Cast) -> None:
    row = change(cast)
    one, two = sign(cast, row, "A", tool="Grille commune"), sign(cast, row, "B", tool="grille COMMUNE")
    none = sign(cast, row, "C", tool=" ")
    assert one.instrument == two.instrument
    assert none.instrument is None
    assert Instrument.objects.count() == 1


def test_the_tree_has_everything_in_its_place(cast: Cast) -> None:
    other = make_organisation(cast.coalition, "Bibliothèque")
    row = change(cast, lead=cast.organisation, lead_member=cast.benoit, partners=[(other, "Prête les livres")])
    sign(cast, row, baseline=Decimal(44), target=Decimal("60.5"), decimals=1)
    act = action(cast, row, lead=other, partners=[(cast.organisation, "")])
    set_money(
        act,
        by=cast.amina,
        version=1,
        budget=[
            {"year": 2026, "cents": 1_200_000, "what": "Animation"},
            {"year": 2026, "cents": 50_000, "kind": "in_kind", "organisation": other},
        ],
        funding=[
            {
                "name": "Centraide",
                "year": 2026,
                "status": "confirmed",
                "asked_cents": 900_000,
                "confirmed_cents": 400_000,
            },
            {"name": "Fondation", "year": 2026, "status": "refused", "asked_cents": 100_000},
        ],
    )
    change(cast, system="child", text="Parler")
    (goal,) = tree_for(cast.reader(cast.benoit), process_of(cast)).goals
    assert goal.factors == ["self-esteem"]
    assert [one.row.text for one in goal.of("child")] == ["Parler"]
    (family,) = goal.of("family")
    assert (family.row.lead_name, family.row.lead_person) == (cast.organisation.name, "Benoît")
    assert [(one.name, one.role) for one in family.partners] == [("Bibliothèque", "Prête les livres")]
    (planned,) = family.actions
    money = planned.money
    assert (money.cost, money.in_kind, money.asked, money.confirmed) == (1_200_000, 50_000, 900_000, 400_000)
    assert money.missing == 800_000
    assert [one.name for one in planned.partners] == [cast.organisation.name]


def test_another_coalition_and_removed_parents_are_not_in_the_tree(cast: Cast) -> None:
    row = change(cast)
    action(cast, row)
    reader = cast.reader(cast.driss)
    assert tree_for(reader, process_of(cast)).goals == []
    lines.remove_line(row, by=cast.amina)
    assert titles(cast) == []
    lines.restore_line(row, by=cast.amina)
    assert titles(cast) == ["A1 Heure du conte"]


def test_a_funder_of_the_coalition_is_recognised(cast: Cast) -> None:
    act = action(cast, change(cast))
    line = {"year": 2026, "status": "to_approach"}
    set_money(act, by=cast.amina, version=1, budget=[], funding=[{"name": "cpe la courtepointe", **line}])
    set_money(act, by=cast.amina, version=2, budget=[], funding=[{"name": "CPE La Courtepointe", **line}])
    assert Funder.objects.get().organisation == cast.organisation
    with pytest.raises(Conflict):
        set_money(act, by=cast.amina, version=2, budget=[], funding=[])
    assert act.funding.count() == 1


def test_milestones_keep_their_rows(cast: Cast) -> None:
    act = action(cast, change(cast))
    set_milestones(act, [{"text": "Former"}, {"text": "Animer"}], by=cast.amina, version=1)
    first, second = act.milestones.order_by("position")
    again: list[dict[str, Any]] = [
        {"uid": second.uid, "text": "Animer partout"},
        {"text": "Nouveau", "due_on": dt.date(2027, 1, 1)},
        {"uid": first.uid, "text": "Former"},
    ]
    set_milestones(act, again, by=cast.amina, version=2)
    assert [(row.pk, row.text) for row in act.milestones.order_by("position")][::2] == [
        (second.pk, "Animer partout"),
        (first.pk, "Former"),
    ]
    set_milestones(act, [], by=cast.amina, version=3)
    assert not act.milestones.exists()


def test_the_sheet_is_written_line_by_line(cast: Cast) -> None:
    goal = objective(cast)
    client = cast.client(cast.amina)
    sheet = at(cast, "plan-objective", goal=goal.uid)
    text = {"text": "À 4 ans, on se fait comprendre", "system": "child"}
    answer = client.post(at(cast, "transformation-add", goal=goal.uid), text)
    row = Transformation.objects.get()
    assert answer.headers["Location"] == f"{sheet}#t-{row.uid}"
    typed = {
        "name": "Enfants au-dessus du seuil",
        "baseline": "68,5",
        "target": "80 %",
        "measure": "percentage",
        "nature": "own",
        "tool": "Grille commune",
        "target_on": "2028-05-31",
    }
    client.post(at(cast, "plan-indicator-add", transformation=row.uid), typed)
    found = Indicator.objects.get()
    assert (found.baseline, found.target, found.decimals) == (Decimal("68.5"), Decimal(80), 1)
    new = {"title": "Trousse", "starts_on": "2026-10-01", "cost": "12 000 $", "funder": "Centraide", "frequency": "3"}
    client.post(
        at(cast, "action-add", transformation=row.uid),
        {**new, "partner": str(cast.organisation.uid), f"role-{cast.organisation.uid}": "Forme"},
    )
    act = Action.objects.get()
    assert (act.budget.get().cents, act.funding.get().funder.name, act.partners.get().role) == (
        1_200_000,
        "Centraide",
        "Forme",
    )
    page = client.get(sheet).content.decode()
    for words in ("68,5", "80,0", "Grille commune", "A1 · Trousse", "12\u202f000"):
        assert words in page
    assert "<form" not in cast.client(cast.benoit).get(sheet).content.decode().split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize(
    ("name", "typed", "field"),
    [
        ("plan-indicator-add", {"name": "X", "baseline": "beaucoup"}, "baseline"),
        ("plan-indicator-add", {"name": "X", "target": "140", "measure": "percentage"}, "target"),
        ("plan-indicator-add", {"name": "X", "baseline_on": "2027-01-01", "target_on": "2026-01-01"}, "target_on"),
        ("plan-indicator-add", {"name": ""}, "name"),
        ("action-add", {"title": "X", "starts_on": "2027-05-01", "ends_on": "2027-04-01"}, "ends_on"),
        ("action-add", {"title": "X", "cost": "-5"}, "cost"),
        ("action-add", {"title": "X", "cost": "99999999999999999"}, "cost"),
        ("action-add", {"title": "X", "expected": "-1"}, "expected"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_kept(cast: Cast, name: str, typed: dict[str, str], field: str) -> None:
    row = change(cast)
    sent = {"measure": "other", "nature": "own", **typed}
    answer = cast.client(cast.amina).post(at(cast, name, transformation=row.uid), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in page
    for value in typed.values():
        assert f'value="{value}"' in page or value == ""
    assert not Action.objects.exists()
    assert not Indicator.objects.exists()


def test_money_is_saved_whole_or_not_at_all(cast: Cast) -> None:
    act = action(cast, change(cast), starts_on=dt.date(2026, 10, 1))
    client, address = cast.client(cast.amina), at(cast, "action-money", action=act.uid)
    assert client.get(address).status_code == 200
    one = {"version": "1", "b-0-what": "Trousse", "b-0-year": "2026", "b-0-kind": "money", "b-0-nature": "things"}
    fund = {"f-0-name": "Centraide", "f-0-year": "2026", "f-0-status": "confirmed"}
    refused = client.post(address, {**one, "b-0-cents": "6 500,25", **fund})
    assert refused.status_code == 422
    assert "6 500,25" in refused.content.decode()
    assert not act.budget.exists()
    client.post(address, {**one, "b-0-cents": "6 500,25", **fund, "f-0-confirmed_cents": "6500"})
    assert (act.budget.get().cents, act.funding.get().confirmed_cents) == (650_025, 650_000)
    stale = client.post(address, {**one, "b-0-cents": "1", **fund, "f-0-confirmed_cents": "1"})
    assert stale.status_code == 409
    assert act.budget.get().cents == 650_025
    page = client.get(at(cast, "plan-action", action=act.uid)).content.decode()
    assert "6\u202f500,25" in page


def test_milestones_are_typed_in_a_table(cast: Cast) -> None:
    act = action(cast, change(cast))
    client, address = cast.client(cast.amina), at(cast, "action-milestones", action=act.uid)
    client.post(address, {"version": "1", "m-0-text": "Former", "m-0-due_on": "2027-01-31", "m-1-text": ""})
    assert act.milestones.get().due_on == dt.date(2027, 1, 31)
    bad = client.post(address, {"version": "2", "m-0-due_on": "2027-01-31"})
    assert bad.status_code == 422
    assert act.milestones.count() == 1


def test_title_and_period(cast: Cast) -> None:
    client = cast.client(cast.amina)
    address = at(cast, "plan-settings")
    typed = {"title": "Grandir ensemble", "starts_on": "2026-09-01", "ends_on": "2028-06-30", "year_start": "9"}
    assert client.post(address, {**typed, "ends_on": "2026-08-01"}).status_code == 422
    assert client.post(address, {**typed, "ends_on": "3026-08-01"}).status_code == 422
    client.post(address, typed)
    assert Plan.objects.get().title == "Grandir ensemble"
    assert client.post(address, {**typed, "version": "1", "title": "Autre"}).status_code == 409
    edit_plan(process_of(cast), by=cast.amina, version=2, title="Le nôtre")
    assert plan_of(process_of(cast)).title == "Le nôtre"


def test_what_was_removed_comes_back(cast: Cast) -> None:
    row = change(cast)
    act = action(cast, row)
    client, address = cast.client(cast.amina), at(cast, "plan-line-act")
    gone = client.post(address, {"remove": f"action-{act.uid}"})
    page = client.get(gone.headers["Location"]).content.decode()
    assert f'value="action-{act.uid}"' in page
    client.post(address, {"restore": f"action-{act.uid}"})
    client.post(address, {"up": f"transformation-{row.uid}"})
    assert client.post(address, {"up": f"person-{row.uid}"}).status_code == 404
    assert client.post(address, {"down": "action-x"}).status_code == 404
    assert titles(cast) == ["A1 Heure du conte"]
    assert Entry.objects.filter(verb="action.restored").count() == 1


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    client = cast.client(cast.benoit)
    goal = objective(cast)
    for name, kwargs in (("plan", {}), ("plan-objective", {"goal": goal.uid})):
        counts = []
        for n in range(2):
            for _ in range(3):
                row = change(cast, goal, f"T{n}", partners=[(cast.organisation, "")])
                sign(cast, row)
                action(cast, row, partners=[(cast.organisation, "")])
            client.get(at(cast, name, **kwargs))
            with CaptureQueriesContext(connection) as captured:
                assert client.get(at(cast, name, **kwargs)).status_code == 200
            counts.append(len(captured))
        assert counts[0] == counts[1]
        assert counts[1] <= 12
