import csv
import datetime as dt
import io

from django.urls import reverse

from courtepointe import pasted
from courtepointe.analysis.models import Inventory, Service
from courtepointe.analysis.queries.pasted_services import COLUMNS, layout, services_plan
from courtepointe.history import Entry
from tests.analysis.offering import part, process_of, service
from tests.cast import Cast
from tests.factories import make_organisation

TABLE = """Organisme\tService ou activité\tCatégorie\tPour qui\tSystèmes visés\tOù\tFinancé jusqu’au\tPlaces
cpe la courtepointe\tHeure du conte\tearly-literacy\t3 et 4 ans; Parents\tEnfant, famille\tNord\t2027-06-30\t1 200
CPE La Courtepointe\tHalte-garderie\tRespite and drop-in childcare\t1 and 2 years\tchild\t\t\t
Inconnu\tRien\trespite\tparents\tfamille\t\t\t
CPE La Courtepointe\tFaux\tNavigation\tvieux\t\tLune\tbientôt\tbeaucoup
CPE La Courtepointe\t\t\t\t\t\t\t
\t\trespite\t\t\t\t\t
CPE La Courtepointe\tHeure du conte\trespite\tparents\tfamille\t\t\t
"""


def at(cast: Cast, name: str = "services-paste") -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid})


def test_each_line_is_told_in_words_and_the_good_ones_are_ready(cast: Cast) -> None:
    north = part(cast.coalition, "Nord")
    plan = services_plan(process_of(cast), pasted.read(TABLE, layout()))
    results = [outcome.result for outcome in plan.outcomes]
    assert results == ["created", "created", "error", "error", "skipped", "error", "skipped"]
    (_, first), (_, second) = plan.lines
    assert (first["category"], first["ages"]) == ("early-literacy", ["3-4-years", "parents"])
    assert (first["systems"], first["places"], first["everywhere"]) == (["child", "family"], [north], False)
    assert (first["funded_until"], first["capacity"]) == (dt.date(2027, 6, 30), 1200)
    assert (second["category"], second["ages"], second["everywhere"]) == ("respite", ["1-2-years"], True)
    assert "Inconnu" in plan.outcomes[2].words
    for word in ("Navigation", "vieux", "Lune", "bientôt", "beaucoup", "Systèmes visés"):
        assert word in plan.outcomes[3].words


def test_nothing_is_written_before_the_second_button_and_what_is_wrong_comes_back(cast: Cast) -> None:
    part(cast.coalition, "Nord")
    client = cast.client(cast.amina)
    assert client.get(at(cast)).status_code == 200
    assert client.post(at(cast), {"text": " "}).status_code == 422
    assert client.post(at(cast), {"text": TABLE, "look": "1"}).status_code == 200
    assert not Service.objects.exists()
    html = client.post(at(cast), {"text": TABLE, "confirm": "1"}).content.decode()
    assert Service.objects.count() == 2
    assert "Navigation" in html
    assert "Halte-garderie" not in html.partition("<textarea")[2].partition("</textarea>")[0]
    assert Entry.objects.get().verb == "inventory.lines_entered"
    assert Inventory.objects.get().started_at is not None
    assert cast.client(cast.benoit).get(at(cast)).status_code == 403


def test_lines_that_name_nobody_are_of_the_organisation_chosen(cast: Cast) -> None:
    other = make_organisation(cast.coalition, "Maison des parents")
    text = "service.name\ttaxonomy_term.name\tattribute.age\tattribute.system\nCafé\tcommunity-life\tparents\tfamily"
    client = cast.client(cast.amina)
    client.post(at(cast), {"text": text, "organisation": str(other.uid), "confirm": "1"})
    assert Service.objects.get().organisation == other


def test_what_goes_out_comes_in_again(cast: Cast) -> None:
    north = part(cast.coalition, "Nord")
    service(cast, "=Heure du conte", everywhere=False, places=[north], funding="project", capacity=12, cost="5 $")
    file = cast.client(cast.chloe).get(at(cast, "services-file")).content.decode()
    assert file.startswith("\ufeff")
    assert "'=Heure" in file
    Service.objects.all().delete()
    client = cast.client(cast.amina)
    client.post(at(cast), {"text": file.removeprefix("\ufeff"), "confirm": "1"})
    row = Service.objects.get()
    assert (row.category, row.ages, row.systems) == ("early-literacy", ["3-4-years"], ["child"])
    assert (row.funding, row.capacity, row.cost, row.places.get().territory) == ("project", 12, "5 $", north)


def test_the_blank_form_has_a_line_for_each_organisation_and_adds_nothing_when_blank(cast: Cast) -> None:
    make_organisation(cast.coalition, "Maison des parents")
    client = cast.client(cast.amina)
    file = client.get(at(cast, "services-file") + "?blank=1").content.decode().removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(file), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["CPE La Courtepointe", "Maison des parents"]
    assert len(rows[0]) == len(COLUMNS)
    client.post(at(cast), {"text": file, "confirm": "1"})
    assert not Service.objects.exists()
