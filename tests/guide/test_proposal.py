"""What a meeting to come could treat: where each line comes from, and that accepting it puts it on the agenda once."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courtepointe import clock
from courtepointe.evaluation.actions.reviews import write_review
from courtepointe.evaluation.models import Diagnostic, DiagnosticCount
from courtepointe.followup.models import Adjustment, ProgressReport
from courtepointe.guide.proposal import Proposal, Suggestion, proposal_for
from courtepointe.meetings.actions.agenda import remove_activity
from courtepointe.meetings.actions.coming_back import bring_back
from courtepointe.meetings.actions.parked import park
from courtepointe.meetings.models import Activity, Committee, FollowUp, Homework, HomeworkShare, Meeting
from courtepointe.planning.actions.gaps import leave_gap
from courtepointe.planning.models import Checkpoint
from courtepointe.planning.queries.tree import tree_for
from tests.cast import Cast
from tests.evaluation.measured import asked, followed, measure, today
from tests.factories import make_activity, make_meeting, make_objective
from tests.planning.planned import action, change, process_of

DAY = dt.timedelta(days=1)


def coming(cast: Cast, title: str = "La prochaine", **fields: Any) -> Meeting:
    day = today(cast) + 10 * DAY
    made = make_meeting(cast.coalition, title, process=process_of(cast), **{"on": day, **fields})
    made.coalition = cast.coalition
    return made


def held(cast: Cast, title: str = "La dernière") -> Meeting:
    return coming(cast, title, on=today(cast) - 20 * DAY, status=Meeting.HELD)


def proposed(cast: Cast, meeting: Meeting) -> Proposal:
    reader, process = cast.reader(cast.amina), process_of(cast)
    tree = tree_for(reader, process, partners=False)
    return proposal_for(reader, meeting, tree, ("child", "family", "community"), today(cast))


def keyed(cast: Cast, meeting: Meeting, kind: str) -> list[Suggestion]:
    return [one for one in proposed(cast, meeting).suggestions if one.key.partition(":")[0] == kind]


def page(cast: Cast, meeting: Meeting) -> str:
    return reverse("agenda-proposal", kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})


def put(cast: Cast, meeting: Meeting, *keys: str, who: str = "amina") -> str:
    answer = cast.client(getattr(cast, who)).post(page(cast, meeting), {"line": keys}, follow=True)
    return str(answer.content.decode())


def titles(meeting: Meeting) -> list[str]:
    return list(meeting.activities.present().order_by("position").values_list("title", flat=True))


def test_earlier_meetings_leave_follow_ups_subjects_objectives_and_minutes(cast: Cast) -> None:
    before, meeting = held(cast), coming(cast)
    late = FollowUp.objects.create(
        coalition=cast.coalition, meeting=before, what="Écrire au maire", due_on=today(cast) - DAY, member=cast.benoit
    )
    FollowUp.objects.create(coalition=cast.coalition, meeting=before, what="Plus tard", due_on=today(cast) + DAY)
    parked = park(before, by=cast.amina, text="Le transport")
    make_objective(before, "Choisir les facteurs", outcome="carried")
    bring_back(before, by=cast.amina)

    found = {one.key: one for one in proposed(cast, meeting).suggestions}
    assert len(found["follow_ups"].why) == 2
    assert "Benoît" in found[f"follow_up:{late.uid}"].why
    assert found[f"parked:{parked.uid}"].title == "Le transport"
    assert [one.title for one in found.values() if one.urgent] == ["Choisir les facteurs"]
    assert "minutes" in found


def test_the_plan_brings_what_is_late_missing_or_due_one_line_for_each_action(cast: Cast) -> None:
    process, meeting = process_of(cast), coming(cast)
    row = change(cast, lead=cast.organisation)
    late, fine = action(cast, row, "En retard", lead=cast.organisation), action(cast, row, "Tranquille")
    silent = action(cast, row, "Jamais dite", starts_on=today(cast) - 200 * DAY, ends_on=today(cast) + 200 * DAY)
    about = {"coalition": cast.coalition, "process": process}
    ProgressReport.objects.create(**about, action=late, asked_at=clock.now(), due_on=today(cast) - 3 * DAY)
    for day in (-40, -5, 5, 60):
        Checkpoint.objects.create(**about, kind="progress", action=late, due_on=today(cast) + day * DAY)
    Checkpoint.objects.create(**about, kind="other", what="Bilan de l’année", due_on=today(cast) + 2 * DAY)
    ProgressReport.objects.create(**about, action=fine, handed_in_at=clock.now(), due_on=today(cast) - 3 * DAY)
    asked_for = Adjustment.objects.create(**about, action=fine, what="Deux groupes au lieu d’un")

    lines = keyed(cast, meeting, "progress")
    assert {one.key for one in lines} == {f"progress:{late.uid}", f"progress:{silent.uid}"}
    assert [one.title for one in keyed(cast, meeting, "checkpoint")] == ["Bilan de l’année"]
    [decide] = keyed(cast, meeting, "adjustment")
    assert decide.urgent
    assert (decide.aim, decide.kind) == (asked_for.what, Activity.Kind.DECISION)
    Adjustment.objects.update(result="accepted")
    assert keyed(cast, meeting, "adjustment") == []


def test_results_wait_until_the_group_has_judged_them(cast: Cast) -> None:
    meeting = coming(cast)
    row, indicator = followed(cast)
    assert keyed(cast, meeting, "result") == []
    measure(cast, indicator, "52", today(cast))
    [line] = keyed(cast, meeting, "result")
    assert not line.urgent
    sent = asked(cast, row, meeting)
    type(sent).objects.filter(pk=sent.pk).update(handed_in_at=clock.now())
    [line] = keyed(cast, meeting, "result")
    assert line.urgent
    write_review(row, meeting, by=cast.amina, version=0, today=today(cast), judgement="progressing")
    assert keyed(cast, meeting, "result") == []


def test_gaps_of_a_kind_make_one_line_without_those_that_are_left_so(cast: Cast) -> None:
    meeting, row = coming(cast), change(cast)
    kinds = {one.key for one in keyed(cast, meeting, "gap")}
    assert {"gap:no_indicator", "gap:no_action", "gap:no_lead_change", "gap:no_system"} == kinds
    leave_gap(process_of(cast), by=cast.amina, kind="no_action", thing=row.uid, system="", reason="Plus tard")
    assert "gap:no_action" not in {one.key for one in keyed(cast, meeting, "gap")}


def test_a_round_of_the_diagnostic_is_proposed_and_tells_nothing_of_its_answers(cast: Cast) -> None:
    meeting = coming(cast)
    row = Diagnostic.objects.create(
        coalition=cast.coalition, process=process_of(cast), title="Notre équipe", state="open", opened_on=today(cast)
    )
    DiagnosticCount.objects.create(coalition=cast.coalition, diagnostic=row, item=3, level="C", count=4127)
    [line] = keyed(cast, meeting, "diagnostic")
    assert line.title.endswith("Notre équipe")
    assert "4127" not in cast.client(cast.amina).get(page(cast, meeting)).content.decode()


def test_what_is_ticked_goes_on_the_agenda_once(cast: Cast) -> None:
    before, meeting = held(cast), coming(cast)
    parked = park(before, by=cast.amina, text="Le transport")
    homework = Homework.objects.create(coalition=cast.coalition, meeting=meeting, what="Vos services")
    HomeworkShare.objects.create(coalition=cast.coalition, homework=homework, organisation=cast.organisation)
    act = action(cast, change(cast), "Heure du conte", starts_on=today(cast) - 200 * DAY)
    FollowUp.objects.create(coalition=cast.coalition, meeting=before, what="Écrire", due_on=today(cast) - DAY)
    keys = [one.key for one in proposed(cast, meeting).suggestions]
    put(cast, meeting, *keys)
    there = titles(meeting)
    assert any(act.title in title for title in there)
    assert "Le transport" in there
    assert len(there) == len(set(there))
    assert len(there) == len([key for key in keys if not key.startswith("gap:")]) + 1  # gaps: one item together
    assert all(one.there for one in proposed(cast, meeting).suggestions)
    put(cast, meeting, *keys)
    assert titles(meeting) == there
    parked.refresh_from_db()
    assert parked.taken_in is not None


def test_an_item_that_was_renamed_is_known_again_and_one_taken_out_comes_back(cast: Cast) -> None:
    meeting = coming(cast)
    act = action(cast, change(cast), "Heure du conte", starts_on=today(cast) - 200 * DAY)
    key = f"progress:{act.uid}"
    put(cast, meeting, key)
    [item] = meeting.activities.present()
    Activity.objects.filter(pk=item.pk).update(title="Autrement dit")
    assert "déjà" in put(cast, meeting, key)
    item.refresh_from_db()
    remove_activity(item, by=cast.amina)
    assert not keyed(cast, meeting, "progress")[0].there
    put(cast, meeting, key)
    assert titles(meeting) == ["Autrement dit"]


def test_nothing_ticked_or_a_meeting_that_is_over_is_refused_in_words(cast: Cast) -> None:
    before, meeting = held(cast), coming(cast)
    change(cast)
    assert "Cochez" in put(cast, meeting)
    put(cast, meeting, "gap:no_action", "progress:nothing", "'; drop table")
    assert len(titles(meeting)) == 1
    put(cast, before, "gap:no_action")
    assert titles(before) == []
    assert cast.client(cast.amina).get(page(cast, before)).status_code == 200


def test_a_committee_is_proposed_its_own_matters_only(cast: Cast) -> None:
    committee = Committee(coalition=cast.coalition, name="Comité lecture")
    committee.clean()
    committee.save()
    change(cast)
    meeting = coming(cast, committee=committee)
    assert list(proposed(cast, meeting).suggestions) == []


def test_only_those_who_steer_open_it(cast: Cast) -> None:
    meeting = coming(cast)
    assert cast.client(cast.benoit).get(page(cast, meeting)).status_code == 403
    home = cast.client(cast.amina).get(reverse("coalition-home", kwargs={"coalition": cast.coalition.uid}))
    assert page(cast, meeting) in home.content.decode()
    agenda = reverse("agenda", kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})
    assert page(cast, meeting) in cast.client(cast.amina).get(agenda).content.decode()
    assert page(cast, meeting) not in cast.client(cast.benoit).get(agenda).content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_asks_ten_queries_at_most(cast: Cast, count: int) -> None:
    before, meeting = held(cast), coming(cast)
    row, indicator = followed(cast)
    measure(cast, indicator, "52", today(cast))
    for n in range(count):
        action(cast, row, f"Action {n}", starts_on=today(cast) - 200 * DAY)
        park(before, by=cast.amina, text=f"Sujet {n}")
        make_activity(meeting)
    client = cast.client(cast.amina)
    client.get(page(cast, meeting))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(page(cast, meeting)).status_code == 200
    assert len(queries) <= 10
