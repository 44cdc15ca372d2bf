import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from courtepointe.analysis.models import Datum, PopulationIndicator, Territory
from courtepointe.analysis.queries.portrait import Figures, figures_for
from courtepointe.analysis.queries.portrait_panel import Panel, panel_of
from courtepointe.coalitions.models import Coalition
from courtepointe.i18n import sort_key, with_unit
from tests.analysis.figures import take_in_real_figures
from tests.cast import Cast


@pytest.fixture
def french(settings: Any) -> None:
    from django.utils import translation

    translation.activate("fr-ca")


def found(cast: Cast) -> dict[str, Figures]:
    coalition = Coalition.objects.get(pk=cast.coalition.pk)
    return {one.indicator.slug: one for one in figures_for(cast.reader(cast.chloe), coalition)}


def panel(cast: Cast, slug: str) -> Panel:
    return panel_of(found(cast)[slug])


def page(cast: Cast, name: str, **kwargs: Any) -> str:
    answer = cast.client(cast.chloe).get(reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs}))
    assert answer.status_code == 200
    return answer.content.decode()


def place(cast: Cast, name: str, kind: str = "mrc", within: Territory | None = None) -> Territory:
    return Territory.objects.create(
        coalition=cast.coalition, name=name, kind=kind, sort_key=sort_key(name), within=within
    )


def indicator(cast: Cast, **fields: Any) -> PopulationIndicator:
    told = {"name": "Indicateur", "slug": "one", "system": "child", "measure": "percentage", "unit": "%"}
    return PopulationIndicator.objects.create(coalition=cast.coalition, **{**told, **fields})


def datum(of: PopulationIndicator, where: Territory, value: str | None, year: int = 2022, **fields: Any) -> Datum:
    told = {
        "period": str(year),
        "starts_on": dt.date(year, 1, 1),
        "ends_on": dt.date(year, 12, 31),
        "published": value or "x",
        "value": Decimal(value) if value else None,
        "state": "" if value else "confidential",
        "decimals": len(value.partition(".")[2]) if value else 0,
    }
    return Datum.objects.create(coalition=of.coalition, indicator=of, territory=where, **{**told, **fields})


def test_where_our_territory_has_no_value_the_regional_one_is_said_to_be_regional(cast: Cast, french: None) -> None:
    take_in_real_figures(cast.coalition)
    first, *more = panel(cast, "EQDEM_1PLUS").sentences
    assert first == ("Abitibi-Témiscamingue, 2022\u00a0: 29,7\u202f% (donnée régionale, non disponible pour la MRC).")
    said = " ".join(more)
    assert "25,7\u202f%" in said
    assert "Québec\u00a0: 28,7\u202f%" in said


def test_a_local_value_is_local_and_its_movement_is_said(cast: Cast, french: None) -> None:
    take_in_real_figures(cast.coalition)
    first, second, *_more = panel(cast, "POP_0_14").sentences
    assert first == "Abitibi-Ouest, 2018\u00a0: 3\u202f337\u00a0personnes."
    assert second.startswith("En baisse par rapport à 3\u202f534\u00a0personnes (2006)")


def test_a_difference_is_significant_only_as_published(cast: Cast, french: None) -> None:
    take_in_real_figures(cast.coalition)
    health, social = panel(cast, "EQDEM_SANTE").sentences, panel(cast, "EQDEM_AFFECT").sentences
    assert "Selon la source, cette différence est significative." in health  # b in 2012 and in 2022
    assert "Aucune différence significative n’est publiée entre ces deux périodes." in social
    assert "Le caractère significatif de cette différence n’est pas publié." in panel(cast, "FAM05_AIDE").sentences


def test_a_published_comparison_names_its_comparator(cast: Cast, french: None) -> None:
    here, one = place(cast, "Ici", "own"), indicator(cast)
    datum(one, here, "14.1", sign="+", comparator="reste du Québec")
    assert panel(cast, "one").sentences[1] == (
        "Comparaison publiée avec «\u202freste du Québec\u202f»\u00a0: valeur plus élevée (+)."
    )
    assert panel(cast, "one").lines[0].comparison == "+ reste du Québec"


def test_an_interval_is_drawn_written_and_explained(cast: Cast, french: None) -> None:
    one, here = indicator(cast), place(cast, "Ici", "own")
    for year, value in ((2017, "10.0"), (2022, "12.0")):
        datum(one, here, value, year, low=Decimal("9.1"), high=Decimal("13.2"), level=95, caution="*")
    seen = panel(cast, "one")
    assert seen.charts[0].chart.count("chart-whisker") == 2
    assert seen.lines[0].interval == "de 9,1 à 13,2 (95\u202f%)"
    assert seen.sentences[0] == "Ici, 2022\u00a0: 12,0\u202f%*."
    assert any(text.startswith("* À interpréter avec prudence") for text in seen.marks)


def test_the_only_region_holds_a_territory_of_which_nobody_said_where_it_lies(cast: Cast, french: None) -> None:
    province, region = place(cast, "Québec", "province"), place(cast, "Région", "region")
    place(cast, "Les petits pas", "own")
    one = indicator(cast)
    datum(one, province, "12.0")
    datum(one, region, "10.0")
    first, second = panel(cast, "one").sentences
    assert first == "Région, 2022\u00a0: 10,0\u202f% (donnée régionale, non disponible pour Les petits pas)."
    assert "Québec\u00a0: 12,0\u202f%" in second


def test_without_any_value_around_us_it_is_said(cast: Cast, french: None) -> None:
    place(cast, "Ici", "own")
    datum(indicator(cast), place(cast, "Ailleurs"), "12.0")
    (only,) = panel(cast, "one").sentences
    assert only.startswith("Aucune valeur pour notre territoire")


def test_a_withheld_value_is_said_and_not_drawn(cast: Cast, french: None) -> None:
    region = place(cast, "Région", "region")
    here, one = place(cast, "Ici", "own", region), indicator(cast)
    datum(one, here, None)
    datum(one, region, "10.0")
    seen = panel(cast, "one")
    assert (
        seen.sentences[0] == "Ici, 2022\u00a0: aucune valeur (Confidentielle)." or "Confidentiel" in seen.sentences[0]
    )
    assert "donnée régionale, non disponible pour Ici" in seen.sentences[1]
    assert seen.charts[0].chart.count("<rect") == 1
    assert any("Confidentiel" in text for text in seen.marks)


def test_small_numbers_of_ours_are_never_shown_nor_found_by_subtraction(cast: Cast, french: None) -> None:
    here, one = place(cast, "Ici", "own"), indicator(cast, measure="count", unit="")
    for group, value in (("", "43"), ("A", "3"), ("B", "11"), ("C", "29")):
        datum(one, here, value, sub_group=group, collected=True)
    html = page(cast, "portrait-system", system="child")
    assert ">29<" in html
    assert ">11<" not in html
    assert ">3<" not in html


def test_the_chart_is_a_series_bars_of_places_or_bars_of_groups(cast: Cast, french: None) -> None:
    take_in_real_figures(cast.coalition)
    series, places, groups = (panel(cast, slug).charts for slug in ("EQDEM_1PLUS", "SGEE_INST", "FAM_TYPE"))
    assert series[0].chart.count("chart-line ") == 2  # the region and Québec; nothing was published for the MRC
    assert places[0].chart.count("<rect") == 5  # the MRC, and not the region that holds them all
    assert 'fill="url(#fabric-community)"' in places[0].chart
    assert groups[0].chart.count("<rect") == 7
    labels = re.findall(r'<text x="0"[^>]*>([^<]+)<', places[0].chart)
    assert labels[0] == "Abitibi-Ouest"
    assert labels[1:] == sorted(labels[1:], key=sort_key)


def test_the_pages_are_light_and_say_every_value(cast: Cast, django_assert_max_num_queries: Any) -> None:
    assert take_in_real_figures(cast.coalition) == 133
    client = cast.client(cast.chloe)
    total = 0
    for system in ("child", "family", "community"):
        address = reverse("portrait-system", kwargs={"coalition": cast.coalition.uid, "system": system})
        client.get(address)
        with django_assert_max_num_queries(6):
            html = client.get(address).content.decode()
        assert len(html.encode()) < 60_000
        total += html.count('<th scope="row">')
    assert total == 133
    with django_assert_max_num_queries(6):
        assert client.get(reverse("portrait", kwargs={"coalition": cast.coalition.uid})).status_code == 200


def test_many_more_values_cost_no_more_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    take_in_real_figures(cast.coalition, times=4)
    client = cast.client(cast.chloe)
    address = reverse("portrait-system", kwargs={"coalition": cast.coalition.uid, "system": "child"})
    client.get(address)
    with django_assert_max_num_queries(6):
        client.get(address)


def test_indicators_are_projected_one_by_one(cast: Cast) -> None:
    take_in_real_figures(cast.coalition)
    client = cast.client(cast.chloe)
    total = sum(one.indicator.system == "child" for one in found(cast).values())
    first = page(cast, "portrait-slide", system="child", number=1)
    assert "Santé physique et bien-être" in first
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in page(cast, "portrait-slide", system="child", number=total)
    for system, number in (("child", total + 1), ("child", 0), ("none", 1)):
        kwargs = {"coalition": cast.coalition.uid, "system": system, "number": number}
        assert client.get(reverse("portrait-slide", kwargs=kwargs)).status_code == 404


def test_an_indicator_without_a_system_is_not_lost(cast: Cast) -> None:
    datum(indicator(cast, system="", name="Sans système"), place(cast, "Ici", "own"), "5")
    assert "Sans système" in page(cast, "portrait")
    assert "Sans système" in page(cast, "portrait-system", system="other")


def test_without_figures_the_portrait_says_what_it_is_for(cast: Cast) -> None:
    assert "empty" in page(cast, "portrait")
    assert "empty" in page(cast, "portrait-system", system="family")


def test_what_was_removed_is_not_in_the_portrait(cast: Cast) -> None:
    one = indicator(cast)
    row = datum(one, place(cast, "Ici", "own"), "5")
    Datum.objects.filter(pk=row.pk).update(removed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert found(cast) == {}


@pytest.mark.parametrize(
    ("language", "unit", "written"),
    [
        ("fr-ca", "%", "5\u202f%"),
        ("fr-ca", "places", "5\u00a0places"),
        ("en", "%", "5%"),
        ("en", "$", "$5"),
        ("fr-ca", "", "5"),
    ],
)
def test_units_are_written_as_each_language_does(language: str, unit: str, written: str) -> None:
    assert with_unit("5", unit, french=language == "fr-ca") == written
