"""The analysis of the large coalition: 2,000 observations, 300 findings, a ballot of 60, 300 services, 133 figures."""

import datetime as dt

from courtepointe.analysis.models import (
    Ballot,
    BallotItem,
    Datum,
    FactorAction,
    Finding,
    Inventory,
    Observation,
    PopulationIndicator,
    Priority,
    Service,
    Territory,
)
from courtepointe.coalitions.models import Coalition
from courtepointe.library.load import the_method
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process

SYSTEMS = ("child", "family", "community")
ANALYSES = ("data", "services", "factors")
DAY = dt.date(2026, 3, 3)
TEXT = "Dans notre milieu, observation numéro {}: des familles nous parlent d’horaires, de transport et de langage."


def fill_analysis(coalition: Coalition) -> Ballot:
    """Fill the cycle under way; gives the ballot, which is open."""
    process = current_process(coalition)
    assert process is not None
    fill_observations(process)
    fill_offer(process)
    fill_figures(coalition)
    return put_to_the_vote(process)


def fill_observations(process: Process) -> None:
    coalition = process.coalition
    organisations = list(coalition.organisations.order_by("pk"))
    findings = Finding.objects.bulk_create(
        Finding(
            coalition=coalition,
            process=process,
            statement=f"Constat {n}: les familles qui vivent loin du centre participent moins, faute de transport.",
            system=SYSTEMS[n % 3],
            analysis=ANALYSES[n % 3],
            position=n + 1,
        )
        for n in range(300)
    )
    Observation.objects.bulk_create(
        Observation(
            coalition=coalition,
            process=process,
            text=TEXT.format(n),
            system=SYSTEMS[n % 3],
            leaning="concern" if n % 4 else "strength",
            organisation=organisations[n % len(organisations)],
            finding=findings[n % 400] if n % 400 < 300 else None,
            seen_on=DAY,
        )
        for n in range(2000)
    )
    Priority.objects.bulk_create(
        Priority(coalition=coalition, process=process, finding=finding, position=n, reason="Parce que.")
        for n, finding in enumerate(findings[:9], start=1)
    )


def fill_offer(process: Process) -> None:
    """Three services for each of 100 organisations, and its ten factors."""
    coalition, method = process.coalition, the_method()
    categories = [category.slug for category in method.categories]
    organisations = list(coalition.organisations.order_by("pk"))
    here = {"coalition": coalition, "process": process}
    Inventory.objects.bulk_create(Inventory(**here, organisation=one) for one in organisations)
    Service.objects.bulk_create(
        Service(
            **here,
            organisation=organisations[n % len(organisations)],
            name=f"Service {n}",
            category=categories[n % len(categories)],
            ages=["1-2-years", "3-4-years"],
            systems=[SYSTEMS[n % 3]],
            position=n // len(organisations) + 1,
        )
        for n in range(300)
    )
    FactorAction.objects.bulk_create(
        FactorAction(**here, organisation=one, factor=factor.slug, level=(n + m) % 4, within="alone")
        for n, one in enumerate(organisations)
        for m, factor in enumerate(method.factors)
    )


def fill_figures(coalition: Coalition) -> None:
    """Nineteen indicators of seven values each: 133, as many as the public file of Abitibi."""
    kinds = (("Québec", "province"), ("Abitibi-Témiscamingue", "region"), ("Abitibi-Ouest", "own"))
    within: Territory | None = None
    places: list[Territory] = []
    for name, kind in kinds:
        within = Territory.objects.create(
            coalition=coalition, name=name, kind=kind, sort_key=name.lower(), within=within
        )
        places.append(within)
    for n in range(19):
        indicator = PopulationIndicator.objects.create(
            coalition=coalition,
            slug=f"I{n}",
            name=f"Indicateur {n} des enfants de maternelle",
            unit="%",
            measure="percentage",
            direction="down",
            system=SYSTEMS[n % 3],
            source="ISQ, EQDEM",
            position=n + 1,
        )
        Datum.objects.bulk_create(
            Datum(
                coalition=coalition,
                indicator=indicator,
                territory=places[m % 2] if m < 6 else places[2],
                period=str(2012 + 5 * (m // 2)),
                starts_on=dt.date(2012 + 5 * (m // 2), 1, 1),
                ends_on=dt.date(2012 + 5 * (m // 2), 12, 31),
                published=f"{20 + n + m},5",
                value=20 + n + m + 0.5,
                decimals=1,
                source="ISQ, EQDEM",
            )
            for m in range(7)
        )


def put_to_the_vote(process: Process) -> Ballot:
    ballot = Ballot.objects.create(
        coalition=process.coalition, process=process, title="Nos priorités", method="dots", dots=10, state="open"
    )
    findings = process.findings.order_by("position")[:60]
    BallotItem.objects.bulk_create(
        BallotItem(coalition=process.coalition, ballot=ballot, finding=finding, position=n)
        for n, finding in enumerate(findings, start=1)
    )
    return ballot
