"""Versions of the plan: kept whole, never changed, compared in words."""

import copy
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courtepointe import clock
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.models import Decision
from courtepointe.planning.actions import lines
from courtepointe.planning.actions.money import set_milestones, set_money
from courtepointe.planning.actions.plan import edit_plan, plan_of
from courtepointe.planning.actions.versions import adopt
from courtepointe.planning.comparing import compare
from courtepointe.planning.models import Action, Indicator, PlanVersion
from courtepointe.planning.queries.versions import adopting_decisions, as_it_stands
from courtepointe.planning.snapshot import Content, lines_in, organisations_in
from courtepointe.planning.told import Told
from courtepointe.rows import Refused
from tests.cast import Cast
from tests.factories import make_meeting, make_organisation
from tests.planning.planned import action, change, objective, process_of, sign

NOBODY = Told({}, {}, {})


def decided(cast: Cast, **fields: Any) -> Decision:
    meeting = make_meeting(cast.coalition, "Adoption", on=clock.today(), process=process_of(cast))
    return record_decision(meeting, by=cast.amina, activity=None, wording="Adopter le plan", **fields)


def kept(cast: Cast, reason: str = "", **fields: Any) -> PlanVersion:
    return adopt(process_of(cast), by=cast.amina, decision=decided(cast, **fields), reason=reason)


def now(cast: Cast) -> Content:
    return as_it_stands(cast.reader(cast.amina), plan_of(process_of(cast)))


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


@pytest.fixture
def planned(cast: Cast) -> Cast:
    """A plan with one of everything."""
    row = change(cast, lead=cast.organisation, lead_member=cast.benoit)
    lines.set_partners(row, [(make_organisation(cast.coalition, "Bibliothèque"), "Prête des livres")])
    sign(cast, row, unit="%", baseline=Decimal("44.5"), decimals=1, tool="Grille", holder=cast.organisation)
    act = action(cast, row, lead=cast.organisation, lead_member=cast.benoit, content="Chaque mois")
    set_milestones(act, [{"text": "Première", "due_on": dt.date(2026, 11, 2)}], by=cast.amina, version=1)
    money = {"funder": {"name": "Ville", "year": 2026, "status": "asked", "asked_cents": 50_000}}
    set_money(
        act,
        by=cast.amina,
        version=2,
        budget=[{"year": 2026, "cents": 80_000, "what": "Livres", "organisation": cast.organisation}],
        funding=[money["funder"]],
    )
    return cast


def test_a_version_keeps_the_whole_plan_by_uid_and_no_name_of_a_person(planned: Cast) -> None:
    content = kept(planned).content
    goal, row, one, act = lines_in(content)
    assert row["lead"] == {"uid": str(planned.organisation.uid), "name": planned.organisation.name}
    assert (row["person"], act["person"]) == (str(planned.benoit.uid),) * 2
    assert planned.benoit.name not in str(content)
    assert (one["baseline"], one["tool"], act["content"]) == ("44.5", "Grille", "Chaque mois")
    assert (act["milestones"][0]["due_on"], act["budget"][0]["cents"]) == ("2026-11-02", 80_000)
    assert act["funding"] == [{"funder": "Ville", "year": 2026, "status": "asked", "asked": 50_000, "confirmed": None}]
    assert goal["factors"] == ["self-esteem"]
    assert sorted(organisations_in(content).values()) == ["Bibliothèque", planned.organisation.name]


def test_the_adopted_plan_never_changes(planned: Cast) -> None:
    row = kept(planned)
    before = copy.deepcopy(row.content)
    lines.edit_line(Action.objects.get(), by=planned.amina, version=3, title="Conte sous la tente")
    lines.remove_line(Indicator.objects.get(), by=planned.amina)
    lines.remove_line(process_of(planned).transformations.get(), by=planned.amina)
    planned.organisation.name = "Autre nom"
    planned.organisation.save()
    row.refresh_from_db()
    assert row.content == before
    shown = planned.client(planned.benoit).get(at(planned, "plan-version", plan_version=row.uid)).content.decode()
    assert "Heure du conte" in shown
    assert "44,5" in shown
    assert planned.benoit.name in shown


def test_what_changed_is_told_field_by_field(planned: Cast) -> None:
    row, act = kept(planned), Action.objects.get()
    assert compare(row.content, now(planned), NOBODY).count == 0
    lines.edit_line(act, by=planned.amina, version=3, ends_on=dt.date(2027, 6, 20), lead=None)
    set_money(
        act,
        by=planned.amina,
        version=4,
        budget=[{"year": 2026, "cents": 90_000, "what": "Livres"}],
        funding=[{"name": "Ville", "year": 2026, "status": "confirmed", "confirmed_cents": 50_000}],
    )
    lines.remove_line(Indicator.objects.get(), by=planned.amina)
    new = action(planned, act.transformation, "Trousse")
    found = compare(row.content, now(planned), NOBODY)
    assert found.added == [("action", f"A{new.number} · Trousse")]
    assert found.removed == [("sign", "Parents qui lisent")]
    ((kind, title, differences),) = found.changed
    assert (kind, title) == ("action", "A1 · Heure du conte")
    told = [(one.before, one.after) for one in differences]
    assert ("", "20\u00a0juin 2027") in told
    assert (planned.organisation.name, "") in told
    assert any("800\u00a0$" in before and "900\u00a0$" in after for before, after in told)
    assert found.count == 3


def test_what_is_reported_and_the_order_are_no_change_of_the_plan(planned: Cast) -> None:
    row = kept(planned)
    act = Action.objects.get()
    second = action(planned, act.transformation, "Deuxième")
    lines.step_line(second, steps=-1)
    lines.remove_line(second, by=planned.amina)
    lines.edit_line(act, by=planned.amina, version=act.version, status=Action.Status.DONE)
    act.milestones.update(done_on=dt.date(2026, 11, 3))
    assert compare(row.content, now(planned), NOBODY).count == 0


def test_adopting_refuses_what_would_mean_nothing(cast: Cast) -> None:
    with pytest.raises(Refused):
        kept(cast)  # no objective
    objective(cast)
    process = process_of(cast)
    with pytest.raises(Refused):
        adopt(process, by=cast.amina, decision=None)
    with pytest.raises(Refused):
        adopt(process, by=cast.amina, decision=None, adopted_on=clock.today() + dt.timedelta(days=1))
    first = adopt(process, by=cast.amina, decision=None, adopted_on=dt.date(2026, 1, 15))
    assert (first.number, first.meeting) == (1, None)
    with pytest.raises(Refused):
        kept(cast, reason="Pour voir")  # nothing changed
    edit_plan(process, by=cast.amina, version=plan_of(process).version, title="Notre plan")
    with pytest.raises(Refused):
        kept(cast)  # what was amended?
    second = kept(cast, reason="Un titre")
    assert second.decision is not None
    assert (second.number, second.meeting, second.adopted_on) == (2, second.decision.meeting, clock.today())


def test_a_decision_of_a_day_to_come_is_not_proposed(planned: Cast) -> None:
    taken = decided(planned)
    tomorrow = clock.today() + dt.timedelta(days=1)
    ahead = make_meeting(planned.coalition, "À venir", on=tomorrow, process=process_of(planned))
    record_decision(ahead, by=planned.amina, activity=None, wording="Noté d’avance")
    assert list(adopting_decisions(process_of(planned))) == [taken]


def test_the_pages_of_versions(planned: Cast) -> None:
    steering, client = planned.client(planned.amina), planned.client(planned.benoit)
    page = at(planned, "plan-adopt")
    assert client.get(page).status_code == 403
    assert "pas encore adopté" in client.get(at(planned, "plan-since")).content.decode()
    decision = decided(planned)
    decided(planned, result=Decision.Result.REJECTED)
    shown = steering.get(page).content.decode()
    assert shown.count("Adopter le plan") == 1
    assert steering.post(page, {}).status_code == 422
    answer = steering.post(page, {"decision": decision.uid})
    row = PlanVersion.objects.get()
    assert answer.headers["Location"] == at(planned, "plan-version", plan_version=row.uid)
    again = steering.post(page, {"decision": decision.uid, "reason": "Encore"})
    assert again.status_code == 422
    assert "Encore" in again.content.decode()
    assert PlanVersion.objects.count() == 1
    lines.edit_line(Action.objects.get(), by=planned.amina, version=3, title="Conte sous la tente")
    assert "1 changement depuis" in client.get(at(planned, "plan-since")).content.decode()
    compared = at(planned, "plan-compare", plan_version=row.uid)
    shown = client.get(compared).content.decode()
    assert "Conte sous la tente" in shown
    assert "Heure du conte" in shown
    second = kept(planned, reason="Un titre")
    shown = client.get(at(planned, "plan-versions")).content.decode()
    assert "Un titre" in shown
    for one, other in ((row, second), (second, row)):
        address = at(planned, "plan-compare", plan_version=one.uid) + f"?with={other.uid}"
        assert "Version 1 → Version 2" in client.get(address).content.decode()
    for bad in ("x", row.plan.uid):
        assert client.get(f"{compared}?with={bad}").status_code == 404


@pytest.mark.parametrize("name", ["plan-versions", "plan-version", "plan-compare", "plan-since"])
def test_pages_ask_few_questions(planned: Cast, name: str) -> None:
    row = kept(planned)
    address = at(planned, name, **({} if name in ("plan-versions", "plan-since") else {"plan_version": row.uid}))
    client = planned.client(planned.benoit)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= 10, [one["sql"][:90] for one in asked]
