import datetime as dt
import re
from typing import Any

from django.urls import reverse

from courtepointe import clock
from courtepointe.analysis.models import Observation
from courtepointe.analysis.queries.coverage import coverage_for
from courtepointe.history import Entry
from courtepointe.library.load import the_method
from tests.analysis.offering import part, process_of, service
from tests.cast import Cast
from tests.factories import make_organisation

NOON = dt.datetime(2027, 2, 1, 17, tzinfo=dt.UTC)
TODAY = NOON.date()
BOOKS = "early-literacy.3-4-years"


def at(cast: Cast, name: str = "coverage") -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid})


def cells(cast: Cast, place: Any = None) -> dict[str, str]:
    found = coverage_for(cast.reader(cast.chloe), process_of(cast), the_method(), place, TODAY)
    return {cell.key: cell.state for _, row in found.rows for cell in row}


def test_a_cell_is_a_hole_one_alone_ending_or_double(cast: Cast) -> None:
    other = make_organisation(cast.coalition)
    assert set(cells(cast).values()) == {"hole"}
    service(cast, "Un")
    service(cast, "Deux, du même")
    assert cells(cast)[BOOKS] == "alone"
    service(cast, "Trois", of=other)
    assert cells(cast)[BOOKS] == "double"
    service(cast, "Quatre", of=other, funded_until=TODAY + dt.timedelta(days=366))
    assert cells(cast)[BOOKS] == "double"
    service(cast, "Cinq", of=other, funded_until=TODAY + dt.timedelta(days=365))
    assert cells(cast)[BOOKS] == "ending"
    assert len(cells(cast)) == 18 * 7


def test_a_part_of_the_territory_has_what_is_offered_there_and_everywhere(cast: Cast) -> None:
    north, south = part(cast.coalition, "Nord"), part(cast.coalition, "Sud")
    service(cast, "Au nord", everywhere=False, places=[north])
    assert (cells(cast)[BOOKS], cells(cast, north)[BOOKS], cells(cast, south)[BOOKS]) == ("alone", "alone", "hole")
    service(cast, "Partout", of=make_organisation(cast.coalition))
    assert (cells(cast, north)[BOOKS], cells(cast, south)[BOOKS]) == ("double", "alone")
    html = cast.client(cast.chloe).get(at(cast) + f"?place={south.uid}").content.decode()
    assert f"category=early-literacy&amp;age=3-4-years&amp;place={south.uid}" in html


def test_what_is_gone_counts_no_more(cast: Cast) -> None:
    row = service(cast, category="an-old-one")
    assert cells(cast)["an-old-one.3-4-years"] == "alone"
    cast.organisation.removed_at = NOON
    cast.organisation.save(update_fields=["removed_at"])
    assert "an-old-one.3-4-years" not in cells(cast)
    assert row.pk


def test_one_click_makes_an_observation_of_a_hole_and_a_second_none(cast: Cast) -> None:
    north = part(cast.coalition, "Nord")
    client, act = cast.client(cast.benoit), at(cast, "coverage-observe")
    with clock.at(NOON):
        for _twice in range(2):
            answer = client.post(act, {"cell": "respite.0-12-months", "place": str(north.uid)})
            assert answer.status_code == 303
        cast.client(cast.amina).post(act, {"cell": "respite.0-12-months"})
        html = client.get(answer.headers["Location"]).content.decode()
    assert "observation faite" in html
    here, everywhere = Observation.objects.order_by("pk")
    assert (here.analysis, here.nature, here.leaning, here.organisation, here.member) == (
        "services",
        "words",
        "concern",
        None,
        None,
    )
    assert (here.seen_on, here.attribution) == (TODAY, "organisation")
    assert "Répit" in here.text
    assert "Nord" in here.evidence
    assert "tout le territoire" in everywhere.evidence
    assert Entry.objects.filter(verb="observation.drawn").count() == 2


def test_fragile_cells_give_observations_and_full_ones_none(cast: Cast) -> None:
    client, act = cast.client(cast.amina), at(cast, "coverage-observe")
    service(cast)
    assert client.post(act, {"cell": BOOKS}).status_code == 303
    assert "CPE La Courtepointe" in Observation.objects.get().text
    service(cast, of=make_organisation(cast.coalition))
    assert client.post(act, {"cell": BOOKS}).status_code == 404
    assert client.post(act, {"cell": "nothing"}).status_code == 404
    assert cast.client(cast.chloe).post(act, {"cell": "respite.parents"}).status_code == 403


def test_a_hole_that_was_observed_says_so_until_several_fill_it(cast: Cast) -> None:
    client = cast.client(cast.amina)
    client.post(at(cast, "coverage-observe"), {"cell": BOOKS})
    assert client.get(at(cast)).content.decode().count("observation faite") == 1
    service(cast)
    assert client.get(at(cast)).content.decode().count("observation faite") == 1
    service(cast, of=make_organisation(cast.coalition))
    assert "observation faite" not in client.get(at(cast)).content.decode()


def test_each_state_is_said_in_words(cast: Cast) -> None:
    service(cast, funded_until=clock.today())
    html = cast.client(cast.chloe).get(at(cast)).content.decode()
    cell = re.search(rf'id="c-{BOOKS}">(.*?)</td>', html, re.DOTALL)
    assert cell
    assert "un seul organisme, financement qui se termine" in cell.group(1)
    assert html.count("personne") > 100
    assert "cover-act" not in html  # an observer draws none


def test_the_matrix_costs_the_same_whatever_its_length(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = cast.client(cast.amina)
    client.get(at(cast))
    north = part(cast.coalition, "Nord")
    for number in range(30):
        service(cast, f"Service {number}", of=make_organisation(cast.coalition), everywhere=False, places=[north])
    with django_assert_max_num_queries(10):
        assert client.get(at(cast)).status_code == 200
