"""What the group decides from results: on actions, then on what they aim at; consequences, undo, register."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from courtepointe import clock
from courtepointe.analysis.models import FactorChoice, Objective
from courtepointe.evaluation.actions import decisions as acts
from courtepointe.evaluation.actions import relevance
from courtepointe.evaluation.models import ActionDecision, Relevance
from courtepointe.followup.models import ProgressReport
from courtepointe.meetings.models import Decision, Meeting, Minutes, Process
from courtepointe.planning.models import Action, Transformation
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.evaluation.measured import evaluation, followed
from tests.planning.planned import action, change, objective, process_of

Verdict, Holds = ActionDecision.Verdict, Relevance.Verdict


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def how(cast: Cast, **fields: Any) -> acts.How:
    return acts.How(evaluation(cast), **fields)


def decided(cast: Cast, row: Action, verdict: str, reason: str = "Les résultats", **fields: Any) -> ActionDecision:
    row.coalition = cast.coalition
    return acts.decide(row, how(cast), by=cast.amina, verdict=verdict, reason=reason, **fields)


def says(cast: Cast, row: Any, verdict: str, **fields: Any) -> Relevance:
    row = type(row)._default_manager.get(pk=row.pk)
    return relevance.say(row, how(cast), by=cast.amina, verdict=verdict, reason="Les résultats", **fields)


def test_each_verdict_goes_in_the_register(cast: Cast) -> None:
    row = action(cast, change(cast))
    decided(cast, row, Verdict.KEEP)
    decided(cast, row, Verdict.ADAPT, change="Le samedi")
    decided(cast, row, Verdict.ABANDON)
    row.refresh_from_db()
    assert row.status == Action.Status.ABANDONED
    wordings = list(Decision.objects.order_by("number").values_list("wording", flat=True))
    assert [one.split()[0] for one in wordings] == ["Maintenir", "Adapter", "Abandonner"]
    assert "Le samedi" in wordings[1]


def test_a_decision_needs_its_reason_and_what_changes(cast: Cast) -> None:
    row = action(cast, change(cast))
    for fields in ({"verdict": Verdict.KEEP, "reason": ""}, {"verdict": Verdict.ADAPT}):
        with pytest.raises(Refused):
            decided(cast, row, **fields)
    assert not ActionDecision.objects.exists()
    assert not Decision.objects.exists()


def test_closed_minutes_refuse_it(cast: Cast) -> None:
    row = action(cast, change(cast))
    meeting = evaluation(cast)
    Minutes.objects.create(coalition=cast.coalition, meeting=meeting, closed_at=clock.now())
    row.coalition = cast.coalition
    with pytest.raises(Refused):
        acts.decide(row, acts.How(meeting), by=cast.amina, verdict=Verdict.ABANDON, reason="Oui")
    row.refresh_from_db()
    assert row.status == Action.Status.NOT_STARTED


def test_undoing_gives_the_state_back(cast: Cast) -> None:
    row = action(cast, change(cast), starts_on=dt.date(2025, 1, 1), status=Action.Status.POSTPONED)
    ProgressReport.objects.create(
        coalition=cast.coalition, process=row.process, action=row, status="postponed", handed_in_at=clock.now()
    )
    first = decided(cast, row, Verdict.ABANDON)
    acts.undo(first, by=cast.amina)
    acts.undo(first, by=cast.amina)
    row.refresh_from_db()
    assert row.status == Action.Status.POSTPONED
    assert not Decision.objects.present().exists()
    decided(cast, row, Verdict.ABANDON)
    again = decided(cast, row, Verdict.KEEP)
    row.refresh_from_db()
    assert row.status == Action.Status.POSTPONED
    again.action = row
    acts.undo(again, by=cast.amina)
    row.refresh_from_db()
    assert row.status == Action.Status.ABANDONED


def test_several_lines_under_one_decision(cast: Cast) -> None:
    row = change(cast)
    one, two = action(cast, row, "Un"), action(cast, row, "Deux")
    first = decided(cast, one, Verdict.KEEP)
    assert first.decision is not None
    part = acts.How(first.meeting, part_of=first.decision)  # type: ignore[arg-type]
    second = acts.decide(two, part, by=cast.amina, verdict=Verdict.KEEP, reason="Aussi")
    assert Decision.objects.count() == 1
    acts.undo(first, by=cast.amina)
    assert Decision.objects.present().count() == 1, "the other line rests on it"
    acts.undo(second, by=cast.amina)
    assert Decision.objects.present().count() == 1, "it did not come with this line"


def test_what_it_leaves_behind_is_shown_before_it_is_confirmed(cast: Cast) -> None:
    row = change(cast, objective(cast), text="Les parents lisent plus")
    act = action(cast, row)
    meeting = evaluation(cast)
    client, address = cast.client(cast.amina), at(cast, "action-decide", action=act.uid)
    assert client.get(address).status_code == 200
    typed = {"verdict": "abandon", "reason": "Personne ne vient", "meeting": str(meeting.uid), "mode": "consensus"}
    shown = client.post(address, typed)
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "Personne ne vient" in page
    assert "Plus aucune action" in page
    assert not ActionDecision.objects.exists()
    assert client.post(address, {**typed, "sure": "1"}).status_code == 303
    assert ActionDecision.objects.get().decision is not None
    keep = {**typed, "verdict": "keep"}
    assert client.post(address, keep).status_code == 303, "nothing is left behind: kept at once"
    undo = at(cast, "action-decision-undo", action=act.uid)
    client.post(undo, {"decision": str(ActionDecision.objects.latest("pk").uid)})
    assert ActionDecision.objects.filter(undone_at=None).count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"meeting": ""}, "meeting"),
        ({"verdict": ""}, "verdict"),
        ({"verdict": "adapt"}, "change"),
        ({"mode": "vote"}, "votes_for"),
        ({"mode": "vote", "votes_for": "-1", "votes_against": "0"}, "votes_for"),
    ],
)
def test_bad_input_is_said_beside_its_field(cast: Cast, typed: dict[str, str], field: str) -> None:
    act = action(cast, change(cast))
    sent = {"verdict": "keep", "reason": "Oui", "meeting": str(evaluation(cast).uid), "mode": "consensus", **typed}
    answer = cast.client(cast.amina).post(at(cast, "action-decide", action=act.uid), sent)
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in answer.content.decode()
    assert not ActionDecision.objects.exists()


def test_a_form_that_comes_twice_and_two_who_decide_at_once(cast: Cast) -> None:
    act = action(cast, change(cast))
    client, address = cast.client(cast.amina), at(cast, "action-decide", action=act.uid)
    uid = "01900000-0000-7000-8000-000000000001"
    sent = {"verdict": "keep", "reason": "Oui", "meeting": str(evaluation(cast).uid), "mode": "consensus"}
    for _ in range(2):
        assert client.post(address, {**sent, "uid": uid, "version": "1"}).status_code == 303
    assert ActionDecision.objects.count() == 1
    late = client.post(address, {**sent, "verdict": "abandon", "version": "1", "sure": "1"})
    assert late.status_code == 409
    assert Action.objects.get().status == Action.Status.NOT_STARTED


def test_a_transformation_is_reworded_withdrawn_and_opened_again(cast: Cast) -> None:
    row, _sign = followed(cast)
    first = says(cast, row, Holds.REWORDED, after="Les parents lisent et chantent")
    row.refresh_from_db()
    assert (row.text, first.before, first.after) == ("Les parents lisent et chantent", "Les parents lisent", row.text)
    says(cast, row, Holds.WITHDRAWN)
    row.refresh_from_db()
    assert row.standing == Transformation.Standing.WITHDRAWN
    last = says(cast, row, Holds.REOPENED, reopen=True)
    row.refresh_from_db()
    assert row.standing == Transformation.Standing.ACTIVE
    assert Process.objects.get(pk=row.process_id).stage == "planning"
    relevance.take_back(last, by=cast.amina)
    row.refresh_from_db()
    assert row.standing == Transformation.Standing.WITHDRAWN
    assert Process.objects.get(pk=row.process_id).stage == "evaluation"
    with pytest.raises(Refused):
        relevance.take_back(first, by=cast.amina)


def test_a_rewording_is_taken_back(cast: Cast) -> None:
    row, _sign = followed(cast)
    said = says(cast, row, Holds.REWORDED, after="Autrement")
    relevance.take_back(said, by=cast.amina)
    row.refresh_from_db()
    assert row.text == "Les parents lisent"
    assert not Relevance.objects.exists()
    assert not Decision.objects.present().exists()
    with pytest.raises(Refused):
        says(cast, row, Holds.REWORDED, after="Les parents lisent")
    with pytest.raises(Conflict):
        says(cast, row, Holds.RELEVANT, version=1)


def test_an_objective_takes_its_transformations_with_it(cast: Cast) -> None:
    goal = objective(cast)
    one, two = change(cast, goal, "Un"), change(cast, goal, "Deux")
    says(cast, one, Holds.WITHDRAWN)
    said = says(cast, goal, Holds.WITHDRAWN)
    assert set(Transformation.objects.values_list("standing", flat=True)) == {"withdrawn"}
    says(cast, goal, Holds.REOPENED, reopen=True)
    assert {row.pk: row.standing for row in Transformation.objects.all()} == {one.pk: "withdrawn", two.pk: ""}
    assert Process.objects.get().stage == "analysis" if Process.objects.count() == 1 else True
    with pytest.raises(Refused):
        relevance.take_back(said, by=cast.amina)


def test_a_factor_that_carries_an_objective_waits_for_it(cast: Cast) -> None:
    goal = objective(cast)
    choice = FactorChoice.objects.get()
    with pytest.raises(Refused):
        says(cast, choice, Holds.WITHDRAWN)
    says(cast, goal, Holds.WITHDRAWN)
    said = says(cast, choice, Holds.WITHDRAWN)
    choice.refresh_from_db()
    assert choice.state == FactorChoice.State.SET_ASIDE
    relevance.take_back(said, by=cast.amina)
    choice.refresh_from_db()
    assert choice.state == FactorChoice.State.KEPT


@pytest.mark.parametrize("kind", ["transformation", "goal", "factor"])
def test_the_page_asks_and_shows_before_it_confirms(cast: Cast, kind: str) -> None:
    row, _sign = followed(cast)
    action(cast, row)
    meeting = evaluation(cast)
    things: dict[str, tuple[str, Any]] = {
        "transformation": ("transformation", row),
        "goal": ("goal", row.objective),
        "factor": ("factor_choice", FactorChoice.objects.get()),
    }
    name, thing = things[kind]
    client, address = cast.client(cast.amina), at(cast, f"{kind}-relevance", **{name: thing.uid})
    assert client.get(address).status_code == 200
    typed = {
        "verdict": "reopened",
        "reason": "À revoir",
        "meeting": str(meeting.uid),
        "mode": "consent",
        "reopen": "on",
    }
    shown = client.post(address, typed)
    assert shown.status_code == 200
    assert "À revoir" in shown.content.decode()
    assert not Relevance.objects.exists()
    assert client.post(address, {**typed, "sure": "1"}).status_code == 303
    said = Relevance.objects.get()
    assert said.reopens == ("planning" if kind == "transformation" else "analysis")
    assert process_of(cast).stage == said.reopens
    client.post(at(cast, "relevance-undo"), {"relevance": str(said.uid)})
    assert not Relevance.objects.exists()
    assert cast.client(cast.benoit).get(address).status_code == 403


def test_the_objective_is_told_left_without_transformation(cast: Cast) -> None:
    row, _sign = followed(cast)
    action(cast, row)
    typed = {"verdict": "withdrawn", "reason": "Non", "meeting": str(evaluation(cast).uid), "mode": "consensus"}
    page = cast.client(cast.amina).post(at(cast, "transformation-relevance", transformation=row.uid), typed)
    words = page.content.decode()
    assert "A1" in words
    assert row.objective.text in words
    assert Objective.objects.count() == 1
    assert Meeting.objects.filter(stage="evaluation").count() == 1
