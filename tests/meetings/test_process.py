import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from courtepointe import clock
from courtepointe.history import Entry
from courtepointe.library.load import the_method
from courtepointe.meetings.actions.process import go_to_stage, plan_process, replan
from courtepointe.meetings.models import Activity, Meeting, MeetingObjective, Process
from courtepointe.meetings.proposal import ADD, KEEP, MOVE, REMOVE
from courtepointe.meetings.queries.process import current_process, proposal_for, proposed_stage, rhythm_of
from courtepointe.meetings.schedule import Rhythm
from courtepointe.rows import Conflict
from tests.cast import Cast

RHYTHM = Rhythm(starts_on=dt.date(2027, 1, 12))
BEFORE = dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC)


def planned(cast: Cast, rhythm: Rhythm = RHYTHM) -> Process:
    return plan_process(cast.coalition, by=cast.amina, rhythm=rhythm, after=current_process(cast.coalition))


def meetings(process: Process) -> list[Meeting]:
    return list(process.meetings.present().order_by("on", "pk"))


@pytest.mark.parametrize("factors", [1, 3, 5])
def test_all_29_objectives_of_the_method_are_carried(cast: Cast, factors: int) -> None:
    process = planned(cast, replace(RHYTHM, factor_count=factors))
    carried = set(MeetingObjective.objects.filter(meeting__process=process).values_list("slug", flat=True))
    per_row = [len(carried & {o.slug for o in row.objectives}) for row in the_method().rows]
    assert per_row == [3, 5, 5, 8, 3, 5]
    assert len(carried) == 29
    assert process.meetings.filter(template="planning").count() == factors


def test_meetings_copy_titles_objectives_tools_and_agenda_in_the_language_of_the_coalition(cast: Cast) -> None:
    cast.coalition.language = "en"
    cast.coalition.save()
    first = meetings(planned(cast))[0]
    template = the_method().template("r1")
    assert first.title == template.title.en
    assert first.tools == list(template.tools)
    assert (first.on, first.starts_at, first.minutes) == (dt.date(2027, 1, 12), dt.time(13, 15), template.minutes)
    assert next(o.text for o in first.objectives.order_by("position")) == the_method().objectives[0].text.en
    agenda = list(first.activities.all())
    assert [a.title for a in agenda] == [item.title.en for item in template.agenda]
    assert sum(a.minutes for a in agenda) == first.minutes


def test_planning_writes_one_line_of_history(cast: Cast) -> None:
    process = planned(cast)
    entry = Entry.objects.get(coalition=cast.coalition)
    assert entry.verb == "process.planned"
    assert "Amina" in entry.sentence
    assert "12\u00a0janvier 2027" in entry.sentence
    assert entry.facts["count"] == process.meetings.count()


def test_an_empty_process_is_taken_up_and_a_form_sent_twice_is_refused(cast: Cast) -> None:
    empty = current_process(cast.coalition)
    process = planned(cast)
    assert process == empty
    with pytest.raises(Conflict):
        plan_process(cast.coalition, by=cast.amina, rhythm=RHYTHM, after=None)
    second = planned(cast)
    assert second != process
    with pytest.raises(Conflict):
        plan_process(cast.coalition, by=cast.amina, rhythm=RHYTHM, after=process)


def test_planning_costs_few_queries_whatever_the_number_of_meetings(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    many = replace(RHYTHM, factor_count=12, meetings_per_factor=3, follow_up_count=24, evaluation_count=12)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        process = planned(cast, many)
    assert process.meetings.count() == 36 + 24 + 12 + 7


def test_nothing_changes_when_the_same_rhythm_is_proposed(cast: Cast) -> None:
    process = planned(cast)
    with clock.at(BEFORE):
        proposal = proposal_for(process, rhythm_of(process))
    assert {line.act for line in proposal.lines} == {KEEP}


def test_more_factors_add_planning_meetings_and_move_the_ones_after(cast: Cast) -> None:
    process = planned(cast)
    before = {m.uid: m.on for m in meetings(process)}
    wanted = replace(rhythm_of(process), factor_count=5)
    with clock.at(BEFORE):
        proposal = replan(process, by=cast.amina, wanted=wanted)
    assert [line.slot.key for line in proposal.of(ADD)] == [("planning", 4), ("planning", 5)]
    assert {line.slot.template for line in proposal.of(MOVE)} == {
        "plan-final",
        "follow-up",
        "evaluation",
        "functioning",
    }
    after = meetings(process)
    assert len(after) == len(before) + 2
    assert [m.on for m in after[:8]] == [before[m.uid] for m in after[:8]]
    days = [m.on for m in after]
    assert days == sorted(set(days))
    assert Activity.objects.filter(meeting__process=process, meeting__turn=5, meeting__template="planning").exists()
    process.refresh_from_db()
    assert process.factor_count == 5


def test_fewer_factors_remove_the_last_planning_meetings_and_move_the_rest_nearer(cast: Cast) -> None:
    process = planned(cast)
    last = process.meetings.get(template="functioning")
    with clock.at(BEFORE):
        proposal = replan(process, by=cast.amina, wanted=replace(rhythm_of(process), factor_count=1))
    assert [line.slot.key for line in proposal.of(REMOVE)] == [("planning", 2), ("planning", 3)]
    assert process.meetings.present().filter(template="planning").count() == 1
    assert process.meetings.filter(template="planning").count() == 3  # kept, with the fact of their removal
    nearer = process.meetings.get(pk=last.pk)
    assert nearer.on
    assert last.on
    assert nearer.on < last.on


@pytest.mark.parametrize("status", ["convoked", "held", "cancelled"])
def test_a_meeting_convoked_held_or_cancelled_never_moves_nor_goes(cast: Cast, status: str) -> None:
    process = planned(cast)
    process.meetings.filter(template="planning", turn=3).update(status=status)
    process.meetings.filter(template="r2").update(status=status)
    before = {m.uid: (m.on, m.version) for m in process.meetings.filter(status=status)}
    wanted = replace(rhythm_of(process), factor_count=1, weeks_between=2, starts_on=dt.date(2027, 2, 2))
    with clock.at(BEFORE):
        every = [line.key for line in proposal_for(process, wanted).lines]
        forged = [key.replace("keep:", act) for key in every for act in ("move:", "remove:")]
        proposal = replan(process, by=cast.amina, wanted=wanted, accepted=every + forged)
    assert {m.uid: (m.on, m.version) for m in process.meetings.present().filter(status=status)} == before
    kept = [line for line in proposal.of(KEEP) if line.standing and line.standing.status == status]
    assert {line.why for line in kept} == {status}


@pytest.mark.parametrize("trace", ["note", "agenda", "objective", "decision"])
def test_what_people_worked_on_is_proposed_but_not_chosen(cast: Cast, trace: str) -> None:
    process = planned(cast)
    worked = process.meetings.get(template="planning", turn=3)
    if trace == "note":
        worked.activities.filter(position=1).update(note="Des idées")
    elif trace == "agenda":
        worked.activities.filter(position=1).delete()
    elif trace == "objective":
        worked.objectives.filter(position=1).update(slug="", text="Le nôtre")
    else:
        worked.decisions.create(coalition=cast.coalition, number=1, wording="Décidé")
    with clock.at(BEFORE):
        proposal = replan(process, by=cast.amina, wanted=replace(rhythm_of(process), factor_count=1))
    removal = {line.slot.key: (line.chosen, line.why) for line in proposal.of(REMOVE)}
    assert removal == {("planning", 2): (True, ""), ("planning", 3): (False, "worked")}
    assert Meeting.objects.present().filter(pk=worked.pk).exists()


def test_only_accepted_lines_are_carried_out(cast: Cast) -> None:
    process = planned(cast)
    wanted = replace(rhythm_of(process), factor_count=5)
    days = [m.on for m in meetings(process)]
    with clock.at(BEFORE):
        replan(process, by=cast.amina, wanted=wanted, accepted=["add:planning:4"])
    after = meetings(process)
    assert Counter(m.template for m in after)["planning"] == 4
    assert [m.on for m in after if (m.template, m.turn) != ("planning", 4)] == days


def test_a_proposal_made_from_an_older_plan_is_refused_whole(cast: Cast) -> None:
    process = planned(cast)
    wanted = replace(rhythm_of(process), factor_count=5)
    with clock.at(BEFORE):
        seen = proposal_for(process, wanted).seen
        process.meetings.filter(template="plan-final").update(status="convoked")
        with pytest.raises(Conflict):
            replan(process, by=cast.amina, wanted=wanted, seen=seen)
    process.refresh_from_db()
    assert process.factor_count == 3
    assert process.meetings.filter(template="planning").count() == 3


def test_a_meeting_removed_on_purpose_is_not_put_back_by_itself(cast: Cast) -> None:
    process = planned(cast)
    process.meetings.filter(template="r3").update(removed_at=clock.now())
    with clock.at(BEFORE):
        proposal = proposal_for(process, rhythm_of(process))
    added = proposal.of(ADD)
    assert [(line.slot.template, line.why, line.chosen) for line in added] == [("r3", "removed_before", False)]
    assert not proposal.of(MOVE)


def test_past_meetings_stay_and_what_is_added_comes_from_today_on(cast: Cast) -> None:
    process = planned(cast, Rhythm(starts_on=dt.date(2025, 1, 14)))
    today = dt.date(2026, 12, 1)
    with clock.at(BEFORE):
        proposal = proposal_for(process, replace(rhythm_of(process), weeks_between=6))
    for line in proposal.lines:
        assert line.act == KEEP or (line.on and line.on >= today and (line.chosen or line.why == "past"))


def test_a_wrong_year_can_be_mended_by_another_start(cast: Cast) -> None:
    process = planned(cast, Rhythm(starts_on=dt.date(2025, 1, 14)))
    with clock.at(BEFORE):
        replan(process, by=cast.amina, wanted=replace(rhythm_of(process), starts_on=dt.date(2027, 1, 12)))
    assert meetings(process)[0].on == dt.date(2027, 1, 12)


def test_another_hour_is_proposed_for_meetings_that_kept_the_usual_one(cast: Cast) -> None:
    process = planned(cast)
    process.meetings.filter(template="r2").update(starts_at=dt.time(9, 0))
    with clock.at(BEFORE):
        replan(process, by=cast.amina, wanted=replace(rhythm_of(process), hour=dt.time(18, 30)))
    hours = {m.template: m.starts_at for m in meetings(process)}
    assert hours["r1"] == dt.time(18, 30)
    assert hours["r2"] == dt.time(9, 0)


def test_the_stage_goes_forward_and_back_with_a_line_of_history_each(cast: Cast) -> None:
    process = planned(cast)
    go_to_stage(process, "planning", by=cast.amina)
    go_to_stage(process, "analysis", by=cast.amina)
    go_to_stage(process, "analysis", by=cast.amina)
    assert [e.verb for e in Entry.objects.order_by("pk")].count("process.stage") == 2
    with pytest.raises(KeyError):
        go_to_stage(process, "nowhere", by=cast.amina)


def test_the_meetings_held_propose_the_stage(cast: Cast) -> None:
    process = planned(cast)
    assert proposed_stage(meetings(process), "intention") == "intention"
    process.meetings.filter(template__in=["r1", "r2", "r3", "r4", "r5"]).update(status="held")
    assert proposed_stage(meetings(process), "intention") == "planning"
    process.meetings.update(status="held")
    assert proposed_stage(meetings(process), "intention") == "evaluation"
