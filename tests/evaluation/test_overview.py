"""The whole plan at a glance: the same lines in each view, narrowed, in public, and what each view reads."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courtepointe.analysis.actions.findings import add_finding
from courtepointe.analysis.models import Priority
from courtepointe.evaluation.models import Measurement
from courtepointe.evaluation.queries.latest import latest_results
from courtepointe.planning.actions.lines import edit_line
from courtepointe.planning.actions.money import set_milestones, set_money
from courtepointe.planning.actions.plan import edit_plan, plan_of
from courtepointe.planning.budgets import budgets_of
from courtepointe.planning.models import Action, Indicator
from courtepointe.planning.queries.overview import (
    Wanted,
    head_of,
    money_lines,
    narrowed,
    organisations_in,
    organisations_of,
)
from courtepointe.planning.queries.tree import tree_for
from courtepointe.planning.timeline import WIDTH, Bar, span_of
from tests.cast import Cast
from tests.factories import make_organisation
from tests.planning.planned import action, change, objective, process_of, sign

VIEWS = ("grid", "chain", "outline", "timeline", "budget")


@pytest.fixture
def planned(cast: Cast) -> Cast:
    """Two transformations, one of the family with all it needs, one of the child with an action alone."""
    goal = objective(cast)
    row = change(cast, goal, lead=cast.organisation)
    first = action(cast, row, "Heure du conte", lead=cast.organisation, lead_member=cast.benoit)
    edit_line(first, by=cast.amina, version=1, starts_on=dt.date(2026, 10, 5), ends_on=dt.date(2027, 6, 20))
    set_milestones(
        first, [{"text": "Première séance", "due_on": dt.date(2026, 11, 2)}], by=cast.amina, version=first.version
    )
    asked = {"name": "Centraide", "year": 2026, "status": "asked", "asked_cents": 500_00}
    given = {"name": "Ville", "year": 2027, "status": "confirmed", "asked_cents": 300_00, "confirmed_cents": 200_00}
    refused = {"name": "Mécène", "year": 2027, "status": "refused", "asked_cents": 900_00}
    costs = [{"year": 2026, "cents": 800_00}, {"year": 2027, "cents": 300_00}]
    kind = {"year": 2026, "cents": 50_00, "kind": "in_kind", "organisation": cast.organisation}
    set_money(first, by=cast.amina, version=first.version, budget=[*costs, kind], funding=[asked, given, refused])
    sign(cast, row, unit="%", baseline=Decimal(44), target=Decimal(60))
    other = make_organisation(cast.coalition, "Bibliothèque")
    second = change(cast, goal, "Les enfants parlent", system="child")
    action(cast, second, "Trousse", lead=other)
    return cast


def page(cast: Cast, who: Any = None, **query: str) -> str:
    address = reverse("plan-overview", kwargs={"coalition": cast.coalition.uid})
    answer = cast.client(who or cast.benoit).get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def measured(cast: Cast, on: dt.date, value: int, **fields: Any) -> None:
    row = Indicator.objects.get()
    here = {"coalition": cast.coalition, "process": process_of(cast), "indicator": row}
    Measurement.objects.create(**here, measured_on=on, value=value, **fields)


def test_an_empty_plan_says_where_to_begin(cast: Cast) -> None:
    assert reverse("plan", kwargs={"coalition": cast.coalition.uid}) in page(cast)


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "budget"])
def test_every_view_has_the_same_actions(planned: Cast, view: str) -> None:
    shown = page(planned, view=view)
    for row in Action.objects.all():
        assert f"A{row.number} · {row.title}" in shown
        assert (str(row.uid) in shown) == (view != "chain")  # a drawing has no links: the outline has them


def test_the_chain_goes_back_to_the_findings(planned: Cast) -> None:
    process = process_of(planned)
    finding = add_finding(process, by=planned.amina, statement="Peu de livres à la maison")
    here = {"coalition": planned.coalition, "process": process}
    priority = Priority.objects.create(**here, finding=finding, position=3, reason="Parce que SECRET")
    choice = process.factor_choices.get(factor="self-esteem")
    choice.priorities.create(coalition=planned.coalition, priority=priority)
    head = head_of(planned.reader(planned.amina))
    assert head is not None
    assert [(root.place, root.statement) for root in head.roots["self-esteem"]] == [(3, "Peu de livres à la maison")]
    for view in ("chain", "outline"):
        shown = page(planned, view=view)
        assert "Peu de livres" in shown
        assert "SECRET" not in shown
    assert str(finding.uid) in shown
    assert shown.count("Priorité 3") == 1


def test_the_last_result_is_told_unless_so_few_people_made_it(planned: Cast) -> None:
    measured(planned, dt.date(2026, 5, 1), 46)
    measured(planned, dt.date(2027, 5, 1), 52)
    measured(planned, dt.date(2027, 6, 1), 99, sub_group="Nouveaux arrivants")
    for view in ("grid", "chain", "outline"):
        shown = page(planned, view=view)
        assert "52\u202f%" in shown
        assert "99\u202f%" not in shown.partition("<main")[2]
    measured(planned, dt.date(2027, 7, 1), 75, people=3, base=4)
    assert latest_results(process_of(planned))[Indicator.objects.get().pk].value is None
    assert "75 %" not in page(planned)


def test_it_is_narrowed_to_a_part(planned: Cast) -> None:
    tree = tree_for(planned.reader(planned.amina), process_of(planned))
    houses = organisations_in(process_of(planned))
    assert houses == organisations_of(tree)
    library = {name: uid for uid, name in houses}["Bibliothèque"]

    def titles(**wanted: Any) -> list[str]:
        return [one.row.title for one in narrowed(tree, Wanted(**wanted)).actions]

    assert titles() == ["Heure du conte", "Trousse"]
    assert titles(organisation=library) == titles(system="child") == ["Trousse"]
    assert titles(factor="self-esteem", status="not_started") == ["Heure du conte", "Trousse"]
    assert titles(status="done") == titles(factor="other") == titles(organisation=library, system="family") == []
    assert len(list(tree.actions)) == 2
    mine = page(planned, organisation="mine", view="outline")
    assert "Heure du conte" in mine
    assert "Trousse" not in mine
    for bad in ({"organisation": "x"}, {"system": "x"}, {"factor": "<"}, {"status": "x"}, {"view": "x"}):
        assert "Trousse" in page(planned, **bad)
    assert "ne répond à ces filtres" in page(planned, status="done")


def test_the_public_version_tells_no_money_and_nobody(planned: Cast) -> None:
    assert "1\u202f100" in page(planned)
    assert planned.benoit.name in page(planned, view="outline").partition("<main")[2]
    for view in VIEWS:
        shown = page(planned, view=view, public="1").partition("<main")[2]
        assert "Heure du conte" in shown
        assert "$" not in shown
        assert planned.benoit.name not in shown
        assert "view=budget" not in shown


def test_money_is_added_by_year_and_by_funder(planned: Cast) -> None:
    keys = set(Action.objects.values_list("pk", flat=True))
    found = budgets_of(money_lines(process_of(planned)), keys)
    assert {year: (m.cost, m.asked, m.confirmed, m.in_kind) for year, m in found.years.items()} == {
        2026: (80_000, 50_000, 0, 5_000),
        2027: (30_000, 30_000, 20_000, 0),
    }
    assert [year.missing for year in found.years.values()] == [80_000, 10_000]
    assert (found.of("Ville").confirmed, found.of("Ville", 2026).asked) == (20_000, 0)
    assert found.refused == {"Mécène": 90_000}
    shown = page(planned, view="budget")
    for words in ("2026-2027", "Centraide", "Mécène", "900", "50\u00a0$"):
        assert words in shown
    assert budgets_of(money_lines(process_of(planned)), set()).years == {}


def test_quarters_begin_where_the_years_of_the_plan_do(planned: Cast) -> None:
    plan = plan_of(process_of(planned))
    bars = [Bar(one, "family", ()) for one in tree_for(planned.reader(planned.amina), process_of(planned)).actions]
    span = span_of(plan, bars)
    assert span is not None
    assert [day.month for day in span.quarters] == [9, 12, 3, 6]
    assert (span.quarters[0], span.end) == (dt.date(2026, 9, 1), dt.date(2027, 9, 1))
    assert span_of(plan, []) is None
    edit_plan(process_of(planned), by=planned.amina, version=plan.version, starts_on=dt.date(1900, 1, 1))
    long = span_of(plan_of(process_of(planned)), bars)
    assert long is not None
    assert len(long.quarters) == 60
    assert "Première séance" in page(planned, view="timeline")


def test_the_name_of_a_year_that_begins_at_the_edge_is_whole(planned: Cast) -> None:
    plan = plan_of(process_of(planned))
    edit_plan(process_of(planned), by=planned.amina, version=plan.version, ends_on=dt.date(2028, 9, 30))
    shown = page(planned, view="timeline")
    drawn = re.search(r'<text class="chart-name" x="([\d.]+)" y="14">2028-2029<', shown)
    assert drawn
    assert float(drawn[1]) + 80 < WIDTH  # pixels that nine figures take


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_asks_few_questions(planned: Cast, view: str) -> None:
    address = reverse("plan-overview", kwargs={"coalition": planned.coalition.uid})
    client = planned.client(planned.benoit)
    client.get(address, {"view": view})
    with CaptureQueriesContext(connection) as asked:
        client.get(address, {"view": view, "organisation": "mine"})
    assert len(asked) <= 10, [one["sql"][:90] for one in asked]
