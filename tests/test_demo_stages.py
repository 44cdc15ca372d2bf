"""Each stage of the demo is another point of the same story, made through the acts of the program."""

import datetime as dt
import os
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from courtepointe import clock, history
from courtepointe.coalitions.actions.addresses import is_proven
from courtepointe.coalitions.models import Coalition, Member, Person
from courtepointe.demo import build, second_cycle
from courtepointe.demo.build import STAGES, load
from courtepointe.demo.calendar import POINTS, calendar, dated
from courtepointe.demo.cast import CAST
from courtepointe.demo.events import play
from courtepointe.demo.story import scenes
from courtepointe.library.load import the_method
from courtepointe.meetings.models import Attendance, Decision, FollowUp, Meeting
from tests.conftest import foreign_rows
from tests.factories import make_person

pytestmark = pytest.mark.xdist_group("demo")

NOW = dt.datetime(2026, 11, 24, 15, tzinfo=dt.UTC)
TODAY = NOW.date()
HELD = {"intention": 0, "analysis": 3, "planning": 6, "implementation": 10, "evaluation": 13}


@dataclass(frozen=True)
class Held:
    """A held meeting as a reader remembers it, without its dates."""

    template: str
    turn: int
    attended: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    unnoted: tuple[str, ...]  # kinds of the items without a note
    outcomes: tuple[tuple[str, str], ...]
    closed: bool
    edition: int
    adopted: bool
    answers: int  # to its evaluation
    carried: int  # objectives that came back from the meeting before


@dataclass(frozen=True)
class Promise:
    what: str
    due_on: dt.date
    done: bool


@dataclass(frozen=True)
class Told:
    """What the main coalition looks like at a stage."""

    process: str
    held: tuple[Held, ...]
    coming: tuple[tuple[str, int, str, int], ...]  # template, turn, status, days from today
    decisions: tuple[tuple[int, str, str, str], ...]
    votes: tuple[tuple[int, int, int], ...]
    promises: tuple[Promise, ...]
    people: int
    organisations: int
    left: tuple[tuple[str, str], ...]
    seats: dict[str, int]
    proven: frozenset[str]
    verbs: frozenset[str]
    sentences: tuple[str, ...]
    newest: dt.datetime
    foreign: tuple[str, ...]


_told: dict[str, Told] = {}


@pytest.fixture
def told(db: None, request: pytest.FixtureRequest) -> Told:
    return tell(request.param)


def tell(stage: str) -> Told:
    """Load a stage once for all tests, look at it, and take it away again; needs a database."""
    if stage not in _told:
        _told[stage] = told_now(stage)
    return _told[stage]


def told_now(stage: str) -> Told:
    with clock.at(NOW), transaction.atomic():
        load(stage)
        seen = look()
        transaction.set_rollback(True)
    return seen


def look() -> Told:
    coalition = Coalition.objects.order_by("pk")[0]
    meetings = list(coalition.meetings.present().filter(committee=None).order_by("on", "pk"))
    decisions = Decision.objects.filter(coalition=coalition).order_by("number")
    entries = list(history.Entry.objects.filter(coalition=coalition).order_by("at", "pk"))
    return Told(
        process=coalition.processes.get().stage,
        held=tuple(held(meeting) for meeting in meetings if meeting.status == Meeting.HELD),
        coming=tuple((m.template, m.turn, m.status, (m.on - TODAY).days) for m in meetings if m.status != Meeting.HELD),
        decisions=tuple((d.number, d.mode, d.result, d.wording[:30]) for d in decisions),
        votes=tuple(decisions.filter(mode="vote").values_list("votes_for", "votes_against", "votes_abstained")),
        promises=tuple(
            Promise(row.what, row.due_on, row.done_at is not None)
            for row in FollowUp.objects.filter(coalition=coalition).order_by("pk")
        ),
        people=coalition.members.filter(left_at=None).count(),
        organisations=coalition.organisations.count(),
        left=tuple(coalition.members.exclude(left_at=None).values_list("name", "handed_to__name")),
        seats={part.email: Member.objects.filter(person__email=part.email, left_at=None).count() for part in CAST},
        proven=frozenset(person.email for person in Person.objects.all() if is_proven(person)),
        verbs=frozenset(entry.verb for entry in entries),
        sentences=tuple(entry.sentence for entry in entries),
        newest=max(entry.at for entry in entries),
        foreign=tuple(foreign_rows()),
    )


def held(meeting: Meeting) -> Held:
    items = list(meeting.activities.order_by("position"))
    marks = Attendance.objects.filter(meeting=meeting)
    return Held(
        template=meeting.template,
        turn=meeting.turn,
        attended=tuple(sorted(marks.values_list("name", "state"))),
        notes=tuple(item.note[:40] for item in items),
        unnoted=tuple(item.kind for item in items if not item.note),
        outcomes=tuple(meeting.objectives.order_by("position").values_list("slug", "outcome")),
        closed=meeting.written_minutes.closed_at is not None,
        edition=meeting.written_minutes.edition,
        adopted=meeting.written_minutes.is_approved,
        answers=meeting.evaluation.people or len(meeting.evaluation.answered),
        carried=meeting.objectives.filter(carried_from__isnull=False).count(),
    )


every_stage = pytest.mark.parametrize("told", STAGES, indirect=True)
after_the_first = pytest.mark.parametrize("told", STAGES[1:], indirect=True)


def test_these_tests_share_a_process(request: pytest.FixtureRequest) -> None:
    """Each stage is made once for all of them, as the journeys share their sites: pytest-xdist must see their group."""
    if "PYTEST_XDIST_WORKER" in os.environ and request.config.getoption("dist") == "loadgroup":
        assert request.node.nodeid.endswith("@demo")


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_stands_where_it_says(db: None, stage: str) -> None:
    told = tell(stage)
    assert told.process == stage
    assert len(told.held) == HELD[stage]
    template, turn, _, days = told.coming[0]
    assert (template, turn) == POINTS[stage].next
    assert days >= POINTS[stage].days
    assert told.organisations == 20
    assert 28 <= told.people <= 31
    assert told.foreign == ()


@every_stage
def test_a_held_meeting_has_its_attendance_notes_outcomes_and_minutes(told: Told) -> None:
    for meeting in told.held:
        states = [state for _, state in meeting.attended]
        assert states.count("present") >= 12, meeting.template
        assert "excused" in states
        assert set(meeting.unnoted) <= {"break"}, meeting.template
        assert all(outcome for _, outcome in meeting.outcomes)
        assert meeting.closed
        assert meeting.edition >= 1
        assert 8 <= meeting.answers <= states.count("present")


@after_the_first
def test_minutes_are_adopted_at_the_next_meeting_and_what_was_carried_over_came_back(told: Told) -> None:
    assert [meeting.adopted for meeting in told.held] == [True] * (len(told.held) - 1) + [False]
    numbers = [number for number, *_, wording in told.decisions if wording.startswith("Le compte rendu")]
    assert len(numbers) == len(told.held) - 1
    back = {(meeting.template, meeting.carried) for meeting in told.held if meeting.carried}
    assert back == ({("r4", 1)} if len(told.held) > 3 else set())


def test_the_stages_are_points_of_one_story(db: None) -> None:
    for earlier, later in pairwise(STAGES):
        before, after = tell(earlier), tell(later)
        since = [replace(meeting, adopted=False) for meeting in after.held[: len(before.held)]]
        assert since == [replace(meeting, adopted=False) for meeting in before.held]
        assert after.decisions[: len(before.decisions)] == before.decisions
        assert [p.what for p in after.promises[: len(before.promises)]] == [p.what for p in before.promises]
        assert all(not p.done or q.done for p, q in zip(before.promises, after.promises, strict=False))
        assert set(before.left) <= set(after.left)


def test_nothing_is_owed_before_the_first_meeting(db: None) -> None:
    told = tell("intention")
    assert told.promises == ()
    assert told.decisions == ()
    assert told.coming[0] == ("r1", 1, "convoked", 7)


@after_the_first
def test_follow_ups_are_done_still_to_do_and_one_is_late(told: Told) -> None:
    still = [promise for promise in told.promises if not promise.done]
    assert any(promise.done for promise in told.promises)
    assert len([promise for promise in still if promise.due_on < TODAY]) == 1
    assert len(still) > 1


@after_the_first
def test_the_group_decides_in_every_way_and_someone_left(told: Told) -> None:
    assert {mode for _, mode, _, _ in told.decisions} >= {"consensus", "consent", "vote"}
    assert {result for _, _, result, _ in told.decisions} >= {"adopted", "amended", "postponed"}
    assert told.votes[0] == (9, 3, 2)
    assert ("present-factors", "carried") in [mark for meeting in told.held for mark in meeting.outcomes]
    assert told.left == (("Patrick Lemire", "Noémie Pelletier"),)
    assert "meeting.moved" in told.verbs


@every_stage
def test_the_cast_is_there_and_one_person_sits_in_three_coalitions(told: Told) -> None:
    assert set(told.seats.values()) == {1, 3}
    assert told.seats["lucie.ayotte@example.org"] == 3


@every_stage
def test_the_cast_may_add_a_second_step_for_their_addresses_are_proven(told: Told) -> None:
    assert {part.email for part in CAST} <= told.proven


@every_stage
def test_the_history_reads_and_never_runs_ahead(told: Told) -> None:
    assert all(told.sentences)
    assert told.newest <= NOW


def test_the_second_coalition_stays_small(db: None) -> None:
    with clock.at(NOW):
        play(build.tell("companion", build.COMPANION, scenes("companion")), until=NOW)
    second = Coalition.objects.get()
    assert second.organisations.count() == 5
    assert second.meetings.filter(status=Meeting.HELD).count() == 1


def test_the_third_coalition_came_late_and_began_a_second_cycle(db: None) -> None:
    play(second_cycle.events(TODAY), until=NOW)
    third = Coalition.objects.get()
    first, second = third.processes.order_by("pk")
    assert (second.previous, second.stage, first.opened_at_stage) == (first, "intention", "implementation")
    assert first.past_stages.count() == 3
    assert first.meetings.filter(status=Meeting.HELD, committee=None).count() == 6
    assert second.meetings.filter(title="Marche des partenaires").exists()
    assert second.meetings.get(template="r1").status == Meeting.CONVOKED
    assert second.meetings.order_by("on")[0].on > TODAY
    assert FollowUp.objects.get(coalition=third).due_on < TODAY


@after_the_first
def test_parents_were_asked(told: Told) -> None:
    assert {"questionnaire.added", "questionnaire.opened", "questionnaire.closed"} <= told.verbs


@after_the_first
def test_the_plan_of_the_analysis_is_filled(told: Told) -> None:
    assert {"data_needs.added", "data_need.received"} <= told.verbs


def test_the_same_day_tells_the_same_story(db: None) -> None:
    again = told_now("analysis")
    before = tell("analysis")
    assert [pair for pair in zip(again.sentences, before.sentences, strict=True) if pair[0] != pair[1]] == []
    assert again == before


@pytest.mark.parametrize("stage", STAGES)
def test_any_day_of_the_year_has_a_calendar_that_holds(stage: str) -> None:
    point = POINTS[stage]
    for offset in range(366):
        today = dt.date(2027, 1, 1) + dt.timedelta(days=offset)
        lived = calendar(point, today, the_method())
        days = [lived.days[key] for key in lived.order]
        assert days == sorted(set(days))
        assert point.days <= (lived.days[point.next] - today).days <= point.days + 28
        assert all(day.weekday() < 5 for day in days)


def test_a_demo_never_mixes_with_what_is_there(db: None) -> None:
    make_person("Zoé SECRET-RÉELLE")
    with pytest.raises(CommandError):
        call_command("demo", stage="intention")
    assert not Coalition.objects.exists()


@override_settings(MODE="production", DEMO=False)
def test_a_demo_is_never_made_on_a_real_site(db: None) -> None:
    with pytest.raises(CommandError):
        call_command("demo", stage="intention")
    assert not Coalition.objects.exists()


def test_dates_in_the_story_follow_the_meeting() -> None:
    assert dated("le {+14}, en {an+2}", dt.date(2026, 12, 20)) == "le 3\u00a0janvier, en 2028"


@pytest.mark.parametrize("told", ["analysis"], indirect=True)
def test_people_agreed_asked_and_were_answered(told: Told) -> None:
    assert {"personal.consent", "personal.consent_entered", "personal.requested", "personal.replied"} <= told.verbs


@pytest.mark.parametrize("told", ["evaluation"], indirect=True)
def test_the_partnership_was_looked_at_twice(told: Told) -> None:
    assert {"diagnostic.opened", "diagnostic.asked", "diagnostic.closed", "diagnostic_item.said"} <= told.verbs
