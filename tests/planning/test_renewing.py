"""A plan adopted in one cycle is where the next one starts, line by line."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courtepointe import clock
from courtepointe.analysis.models import Objective
from courtepointe.meetings.models import Process
from courtepointe.planning.actions import lines
from courtepointe.planning.actions.money import set_money
from courtepointe.planning.actions.renewing import take_up_plan
from courtepointe.planning.actions.versions import adopt
from courtepointe.planning.models import Action, BudgetLine, Indicator, PlanVersion, Transformation
from courtepointe.planning.snapshot import lines_in
from courtepointe.rows import Refused
from tests.cast import Cast
from tests.factories import make_organisation, make_process
from tests.planning.planned import action, change, process_of, sign


@pytest.fixture
def renewed(cast: Cast) -> Cast:
    """A plan adopted in a first cycle; a second cycle is open."""
    row = change(cast, lead=cast.organisation, lead_member=cast.benoit)
    lines.set_partners(row, [(make_organisation(cast.coalition, "Bibliothèque"), "Prête des livres")])
    dated = {"baseline": Decimal("44.5"), "decimals": 1, "target": Decimal(60), "target_on": dt.date(2020, 5, 1)}
    sign(cast, row, tool="Grille", frequency=6, **dated)
    act = action(cast, row, lead=cast.organisation, starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 6, 1))
    set_money(act, by=cast.amina, version=1, budget=[{"year": 2026, "cents": 80_000}], funding=[])
    action(cast, row, "Terminée", status=Action.Status.DONE, lead=cast.organisation)
    action(cast, change(cast, row.objective, "Autre", system="child"), "Jouer", ends_on=dt.date(2099, 6, 1))
    adopt(process_of(cast), by=cast.amina, decision=None, adopted_on=dt.date(2026, 1, 15))
    make_process(cast.coalition)
    return cast


def take(cast: Cast, *titles: str) -> int:
    version = PlanVersion.objects.get()
    chosen = {
        line["uid"]
        for line in lines_in(version.content)
        if not titles or (line.get("text") or line.get("title") or line.get("name")) in titles
    }
    return take_up_plan(process_of(cast), version, by=cast.amina, chosen=chosen)


def here(cast: Cast) -> dict[str, Any]:
    return {"process": process_of(cast)}


def test_what_is_chosen_is_copied_with_what_it_hangs_on(renewed: Cast) -> None:
    assert take(renewed, "Heure du conte") == 3
    row, act = Transformation.objects.get(**here(renewed)), Action.objects.get(**here(renewed))
    objective = Objective.objects.get(**here(renewed))
    assert (act.transformation, row.objective) == (row, objective)
    assert [one.factor_choice.factor for one in objective.factors.all()] == ["self-esteem"]
    assert process_of(renewed).factor_choices.get().state == "kept"
    assert (row.lead, row.lead_member) == (renewed.organisation, renewed.benoit)
    assert [(one.organisation.name, one.role) for one in row.partners.all()] == [("Bibliothèque", "Prête des livres")]
    assert (act.number, act.status, act.starts_on, act.ends_on) == (1, "not_started", None, None)
    assert not BudgetLine.objects.filter(action=act).exists()
    assert not Indicator.objects.filter(**here(renewed)).exists()


def test_a_line_is_taken_up_once_and_the_rest_later(renewed: Cast) -> None:
    take(renewed, "Heure du conte")
    take(renewed)
    take(renewed)
    assert Objective.objects.filter(**here(renewed)).count() == 1
    assert Transformation.objects.filter(**here(renewed)).count() == 2
    assert sorted(Action.objects.filter(**here(renewed)).values_list("title", flat=True)) == [
        *("Heure du conte", "Jouer", "Terminée")
    ]
    one = Indicator.objects.get(**here(renewed))
    assert (one.baseline, one.decimals, one.frequency, one.target_on) == (Decimal("44.5"), 1, 6, None)
    assert one.instrument is not None
    assert one.instrument.process == process_of(renewed)
    assert Action.objects.get(**here(renewed), title="Jouer").ends_on == dt.date(2099, 6, 1)


def test_the_first_cycle_and_its_version_stay_as_they_are(renewed: Cast) -> None:
    first = Process.objects.earliest("pk")
    before = Action.objects.filter(process=first).count()
    take(renewed)
    assert Action.objects.filter(process=first).count() == before
    version = PlanVersion.objects.get()
    with pytest.raises(Refused):
        take_up_plan(first, version, by=renewed.amina, chosen={"x"})
    with pytest.raises(Refused):
        take_up_plan(process_of(renewed), version, by=renewed.amina, chosen=set())


def test_somebody_who_left_is_not_named_again(renewed: Cast) -> None:
    type(renewed.benoit).objects.filter(pk=renewed.benoit.pk).update(left_at=clock.now())
    take(renewed)
    assert Transformation.objects.get(**here(renewed), text="Les parents lisent").lead_member is None


def test_the_page_ticks_what_is_still_pursued(renewed: Cast) -> None:
    client = renewed.client(renewed.amina)
    address = reverse("plan-renew", kwargs={"coalition": renewed.coalition.uid})
    assert renewed.client(renewed.benoit).get(address).status_code == 403
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        shown = client.get(address).content.decode()
    assert len(asked) <= 10
    uids = {line.get("title"): line["uid"] for line in lines_in(PlanVersion.objects.get().content)}
    assert f'id="l-{uids["Heure du conte"]}" checked' in shown
    assert f'id="l-{uids["Terminée"]}">' in shown
    client.post(address, {"line": uids["Heure du conte"]})
    assert f'id="l-{uids["Heure du conte"]}" disabled' in client.get(address).content.decode()
    client.post(address, {})
    client.post(address, {"line": ["x", "../"]})
    assert Action.objects.filter(**here(renewed)).count() == 1


def test_a_first_cycle_has_nothing_to_start_from(cast: Cast) -> None:
    address = reverse("plan-renew", kwargs={"coalition": cast.coalition.uid})
    answer = cast.client(cast.amina).get(address)
    assert "Aucun plan n’a été adopté" in answer.content.decode()
    assert cast.client(cast.amina).post(address, {"line": "x"}).status_code == 200
