"""A plan pasted from a table."""

import datetime as dt
from decimal import Decimal

from django.urls import reverse

from courtepointe import pasted
from courtepointe.analysis.models import Objective
from courtepointe.planning.actions.pasting import add_lines
from courtepointe.planning.models import Action, Indicator, Transformation
from courtepointe.planning.queries.pasted_plan import LAYOUT, PastedPlan, pasted_plan
from tests.cast import Cast
from tests.planning.planned import process_of

HEAD = "Objectif\tSystème\tTransformation souhaitée\tIndicateur\tDépart\tCible\tOutil de suivi\tAction\tResponsable\t"
HEAD += "Partenaires\tDébut\tFin\tBudget\tBailleur de fonds"
FIRST = "Parler\tEnfant\tOn se fait comprendre\tAu-dessus du seuil\t68,5\t80 %\tGrille\tTrousse\tCPE La Courtepointe\t"
FIRST += "Inconnu, CPE La Courtepointe\t2026-10-01\t2027-06-30\t12 000 $\tCentraide"
SECOND = "\t\t\t\t\t\t\tFormation\t\t\t\t\t\t"
THIRD = "\tFamille\tOn lit\t\t\t\t\tHeure du conte\t\t\t2027-05-01\t2027-01-01\t\t"
FOURTH = "\tVillage\tOn lit\t\t\t\t\tConte\t\t\t\t\tbeaucoup\t"


def read(cast: Cast, *lines: str) -> PastedPlan:
    table = pasted.read("\n".join([HEAD, *lines]), LAYOUT)
    return pasted_plan(cast.reader(cast.amina), process_of(cast), table)


def test_a_table_becomes_lines_of_the_plan(cast: Cast) -> None:
    plan = read(cast, FIRST, SECOND)
    assert dict(plan.counts) == {"created": 2}
    assert "Inconnu" in plan.outcomes[0].words
    assert add_lines(process_of(cast), plan.lines, by=cast.amina) == 2
    (row,) = Transformation.objects.all()
    assert (row.objective.text, row.system, row.text) == ("Parler", "child", "On se fait comprendre")
    one = Indicator.objects.get()
    assert (one.baseline, one.target, one.decimals, one.instrument and one.instrument.name) == (
        Decimal("68.5"),
        Decimal(80),
        1,
        "Grille",
    )
    first, second = Action.objects.order_by("number")
    assert (first.title, second.title) == ("Trousse", "Formation")
    assert (first.lead, first.starts_on, first.budget.get().cents) == (
        cast.organisation,
        dt.date(2026, 10, 1),
        1_200_000,
    )
    assert "Inconnu" in first.content
    assert first.funding.get().funder.name == "Centraide"


def test_pasted_twice_it_adds_nothing(cast: Cast) -> None:
    for _ in range(2):
        add_lines(process_of(cast), read(cast, FIRST, SECOND).lines, by=cast.amina)
    assert dict(read(cast, FIRST, SECOND).counts) == {"skipped": 2}
    assert (Objective.objects.count(), Transformation.objects.count(), Action.objects.count()) == (1, 1, 2)


def test_what_cannot_be_taken_says_why_and_stays(cast: Cast) -> None:
    plan = read(cast, FIRST, THIRD, FOURTH, "Autre\t\tSans système")
    assert [outcome.result for outcome in plan.outcomes] == ["created", "error", "error", "error"]
    assert "La fin vient après le début" in plan.outcomes[1].words
    assert "Village" in plan.outcomes[2].words
    assert "beaucoup" in plan.outcomes[2].words
    client = cast.client(cast.amina)
    address = reverse("plan-paste", kwargs={"coalition": cast.coalition.uid})
    text = "\n".join([HEAD, FIRST, THIRD])
    look = client.post(address, {"text": text, "look": "1"}).content.decode()
    assert "Trousse" in look
    assert not Action.objects.exists()
    page = client.post(address, {"text": text, "confirm": "1"}).content.decode()
    assert Action.objects.get().title == "Trousse"
    assert "Heure du conte" in page
    assert cast.client(cast.benoit).get(address).status_code == 403
