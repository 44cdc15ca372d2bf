"""Adjustments: decided in a meeting with their reason, the action changes in the same movement, or nothing does."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from courtepointe import clock, history
from courtepointe.followup.actions import adjusting as acts
from courtepointe.followup.models import Adjustment
from courtepointe.meetings.models import Decision, Minutes
from courtepointe.planning.models import Action
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.factories import make_organisation
from tests.followup.followed import follow_up, handed_in, led


def address(cast: Cast, row: Adjustment) -> str:
    return reverse("adjustment", kwargs={"coalition": cast.coalition.uid, "adjustment": row.uid})


def sent(row: Adjustment, action: Action, **fields: Any) -> dict[str, Any]:
    """What the form sends when nothing of the action changes."""
    assert action.lead is not None
    same = {
        "starts_on": action.starts_on.isoformat() if action.starts_on else "",
        "ends_on": action.ends_on.isoformat() if action.ends_on else "",
        "lead": str(action.lead.uid),
        "status": action.status,
    }
    versions = {"version": row.version, "action_version": action.version, "what": row.what}
    return {**same, **versions, "mode": "consensus", **fields}


@pytest.fixture
def asked(cast: Cast) -> tuple[Adjustment, Action]:
    action = led(cast)
    report = handed_in(cast, action, follow_up(cast), adjustment="Finir un mois plus tard")
    action.refresh_from_db()
    return report.adjustments.get(), action


def test_what_is_accepted_changes_the_action_and_is_told_with_its_reason(
    cast: Cast, asked: tuple[Adjustment, Action]
) -> None:
    row, action = asked
    other = make_organisation(cast.coalition, "Bibliothèque")
    assert row.report is not None
    meeting = row.report.meeting
    assert meeting is not None
    assert action.ends_on is not None
    later = action.ends_on + dt.timedelta(days=30)
    said = {"result": "accepted", "reason": "La salle est prise en mai", "meeting": str(meeting.uid)}
    changed = {"ends_on": later.isoformat(), "lead": str(other.uid), "status": "postponed"}
    client = cast.client(cast.amina)
    assert "Finir un mois plus tard" in client.get(address(cast, row)).content.decode()
    answer = client.post(f"{address(cast, row)}?meeting={meeting.uid}", sent(row, action, **said, **changed))
    assert answer.headers["Location"] == reverse(
        "progress", kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid}
    )
    action.refresh_from_db()
    row.refresh_from_db()
    assert (action.ends_on, action.lead, action.status) == (later, other, "postponed")
    assert (row.result, row.reason, row.meeting) == ("accepted", "La salle est prise en mai", meeting)
    assert row.decision is not None
    assert (row.decision.result, row.decision.reasons) == ("adopted", "La salle est prise en mai")
    assert "La salle est prise en mai" in history.Entry.objects.get(verb="adjustment.accepted").sentence
    over_time = reverse("action-progress", kwargs={"coalition": cast.coalition.uid, "action": action.uid})
    page = cast.client(cast.chloe).get(over_time, headers={"HX-Request": "true"}).content.decode()
    assert "La salle est prise en mai" in page
    row.refresh_from_db()
    again = sent(row, action, **{**said, "reason": "La salle est prise jusqu’en juin"})
    assert client.post(address(cast, row), again).status_code == 303
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"result": "accepted", "reason": ""}, "reason"),
        ({"result": "accepted", "reason": "Parce que", "meeting": ""}, "meeting"),
        ({"result": "accepted", "reason": "Parce que", "ends_on": "2000-01-01"}, "ends_on"),
        ({"result": "refused", "reason": "Parce que", "status": "done"}, "result"),
    ],
)
def test_bad_input_is_said_beside_its_field(
    cast: Cast, asked: tuple[Adjustment, Action], fields: dict[str, str], field: str
) -> None:
    row, action = asked
    assert row.report is not None
    assert row.report.meeting is not None
    usual = {"meeting": str(row.report.meeting.uid)}
    answer = cast.client(cast.amina).post(address(cast, row), sent(row, action, **{**usual, **fields}))
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in answer.content.decode()
    row.refresh_from_db()
    assert row.result == ""
    assert not Decision.objects.exists()


def test_an_action_changed_in_between_is_shown_and_nothing_is_written(
    cast: Cast, asked: tuple[Adjustment, Action]
) -> None:
    row, action = asked
    assert row.report is not None
    assert row.report.meeting is not None
    form = sent(row, action, result="accepted", reason="Parce que", meeting=str(row.report.meeting.uid), status="done")
    moved = action.starts_on + dt.timedelta(days=3) if action.starts_on else None
    Action.objects.filter(pk=action.pk).update(version=action.version + 1, starts_on=moved)
    answer = cast.client(cast.amina).post(address(cast, row), form)
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.result == ""
    assert not Decision.objects.exists()


def test_closed_minutes_a_missing_reason_and_a_stale_version_are_refused(
    cast: Cast, asked: tuple[Adjustment, Action]
) -> None:
    row, _action = asked
    assert row.report is not None
    meeting = row.report.meeting
    assert meeting is not None
    for verdict in (
        acts.Verdict("", "Parce que", meeting),
        acts.Verdict("accepted", "", meeting),
        acts.Verdict("accepted", "Parce que"),
        acts.Verdict("refused", "Parce que", meeting, changes={"status": "done"}),
    ):
        with pytest.raises(Refused):
            acts.decide(row, by=cast.amina, version=row.version, what=row.what, verdict=verdict)
    with pytest.raises(Conflict):
        acts.decide(row, by=cast.amina, version=99, what=row.what, verdict=acts.Verdict("later", "Parce que", meeting))
    Minutes.objects.create(coalition=cast.coalition, meeting=meeting, closed_at=clock.now())
    with pytest.raises(Refused):
        acts.decide(row, by=cast.amina, version=1, what=row.what, verdict=acts.Verdict("later", "Parce que", meeting))
    assert not Decision.objects.exists()


def test_an_adjustment_asked_in_the_room_is_noted_once(cast: Cast) -> None:
    action, meeting = led(cast), follow_up(cast)
    add = reverse("adjustment-add", kwargs={"coalition": cast.coalition.uid, "action": action.uid})
    assert cast.client(cast.benoit).get(add).status_code == 403
    client = cast.client(cast.amina)
    assert client.get(f"{add}?meeting={meeting.uid}").status_code == 200
    form = sent(Adjustment(what="Moins de dates"), action, uid="01900000-0000-7000-8000-000000000001")
    for _turn in range(2):
        assert client.post(add, form).status_code == 303
    row = Adjustment.objects.get()
    assert (row.what, row.result) == ("Moins de dates", "")
    decision = Decision.objects.create(coalition=cast.coalition, meeting=meeting, number=1, wording="Ensemble")
    said = {"result": "later", "reason": "On verra", "meeting": str(meeting.uid), "part_of": str(decision.uid)}
    assert client.post(address(cast, row), sent(row, action, **said)).status_code == 303
    row.refresh_from_db()
    assert (row.result, row.decision) == ("later", decision)
    assert Decision.objects.count() == 1


def test_what_was_decided_stays_when_the_report_is_handed_in_again(
    cast: Cast, asked: tuple[Adjustment, Action]
) -> None:
    row, action = asked
    assert row.report is not None
    meeting = row.report.meeting
    assert meeting is not None
    verdict = acts.Verdict("later", "On verra", meeting)
    acts.decide(row, by=cast.amina, version=row.version, what=row.what, verdict=verdict)
    handed_in(cast, action, meeting, adjustment="Finir un mois plus tard", helps="La conteuse")
    assert Adjustment.objects.get().result == "later"
    handed_in(cast, action, meeting, adjustment="Finir deux mois plus tard")
    assert sorted(Adjustment.objects.values_list("result", flat=True)) == ["", "later"]
