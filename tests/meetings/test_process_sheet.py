import datetime as dt
import re
from dataclasses import replace

import pytest
from django.urls import reverse

from courtepointe import clock
from courtepointe.library.load import the_method
from courtepointe.meetings.actions.objectives import (
    add_own_objective,
    remove_objective,
    reword_objective,
    take_objectives,
)
from courtepointe.meetings.actions.process import plan_process
from courtepointe.meetings.models import MeetingObjective, Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.queries.sheet import Sheet, sheet_for
from courtepointe.meetings.schedule import Rhythm
from tests.cast import Cast

RHYTHM = Rhythm(starts_on=dt.date(2027, 1, 12))


def planned(cast: Cast, rhythm: Rhythm = RHYTHM) -> Process:
    return plan_process(cast.coalition, by=cast.amina, rhythm=rhythm, after=current_process(cast.coalition))


def sheet(cast: Cast, process: Process) -> Sheet:
    return sheet_for(cast.reader(cast.benoit), process, the_method())


def objective(process: Process, slug: str, **where: object) -> MeetingObjective:
    return MeetingObjective.objects.select_related("meeting__coalition").get(
        meeting__process=process, slug=slug, **where
    )


@pytest.mark.parametrize("factors", [1, 3, 5])
def test_the_29_lines_are_there_in_the_order_of_the_paper(cast: Cast, factors: int) -> None:
    found = sheet(cast, planned(cast, replace(RHYTHM, factor_count=factors)))
    assert [len(row.lines) for row in found.rows] == [3, 5, 5, 8, 3, 5]
    assert [line.method for line in found.lines()] == list(the_method().objectives)
    assert {line.state for line in found.lines()} == {"planned"}
    assert not found.departs


def test_each_line_shows_its_key_verb_and_noun(cast: Cast) -> None:
    planned(cast)
    address = reverse("process-sheet", kwargs={"coalition": cast.coalition.uid})
    html = cast.client(cast.chloe).get(address).content.decode()
    lines = re.findall(r'<td class="outil2-line.*?</td>', html, re.DOTALL)
    assert len(lines) == 29
    for cell, line in zip(lines, the_method().objectives, strict=True):
        words = re.sub(r"<[^>]+>", "", cell).lower()
        assert line.key_verb.fr.lower() in words
        assert line.key_noun.fr.lower() in words


def test_an_objective_taken_out_of_every_meeting_is_said_not_planned(cast: Cast) -> None:
    process = planned(cast)
    remove_objective(objective(process, "agree-rules"), by=cast.amina)
    found = sheet(cast, process)
    assert [line.method.slug for line in found.unplanned if line.method] == ["agree-rules"]


def test_a_cancelled_or_removed_meeting_carries_nothing(cast: Cast) -> None:
    process = planned(cast)
    process.meetings.filter(template="r1").update(status="cancelled")
    process.meetings.filter(template="functioning").update(removed_at=clock.now())
    found = sheet(cast, process)
    slugs = [line.method.slug for line in found.unplanned if line.method]
    assert slugs == ["explore-approach", "plan-process", "agree-rules", "evaluate-functioning"]
    assert found.no_functioning
    assert [(row.method.slug, row.expected) for row in found.miscounted] == [("intention-1", 1)]


def test_an_objective_moved_to_another_row_says_where(cast: Cast) -> None:
    process = planned(cast)
    remove_objective(objective(process, "define-objectives"), by=cast.amina)
    take_objectives(process.meetings.get(template="planning", turn=1), ["define-objectives"], by=cast.amina)
    (line,) = sheet(cast, process).moved
    assert line.method
    assert line.method.slug == "define-objectives"
    assert line.elsewhere == ("Planification",)


def test_own_objectives_and_other_words_are_marked(cast: Cast) -> None:
    process = planned(cast)
    row = objective(process, "present-data")
    reword_objective(row, by=cast.amina, text="Se montrer nos <chiffres>", was=row.text)
    for template in ("r2", "r3"):
        add_own_objective(
            process.meetings.get(template=template), by=cast.amina, text="Manger ensemble", stage="analysis"
        )
    found = sheet(cast, process)
    assert [line.own_words for line in found.reworded] == ["Se montrer nos <chiffres>"]
    (own,) = found.added
    assert (own.text, len(own.carriers)) == ("Manger ensemble", 2)
    address = reverse("process-sheet", kwargs={"coalition": cast.coalition.uid})
    html = cast.client(cast.benoit).get(address).content.decode()
    assert "Se montrer nos &lt;chiffres&gt;" in html
    assert "<chiffres>" not in html


def test_other_numbers_than_the_paper_are_said(cast: Cast) -> None:
    process = planned(cast, replace(RHYTHM, follow_up_count=0))
    process.meetings.filter(template="r3").update(removed_at=clock.now())
    process.meetings.filter(template="planning", turn=2).update(removed_at=clock.now())
    found = {row.method.slug: row.expected for row in sheet(cast, process).miscounted}
    assert found == {"analysis-2-3": 2, "planning-next": 3, "implementation-regular": 1}


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        (["reached", "reached", "reached"], "reached"),
        (["reached", "", ""], "partly"),
        (["partly", "", ""], "partly"),
        (["carried", "", ""], "carried"),
        (["carried", "reached", ""], "partly"),
        (["", "", ""], "planned"),
    ],
)
def test_the_state_of_a_line_sums_up_its_meetings(cast: Cast, outcomes: list[str], state: str) -> None:
    process = planned(cast)
    for turn, outcome in enumerate(outcomes, start=1):
        row = objective(process, "choose-actions", meeting__template="planning", meeting__turn=turn)
        MeetingObjective.objects.filter(pk=row.pk).update(outcome=outcome)
    (line,) = [x for x in sheet(cast, process).lines() if x.method and x.method.slug == "choose-actions"]
    assert (line.state, line.reached) == (state, outcomes.count("reached"))


def test_the_sheet_costs_two_queries_whatever_its_size(cast: Cast, django_assert_num_queries: object) -> None:
    for rhythm in (RHYTHM, replace(RHYTHM, factor_count=12, meetings_per_factor=3, follow_up_count=20)):
        process = planned(cast, rhythm)
        with django_assert_num_queries(2):  # type: ignore[operator]
            sheet(cast, process)
