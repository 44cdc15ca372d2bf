"""Each page that is read by statements written once shows what the ordinary queries give."""

import datetime as dt
from typing import Any

import pytest

from courtepointe.analysis.actions import ballots as ballot_acts
from courtepointe.analysis.actions import priorities as priority_acts
from courtepointe.analysis.actions.findings import add_finding, remove_finding, set_finding_aside
from courtepointe.analysis.actions.observations import add_observation, remove_observation, set_observation_aside
from courtepointe.analysis.models import Ballot, BallotItem, BallotPaper, FactorAction, Observation
from courtepointe.analysis.queries import findings, grouping, observations, priorities
from courtepointe.analysis.queries.factor_coverage import FactorFigures, factor_coverage_of
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.wording import method_of
from tests.cast import Cast
from tests.factories import make_process

DAY = dt.date(2026, 3, 3)
SYSTEMS = ("child", "family", "")


def process_of(cast: Cast) -> Process:
    found = current_process(cast.coalition)
    assert found is not None
    return found


def values(lines: Any) -> list[dict[str, Any]]:
    """Lines by the names of what they hold: a prepared one is of another type."""
    return [line._asdict() for line in lines]


@pytest.fixture
def brought(cast: Cast) -> Process:
    """What a group brought: days that differ, names shown and not, some removed, set aside, grouped; and elsewhere."""
    process = process_of(cast)
    make_process(cast.other)
    elsewhere = current_process(cast.other)
    assert elsewhere is not None
    add_finding(elsewhere, by=cast.driss, statement="Ailleurs", observations=[see(elsewhere, cast.driss, "Ailleurs")])
    rows = [see(process, cast.amina, f"Vu {n}", n) for n in range(12)]
    for n in range(16):
        add_finding(
            process, by=cast.amina, statement=f"Constat {n}", system=SYSTEMS[n % 3], observations=rows[n : n + 1]
        )
    found = list(process.findings.order_by("position"))
    add_finding(process, by=cast.amina, statement="De plusieurs", missing="Des chiffres", observations=rows[10:12])
    set_finding_aside(found[1], by=cast.amina, because="Plus tard")
    remove_finding(found[2], by=cast.amina)
    for row in found[3:6]:
        priority_acts.choose(row, by=cast.amina, reason="Urgent")
    set_observation_aside(see(process, cast.amina, "De côté"), by=cast.amina, because="Déjà dit")
    remove_observation(see(process, cast.amina, "Retirée"), by=cast.amina)
    for n in range(40):
        see(process, cast.benoit, f"Seule {n}", n)
    return process


def see(process: Process, member: Any, text: str, n: int = 0) -> Observation:
    day, named = DAY - dt.timedelta(days=n % 3), "named" if n % 2 else "organisation"
    fields = {"member": member, "organisation": member.organisation, "system": SYSTEMS[n % 3], "attribution": named}
    return add_observation(process, by=member, text=text, seen_on=day, **fields)[0]


def nameless(process: Process, cast: Cast, count: int) -> None:
    for n in range(count):
        add_observation(process, by=cast.benoit, text=f"Sans nom {n}", attribution="anonymous", seen_on=DAY)


@pytest.mark.parametrize("count", [0, 4, 5])
def test_the_first_page_of_observations(cast: Cast, brought: Process, count: int) -> None:
    nameless(brought, cast, count)
    reader = cast.reader(cast.chloe)
    tally = observations.tally_of(brought)
    present = brought.observations.present()
    assert tally == (
        present.count(),
        present.filter(finding=None, set_aside_because="").count(),
        present.exclude(set_aside_because="").count(),
        count,
    )
    ordinary = list(observations.lines_of(observations.observations_for(reader, brought))[: observations.A_PAGE])
    assert values(observations.first_page(reader, brought, tally)) == values(ordinary)
    assert any("Sans nom" in line.text for line in ordinary) == (count >= observations.FEWEST)
    assert [line.seen_on for line in ordinary] == sorted((line.seen_on for line in ordinary), reverse=True)


def test_the_first_page_of_findings(cast: Cast, brought: Process) -> None:
    reader = cast.reader(cast.chloe)
    ordinary = list(findings.lines_of(findings.findings_for(reader, brought))[: findings.A_PAGE])
    assert values(findings.first_page(reader, brought)) == values(ordinary)
    assert {line.rank for line in ordinary} == {None, 1, 2, 3}
    present = brought.findings.present()
    gaps = sum(not row.observations.present().exists() for row in present)
    assert findings.counts_of(reader, brought) == (16, gaps, present.exclude(set_aside_because="").count())
    assert gaps


@pytest.mark.parametrize("system", ["", "child", "community"])
@pytest.mark.parametrize("count", [0, 4, 5])
def test_the_table_of_grouping(cast: Cast, brought: Process, system: str, count: int) -> None:
    nameless(brought, cast, count)
    reader = cast.reader(cast.amina)
    here = {"set_aside_because": "", **({"system__in": (system, "")} if system else {})}
    shown = list(findings.findings_for(reader, brought).filter(**here)[: grouping.SHOWN])
    seen = observations.observations_for(reader, brought).filter(**here)
    loose = seen.filter(finding=None)
    table = grouping.table_for(reader, brought, system)
    assert [row.uid for row in table.findings] == [row.uid for row in shown]
    assert [row.uid for row in table.loose] == [row.uid for row in loose[: grouping.LOOSE]]
    assert table.left == max(0, loose.count() - grouping.LOOSE)
    assert table.under == {row.pk: list(seen.filter(finding=row).values_list("uid", "text")) for row in shown}


def test_the_priorities(cast: Cast, brought: Process) -> None:
    reader = cast.reader(cast.chloe)
    ordinary = priorities.priorities_for(reader, brought)
    assert [(row.pk, row.uid, row.position, row.reason, row.finding_uid, row.statement, row.system, row.analysis)
            for row in priorities.priority_lines(reader, brought)] == [
        (row.pk, row.uid, row.position, row.reason, row.finding.uid, row.finding.statement, row.finding.system,
         row.finding.analysis)
        for row in ordinary
    ]  # fmt: skip
    rest = findings.findings_for(reader, brought).exclude(pk__in=ordinary.values("finding"))
    open_, aside = priorities.left_findings(reader, brought)
    assert open_ == rest.filter(set_aside_because="").count()
    assert [row.uid for row in aside] == [row.uid for row in rest.exclude(set_aside_because="")]
    assert len(aside) == 1


def test_the_ballots(cast: Cast, brought: Process) -> None:
    chosen = list(brought.findings.present()[:3])
    for title in ("Un", "Deux"):
        ballot_acts.make_ballot(brought, chosen, by=cast.amina, title=title, method="dots", dots=3)
    opened = brought.ballots.get(title="Un")
    ballot_acts.open_ballot(opened, by=cast.amina)
    ballot_acts.cast(opened, {}, member=cast.benoit)
    ballot_acts.cast(opened, {}, label="Feuille 1")
    for reader, count in ((cast.reader(cast.amina), 2), (cast.reader(cast.chloe), 1)):
        ordinary = list(priorities.ballots_for(reader, brought))
        assert [row.uid for row in priorities.ballot_lines(reader, brought)] == [row.uid for row in ordinary]
        assert len(ordinary) == count
        for row in Ballot.objects.all():
            found = priorities.ballot_for(reader, brought, row.uid)
            assert found == (row if row in ordinary else None)
    the_ballot(cast, brought, opened)


def the_ballot(cast: Cast, process: Process, opened: Ballot) -> None:
    row = priorities.ballot_for(cast.reader(cast.amina), process, opened.uid)
    assert row is not None
    names = [field.attname for field in Ballot._meta.concrete_fields]
    opened.refresh_from_db()
    assert [getattr(row, name) for name in names] == [getattr(opened, name) for name in names]
    papers = list(BallotPaper.objects.filter(ballot=row).order_by("pk"))
    assert [one.uid for one in priorities.papers_of(row)] == [one.uid for one in papers]
    assert priorities.turnout_of(row, papers) == (2, 2)
    assert priorities.own_paper(row, cast.benoit) == papers[0]
    assert priorities.own_paper(row, cast.amina) is None
    items = BallotItem.objects.filter(ballot=row).order_by("position")
    assert [one.uid for one in priorities.items_of(row)] == [one.uid for one in items]


def test_the_choice_of_factors(cast: Cast, brought: Process) -> None:
    method = method_of(cast.coalition)
    one, two = (factor.slug for factor in method.factors[:2])
    chosen = list(priorities.priorities_for(cast.reader(cast.amina), brought)[:2])
    kept = priority_acts.choose_factor(
        brought, one, by=cast.amina, version=1, state="kept", reason="", priorities=chosen
    )
    FactorAction.objects.create(
        coalition=cast.coalition, process=brought, organisation=cast.organisation, factor=two, level=2, within="alone"
    )
    figures = factor_coverage_of(brought)
    assert figures[two] == FactorFigures(answered=1, organisations=1, direct=1, levels=2, alone=1)
    assert figures[one] == FactorFigures()
    lines = {line.factor.slug: line for line in priorities.factor_lines(brought, method, figures)}
    assert (lines[one].choice, lines[one].priorities) == (kept, {row.pk for row in chosen})
    assert (lines[two].choice, lines[two].priorities, lines[two].coverage) == (None, set(), figures[two])
