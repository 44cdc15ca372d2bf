"""Figures, files and things brought, tied to the line of the plan that they answer."""

from typing import Any

import pytest

from courtepointe import clock
from courtepointe.analysis import tables
from courtepointe.analysis.actions import answers as acts
from courtepointe.analysis.actions import imports, materials
from courtepointe.analysis.actions.data_plan import note_received
from courtepointe.analysis.actions.indicators import remove_indicator
from courtepointe.analysis.models import DataImport, DataNeed, Datum, PopulationIndicator
from courtepointe.analysis.queries import answers as reads
from courtepointe.history import Entry
from courtepointe.rows import Refused
from tests.analysis.figures import take_in_real_figures
from tests.analysis.test_data_plan import add, at, process_of
from tests.cast import Cast


@pytest.fixture
def need(cast: Cast) -> DataNeed:
    take_in_real_figures(cast.coalition)
    return add(cast, "Combien d’enfants sont vulnérables ?", system="child")


def indicator_of(cast: Cast) -> PopulationIndicator:
    found = cast.coalition.population_indicators.filter(system="child").order_by("position").first()
    assert found is not None
    return found


def names(cast: Cast, need: DataNeed) -> list[tuple[str, str, int]]:
    return [(one.kind, one.name, one.size) for one in reads.answers_of(process_of(cast)).get(need.pk, [])]


def figures(row: PopulationIndicator) -> str:
    return f"figures:{row.uid}"


def test_figures_are_tied_by_the_page_and_the_line_is_ticked_off(cast: Cast, need: DataNeed) -> None:
    browser, where, row = cast.client(cast.amina), at(cast, "need-answers", need=need.uid), indicator_of(cast)
    page = browser.get(where).content.decode()
    assert row.name in page
    nothing = browser.post(at(cast, "need-tie"), {"need": need.uid})
    assert nothing.status_code == 422
    assert 'id="tie-error"' in nothing.content.decode()
    assert browser.post(at(cast, "need-tie"), {"need": need.uid, "what": figures(row)}).status_code == 303
    need.refresh_from_db()
    assert (need.received_at is not None, need.received_by) == (True, cast.amina.person)
    count = row.data.count()
    assert names(cast, need) == [("figures", row.name, count)]
    assert Entry.objects.get(verb="data_need.tied").facts["values"] == count
    plan = cast.client(cast.chloe).get(at(cast, "data-plan")).content.decode()
    assert at(cast, "indicator", indicator=row.uid) in plan
    assert 'id="id_what' not in plan
    assert figures(row) not in browser.get(where).content.decode().partition('id="tie"')[2]


def test_untying_the_last_answer_awaits_the_line_again(cast: Cast, need: DataNeed) -> None:
    row = indicator_of(cast)
    brought = materials.bring(cast.coalition, by=cast.amina, title="Entrevues", text="Neuf pères")
    browser, act = cast.client(cast.amina), at(cast, "need-tie")
    browser.post(act, {"need": need.uid, "what": [figures(row), f"material:{brought.uid}"]})
    assert [kind for kind, _name, _count in names(cast, need)] == ["figures", "material"]
    for untied, received in ((figures(row), True), (figures(row), True), (f"material:{brought.uid}", False)):
        browser.post(act, {"need": need.uid, "untie": untied})
        need.refresh_from_db()
        assert (need.received_at is not None) is received
    assert names(cast, need) == []
    assert Entry.objects.filter(verb="data_need.untied").count() == 2
    assert not Datum.objects.filter(need=need).exists()


def test_what_answers_one_line_is_not_taken_from_it(cast: Cast, need: DataNeed) -> None:
    other, row = add(cast, "Autre question"), indicator_of(cast)
    acts.tie(need, [("figures", row.uid)], by=cast.amina)
    with pytest.raises(Refused):
        acts.tie(other, [("figures", row.uid)], by=cast.amina)
    acts.untie(other, [("figures", row.uid)], by=cast.amina)
    assert names(cast, need) != []
    DataNeed.objects.filter(pk=need.pk).update(removed_at=clock.now())  # a line taken out holds nothing back
    acts.tie(other, [("figures", row.uid)], by=cast.amina)
    assert names(cast, other) == [("figures", row.name, row.data.count())]


def test_a_file_that_was_imported_is_tied_where_it_was_taken_in(cast: Cast, need: DataNeed) -> None:
    text = "indicateur;territoire;annee;valeur\nPlaces;Ville;2024;12\nPlaces;Ville;2025;14\n"
    row = imports.start_import(cast.coalition, "places.csv", tables.from_pasted(text), by=cast.amina)
    imports.choose_columns(row, row.columns, skip=1, decimal=",", common={}, collected=False)
    row.refresh_from_db()
    while row.status == DataImport.Status.CHECKING:
        row = imports.check_lines(row, after=row.checked)
    imports.take_in(row, by=cast.amina)
    browser = cast.client(cast.amina)
    page = browser.get(at(cast, "import", data_import=row.uid)).content.decode()
    assert need.question in page
    browser.post(at(cast, "need-tie"), {"need": need.uid, "what": f"import:{row.uid}"})
    assert names(cast, need) == [("figures", "Places", 2)]
    imports.undo_import(row, by=cast.amina)
    assert names(cast, need) == []


def test_what_is_removed_answers_nothing(cast: Cast, need: DataNeed) -> None:
    row = indicator_of(cast)
    acts.tie(need, [("figures", row.uid)], by=cast.amina)
    remove_indicator(row, by=cast.amina)
    assert names(cast, need) == []
    with pytest.raises(Refused):
        acts.tie(need, [("figures", row.uid)], by=cast.amina)


def test_nothing_of_another_coalition_is_tied(cast: Cast, need: DataNeed) -> None:
    take_in_real_figures(cast.other)
    theirs = cast.other.population_indicators.first()
    brought = materials.bring(cast.other, by=cast.driss, title="SECRET-AILLEURS", text="x")
    assert theirs is not None
    browser, act = cast.client(cast.amina), at(cast, "need-tie")
    for what in (figures(theirs), f"material:{brought.uid}", "figures:nothing", "else:1", ""):
        assert browser.post(act, {"need": need.uid, "what": what}).status_code == 422
    assert "SECRET-AILLEURS" not in browser.get(at(cast, "need-answers", need=need.uid)).content.decode()
    assert cast.client(cast.driss).get(at(cast, "need-answers", need=need.uid)).status_code == 404
    assert cast.client(cast.benoit).post(act, {"need": need.uid}).status_code == 403
    need.refresh_from_db()
    assert need.received_at is None


def test_a_line_received_already_stays_noted_by_who_noted_it(cast: Cast, need: DataNeed) -> None:
    note_received(need, by=cast.benoit, steers=True)
    acts.tie(need, [("figures", indicator_of(cast).uid)], by=cast.amina)
    need.refresh_from_db()
    assert need.received_by == cast.benoit.person


def test_words_find_among_many_and_the_page_stays_flat(
    cast: Cast, need: DataNeed, django_assert_max_num_queries: Any
) -> None:
    take_in_real_figures(cast.other)
    add_eighty(cast)
    browser, where = cast.client(cast.amina), at(cast, "need-answers", need=need.uid)
    browser.get(where)
    with django_assert_max_num_queries(10):
        page = browser.get(where).content.decode()
    assert page.count('value="figures:') == reads.OFFERED
    wanted = indicator_of(cast)
    found = browser.get(where, {"q": wanted.name[:30]}).content.decode()
    assert wanted.name in found
    assert browser.get(where, {"q": "rien de tel"}).content.decode().count('value="figures:') == 0


def add_eighty(cast: Cast) -> None:
    place = cast.coalition.territories.first()
    assert place is not None
    day = clock.today()
    rows = [PopulationIndicator(coalition=cast.coalition, name=f"Indicateur {n}", position=500 + n) for n in range(80)]
    PopulationIndicator.objects.bulk_create(rows)
    when = {"period": "2024", "starts_on": day, "ends_on": day, "published": "1"}
    Datum.objects.bulk_create(Datum(coalition=cast.coalition, indicator=row, territory=place, **when) for row in rows)
