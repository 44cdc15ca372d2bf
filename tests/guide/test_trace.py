"""The chain around one of its rows: everything before and after, meetings and people, nothing hidden told."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courtepointe import clock
from courtepointe.analysis.actions.priorities import add_objective, choose, choose_factor
from courtepointe.analysis.models import Finding, Observation
from courtepointe.evaluation.actions import decisions
from courtepointe.evaluation.actions.reviews import write_review
from courtepointe.followup.models import ProgressReport
from courtepointe.guide.trace import Trace, chain_of, trace_of
from courtepointe.meetings.models import Attendance
from tests.cast import Cast
from tests.evaluation.measured import evaluation, followed, measure, today
from tests.factories import make_activity, make_meeting
from tests.planning.planned import action, process_of

Rows = dict[str, Any]


def at(cast: Cast, part: str, thing: Any) -> str:
    return reverse("trace", kwargs={"coalition": cast.coalition.uid, "part": part, "thing": thing.uid})


def observe(cast: Cast, finding: Finding | None, text: str = "Ils attendent", **fields: Any) -> Observation:
    return Observation.objects.create(
        coalition=cast.coalition, process=process_of(cast), text=text, finding=finding, seen_on=today(cast), **fields
    )


def whole(cast: Cast) -> Rows:
    """One row of each part, tied from an observation to a decision."""
    process = process_of(cast)
    process.coalition = cast.coalition
    worked = make_meeting(cast.coalition, "Nos constats", process=process)
    item = make_activity(worked)
    for member in (cast.amina, cast.benoit):
        Attendance.objects.create(
            coalition=cast.coalition,
            meeting=worked,
            member=member,
            organisation=cast.organisation,
            name=member.name,
            state="present",
        )
    finding = Finding.objects.create(
        coalition=cast.coalition, process=process, statement="L’attente est longue", position=1, activity=item
    )
    observation = observe(cast, finding)
    priority = choose(finding, by=cast.amina, reason="Urgent")
    factor = choose_factor(
        process, "self-esteem", by=cast.amina, version=1, state="kept", reason="", priorities=[priority]
    )
    goal = add_objective(process, by=cast.amina, factors=[factor], text="Mieux accueillir")
    change, indicator = followed(cast, goal=goal)
    act = action(cast, change)
    report = ProgressReport.objects.create(
        coalition=cast.coalition, process=process, action=act, achieved="Huit ateliers", handed_in_at=clock.now()
    )
    value = measure(cast, indicator, "52", dt.date(2026, 5, 1))
    meeting = evaluation(cast)
    reading = write_review(change, meeting, by=cast.amina, version=0, today=today(cast), judgement="progressing")
    act.coalition = cast.coalition
    decision = decisions.decide(act, decisions.How(meeting), by=cast.amina, verdict="keep", reason="Ça bouge")
    return {
        "observation": observation,
        "finding": finding,
        "priority": priority,
        "factor": factor,
        "objective": goal,
        "transformation": change,
        "indicator": indicator,
        "action": act,
        "report": report,
        "measurement": value,
        "reading": reading,
        "decision": decision,
    }


def traced(cast: Cast, part: str, thing: Any) -> Trace:
    found = trace_of(process_of(cast), part, thing.uid)
    assert found is not None
    return found


def test_each_row_leads_to_both_ends(cast: Cast) -> None:
    rows = whole(cast)
    first, last = traced(cast, "observation", rows["observation"]), traced(cast, "decision", rows["decision"])
    assert first.before == {}
    assert set(first.after) == set(rows) - {"observation"}
    assert set(last.before) == set(rows) - {"decision"}
    for part in ("measurement", "report", "action"):
        found = traced(cast, part, rows[part])
        assert "observation" in found.before, part
        assert "decision" in found.after, part
        page = cast.client(cast.chloe).get(at(cast, part, rows[part])).content.decode()
        for words in ("Ils attendent", "L’attente est longue", "Mieux accueillir", "Ça bouge", "Nos constats"):
            assert words in page, part


def test_the_meetings_say_who_was_there(cast: Cast) -> None:
    rows = whole(cast)
    held = traced(cast, "action", rows["action"]).meetings
    assert (held[0].title, held[0].present, held[0].houses) == ("Nos constats", 2, [cast.organisation.name])


def test_a_decision_rests_on_what_was_known_that_day(cast: Cast) -> None:
    rows = whole(cast)
    later = measure(cast, rows["indicator"], "61", today(cast) + dt.timedelta(days=30))
    assert "decision" not in traced(cast, "measurement", later).after
    assert "decision" in traced(cast, "measurement", rows["measurement"]).after


def test_small_numbers_and_few_anonymous_words_stay_hidden(cast: Cast) -> None:
    rows = whole(cast)
    measure(cast, rows["indicator"], "66.7", dt.date(2026, 6, 1), people=2, base=3, decimals=1)
    client, address = cast.client(cast.amina), at(cast, "transformation", rows["transformation"])
    observe(cast, rows["finding"], "Secret d’une seule personne", attribution="anonymous")
    page = client.get(address).content.decode()
    assert "66,7" not in page
    assert "Secret d’une seule personne" not in page
    for n in range(4):
        observe(cast, rows["finding"], f"Autre {n}", attribution="anonymous", organisation=cast.organisation)
    links = [one for one in chain_of(process_of(cast)) if one.part == "observation" and one.note == "anonymous"]
    assert len(links) == 5
    assert {(one.house, one.meeting) for one in links} == {("", None)}


def test_what_was_removed_or_undone_is_not_there(cast: Cast) -> None:
    rows = whole(cast)
    decisions.undo(rows["decision"], by=cast.amina)
    found = traced(cast, "finding", rows["finding"])
    assert "decision" not in found.after
    assert cast.client(cast.amina).get(at(cast, "decision", rows["decision"])).status_code == 404
    assert cast.client(cast.amina).get(at(cast, "nothing", rows["finding"])).status_code == 404
    assert cast.client(cast.driss).get(at(cast, "finding", rows["finding"])).status_code == 404


@pytest.mark.parametrize("part", ["finding", "decision"])
def test_the_number_of_queries_does_not_grow(cast: Cast, part: str) -> None:
    rows = whole(cast)
    client, address = cast.client(cast.benoit), at(cast, part, rows[part])
    counts = []
    for n in range(1, 3):
        for m in range(4):
            observe(cast, rows["finding"], f"O{n}{m}")
            action(cast, rows["transformation"], f"A{n}{m}")
            measure(cast, rows["indicator"], "50", dt.date(2026, n, m + 1))
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[1] <= 10


def test_a_long_part_is_shown_in_two_times(cast: Cast) -> None:
    rows = whole(cast)
    for n in range(14):
        observe(cast, rows["finding"], f"Observation {n:02d}.")
    client, address = cast.client(cast.chloe), at(cast, "finding", rows["finding"])
    page = client.get(address).content.decode()
    assert page.count("Observation ") == 5  # with the first one, six
    assert "Tout afficher (15)" in page
    page = client.get(address + "?all=observation").content.decode()
    assert page.count("Observation ") == 14
    assert "Tout afficher" not in page


def test_a_row_that_led_nowhere_yet_is_read_with_what_is_around_it(cast: Cast) -> None:
    """The observations and findings of no priority are not read with the others, but around themselves they are."""
    rows = whole(cast)
    lonely = Finding.objects.create(
        coalition=cast.coalition, process=process_of(cast), statement="Rien encore", position=2
    )
    seen, other = observe(cast, lonely, "Vu une fois"), observe(cast, lonely, "Vu deux fois")
    assert [one.text for one in traced(cast, "observation", seen).after["finding"]] == ["Rien encore"]
    assert {one.pk for one in traced(cast, "finding", lonely).before["observation"]} == {seen.pk, other.pk}
    assert traced(cast, "observation", observe(cast, None)).after == {}
    for part, row in rows.items():
        near, whole_chain = traced(cast, part, row), {one.uid: one for one in chain_of(process_of(cast))}
        for side in (near.before, near.after):
            assert all(one.uid in whole_chain for links in side.values() for one in links)
