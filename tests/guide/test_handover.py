"""The page of somebody who takes over: state, decisions and why, people, what is due and waits; nothing personal."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courtepointe import clock
from courtepointe.access import COORDINATOR
from courtepointe.analysis.models import Ballot
from courtepointe.coalitions.models import Coalition, Invitation, Member
from courtepointe.coalitions.models_personal import PersonalRequest
from courtepointe.evaluation.models import Diagnostic, DiagnosticSeat
from courtepointe.followup.models import ProgressReport
from courtepointe.guide import handover_lines as lines
from courtepointe.guide.handover import MOST, hand_over_of
from courtepointe.guide.models import KeepingRun
from courtepointe.meetings.models import Decision, FollowUp, Meeting
from courtepointe.planning.models import Checkpoint
from tests.cast import Cast
from tests.evaluation.measured import asked, evaluation, followed, today
from tests.factories import make_meeting, make_member, make_organisation
from tests.planning.planned import action, process_of

DAY = dt.timedelta(days=1)


def address(cast: Cast, name: str = "hand-over", **names: Any) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **names})


def read(cast: Cast) -> str:
    answer = cast.client(cast.amina).get(address(cast))
    assert answer.status_code == 200
    return str(answer.content.decode())


def past(cast: Cast) -> Meeting:
    return make_meeting(cast.coalition, "Hier", process=process_of(cast), on=today(cast) - DAY, status=Meeting.HELD)


def fill(cast: Cast, count: int = 1) -> None:
    """Something of each kind."""
    coalition, process, meeting = cast.coalition, process_of(cast), past(cast)
    row, _indicator = followed(cast)
    asked(cast, row, evaluation(cast))
    about = {"coalition": coalition, "process": process}
    for n in range(count):
        act = action(cast, row, f"Heure du conte {n}", lead=cast.organisation)
        ProgressReport.objects.create(**about, action=act, asked_at=clock.now(), due_on=today(cast) + DAY)
        Checkpoint.objects.create(**about, kind="progress", action=act, due_on=today(cast) - DAY)
        FollowUp.objects.create(coalition=coalition, meeting=meeting, what=f"Écrire {n}", due_on=today(cast) - DAY)
        PersonalRequest.objects.create(
            coalition=coalition, member=cast.benoit, words="SECRET-DEMANDE", due_on=today(cast) + 9 * DAY
        )
        Ballot.objects.create(**about, title=f"Nos choix {n}", state="open")
        Decision.objects.create(
            coalition=coalition, meeting=meeting, number=n + 1, wording=f"Garder {n}", reasons="Ça marche"
        )
        make_member(coalition, f"Personne {n}", email=f"secret{n}@example.org", phone="418-SECRET", contact="personal")
    KeepingRun.objects.create(coalition=coalition, announced_at=clock.now(), runs_on=today(cast) + 5 * DAY)
    Invitation.objects.create(coalition=coalition, member=coalition.members.get(name="Personne 0"), email="x@y.org")


def test_it_tells_what_is_due_and_what_waits(cast: Cast) -> None:
    fill(cast)
    found = hand_over_of(cast.coalition, process_of(cast))
    assert {row.kind for row in found.due.rows} == {
        *(lines.MEETING, lines.FOLLOW_UP, lines.CHECKPOINT, lines.REQUEST, lines.KEEPING),
    }
    assert set(found.waiting) == {lines.BALLOT, lines.RESULT, lines.REPORT, lines.INVITATION}
    assert [(row.who, row.text) for row in found.leads] == [(cast.organisation.name, "Heure du conte 0")]
    assert [(one.wording, one.reasons) for one in found.decisions] == [("Garder 0", "Ça marche")]
    words = read(cast)
    for text in ("Ça marche", "Heure du conte 0", "Écrire 0", "Nos choix 0", "Benoît"):
        assert text in words


def test_it_has_no_contact_details_and_no_words_of_a_request(cast: Cast) -> None:
    fill(cast)
    words = read(cast)
    assert "SECRET" not in words
    assert "@example.org" not in words.replace(str(cast.amina.email), "")


def test_an_open_round_of_the_diagnostic_is_said_and_nothing_of_who_answered(cast: Cast) -> None:
    row = Diagnostic.objects.create(
        coalition=cast.coalition, process=process_of(cast), title="Notre équipe", state="open"
    )
    before = hand_over_of(cast.coalition, process_of(cast))
    DiagnosticSeat.objects.create(coalition=cast.coalition, diagnostic=row, member=cast.benoit, answered=True)
    assert hand_over_of(cast.coalition, process_of(cast)) == before
    assert "Notre équipe" in read(cast)


def test_a_long_list_is_cut_and_counted(cast: Cast) -> None:
    fill(cast, MOST + 3)
    found = hand_over_of(cast.coalition, process_of(cast))
    assert found.due.more[lines.FOLLOW_UP] == 3
    assert sum(row.kind == lines.FOLLOW_UP for row in found.due.rows) == MOST


def test_an_organisation_where_nobody_sits_is_named(cast: Cast) -> None:
    make_organisation(cast.coalition, "Halte du Canton")
    people = hand_over_of(cast.coalition, process_of(cast)).people
    assert people["Halte du Canton"] == []
    assert [row.text for row in people[cast.organisation.name]] == ["Amina", "Benoît"]


def test_it_opens_without_a_process(cast: Cast) -> None:
    cast.coalition.processes.all().delete()
    assert "Amina" in read(cast)


def test_only_those_who_coordinate_open_it(cast: Cast) -> None:
    for who in (cast.benoit, cast.chloe):
        assert cast.client(who).get(address(cast)).status_code == 403
    assert cast.client(cast.driss).get(address(cast)).status_code == 404


def test_leaving_and_arriving_lead_to_it(cast: Cast) -> None:
    client, here = cast.client(cast.amina), address(cast)
    assert here in client.get(address(cast, "member-leave", member=cast.amina.uid)).content.decode()
    benoit = cast.client(cast.benoit).get(address(cast, "member-leave", member=cast.benoit.uid))
    assert here not in benoit.content.decode()
    Coalition.objects.filter(pk=cast.coalition.pk).update(opened_on=today(cast) - 400 * DAY)
    assert here in client.get(address(cast, "coalition-home")).content.decode()
    Member.objects.filter(pk=cast.amina.pk).update(role_since=clock.now() - 200 * DAY, role=COORDINATOR)
    assert here not in client.get(address(cast, "coalition-home")).content.decode()


@pytest.mark.parametrize("count", [1, 9])
def test_the_page_asks_ten_queries_at_most(cast: Cast, count: int) -> None:
    fill(cast, count)
    client = cast.client(cast.amina)
    client.get(address(cast))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(cast)).status_code == 200
    assert len(queries) <= 10
