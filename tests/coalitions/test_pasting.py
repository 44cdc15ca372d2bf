from collections import Counter
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from courtepointe import clock
from courtepointe.coalitions import pasting
from courtepointe.coalitions.actions.pasting import paste
from courtepointe.coalitions.models import Member, Organisation
from courtepointe.coalitions.queries.pasted import Outcome, plan_of
from courtepointe.history import Entry
from tests.cast import Cast
from tests.factories import make_member

LIST = """Nom\tOrganisme\tCourriel\tRôle\tCoordonnées
Marie Roy\tCPE Les Mésanges\tmarie@example.org\tpartenaire\ttravail
Paul Côté\tVille de Bourg\tpaul@example.org\tAnimateur\t
Léa\t\t\tobservatrice\tpersonnelles"""


def address(cast: Cast) -> str:
    return reverse("members-paste", kwargs={"coalition": cast.coalition.uid})


def outcomes(cast: Cast, text: str) -> list[Outcome]:
    return plan_of(cast.coalition, pasting.read(text)).outcomes


def words(cast: Cast, text: str) -> list[tuple[str, str]]:
    return [(outcome.result, outcome.words) for outcome in outcomes(cast, text)]


@pytest.mark.parametrize("separator", ["\t", ";", ","])
def test_the_separator_is_found(separator: str) -> None:
    table = pasting.read(LIST.replace("\t", separator))
    assert table.header
    assert table.columns == ["name", "organisation", "email", "role", "contact"]
    assert table.rows[0].cells["name"] == "Marie Roy"
    assert [row.number for row in table.rows] == [2, 3, 4]


@pytest.mark.parametrize(
    ("titles", "columns"),
    [
        ("Prénom;Nom;Fonction;Téléphone", ["first_name", "name", "title", "phone"]),
        ("First name;Last name;Organization;E-mail", ["first_name", "name", "organisation", "email"]),
        ("NOM ; Type d’organisme ; Secteur;Langue", ["name", "kind", "sector", "language"]),
        ("Nom;Nom;Couleur préférée", ["name", "", ""]),
    ],
)
def test_titles_are_recognised_in_both_languages(titles: str, columns: list[str]) -> None:
    table = pasting.read(titles + "\na;b;c;d")
    assert table.header
    assert table.columns[: len(columns)] == columns


def test_without_titles_columns_are_guessed_and_can_be_corrected() -> None:
    table = pasting.read("Marie Roy;CPE A;marie@example.org;418 555-0101\nPaul;CPE B;paul@example.org;")
    assert (table.header, table.columns) == (False, ["name", "organisation", "email", "phone"])
    table = pasting.read("CPE A;Marie Roy", columns=["organisation", "name"], header=False)
    assert table.rows[0].cells == {"organisation": "CPE A", "name": "Marie Roy"}


def test_first_and_last_names_are_put_together() -> None:
    assert pasting.read("Prénom\tNom\nMarie\tRoy").rows[0].cells == {"name": "Marie Roy"}


def test_quoted_cells_and_lone_quotation_marks_are_read() -> None:
    table = pasting.read('Nom,Fonction\n"Roy, Marie","dite ""Mimi"""\nPaul "le Grand,directeur')
    assert table.rows[0].cells == {"name": "Roy, Marie", "title": 'dite "Mimi"'}
    assert table.rows[1].cells == {"name": 'Paul "le Grand', "title": "directeur"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", '=HYPERLINK("x")'])
def test_a_cell_that_looks_like_a_formula_is_text(cast: Cast, text: str) -> None:
    paste(cast.coalition, pasting.read(f"Nom\tFonction\n{text}\t{text}"), by=cast.amina)
    assert Member.objects.get(name=text).title == text


def test_the_whole_list_is_written_with_one_line_of_history(cast: Cast) -> None:
    paste(cast.coalition, pasting.read(LIST), by=cast.amina)
    marie, paul, lea = (Member.objects.get(name=name) for name in ("Marie Roy", "Paul Côté", "Léa"))
    assert marie.organisation is not None
    assert (marie.organisation.name, marie.organisation.kind) == ("CPE Les Mésanges", "cpe")
    assert (marie.email, marie.contact, marie.role) == ("marie@example.org", "professional", "partner")
    assert paul.organisation is not None
    assert (paul.role, paul.organisation.sector) == ("facilitator", "municipal")
    assert (lea.role, lea.contact, lea.organisation, lea.email) == ("observer", "personal", None, "")
    entry = Entry.objects.get(coalition=cast.coalition)
    assert entry.facts == {"people": 3, "organisations": 2, "corrections": 0}
    assert "nouvelles personnes\u00a0: 3" in entry.sentence


def test_the_same_list_again_changes_nothing(cast: Cast) -> None:
    paste(cast.coalition, pasting.read(LIST), by=cast.amina)
    assert {result for result, _ in words(cast, LIST)} == {"skipped"}
    paste(cast.coalition, pasting.read(LIST), by=cast.amina)
    assert cast.coalition.members.count() == 6
    assert Entry.objects.filter(coalition=cast.coalition).count() == 1


def test_known_people_are_corrected_by_address_or_by_name_and_organisation(cast: Cast) -> None:
    lea = make_member(cast.coalition, "Léa Roy", organisation=cast.organisation)
    text = (
        "Nom;Organisme;Courriel;Fonction\n"
        "Benoît Labrie;;benoit@example.org;Directeur\n"
        "lea roy;CPE La Courtepointe;lea@example.org;"
    )
    assert [result for result, _ in words(cast, text)] == ["updated", "updated"]
    paste(cast.coalition, pasting.read(text), by=cast.amina)
    cast.benoit.refresh_from_db()
    lea.refresh_from_db()
    assert (cast.benoit.name, cast.benoit.title, cast.benoit.version) == ("Benoît Labrie", "Directeur", 2)
    assert cast.benoit.organisation == cast.organisation
    assert (lea.email, lea.sort_key) == ("lea@example.org", "lea roy")
    assert Organisation.objects.filter(coalition=cast.coalition).count() == 1


def test_a_person_moves_to_another_organisation_and_a_role_counts_from_now(cast: Cast) -> None:
    text = "Nom;Organisme;Courriel;Rôle\nBenoît;École du Ruisseau;benoit@example.org;animateur"
    moment = clock.now()
    with clock.at(moment):
        paste(cast.coalition, pasting.read(text), by=cast.amina)
    cast.benoit.refresh_from_db()
    assert cast.benoit.organisation is not None
    assert (cast.benoit.organisation.name, cast.benoit.organisation.kind) == ("École du Ruisseau", "school")
    assert (cast.benoit.role, cast.benoit.role_since) == ("facilitator", moment)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (";CPE A;a@example.org;;", "Le nom de la personne manque."),
        ("Marie;CPE A;pas une adresse;;", "n’est pas une adresse courriel"),
        ("Marie;CPE A;;zoo;", "zoo"),
        ("Marie;CPE A;;;coordonnatrice", "page de la personne"),
        ("Marie;CPE A;;;reine", "reine"),
        ("M" * 201 + ";CPE A;;;", "trop long"),
    ],
)
def test_what_is_wrong_is_said_by_line_and_the_rest_is_ready(cast: Cast, line: str, said: str) -> None:
    text = f"Nom;Organisme;Courriel;Type;Rôle\nBonne;CPE Bon;bonne@example.org;cpe;partenaire\n{line}"
    good, bad = outcomes(cast, text)
    assert good.result == "created"
    assert (bad.result, bad.number) == ("error", 3)
    assert said in bad.words


def test_the_same_address_twice_is_the_same_person_or_an_error(cast: Cast) -> None:
    text = "Nom;Courriel\nMarie;m@example.org\nMARIE;M@example.org\nPaul;m@example.org"
    assert words(cast, text) == [
        ("created", "Nouvelle personne."),
        ("skipped", "Même personne qu’à la ligne 2."),
        ("error", "La ligne 2 donne déjà cette adresse, pour Marie."),
    ]


def test_a_coordinator_keeps_the_role_whatever_the_list_says(cast: Cast) -> None:
    (only,) = outcomes(cast, "Nom;Courriel;Rôle\nAmina;amina@example.org;partenaire")
    assert only.result == "error"
    paste(cast.coalition, pasting.read("Nom;Courriel;Rôle\nAmina;amina@example.org;partenaire"), by=cast.amina)
    assert Member.objects.get(pk=cast.amina.pk).role == "coordinator"


def test_organisations_alone_are_made_once_and_corrected(cast: Cast) -> None:
    text = "Organisme;Type;Secteur\nMaison Arc;OCF;\nmaison arc;;\nCPE La Courtepointe;école;"
    assert [result for result, _ in words(cast, text)] == ["created", "skipped", "updated"]
    paste(cast.coalition, pasting.read(text), by=cast.amina)
    cast.organisation.refresh_from_db()
    assert (cast.organisation.kind, cast.organisation.sector, cast.organisation.version) == ("school", "education", 2)
    assert Organisation.objects.get(name="Maison Arc").kind == "family"


def test_a_line_that_changes_nothing_still_counts_as_the_first_with_its_address(cast: Cast) -> None:
    text = "Nom;Courriel\nAmina;amina@example.org\nQuelqu’une;amina@example.org"
    assert [result for result, _ in words(cast, text)] == ["skipped", "error"]


def test_people_of_another_coalition_are_not_recognised(cast: Cast) -> None:
    assert words(cast, "Nom;Courriel\nDriss;driss@example.org") == [("created", "Nouvelle personne.")]


def test_nothing_is_written_before_confirming_and_everything_typed_stays(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    answer = browser.post(address(cast), {"text": LIST, "look": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert cast.coalition.members.count() == 3
    assert "CPE Les Mésanges\tmarie@example.org" in page
    assert "Nouvelle personne." in page
    assert 'name="confirm"' in page


def test_confirming_writes_and_lines_to_correct_stay_in_the_field(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    text = "Nom;Courriel\nMarie;marie@example.org\n<b>Paul</b>;pas-une-adresse"
    answer = browser.post(address(cast), {"text": text, "confirm": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert Member.objects.filter(name="Marie").exists()
    assert "Nom;Courriel\n&lt;b&gt;Paul&lt;/b&gt;;pas-une-adresse</textarea>" in page
    assert 'name="confirm"' not in page
    answer = browser.post(address(cast), {"text": "Nom;Courriel\nPaul;paul@example.org", "confirm": "1"})
    assert answer.status_code == 303
    assert Member.objects.filter(name="Paul").exists()


def test_columns_are_corrected_for_this_list_only(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    text = "Marie Roy;directrice"
    shown = browser.post(address(cast), {"text": text, "look": "1"}).content.decode()
    shape = shown.partition('name="shape" value="')[2].partition('"')[0]
    asked = {"text": text, "shape": shape, "column-0": "name", "column-1": "title", "confirm": "1"}
    assert browser.post(address(cast), asked).status_code == 303
    assert Member.objects.get(name="Marie Roy").title == "directrice"
    another = {**asked, "text": "Nom;Organisme\nPaul;CPE Neuf"}
    assert browser.post(address(cast), another).status_code == 303
    assert Organisation.objects.filter(name="CPE Neuf").exists()


@pytest.mark.parametrize(("language", "said"), [("fr-CA", "5\u202f000"), ("en", "5,000 lines")])
def test_a_list_too_long_or_empty_is_refused_in_the_reader_s_language(cast: Cast, language: str, said: str) -> None:
    browser = cast.client(cast.amina)
    text = "\n".join(f"Personne {n}" for n in range(5000))
    answer = browser.post(address(cast), {"text": text}, headers={"accept-language": language})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Personne 4999" in answer.content.decode()
    assert browser.post(address(cast), {"text": " \n "}).status_code == 422


def test_25_organisations_of_60_people_are_a_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    text = "Nom\tOrganisme\tCourriel\n" + "\n".join(
        f"Personne {n}\tOrganisme {n % 25}\tp{n}@example.org" for n in range(1500)
    )
    table = pasting.read(text)
    with django_assert_max_num_queries(2):
        plan = plan_of(cast.coalition, table)
    assert plan.counts == Counter(created=1500)
    assert len(plan.new_organisations) == 25
    with django_assert_max_num_queries(40):
        paste(cast.coalition, table, by=cast.amina)
    assert cast.coalition.members.count() == 1503
    assert cast.coalition.organisations.count() == 26


def test_pasting_is_for_coordinators(cast: Cast) -> None:
    for who in (cast.benoit, cast.chloe):
        assert cast.client(who).post(address(cast), {"text": LIST, "confirm": "1"}).status_code == 403
    assert cast.client(cast.driss).post(address(cast), {"text": LIST, "confirm": "1"}).status_code == 404
    assert cast.coalition.members.count() == 3


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from("Nom|Courriel|Organisme|Rôle|amina@example.org|m@example.org|CPE La Courtepointe".split("|")),
    st.sampled_from(["Benoît", "partenaire", "coordonnatrice", "cpe", "=1+1", '"', "´", "\ufb03", "x" * 300]),
)
LINES = st.lists(CELLS, max_size=7)
TEXTS = st.builds(
    lambda lines, separator, ends: ends.join(separator.join(cells) for cells in lines),
    st.lists(LINES, max_size=12),
    st.sampled_from(["\t", ";", ","]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(TEXTS, st.text()), header=st.sampled_from([None, True, False]))
@example(text='"\n', header=None)
@example(text="´;´\n;;;", header=None)
def test_no_paste_raises_and_every_line_ends_somewhere(cast: Cast, text: str, header: bool | None) -> None:
    table = pasting.read(text, header=header)
    plan = plan_of(cast.coalition, table)
    lines = [n for n, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1) if line.strip()]
    assert [outcome.number for outcome in plan.outcomes] == (lines[1:] if table.header else lines)
    assert set(plan.counts) <= {"created", "updated", "skipped", "error"}
    assert all(outcome.words for outcome in plan.outcomes)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_what_is_announced_is_what_is_written(cast: Cast, text: str) -> None:
    table = pasting.read(text)
    before = cast.coalition.members.count()
    announced = plan_of(cast.coalition, table)
    written = paste(cast.coalition, table, by=cast.amina)
    people = sum(1 for outcome in announced.outcomes if outcome.result == "created" and outcome.person)
    assert written.counts == announced.counts
    assert cast.coalition.members.count() == before + people
