import datetime as dt

from django.urls import reverse

from courtepointe import pasted
from courtepointe.analysis.models import DataNeed
from courtepointe.analysis.queries.pasted_needs import CREATED, ERROR, LAYOUT, SKIPPED, needs_plan
from courtepointe.meetings.queries.process import current_process
from tests.cast import Cast

TABLE = """Ce que nous voulons savoir\tSystème\tSorte\tSource\tQui\tPour quand\tRemarque
Combien d’enfants attendent une place ?\tEnfant\tchiffres\tListe d’attente\tcpe la courtepointe\t2027-02-01\t
Ce que vivent les parents\tFamille\tqualitatif\tEntrevues\tBenoît\t01/03/2027\tAvec leur accord
Combien vont à la bibliothèque ?\tCommunauté\t\t\tMadame Inconnue\t\t
Une date impossible\tEnfant\t\t\t\tbientôt\t
\tEnfant\t\t\t\t\t
Combien d’enfants attendent une place ?\t\t\t\t\t\t
"""


def page_of(cast: Cast) -> str:
    return reverse("needs-paste", kwargs={"coalition": cast.coalition.uid})


def test_each_line_is_told_and_nothing_is_written_before_the_second_button(cast: Cast) -> None:
    process = current_process(cast.coalition)
    assert process is not None
    plan = needs_plan(process, pasted.read(TABLE, LAYOUT))
    assert [outcome.result for outcome in plan.outcomes] == [CREATED, CREATED, CREATED, ERROR, ERROR, SKIPPED]
    first, second, third = plan.lines
    assert (first["system"], first["kind"], first["organisation"]) == ("child", "figures", cast.organisation)
    assert (second["member"], second["due_on"], second["kind"]) == (cast.benoit, dt.date(2027, 3, 1), "words")
    assert third["remark"] == "Qui\u00a0: Madame Inconnue"
    assert "bientôt" in plan.outcomes[3].words
    assert cast.client(cast.amina).post(page_of(cast), {"text": TABLE, "look": "1"}).status_code == 200
    assert not DataNeed.objects.exists()


def test_the_good_lines_are_added_and_the_others_come_back(cast: Cast) -> None:
    client = cast.client(cast.amina)
    answer = client.post(page_of(cast), {"text": TABLE, "confirm": "1"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert DataNeed.objects.filter(coalition=cast.coalition).count() == 3
    assert "Une date impossible" in html
    assert "Ce que vivent les parents\t" not in html
    again = client.post(page_of(cast), {"text": TABLE.splitlines()[1], "confirm": "1"})
    assert again.status_code == 200
    assert DataNeed.objects.count() == 3


def test_a_table_without_titles_is_guessed_and_can_be_corrected(cast: Cast) -> None:
    text = "Combien d’enfants ?\tRecensement\nCombien de familles ?\tMRC"
    assert pasted.read(text, LAYOUT).columns == ["question", "source"]
    client = cast.client(cast.amina)
    html = client.post(page_of(cast), {"text": text, "look": "1"}).content.decode()
    shape = html.split('name="shape" value="')[1].split('"')[0]
    sent = {"text": text, "shape": shape, "column-0": "question", "column-1": "remark", "confirm": "1"}
    assert client.post(page_of(cast), sent).status_code == 303
    assert set(DataNeed.objects.values_list("remark", "source")) == {("Recensement", ""), ("MRC", "")}


def test_html_in_a_table_is_text(cast: Cast) -> None:
    html = cast.client(cast.amina).post(page_of(cast), {"text": "<script>alert(1)</script>\t=1+1"}).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
