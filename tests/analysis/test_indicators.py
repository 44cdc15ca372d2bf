import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from courtepointe.analysis.actions import indicators as acts
from courtepointe.analysis.actions import territories as places
from courtepointe.analysis.models import Datum, PopulationIndicator, Territory
from courtepointe.analysis.queries.figures import hidden_data
from courtepointe.analysis.queries.indicators import detail_for, overview_for
from courtepointe.analysis.values import read
from courtepointe.history import Entry
from courtepointe.library.load import the_method
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def place(cast: Cast, name: str, kind: str = "mrc", within: Territory | None = None) -> Territory:
    return places.add_territory(cast.coalition, by=cast.amina, name=name, kind=kind, within=within)


def indicator(cast: Cast, name: str = "Vulnérables", **fields: Any) -> PopulationIndicator:
    return acts.add_indicator(
        cast.coalition, by=cast.amina, name=name, **{"measure": "percentage", "unit": "%", **fields}
    )


def datum(cast: Cast, what: PopulationIndicator, where: Territory, cell: str, year: int = 2022, **fields: Any) -> Datum:
    days = {"period": str(year), "starts_on": dt.date(year, 1, 1), "ends_on": dt.date(year, 12, 31)}
    return acts.add_datum(what, by=cast.amina, territory=where, **days, **read(cell).fields(), **fields)


@pytest.fixture
def nested(cast: Cast) -> tuple[Territory, Territory, Territory]:
    quebec = place(cast, "Québec", "province")
    region = place(cast, "Abitibi-Témiscamingue", "region", quebec)
    return place(cast, "MRC d’Abitibi-Ouest", "own", region), region, quebec


def test_the_nearest_territory_that_has_a_value_is_shown_as_what_it_is(cast: Cast, nested: Any) -> None:
    own, region, quebec = nested
    vulnerable, births = indicator(cast, system="child"), indicator(cast, "Naissances", measure="count", unit="")
    datum(cast, vulnerable, quebec, "28,7a")
    datum(cast, vulnerable, region, "26,3b", 2017)
    datum(cast, vulnerable, region, "29,7a,b")
    datum(cast, births, own, "193")
    overview = overview_for(cast.reader(cast.chloe), the_method())
    lines = {line.indicator.name: line for _, _, held in overview.groups for line in held}
    assert [f.text for f in lines["Vulnérables"].figures] == ["29,7\u202f%a,b"]
    assert (lines["Vulnérables"].place.name, lines["Vulnérables"].local) == ("Abitibi-Témiscamingue", False)
    assert (lines["Naissances"].place.name, lines["Naissances"].local) == ("MRC d’Abitibi-Ouest", True)
    html = cast.client(cast.chloe).get(at(cast, "indicators")).content.decode()
    assert "aucune valeur pour MRC d’Abitibi-Ouest" in html
    assert "Région administrative" in html


def test_two_sources_that_differ_are_both_shown_each_with_its_own(cast: Cast, nested: Any) -> None:
    _own, _region, quebec = nested
    what = indicator(cast)
    datum(cast, what, quebec, "28,7", source="ISQ", source_url="https://statistique.quebec.ca/x")
    datum(cast, what, quebec, "29,7", source="Radio-Canada")
    with pytest.raises(Refused):
        datum(cast, what, quebec, "30", source="ISQ")
    detail = detail_for(cast.reader(cast.chloe), what)
    ((_place, (cell,)),) = detail.grids[0].lines
    assert [(f.text, detail.source_of[f.pk]) for f in cell] == [("28,7\u202f%", 1), ("29,7\u202f%", 2)]
    html = cast.client(cast.chloe).get(at(cast, "indicator", indicator=what.uid)).content.decode()
    assert 'href="https://statistique.quebec.ca/x"' in html
    assert at(cast, "datum-edit", datum=Datum.objects.all()[0].uid) not in html
    overview = overview_for(cast.reader(cast.chloe), the_method())
    assert len(overview.groups[0][2][0].figures) == 2


def test_sub_groups_stand_apart_and_marks_are_explained(cast: Cast, nested: Any) -> None:
    _own, region, _quebec = nested
    what = indicator(cast)
    datum(cast, what, region, "4,1*", 2006, remark="Petit échantillon")
    datum(cast, what, region, "35,6 (+)", sub_group="Garçons", comparator="reste du Québec")
    datum(cast, what, region, "x", sub_group="Filles")
    detail = detail_for(cast.reader(cast.chloe), what)
    assert [grid.sub_group for grid in detail.grids] == ["", "Garçons", "Filles"]
    html = cast.client(cast.chloe).get(at(cast, "indicator", indicator=what.uid)).content.decode()
    for words in (
        "entre 15 % et 25",
        "reste du Québec",
        "confidentielle",
        "Petit échantillon",
        "jamais additionnés",
    ):
        assert words in html
    line = overview_for(cast.reader(cast.chloe), the_method()).groups[0][2][0]
    assert line.figures[0].text == "4,1\u202f%*"


def test_small_numbers_that_we_collected_are_masked_on_every_page(cast: Cast, nested: Any) -> None:
    own, _region, _quebec = nested
    what = indicator(cast, "Familles rencontrées", measure="count", unit="familles")
    ours = {"collected": True}
    for cell, group in (("31", ""), ("3", "Nord"), ("8", "Sud"), ("20", "Est")):
        datum(cast, what, own, cell, sub_group=group, **ours)
    published = datum(cast, what, own, "2", 2017, source="ISQ")
    hidden = hidden_data(cast.coalition.pk)
    assert {row.sub_group for row in Datum.objects.filter(pk__in=hidden)} == {"Nord", "Sud"}
    assert published.pk not in hidden
    for reader in (cast.amina, cast.chloe):
        html = cast.client(reader).get(at(cast, "indicator", indicator=what.uid)).content.decode()
        assert html.count("masquée</span>") == 3  # two values, and what the word means
        assert ">8<" not in html
    export = cast.client(cast.amina).get(at(cast, "data-export")).content.decode()
    assert [line.split(";")[8] for line in export.splitlines()[1:]] == ["2", "31", "masquée", "masquée", "20"]
    things = indicator(cast, "Places", measure="things")
    datum(cast, things, own, "3", collected=True)
    assert hidden_data(cast.coalition.pk, things.pk) == frozenset()
    few = indicator(cast, "Satisfaits")
    datum(cast, few, own, "50", base=8, collected=True)
    datum(cast, few, own, "50", 2021, base=20, collected=True)
    assert len(hidden_data(cast.coalition.pk, few.pk)) == 1


def test_history_tells_what_was_done_and_no_value(cast: Cast, nested: Any) -> None:
    row = datum(cast, indicator(cast), nested[0], "3", collected=True)
    acts.remove_datum(row, by=cast.amina)
    acts.restore_datum(row, by=cast.amina)
    acts.restore_datum(row, by=cast.amina)
    verbs = list(Entry.objects.filter(thing="datum").values_list("verb", flat=True).order_by("pk"))
    assert verbs == ["datum.added", "datum.removed", "datum.restored"]
    assert all("3" not in str(entry.facts.get("what")) for entry in Entry.objects.filter(thing="datum"))
    assert "published" not in Entry.objects.filter(verb="datum.added").get().facts


def test_two_people_never_overwrite_each_other(cast: Cast, nested: Any) -> None:
    what = indicator(cast)
    acts.edit_indicator(what, by=cast.amina, version=1, name="Mieux dit")
    with pytest.raises(Conflict):
        acts.edit_indicator(PopulationIndicator.objects.get(pk=what.pk), by=cast.amina, version=1, name="Autrement")
    row = datum(cast, what, nested[0], "29,7a,b")
    client, page = cast.client(cast.amina), at(cast, "datum-edit", datum=row.uid)
    html = client.get(page).content.decode()
    assert 'value="29,7a,b"' in html
    typed = {
        **{"indicator": str(what.uid), "territory": str(nested[0].uid), "period": "2022", "published": "30,1"},
        "version": "1",
    }
    assert client.post(page, typed).status_code == 303
    late = client.post(page, {**typed, "published": "31,1", "interval": "30-32"})
    assert late.status_code == 409
    html = late.content.decode()
    assert "30,1" in html
    assert "31,1" in html
    row.refresh_from_db()
    assert row.published == "30,1"


def test_a_value_is_typed_as_it_is_published(cast: Cast, nested: Any) -> None:
    what = indicator(cast)
    client, page = cast.client(cast.amina), at(cast, "datum-add")
    typed = {
        **{"indicator": str(what.uid), "territory": str(nested[1].uid), "period": "2022", "published": "29,7a,b (+)"},
        **{"interval": "[28,1 ; 31,3]", "level": "95", "comparator": "reste du Québec", "source": "ISQ"},
    }
    bad = {**typed, "published": "beaucoup", "period": "hier", "interval": "3", "source_url": "javascript:alert(1)"}
    refused = client.post(page, bad)
    assert refused.status_code == 422
    html = refused.content.decode()
    assert "n’est pas une valeur lisible" in html
    assert "beaucoup" in html
    assert not Datum.objects.exists()
    assert client.post(page, typed).headers["Location"] == at(cast, "indicator", indicator=what.uid)
    row = Datum.objects.get()
    assert (str(row.value), row.letters, row.sign, str(row.low), row.level) == (
        "29.700000",
        "a,b",
        "+",
        "28.100000",
        95,
    )
    twice = client.post(page, typed)
    assert twice.status_code == 422
    assert "modifiez celle-là" in twice.content.decode()
    again = client.post(page, {**typed, "source": "Autre", "another": "1"}).headers["Location"]
    assert f"indicator={what.uid}" in again
    assert f'value="{what.uid}" selected' in client.get(again).content.decode()
    people = client.post(page, {**typed, "source": "Nous", "people": "12", "base": "10"})
    assert people.status_code == 422


def test_removals_can_be_undone_and_a_place_with_values_stays(cast: Cast, nested: Any) -> None:
    own, region, _quebec = nested
    what = indicator(cast, slug="EQDEM")
    row = datum(cast, what, own, "12")
    client = cast.client(cast.amina)
    removed = client.post(at(cast, "datum-remove"), {"datum": str(row.uid)})
    assert "data-undo" in client.get(removed.headers["Location"]).content.decode()
    client.post(at(cast, "datum-restore"), {"datum": str(row.uid)})
    client.post(at(cast, "territory-remove"), {"territory": str(own.uid)})
    own.refresh_from_db()
    assert own.removed_at is None
    removed = client.post(at(cast, "indicator-remove"), {"indicator": str(what.uid)})
    assert "data-undo" in client.get(removed.headers["Location"]).content.decode()
    other = indicator(cast, "Même code", slug="EQDEM")
    client.post(at(cast, "indicator-restore"), {"indicator": str(what.uid)})
    what.refresh_from_db()
    assert what.removed_at is not None
    acts.remove_indicator(other, by=cast.amina)
    client.post(at(cast, "indicator-restore"), {"indicator": str(what.uid)})
    what.refresh_from_db()
    assert what.removed_at is None
    removed = client.post(at(cast, "territory-remove"), {"territory": str(region.uid)})
    assert "data-undo" in client.get(removed.headers["Location"]).content.decode()
    client.post(at(cast, "territory-restore"), {"territory": str(region.uid)})
    assert Territory.objects.present().count() == 3


def test_a_value_put_back_brings_its_territory_back(cast: Cast, nested: Any) -> None:
    own, _region, _quebec = nested
    what = indicator(cast)
    row = datum(cast, what, own, "12")
    acts.remove_datum(row, by=cast.amina)
    places.remove_territory(own, by=cast.amina)
    client, page = cast.client(cast.amina), at(cast, "indicator", indicator=what.uid)
    assert client.get(page).status_code == 200
    client.post(at(cast, "datum-restore"), {"datum": str(row.uid)})
    own.refresh_from_db()
    assert own.removed_at is None
    assert "12" in client.get(page).content.decode()


def test_territories_say_what_they_are_within_and_never_a_ring(cast: Cast, nested: Any) -> None:
    own, _region, quebec = nested
    client = cast.client(cast.amina)
    page = at(cast, "territory-edit", territory=quebec.uid)
    typed = {"name": "Québec", "kind": "province", "version": "1"}
    ring = client.post(page, {**typed, "within": str(own.uid)})
    assert ring.status_code == 422
    assert "dans lui-même" in ring.content.decode()
    second = client.post(at(cast, "territory-add"), {"name": "Autre", "kind": "own"})
    assert second.status_code == 422
    same = client.post(at(cast, "territory-add"), {"name": "QUÉBEC", "kind": "province"})
    assert same.status_code == 422
    assert client.post(page, {**typed, "official_code": "24"}).status_code == 303
    html = client.get(at(cast, "territories")).content.decode()
    assert "ne s’additionnent jamais" in html
    assert cast.client(cast.benoit).post(at(cast, "territory-add"), typed).status_code == 403


def test_the_pages_cost_the_same_whatever_their_length(
    cast: Cast, nested: Any, django_assert_max_num_queries: Any
) -> None:
    _own, region, quebec = nested
    client = cast.client(cast.amina)
    what = indicator(cast)
    for year in range(2010, 2014):
        datum(cast, what, region, "12,5", year, collected=True, base=100)
    pages = [at(cast, "indicators"), at(cast, "indicator", indicator=what.uid), at(cast, "territories")]
    for page in pages:
        client.get(page)
    counts = []
    for round_ in range(2):
        for page in pages:
            with django_assert_max_num_queries(10) as counted:
                assert client.get(page).status_code == 200
            counts.append(len(counted))
        for number in range(20):
            more = indicator(cast, f"Indicateur {number}")
            datum(cast, more, quebec, "12,5", collected=True, base=100)
            datum(cast, what, quebec, "3", 1900 + 20 * round_ + number)
            place(cast, f"Lieu {round_}-{number}", within=region)
    assert counts[:3] == counts[3:]
