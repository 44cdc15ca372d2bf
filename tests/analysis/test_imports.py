import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from courtepointe import clock, spreadsheet
from courtepointe.analysis import tables, values
from courtepointe.analysis.actions import imports as acts
from courtepointe.analysis.actions.indicators import edit_datum
from courtepointe.analysis.actions.territories import add_territory
from courtepointe.analysis.models import DataImport, Datum, PopulationIndicator, Territory
from courtepointe.analysis.queries.imports import export_rows
from courtepointe.history import Entry
from courtepointe.rows import Refused
from tests.cast import Cast

REAL = Path(__file__).resolve().parents[2] / "courtepointe" / "demo" / "content" / "public-indicators-abitibi.csv"


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def begun(cast: Cast, text: str | bytes, name: str = "table.csv", **settings: Any) -> DataImport:
    """A table brought, its columns as proposed, all its lines checked."""
    content = text.encode() if isinstance(text, str) else text
    row = acts.start_import(cast.coalition, name, tables.from_file(name, content), by=cast.amina)
    chosen = {"skip": row.settings["skip"], "decimal": row.settings["decimal"], "common": {}, "collected": False}
    acts.choose_columns(row, settings.pop("columns", row.columns), **{**chosen, **settings})
    row.refresh_from_db()
    while row.status == DataImport.Status.CHECKING:
        row = acts.check_lines(row, after=row.checked)
    return row


def counts(row: DataImport) -> tuple[int, int, int, int]:
    """Added, changed, already there, refused."""
    told = row.settings["counts"]
    return tuple(told.get(name, 0) for name in ("added", "changed", "same", "refused"))  # type: ignore[return-value]


def state() -> list[Any]:
    """All that an import may touch, as it is."""
    return [list(model.objects.order_by("pk").values()) for model in (Datum, PopulationIndicator, Territory)]


def problems(row: DataImport) -> list[str]:
    return [sentence % told for lines in row.lines.all() for _line, _column, sentence, told in lines.problems]


def test_the_real_file_loads_whole_and_shows_what_it_published(cast: Cast) -> None:
    row = begun(cast, REAL.read_bytes(), REAL.name)
    assert counts(row) == (133, 0, 0, 0)
    row = acts.take_in(row, by=cast.amina)
    assert (row.taken, Datum.objects.count()) == (133, 133)
    lines = tables.from_file(REAL.name, REAL.read_bytes())[1:]
    data = Datum.objects.order_by("pk").select_related("indicator", "territory")
    for cells, datum in zip(lines, data, strict=True):
        code, _label, _theme, _level, place, period, cell, unit, flags, sign, comparator, note, source, address = cells
        shown = values.written(values.of(datum), french=True)
        again = values.read(shown)
        assert (again.value, again.decimals) == (values.read(cell).value, values.read(cell).decimals)
        assert flags in ("", again.letters, again.caution)
        assert (again.sign, datum.comparator, datum.remark) == (sign, comparator, note)
        assert (datum.indicator.slug, datum.indicator.unit, datum.territory.name) == (code, unit, place)
        assert (datum.period, datum.source, datum.source_url) == (period, source, address)
    groups = set(data.filter(indicator__slug="FAM_TYPE").values_list("sub_group", flat=True))
    assert len(groups) == 7
    one = PopulationIndicator.objects.get(slug="EQDEM_1PLUS")
    assert one.name == "Vulnérables dans au moins un domaine"
    assert set(one.data.values_list("sub_group", flat=True)) == {"", "garçons"}
    kinds = dict(Territory.objects.values_list("name", "kind"))
    assert (kinds["Québec"], kinds["Côte-Nord"], kinds["Abitibi-Ouest"]) == ("province", "region", "mrc")
    assert (kinds["Pierre-Boucher"], kinds["Mauricie-et-Centre-du-Québec"]) == ("rls", "rss")
    assert Territory.objects.get(name="Laval").within == Territory.objects.get(name="Québec")


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    acts.take_in(begun(cast, REAL.read_bytes()), by=cast.amina)
    before = state()
    again = begun(cast, REAL.read_bytes())
    assert counts(again) == (0, 0, 133, 0)
    with pytest.raises(Refused):
        acts.take_in(again, by=cast.amina)
    assert state() == before


def test_the_coalitions_own_territory_is_found_by_its_name(cast: Cast) -> None:
    own = add_territory(cast.coalition, by=cast.amina, name="MRC d’Abitibi-Ouest", kind="own", within=None)
    acts.take_in(begun(cast, REAL.read_bytes()), by=cast.amina)
    assert own.data.count() == 24
    assert not Territory.objects.filter(name="Abitibi-Ouest").exists()


def test_undoing_removes_what_was_added_and_puts_back_what_was_changed(cast: Cast) -> None:
    head = "indicateur;territoire;periode;valeur;note\n"
    first = acts.take_in(begun(cast, head + "Naissances;Laval;2020;10,0;\nNaissances;Laval;2021;11*;\n"), by=cast.amina)
    before = state()
    second = begun(cast, head + "Naissances;Laval;2020;12;revue\nNaissances;Laval;2021;11*;\nBébés;Québec;2021;5;\n")
    assert counts(second) == (1, 1, 1, 0)
    second = acts.take_in(second, by=cast.amina)
    datum = Datum.objects.get(period="2020")
    assert (str(datum.value), datum.remark, datum.version, datum.data_import) == ("12.000000", "revue", 2, first)
    assert dict(acts.undo_import(second, by=cast.amina)) == {"removed": 1, "restored": 1, "kept": 0}
    datum.refresh_from_db()
    assert (datum.published, datum.decimals, datum.remark, datum.version) == ("10,0", 1, "", 3)
    assert [row["name"] for row in PopulationIndicator.objects.present().values("name")] == ["Naissances"]
    assert Territory.objects.present().get().name == "Laval"
    assert len(state()[0]) == len(before[0]) + 1
    with pytest.raises(Refused):
        acts.undo_import(second, by=cast.amina)


def test_undoing_keeps_what_somebody_changed_since_and_says_so(cast: Cast) -> None:
    row = acts.take_in(
        begun(cast, "indicateur;territoire;periode;valeur\nA;Laval;2020;10\nA;Laval;2021;11\n"), by=cast.amina
    )
    datum = Datum.objects.get(period="2021")
    edit_datum(datum, by=cast.amina, version=1, **values.read("12").fields())
    answer = cast.client(cast.amina).post(at(cast, "import-undo", data_import=row.uid), follow=True)
    html = answer.content.decode()
    assert "1 valeur a été gardée" in html
    assert Datum.objects.present().get().published == "12"
    assert PopulationIndicator.objects.present().count() == 1
    assert Entry.objects.filter(verb="data_import.undone").count() == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators(cast: Cast, encoding: str, separator: str) -> None:
    rows = [["Indicateur", "Territoire", "Année", "Valeur"], ["Bébés nés à terme", "Côte-Nord", "2022", "12.5*"]]
    text = "\r\n".join(separator.join(row) for row in rows)
    row = begun(cast, text.encode(encoding))
    assert counts(row) == (1, 0, 0, 0)
    acts.take_in(row, by=cast.amina)
    datum = Datum.objects.get()
    assert (datum.indicator.name, datum.territory.name, datum.caution) == ("Bébés nés à terme", "Côte-Nord", "*")


def test_a_file_of_two_encodings_is_read_line_by_line(cast: Cast) -> None:
    rows = "Indicateur;Territoire;Année;Valeur\n".encode() + "Bébés;Côte-Nord;2022;1\n".encode()
    acts.take_in(begun(cast, rows + "Pères;Québec;2022;2\n".encode("cp1252")), by=cast.amina)
    assert set(PopulationIndicator.objects.values_list("name", flat=True)) == {"Bébés", "Pères"}


def test_wide_tables_give_a_value_for_each_title(cast: Cast) -> None:
    years = "Domaine;Territoire;2012;2017;2022\nCognitif;Laval;12,6a;..;14,1a\n"
    row = begun(cast, years)
    assert row.columns == ["indicator", "territory", "by_period", "by_period", "by_period"]
    assert counts(row) == (3, 0, 0, 0)
    places = "Tableau 3\nDomaine;Année;Région;Québec\nCognitif;2017;11,9;11,1a\nAffectif;2017;;11,5\n"
    row = begun(cast, places)
    assert (row.settings["skip"], row.columns) == (2, ["indicator", "period", "by_territory", "by_territory"])
    assert counts(row) == (3, 0, 0, 0)
    census = (
        "CENSUS_YEAR,DGUID,GEO_LEVEL,GEO_NAME,CHARACTERISTIC_ID,CHARACTERISTIC_NAME,C1_COUNT_TOTAL,SYMBOL,"
        "C2_COUNT_MEN+,SYMBOL\n2021,2021A00032487,Census division,Abitibi-Ouest,9,Enfants,1205,,..,x\n"
    )
    row = begun(cast, census)
    assert row.columns[6:] == ["value", "flags", "by_group", "flags"]
    acts.take_in(row, by=cast.amina)
    assert dict(Datum.objects.values_list("sub_group", "state")) == {"": "", "Hommes+": "confidential"}
    assert Territory.objects.get().official_code == "2021A00032487"


def test_each_refused_line_says_its_number_its_cell_and_why(cast: Cast) -> None:
    text = (
        "indicateur;territoire;periode;valeur;niveau;adresse\n"
        "A;Laval;2020;beaucoup;;\n"
        "A;Laval;hier;3;;\n"
        ";Laval;2020;3;;\n"
        "A;;2020;3;;\n"
        "A;Laval;2020;3;planète;\n"
        "A;Laval;2020;3;;javascript:alert(1)\n"
        "A;Laval;2021;3;;\n"
        "A;Laval;2021;4;;\n"
        "A;Laval;2021;3;;\n\n"
        "A;Laval;2022;;;\n"
    )
    row = begun(cast, text)
    assert counts(row) == (1, 0, 1, 8)
    html = cast.client(cast.amina).get(at(cast, "import", data_import=row.uid)).content.decode()
    for words in (
        "« beaucoup » n’est pas",
        "« hier » n’est pas une période",
        "« planète »",
        "La ligne 8 donne une autre",
    ):
        assert words in html.replace("«\u202f", "« ").replace("\u202f»", " »")
    assert "javascript:alert(1)" in html
    assert 'href="javascript' not in html
    row = acts.take_in(row, by=cast.amina)
    assert Datum.objects.get().period == "2021"


def test_what_a_table_lacks_is_said_once_for_all_its_lines(cast: Cast) -> None:
    rows = tables.from_pasted("Territoire\tProportion\nLaval\t31,3\nQuébec\t27,7\n")
    row = acts.start_import(cast.coalition, "Collé", rows, by=cast.amina)
    client, page = cast.client(cast.amina), at(cast, "import", data_import=row.uid)
    assert "Proportion" in client.get(page).content.decode()
    sent = {"column-0": "territory", "column-1": "value", "skip": "1", "decimal": ","}
    refused = client.post(page, sent)
    assert refused.status_code == 422
    assert client.post(page, {**sent, "indicator": "Vulnérables", "period": "2017", "unit": "%"}).status_code == 303
    html = client.get(page).content.decode()
    assert "<progress" in html
    assert client.post(at(cast, "import-check", data_import=row.uid), {"after": "0"}).status_code == 303
    html = client.get(page).content.decode()
    assert "31,3\u202f%" in html
    done = client.post(at(cast, "import-take", data_import=row.uid), follow=True)
    assert done.status_code == 200
    assert set(Datum.objects.values_list("period", "indicator__name", "indicator__measure")) == {
        ("2017", "Vulnérables", "percentage")
    }


def test_a_file_is_brought_and_checked_by_handfuls_that_the_page_sends(cast: Cast) -> None:
    client = cast.client(cast.amina)
    lines = "".join(f"Naissances;Lieu {number};2020;{number}\n" for number in range(1500))
    text = "indicateur;territoire;periode;valeur\n" + lines
    with Path(str(REAL)).open("rb") as file:
        assert client.post(at(cast, "import-new"), {"file": file}).status_code == 303
    answer = client.post(at(cast, "import-new"), {"text": text})
    page = answer.headers["Location"]
    row = DataImport.objects.latest("pk")
    chosen = {f"column-{n}": name for n, name in enumerate(row.columns)}
    assert client.post(page, {**chosen, "skip": "1", "decimal": ","}).status_code == 303
    check = at(cast, "import-check", data_import=row.uid)
    for after, told in (("0", 999), ("0", 999), ("999", 1500)):
        html = client.post(check, {"after": after}, headers={"HX-Request": "true"}).content.decode()
        row.refresh_from_db()
        assert row.checked == told
    assert "<html" not in html
    assert "1\u202f500" in html
    assert not Datum.objects.exists()
    assert client.post(at(cast, "import-take", data_import=row.uid)).status_code == 303
    assert client.post(at(cast, "import-take", data_import=row.uid)).status_code == 303
    assert Datum.objects.count() == 1500
    assert not row.lines.exists()


def test_partners_read_and_do_not_import(cast: Cast) -> None:
    row = begun(cast, REAL.read_bytes())
    for who in (cast.benoit, cast.chloe):
        client = cast.client(who)
        assert client.get(at(cast, "import-new")).status_code == 403
        assert client.post(at(cast, "import-take", data_import=row.uid)).status_code == 403
    assert cast.client(cast.driss).get(at(cast, "import", data_import=row.uid)).status_code == 404


def test_the_export_has_all_and_comes_back(cast: Cast) -> None:
    acts.take_in(begun(cast, REAL.read_bytes()), by=cast.amina)
    acts.take_in(
        begun(cast, "indicateur;territoire;periode;valeur;note\nA;Laval;2020;3;=HYPERLINK(1)\n"), by=cast.amina
    )
    answer = cast.client(cast.chloe).get(at(cast, "data-export"))
    content = answer.content
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"'=HYPERLINK" in content
    rows = tables.from_file("export.csv", content)
    assert (len(rows), len(set(map(len, rows)))) == (135, len(set(map(len, rows))))
    again = begun(cast, content.replace(b"'=HYPERLINK", b"=HYPERLINK"), "export.csv")
    assert problems(again) == []
    assert counts(again) == (0, 0, 134, 0)


def test_the_english_export_comes_back_too(cast: Cast) -> None:
    acts.take_in(begun(cast, REAL.read_bytes()), by=cast.amina)
    with translation.override("en"):
        text = spreadsheet.separated(*export_rows(cast.reader(cast.chloe)))
    assert "Administrative region" in text
    again = begun(cast, text)
    assert (problems(again), counts(again)) == ([], (0, 0, 133, 0))


def test_a_table_left_half_way_is_dropped_after_a_month(cast: Cast) -> None:
    left = begun(cast, REAL.read_bytes())
    done = acts.take_in(begun(cast, REAL.read_bytes()), by=cast.amina)
    assert acts.drop_forgotten() == 0
    with clock.at(clock.now() + dt.timedelta(days=31)):
        acts.drop_forgotten()
        acts.drop_forgotten()
    assert list(DataImport.objects.all()) == [done]
    assert left.pk != done.pk


def test_an_unhappy_write_writes_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = begun(cast, REAL.read_bytes())
    before = state()

    def fails(*_args: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(acts.history, "record", fails)
    with pytest.raises(RuntimeError):
        acts.take_in(row, by=cast.amina)
    row.refresh_from_db()
    assert (state(), row.status) == (before, "checked")


def test_ten_thousand_lines_cost_a_few_queries_for_each_handful(cast: Cast, django_assert_max_num_queries: Any) -> None:
    lines = "".join(f"I{n % 40};Lieu {n % 25};{1950 + n // 1000 * 5};{n % 97},5\n" for n in range(3000))
    text = "indicateur;territoire;annee;valeur\n" + lines
    row = acts.start_import(cast.coalition, "t", tables.from_pasted(text), by=cast.amina)
    acts.choose_columns(row, row.columns, skip=1, decimal=",", common={}, collected=False)
    with django_assert_max_num_queries(8):
        acts.check_lines(row, after=0)
    row.refresh_from_db()
    while row.status == DataImport.Status.CHECKING:
        row = acts.check_lines(row, after=row.checked)
    with django_assert_max_num_queries(40):
        acts.take_in(row, by=cast.amina)
