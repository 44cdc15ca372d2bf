"""The offer and the answers of organisations, read by statements written once, are those of the ordinary queries."""

import datetime as dt
import json

from courtepointe.analysis.actions import inventory_asking as asking
from courtepointe.analysis.models import FactorAction, FactorService, Service
from courtepointe.analysis.queries import factor_matrix
from courtepointe.analysis.queries.coverage import _lines, _lines_there, _offered
from courtepointe.analysis.queries.offer import Filter, counts_of, first_of, houses_of, offer_for
from courtepointe.analysis.queries.standing import standings_of
from tests.analysis.offering import part, process_of, service
from tests.cast import Cast
from tests.factories import make_organisation

DAY = dt.date(2027, 2, 1)


def fill(cast: Cast) -> list[Service]:
    """Two organisations offer, one is gone, one says nothing; a service is limited to a part, one is removed."""
    other, gone = make_organisation(cast.coalition, "Amis"), make_organisation(cast.coalition, "Partis")
    make_organisation(cast.coalition, "Silence")
    rows = [
        service(cast, "Un", moment="Le samedi", cost="5 $", funded_until=DAY),
        service(cast, "Deux", of=other, everywhere=False, places=[part(cast.coalition, "Nord")], ages=["parents"]),
        service(cast, "Trois", of=other, category="respite", systems=[], ages=["parents", "3-4-years"]),
        service(cast, "Parti", of=gone),
        service(cast, "Retiré"),
    ]
    Service.objects.filter(pk=rows[4].pk).update(removed_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    type(gone).objects.filter(pk=gone.pk).update(removed_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    return [rows[1], rows[2], rows[0]]  # by the names of their organisations


def test_the_list_of_services(cast: Cast) -> None:
    rows = fill(cast)
    reader, process = cast.reader(cast.chloe), process_of(cast)
    houses = houses_of(cast.coalition.pk)
    ordinary = cast.coalition.organisations.present().order_by("sort_key")
    assert list(houses.values()) == [(one.pk, str(one.uid), one.name) for one in ordinary]
    for offer in (offer_for(reader, process, houses), first_of(reader, process)):
        assert [line._asdict() for line in offer.lines] == [
            {
                **{name: getattr(row, name) for name in ("pk", "name", "category", "everywhere", "moment", "cost")},
                **{"funding": row.funding, "funded_until": row.funded_until, "organisation": row.organisation_id},
                **{"ages": tuple(row.ages), "systems": tuple(row.systems)},
            }
            for row in rows
        ]
        assert dict(offer.places) == {rows[0].pk: {place.territory_id for place in rows[0].places.all()}}
        (north,) = offer.places[rows[0].pk]
        for asked, names in (
            (Filter(category="respite"), ["Trois"]),
            (Filter(age="parents"), ["Deux", "Trois"]),
            (Filter(system="child"), ["Deux", "Un"]),
            (Filter(organisation=cast.organisation.pk), ["Un"]),
            (Filter(place=north), ["Deux", "Trois", "Un"]),
            (Filter(place=north + 1), ["Trois", "Un"]),
        ):
            assert [line.name for line in asked.keeps(offer)] == names
    assert counts_of(reader, process, houses) == {rows[0].organisation_id: 2, cast.organisation.pk: 1}


def test_where_organisations_are_with_their_answers(cast: Cast) -> None:
    fill(cast)
    process, houses = process_of(cast), houses_of(cast.coalition.pk)
    asking.hand_out(process, by=cast.amina, due_on=DAY)
    FactorAction.objects.create(
        coalition=cast.coalition, process=process, organisation=cast.organisation, factor="one", level=2
    )
    inventories = {row.organisation_id: row for row in process.inventories.all()}
    standings = standings_of(process, houses.values(), {cast.organisation.pk: 1})
    assert [one.organisation for one in standings] == list(houses.values())
    for one in standings:
        here = one.organisation.pk == cast.organisation.pk
        assert (one.services, one.factors) == ((1, 1) if here else (0, 0))
        assert one.inventory is not None
        for name, value in one.inventory._asdict().items():
            assert value == getattr(inventories[one.organisation.pk], name)


def test_the_matrix_of_coverage(cast: Cast) -> None:
    rows = fill(cast)
    reader, process, soon = cast.reader(cast.chloe), process_of(cast), DAY + dt.timedelta(days=365)
    found = sorted(map(tuple, _offered(reader, process, None, soon)))
    assert found == sorted(map(tuple, _lines(cast.coalition.pk, process.pk, soon)))
    assert [(category, json.loads(ages), who, ending) for category, ages, who, ending in found] == sorted(
        (row.category, row.ages, row.organisation_id, int(row.funded_until is not None)) for row in rows
    )
    south = part(cast.coalition, "Sud")
    there = sorted(map(tuple, _offered(reader, process, south, soon)))
    assert there == sorted(map(tuple, _lines_there(cast.coalition.pk, process.pk, soon, south.pk)))
    assert len(there) == 2


def test_the_matrix_of_factors(cast: Cast) -> None:
    fill(cast)
    process = process_of(cast)
    for place, organisation in enumerate(cast.coalition.organisations.order_by("pk")):
        row = FactorAction.objects.create(
            coalition=cast.coalition, process=process, organisation=organisation, factor="one", level=place
        )
        for one in organisation.services.order_by("pk"):
            FactorService.objects.create(coalition=cast.coalition, factor_action=row, service=one)
    here = (cast.coalition.pk, process.pk)
    answers = sorted(map(tuple, factor_matrix._ANSWERS.tuples(*here)))
    assert answers == sorted(map(tuple, factor_matrix._answers(*here)))
    assert len(answers) == 3
    links = sorted(map(tuple, factor_matrix._LINKS.all(*here)))
    assert links == sorted(map(tuple, factor_matrix._links(*here)))
    assert [link[3] for link in links] == [["parents"], ["parents", "3-4-years"]]
