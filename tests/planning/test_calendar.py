"""The follow-up calendar: made from the plan, then the group's own."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courtepointe import clock
from courtepointe.planning.actions import calendar as acts
from courtepointe.planning.actions import lines
from courtepointe.planning.actions.money import set_milestones
from courtepointe.planning.checkpoints import Group, days_of, months_after, proposal
from courtepointe.planning.models import Action, Checkpoint, Indicator
from courtepointe.planning.queries.calendar import all_lines
from courtepointe.planning.queries.overview import milestones_of
from courtepointe.planning.queries.tree import tree_for
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.factories import make_organisation
from tests.planning.planned import action, change, process_of, sign

TODAY = dt.date(2026, 9, 15)
NOON = dt.datetime(2026, 9, 15, 16, tzinfo=dt.UTC)


def groups(cast: Cast, today: dt.date = TODAY) -> list[Group]:
    process = process_of(cast)
    tree = tree_for(cast.reader(cast.amina), process)
    return proposal(tree, milestones_of(process), all_lines(process), today=today)


def fill(cast: Cast) -> int:
    found = groups(cast)
    return acts.fill_calendar(process_of(cast), found, by=cast.amina, chosen={group.key for group in found})


def days(**fields: Any) -> list[str]:
    rows = Checkpoint.objects.present().filter(**fields).order_by("due_on")
    return [row.due_on.isoformat() for row in rows]


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


@pytest.fixture
def planned(cast: Cast) -> Cast:
    """An action followed every three months of a year, with a milestone; an indicator measured twice a year."""
    row = change(cast, lead=cast.organisation)
    period = {"starts_on": dt.date(2026, 10, 1), "ends_on": dt.date(2027, 9, 30)}
    act = action(cast, row, lead=cast.organisation, lead_member=cast.benoit, **period)
    set_milestones(act, [{"text": "Première", "due_on": dt.date(2026, 11, 2)}], by=cast.amina, version=1)
    dated = {"baseline_on": dt.date(2026, 9, 1), "target_on": dt.date(2027, 9, 1)}
    sign(cast, row, baseline=Decimal(44), tool="Grille", frequency=6, **dated)
    return cast


def test_dates_follow_the_frequency_and_end_with_the_period() -> None:
    start, end = dt.date(2026, 8, 31), dt.date(2027, 8, 31)
    assert [day.isoformat() for day in days_of(start, end, 6)] == ["2027-02-28", "2027-08-31"]
    assert days_of(start, end, 999) == days_of(None, end, 3) == [end]
    assert days_of(start, end, 0) == days_of(start, None, 3) == []
    assert len(days_of(start, end, 1)) == 12
    assert days_of(start, dt.date(2026, 9, 5), 3) == [dt.date(2026, 9, 5)]
    assert len(days_of(dt.date(1900, 1, 1), end, 1)) <= 120
    assert months_after(dt.date(2027, 12, 31), 2) == dt.date(2028, 2, 29)


def test_the_calendar_is_filled_once(planned: Cast) -> None:
    assert fill(planned) == 7
    assert days(kind="progress") == ["2027-01-01", "2027-04-01", "2027-07-01", "2027-09-30"]
    assert days(kind="measure") == ["2027-03-01", "2027-09-01"]
    assert days(kind="milestone") == ["2026-11-02"]
    row = Checkpoint.objects.filter(kind="progress").first()
    assert row is not None
    assert (row.organisation, row.member, row.generated) == (planned.organisation, planned.benoit, True)
    tool = Checkpoint.objects.filter(kind="measure").first()
    assert tool is not None
    assert tool.instrument == Indicator.objects.get().instrument
    assert tool.organisation == planned.organisation
    assert groups(planned) == []
    with pytest.raises(Refused):
        acts.fill_calendar(process_of(planned), [], by=planned.amina, chosen=["progress-1"])


def test_only_what_is_chosen_is_written_and_nothing_of_the_past(planned: Cast) -> None:
    found = groups(planned, dt.date(2027, 5, 1))
    assert [len(group.added) for group in found] == [1, 2]
    key = f"measure-{Indicator.objects.get().pk}"
    assert acts.fill_calendar(process_of(planned), found, by=planned.amina, chosen=[key]) == 1
    assert days() == ["2027-09-01"]


def test_what_was_changed_done_or_removed_is_never_touched(planned: Cast) -> None:
    fill(planned)
    moved, done, removed, left = Checkpoint.objects.filter(kind="progress").order_by("due_on")
    acts.edit_checkpoint(moved, by=planned.amina, version=1, due_on=dt.date(2027, 1, 20))
    acts.tick_checkpoint(done, by=planned.benoit, done=True)
    acts.remove_checkpoint(removed, by=planned.amina)
    assert groups(planned) == []
    act = Action.objects.get()
    other = make_organisation(planned.coalition, "Bibliothèque")
    lines.edit_line(act, by=planned.amina, version=2, ends_on=dt.date(2027, 6, 30), lead=other, lead_member=None)
    found = {group.kind: group for group in groups(planned)}
    progress = found["progress"]
    assert [one.due_on.isoformat() for one in progress.added] == []
    assert progress.dropped == [left]
    assert [one.organisation_id for _row, one in found["milestone"].handed] == [other.pk]
    fill(planned)
    assert days(kind="progress") == ["2027-01-20", "2027-04-01"]
    moved.refresh_from_db()
    assert (moved.organisation, moved.generated) == (planned.organisation, False)


def test_a_line_that_left_the_plan_leaves_the_calendar(planned: Cast) -> None:
    fill(planned)
    lines.edit_line(Action.objects.get(), by=planned.amina, version=2, status=Action.Status.ABANDONED)
    found = groups(planned)
    assert {group.kind: len(group.dropped) for group in found} == {"progress": 4, "milestone": 1}
    assert all(group.title for group in found)
    fill(planned)
    assert days() == ["2027-03-01", "2027-09-01"]


def test_the_pages(planned: Cast) -> None:
    steering, client = planned.client(planned.amina), planned.client(planned.benoit)
    page, filling = at(planned, "plan-calendar"), at(planned, "plan-calendar-fill")
    with clock.at(NOON):
        assert filling in steering.get(page).content.decode()
        assert client.get(filling).status_code == 403
        shown = steering.get(filling).content.decode()
        assert "Heure du conte" in shown
        keys = [group.key for group in groups(planned)]
        assert steering.post(filling, {}).status_code == 303
        assert not Checkpoint.objects.exists()
        steering.post(filling, {"thing": keys})
    assert len(days()) == 7
    with clock.at(NOON):
        assert "Heure du conte" in client.get(page).content.decode()
        assert "dates après" in client.get(page).content.decode()
    row = Checkpoint.objects.filter(kind="progress").earliest("due_on")
    act = at(planned, "checkpoint-act", checkpoint=row.uid)
    client.post(act, {"act": "done"})
    row.refresh_from_db()
    assert row.done_by == planned.benoit.person
    assert str(row.uid) not in client.get(page).content.decode()
    assert str(row.uid) in client.get(page, {"done": "1", "all": "1"}).content.decode()
    client.post(act, {"act": "again"})
    row.refresh_from_db()
    assert row.done_at is None
    assert client.post(act, {"act": "remove"}).status_code == 403
    assert client.post(act, {"act": "x"}).status_code == 403
    answer = steering.post(act, {"act": "remove"}, follow=True)
    assert "a été retirée" in answer.content.decode()
    assert steering.post(act, {"act": "done"}).status_code == 403
    steering.post(act, {"act": "restore"})
    assert len(days()) == 7


def test_a_person_ticks_what_is_of_their_organisation_alone(planned: Cast) -> None:
    fill(planned)
    Checkpoint.objects.update(organisation=make_organisation(planned.coalition, "Autre"))
    row = Checkpoint.objects.earliest("due_on")
    act = at(planned, "checkpoint-act", checkpoint=row.uid)
    assert planned.client(planned.benoit).post(act, {"act": "done"}).status_code == 403
    assert 'name="act"' not in planned.client(planned.benoit).get(at(planned, "plan-calendar")).content.decode()
    assert "ne répond" in planned.client(planned.benoit).get(at(planned, "plan-calendar"), {"mine": 1}).content.decode()


def test_a_line_by_hand_and_two_people_at_once(planned: Cast) -> None:
    steering, page = planned.client(planned.amina), at(planned, "checkpoint-add")
    assert steering.post(page, {"due_on": "2026-12-01"}).status_code == 422
    sent = {"due_on": "2026-12-01", "what": "Bilan", "uid": "01a21afd-8896-717c-b8fa-aba6fc03836b"}
    steering.post(page, sent)
    steering.post(page, sent)
    row = Checkpoint.objects.get()
    assert (row.kind, row.generated) == ("other", False)
    edit = at(planned, "checkpoint-edit", checkpoint=row.uid)
    assert "Bilan" in steering.get(edit).content.decode()
    assert steering.post(edit, {**sent, "what": "Bilan annuel", "version": "1"}).status_code == 303
    answer = steering.post(edit, {**sent, "what": "Autre bilan", "version": "1"})
    assert answer.status_code == 409
    assert "Bilan annuel" in answer.content.decode()
    with pytest.raises(Conflict):
        acts.edit_checkpoint(row, by=planned.amina, version=1, what="x")


def test_the_year_of_meetings_asks_for_what_is_due(planned: Cast) -> None:
    fill(planned)
    client = planned.client(planned.chloe)
    piece = at(planned, "plan-calendar-year")
    year = client.get(at(planned, "year", year=2026)).content.decode()
    assert f"{piece}?from=2026-08-01&amp;until=2027-08-01" in year
    shown = client.get(piece, {"from": "2026-08-01", "until": "2027-08-01"}).content.decode()
    assert "Heure du conte" in shown
    assert "30\u00a0sept. 2027" not in shown
    assert "Heure du conte" not in client.get(piece, {"from": "2030-08-01", "until": "2031-08-01"}).content.decode()
    for bad in ({"from": "x", "until": "y"}, {"from": "2026-08-01", "until": "2036-08-01"}):
        assert client.get(piece, bad).status_code == 404


@pytest.mark.parametrize("name", ["plan-calendar", "plan-calendar-fill"])
def test_pages_ask_few_questions(planned: Cast, name: str) -> None:
    fill(planned)
    client, address = planned.client(planned.amina), at(planned, name)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= 10
