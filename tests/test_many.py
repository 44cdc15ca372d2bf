"""Rows written many at once are those that Django's own way writes."""

import datetime as dt
from decimal import Decimal
from typing import Any

from courtepointe import clock
from courtepointe.analysis.models import Datum, PopulationIndicator, Territory
from courtepointe.database import many
from tests.cast import Cast

DAY = dt.date(2026, 3, 3)
NOW = dt.datetime(2026, 3, 3, 12, 30, tzinfo=dt.UTC)
OWN = ("id", "uid")


def told(cast: Cast, **fields: Any) -> dict[str, Any]:
    where = {"coalition": cast.coalition}
    indicator, _made = PopulationIndicator.objects.get_or_create(**where, name="Naissances")
    place, _made = Territory.objects.get_or_create(**where, name="Laval", sort_key="laval")
    about = {"coalition_id": cast.coalition.pk, "indicator_id": indicator.pk, "territory_id": place.pk}
    return {**about, "period": "2026", "starts_on": DAY, "ends_on": DAY, "published": "1", **fields}


def kept(**where: Any) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in row.items() if name not in OWN}
        for row in Datum.objects.filter(**where).order_by("pk").values()
    ]


def test_added_rows_are_those_of_the_ordinary_way(cast: Cast) -> None:
    rows = [
        told(cast),
        told(
            cast,
            value=Decimal("12.5"), low=Decimal(-3), level=95, collected=True, consulted_on=DAY,
            state=Datum.State.NIL, remark="100 % « ' \" ; --", added_by_id=cast.amina.person_id,
        ),
    ]  # fmt: skip
    with clock.at(NOW):
        many.add(Datum, [{**row, "sub_group": f"a{n}"} for n, row in enumerate(rows)])
        for n, row in enumerate(rows):
            Datum.objects.create(**row, sub_group=f"b{n}")
    ours, ordinary = kept(sub_group__startswith="a"), kept(sub_group__startswith="b")
    assert [{**row, "sub_group": ""} for row in ours] == [{**row, "sub_group": ""} for row in ordinary]
    assert ours[0]["added_at"] == NOW
    first, second = Datum.objects.filter(sub_group__startswith="a")
    assert first.uid != second.uid
    assert (second.value, second.version) == (Decimal("12.500000"), 1)
    many.add(Datum, [])
    assert Datum.objects.count() == 4


def test_only_rows_that_are_there_and_as_they_were_are_changed(cast: Cast) -> None:
    many.add(Datum, [told(cast, sub_group=name) for name in ("one", "other", "late", "gone")])
    keys = dict(Datum.objects.values_list("sub_group", "pk"))
    Datum.objects.filter(sub_group="late").update(version=2)
    Datum.objects.filter(sub_group="gone").update(removed_at=NOW)
    values = (Decimal("7.25"), "7,25", None)
    written = many.change(
        Datum, ("value", "published", "level"), [(keys[name], 1, values) for name in ("one", "late", "gone")]
    )
    assert written == 1
    found = {row.sub_group: (row.published, row.value, row.version) for row in Datum.objects.all()}
    assert found == {
        "one": ("7,25", Decimal("7.250000"), 2),
        "other": ("1", None, 1),
        "late": ("1", None, 2),
        "gone": ("1", None, 1),
    }
    assert many.change(Datum, ("value",), []) == 0


def test_a_thousand_rows_are_one_statement(cast: Cast, django_assert_num_queries: Any) -> None:
    rows = [told(cast)]
    rows += [{**rows[0], "sub_group": f"n{n}"} for n in range(999)]
    with django_assert_num_queries(1):
        many.add(Datum, rows)
    keys = list(Datum.objects.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        assert many.change(Datum, ("remark",), [(pk, 1, ("Revue",)) for pk in keys]) == 1000
