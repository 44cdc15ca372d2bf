from typing import Any

import pytest
from django.urls import reverse

from courtepointe.analysis.actions import inventory as acts
from courtepointe.analysis.actions.factor_actions import say_factor
from courtepointe.analysis.models import FactorAction, Observation
from courtepointe.analysis.queries.factor_coverage import factor_coverage_of
from courtepointe.analysis.queries.factor_matrix import matrix_for
from courtepointe.coalitions.models import Organisation
from courtepointe.library.load import the_method
from tests.analysis.offering import inventory, process_of, service
from tests.cast import Cast
from tests.factories import make_organisation


def at(cast: Cast, name: str = "factor-coverage") -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid})


def say(cast: Cast, factor: str, level: int, *, of: Organisation | None = None, **fields: Any) -> FactorAction:
    writing = acts.Writing(inventory(cast, of), cast.amina, for_them=True)
    return say_factor(writing, factor, version=0, **{"level": level, "within": "", "remark": "", **fields})


def test_the_matrix_has_its_totals_by_factor_system_and_public(cast: Cast) -> None:
    other = make_organisation(cast.coalition, "Maison des parents")
    books = service(cast, ages=["3-4-years", "parents"])
    say(cast, "self-esteem", 3, services=[books], within="alone")
    say(cast, "self-esteem", 1, of=other)
    say(cast, "self-control", 0)
    gone = service(cast, "Ôtée", ages=["prenatal"])
    say(cast, "social-support", 2, services=[gone])
    acts.remove_service(acts.Writing(inventory(cast), cast.amina, for_them=True), gone)
    found = matrix_for(cast.reader(cast.chloe), process_of(cast), the_method())
    assert [row.name for row in found.rows] == ["CPE La Courtepointe", "Maison des parents"]
    assert found.rows[1].levels == [1] + [None] * 9
    assert found.figures == factor_coverage_of(process_of(cast))
    child = found.systems[0]
    assert (child.organisations, child.mean) == (2, pytest.approx(4 / 3))
    assert [factor.slug for factor in child.not_covered] == ["self-control"]
    publics = {str(one.name): one for one in found.publics}
    parents, before = publics["Parents"], publics["Avant la naissance"]
    assert (parents.services, parents.organisations, len(parents.without)) == (1, 1, 9)
    assert (before.services, len(before.without)) == (0, 10)


def test_a_cell_opens_its_services(cast: Cast) -> None:
    books = service(cast)
    say(cast, "self-esteem", 2, services=[books], remark="Chaque semaine")
    client = cast.client(cast.chloe)
    html = client.get(at(cast)).content.decode()
    assert "Heure du conte" not in html
    cell = f"?{cast.organisation.uid.hex[-6:]}.0.2"
    assert f"<td><a href={cell}>2</a>" in html
    opened = client.get(at(cast) + cell).content.decode()
    assert "Heure du conte" in opened
    assert "Chaque semaine" in opened
    for wrong in ("?zzzzzz.0", "?a", f"?{cast.organisation.uid.hex[-6:]}.99", f"?{cast.organisation.uid.hex[-6:]}.x"):
        assert 'id="cell"' not in client.get(at(cast) + wrong).content.decode()


def test_a_factor_that_nobody_holds_gives_one_observation(cast: Cast) -> None:
    other = make_organisation(cast.coalition)
    client, act = cast.client(cast.benoit), at(cast, "factor-observe")
    say(cast, "social-support", 0)
    assert client.post(act, {"factor": "self-esteem"}).status_code == 404  # nobody has spoken of it
    for _twice in range(2):
        assert client.post(act, {"factor": "social-support"}).status_code == 303
    made = Observation.objects.get()
    assert (made.analysis, made.leaning, made.system, made.organisation) == ("factors", "concern", "community", None)
    assert "observation faite" in client.get(at(cast)).content.decode()
    say(cast, "neighbourhood", 3)
    assert client.post(act, {"factor": "neighbourhood"}).status_code == 303
    say(cast, "neighbourhood", 3, of=other)
    assert client.post(act, {"factor": "neighbourhood"}).status_code == 404
    say(cast, "self-control", 1)
    say(cast, "self-control", 1, of=other)
    assert client.post(act, {"factor": "self-control"}).status_code == 303
    assert "directement" in Observation.objects.order_by("-pk")[0].text
    assert client.post(act, {"factor": "?"}).status_code == 404
    assert cast.client(cast.chloe).post(act, {"factor": "self-control"}).status_code == 403


def test_a_hundred_organisations_stay_light(cast: Cast, django_assert_max_num_queries: Any) -> None:
    process, factors = process_of(cast), the_method().factors
    client = cast.client(cast.amina)
    client.get(at(cast))
    for number in range(100):
        organisation = make_organisation(
            cast.coalition, f"Maison de la famille, services aux tout-petits du rang {number}"
        )
        FactorAction.objects.bulk_create(
            FactorAction(
                coalition=cast.coalition,
                process=process,
                organisation=organisation,
                factor=factor.slug,
                level=1 + (number + place) % 3,
                within="alone",
            )
            for place, factor in enumerate(factors)
        )
    with django_assert_max_num_queries(10):
        page = client.get(at(cast))
    assert len(page.content) < 60_000
    assert page.content.count(b"<td><a href=?") == 1000


def test_before_any_answer_the_page_says_what_it_is_for(cast: Cast) -> None:
    html = cast.client(cast.chloe).get(at(cast)).content.decode()
    assert 'class="empty"' in html
