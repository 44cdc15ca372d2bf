"""What the data say of the 29 objectives of the method, beside what people said."""

import datetime as dt
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courtepointe.guide import benchmarks
from courtepointe.guide.facts import FACTS, facts_of
from courtepointe.library.load import the_method
from courtepointe.meetings.models import MeetingObjective
from courtepointe.planning.actions import lines
from courtepointe.planning.actions.money import set_money
from tests.cast import Cast
from tests.factories import make_meeting, make_objective
from tests.planning.planned import action, change, objective, process_of, sign


def found(cast: Cast) -> dict[str, benchmarks.Standing]:
    return {one.line.slug: one for one in benchmarks.standings_of(process_of(cast), the_method())}


def said(cast: Cast, slug: str) -> tuple[int, int]:
    mark = found(cast)[slug].benchmark
    assert mark is not None
    return mark.done, mark.total


def test_each_of_the_29_has_a_benchmark_or_says_why_not(cast: Cast) -> None:
    standings = found(cast)
    assert len(standings) == 29
    for slug, one in standings.items():
        assert (one.benchmark is None) == (slug in benchmarks.NO_BENCHMARK), slug
        assert bool(one.why_not) == (one.benchmark is None), slug
        if one.benchmark:
            assert "%" not in one.benchmark.words


def test_an_empty_cycle_says_zero_and_nothing_is_whole(cast: Cast) -> None:
    facts = facts_of(process_of(cast))
    assert set(facts) == set(FACTS)
    assert {name for name, count in facts.items() if count} <= {"organisations", "meetings", "dated"}
    assert not any(
        one.benchmark and one.benchmark.is_whole for slug, one in found(cast).items() if slug != "plan-process"
    )


def test_benchmarks_follow_the_plan(cast: Cast) -> None:
    goal = objective(cast)
    assert said(cast, "determine-transformations") == (0, 3)
    assert said(cast, "define-objectives") == (1, 1)
    row = change(cast, goal)
    assert said(cast, "identify-indicators") == (0, 1)
    one = sign(cast, row)
    assert said(cast, "identify-indicators") == (0, 1)
    dated = {"target": Decimal(60), "target_on": dt.date(2028, 5, 1)}
    lines.edit_line(one, by=cast.amina, version=1, tool="Grille", **dated)
    assert said(cast, "identify-indicators") == (1, 1)
    assert said(cast, "identify-instruments") == (1, 1)
    act = action(cast, row)
    assert (said(cast, "identify-leads"), said(cast, "determine-resources")) == ((0, 1), (0, 1))
    lines.edit_line(act, by=cast.amina, version=1, lead=cast.organisation)
    set_money(act, by=cast.amina, version=2, budget=[], funding=[], free=True)
    assert (said(cast, "identify-leads"), said(cast, "determine-resources")) == ((1, 1), (1, 1))
    lines.remove_line(row, by=cast.amina)
    assert (said(cast, "identify-leads"), said(cast, "identify-indicators")) == ((0, 0), (0, 0))
    lines.restore_line(row, by=cast.amina)
    assert said(cast, "choose-actions") == (1, 1)


def test_what_people_said_last_stands_beside(cast: Cast) -> None:
    first = make_meeting(cast.coalition, "Un", process=process_of(cast), on=dt.date(2026, 1, 5))
    second = make_meeting(cast.coalition, "Deux", process=process_of(cast), on=dt.date(2026, 2, 5))
    for meeting, outcome in ((second, "reached"), (first, "carried")):
        row = make_objective(meeting, "Explorer")
        MeetingObjective.objects.filter(pk=row.pk).update(slug="explore-approach", outcome=outcome)
    one = found(cast)["explore-approach"]
    assert (one.said, one.meetings) == ("reached", 2)


def test_another_coalition_counts_for_nothing(cast: Cast) -> None:
    before = facts_of(process_of(cast))
    action(cast, change(cast))
    other = cast.other.processes.first()
    assert other is not None
    assert facts_of(other)["actions"] == 0
    assert facts_of(process_of(cast)) != before


def test_the_page_and_what_the_home_page_asks_of_it(cast: Cast) -> None:
    action(cast, change(cast))
    client = cast.client(cast.chloe)
    address = reverse("where-we-are", kwargs={"coalition": cast.coalition.uid})
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address).content.decode()
    assert len(captured) <= 7
    assert "0 de 1" in page or "0 des 1" in page or "0 sur 1" in page
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "where-stages" in part
    home = client.get(reverse("coalition-home", kwargs={"coalition": cast.coalition.uid})).content.decode()
    assert f'hx-get="{address}"' in home
