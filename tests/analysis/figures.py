"""Rows from the real public figures of tests/data: facts, each with its source and its address."""

import csv
import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from courtepointe.analysis.models import Datum, PopulationIndicator, Territory
from courtepointe.coalitions.models import Coalition
from courtepointe.i18n import sort_key

FILE = Path(__file__).parent.parent / "data" / "public-indicators-abitibi.csv"
KINDS = {"region_administrative": "region", "province": "province", "region_sociosanitaire": "rss", "MRC": "mrc"}
SYSTEMS = {"developpement": "child", "conditions_vie": "family", "services_garde": "community"}
MEASURES = {"%": "percentage", "places": "things", "écoles": "things", "$": "amount", "pour 1 000": "rate"}


def real_lines() -> Iterator[dict[str, str]]:
    with FILE.open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def days_of(period: str) -> tuple[dt.date, dt.date]:
    """From and to when: 2022, 2022-2023, 2024-05, 2025-03-31."""
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", period):
        day = dt.date(*map(int, found.groups()))
        return day, day
    if found := re.fullmatch(r"(\d{4})-(\d{2})", period):
        return dt.date(int(found[1]), int(found[2]), 1), dt.date(int(found[1]), int(found[2]), 28)
    years = [int(year) for year in period.split("-")]
    return dt.date(years[0], 1, 1), dt.date(years[-1], 12, 31)


def take_in_real_figures(coalition: Coalition, *, times: int = 1) -> int:
    """The 133 real values; Abitibi-Ouest lies in its region, which lies in Québec. Says how many there are."""
    places: dict[tuple[str, str], Territory] = {}
    indicators: dict[str, PopulationIndicator] = {}
    data = []
    for turn in range(times):
        for line in real_lines():
            kind, name = KINDS.get(line["niveau_territorial"], "rls"), line["territoire"]
            if (kind, name) not in places:
                places[kind, name] = Territory.objects.create(
                    coalition=coalition, name=name, kind=kind, sort_key=sort_key(name)
                )
            code = line["indicateur_code"] + (f"-{turn}" if turn else "")
            of_groups = line["indicateur_code"] == "FAM_TYPE"
            if code not in indicators:
                indicators[code] = PopulationIndicator.objects.create(
                    coalition=coalition,
                    slug=code,
                    name="Familles, selon leur composition" if of_groups else line["libelle"],
                    unit=line["unite"],
                    measure=MEASURES.get(line["unite"], "count"),
                    direction="down" if line["theme"] == "developpement" else "",
                    system=SYSTEMS.get(line["theme"], "family"),
                    position=len(indicators),
                )
            data.append(datum_of(line, places[kind, name], indicators[code], of_groups=of_groups))
    Datum.objects.bulk_create(data)
    chain = [places["mrc", "Abitibi-Ouest"], places["region", "Abitibi-Témiscamingue"], places["province", "Québec"]]
    for inner, outer in pairwise(chain):
        Territory.objects.filter(pk=inner.pk).update(within=outer)
    others = ("Abitibi", "Rouyn-Noranda", "Témiscamingue", "La Vallée-de-l'Or")
    Territory.objects.filter(coalition=coalition, kind="mrc", name__in=others).update(within=chain[1])
    Coalition.objects.filter(pk=coalition.pk).update(territory="MRC d’Abitibi-Ouest")
    return len(data)


def datum_of(line: dict[str, str], place: Territory, indicator: PopulationIndicator, *, of_groups: bool) -> Datum:
    starts_on, ends_on = days_of(line["periode"])
    written, flag = line["valeur"], line["drapeau"]
    group = line["libelle"] if of_groups else "garçons" if "garçons" in line["libelle"] else ""
    return Datum(
        coalition_id=indicator.coalition_id,
        indicator=indicator,
        territory=place,
        period=line["periode"],
        starts_on=starts_on,
        ends_on=ends_on,
        sub_group=group,
        published=written + flag,
        value=Decimal(written) if written else None,
        state="" if written else "not_available",
        decimals=len(written.partition(".")[2]),
        caution=flag if "*" in flag else "",
        letters="" if "*" in flag else flag,
        sign=line["comparaison"].replace("−", "-"),
        comparator=line["comparateur"],
        source=line["source_titre"],
        source_url=line["source_url"],
        remark=line["note"],
    )
