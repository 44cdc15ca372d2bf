import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse

from courtepointe import clock
from courtepointe.history import Entry
from courtepointe.library.load import the_method
from courtepointe.meetings.actions.earlier import tell_past_stage
from courtepointe.meetings.actions.process import plan_process, replan
from courtepointe.meetings.models import PastStage, Process
from courtepointe.meetings.queries.process import current_process, proposal_for, rhythm_of
from courtepointe.meetings.queries.sheet import BEFORE, sheet_for
from courtepointe.meetings.schedule import Rhythm, slots
from courtepointe.rows import Conflict
from tests.cast import Cast
from tests.meetings.test_process_pages import TYPED, at, hidden

RHYTHM = Rhythm(starts_on=dt.date(2027, 1, 12), opened_at_stage="planning")
ORDER = ["intention", "analysis", "planning", "implementation", "evaluation"]


def planned(cast: Cast, rhythm: Rhythm = RHYTHM) -> Process:
    return plan_process(cast.coalition, by=cast.amina, rhythm=rhythm, after=current_process(cast.coalition))


@pytest.mark.parametrize("stage", ORDER)
def test_meetings_are_proposed_only_from_the_stage_on(stage: str) -> None:
    method = the_method()
    found = slots(replace(RHYTHM, opened_at_stage=stage), method)
    stages = {method.template(slot.template).stage for slot in found}
    assert stages == set(ORDER[ORDER.index(stage) :])


def test_a_process_opened_at_planning_starts_there_and_misses_nothing(cast: Cast) -> None:
    process = planned(cast)
    assert process.stage == "planning"
    assert set(process.meetings.values_list("stage", flat=True)) == {"planning", "implementation", "evaluation"}
    sheet = sheet_for(cast.reader(cast.benoit), process, the_method())
    assert [line.state for line in sheet.lines()][:13] == [BEFORE] * 13
    assert not sheet.departs


def test_the_plan_stays_still_until_another_stage_is_wanted(cast: Cast) -> None:
    process = planned(cast)
    with clock.at(dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC)):
        assert {line.act for line in proposal_for(process, rhythm_of(process)).lines} == {"keep"}
        proposal = proposal_for(process, replace(RHYTHM, opened_at_stage="analysis"))
        added = [line.slot.template for line in proposal.of("add")]
        assert added == ["r2", "r3", "r4", "r5"]


def test_a_group_does_not_stay_before_the_stage_at_which_it_is_opened(cast: Cast) -> None:
    process = planned(cast, replace(RHYTHM, opened_at_stage="intention"))
    replan(process, by=cast.amina, wanted=RHYTHM)
    process.refresh_from_db()
    assert process.stage == "planning"
    assert set(process.meetings.present().values_list("stage", flat=True)) == {
        "planning",
        "implementation",
        "evaluation",
    }


def test_what_was_done_before_is_told_once_and_never_overwritten(cast: Cast) -> None:
    process = planned(cast)
    day = dt.date(2025, 3, 1)
    tell_past_stage(process, "analysis", by=cast.amina, version=0, summary="Un portrait", done_on=day)
    with pytest.raises(Conflict):
        tell_past_stage(process, "analysis", by=cast.amina, version=0, summary="Autre", done_on=None)
    row = PastStage.objects.get()
    tell_past_stage(process, "analysis", by=cast.amina, version=1, summary="Un portrait", done_on=day)
    assert Entry.objects.filter(verb="process.past").count() == 1
    tell_past_stage(process, "analysis", by=cast.amina, version=row.version, summary="Deux portraits", done_on=None)
    assert PastStage.objects.get().summary == "Deux portraits"
    for stage in ("planning", "nowhere"):
        with pytest.raises(KeyError):
            tell_past_stage(process, stage, by=cast.amina, version=0, summary="x", done_on=None)
    tell_past_stage(process, "intention", by=cast.amina, version=0, summary="", done_on=None)
    assert PastStage.objects.count() == 1


def test_planning_from_a_later_stage_leads_to_what_was_done_before(cast: Cast) -> None:
    client, address = cast.client(cast.amina), at(cast, "process-new")
    typed = {**TYPED, "opened_at_stage": "planning"}
    html = client.post(address, {**typed, "act": "preview"}).content.decode()
    assert "Rencontre 1" not in html
    sent = {**typed, "act": "create", "previewed": hidden(html, "previewed"), "after": hidden(html, "after")}
    answer = client.post(address, sent)
    assert answer.headers["Location"] == at(cast, "process-past")
    assert "Intention" in client.get(at(cast, "process-past")).content.decode()


def test_the_page_saves_says_conflicts_and_shows_the_summary_everywhere(cast: Cast) -> None:
    planned(cast)
    client, page = cast.client(cast.amina), at(cast, "process-past")
    sent = {"stage": "analysis", "analysis-version": "0", "analysis-summary": "<b>Portrait</b> de 2024"}
    assert client.post(page, {**sent, "analysis-done_on": "le printemps"}).status_code == 422
    assert not PastStage.objects.exists()
    assert client.post(page, sent).status_code == 303
    late = client.post(page, {**sent, "analysis-summary": "Le mien"})
    assert late.status_code == 409
    assert "Le mien" in late.content.decode()
    assert "&lt;b&gt;Portrait&lt;/b&gt; de 2024" in late.content.decode()
    assert client.post(page, {**sent, "stage": "planning"}).status_code in (404, 422)
    assert client.post(page, {"stage": "planning", "planning-summary": "x"}).status_code == 404
    for name in ("process", "process-sheet", "coalition-home"):
        html = client.get(reverse(name, kwargs={"coalition": cast.coalition.uid})).content.decode()
        assert "&lt;b&gt;Portrait&lt;/b&gt; de 2024" in html, name
        assert "<b>Portrait" not in html
