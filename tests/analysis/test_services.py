import datetime as dt
from typing import Any

from django.urls import reverse

from courtepointe import clock, links
from courtepointe.analysis.actions import inventory_asking as asking
from courtepointe.history import Entry
from courtepointe.i18n import long_date
from tests.analysis.offering import inventory, part, process_of, service
from tests.cast import Cast
from tests.factories import make_organisation


def at(cast: Cast, name: str = "services", **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def test_the_list_is_filtered_by_what_a_cell_of_the_coverage_asks(cast: Cast) -> None:
    other = make_organisation(cast.coalition, "Maison des parents")
    north, south = part(cast.coalition, "Nord"), part(cast.coalition, "Sud")
    service(cast, "Conte partout")
    service(cast, "Halte du Nord", of=other, category="respite", everywhere=False, places=[north], systems=["family"])
    client = cast.client(cast.chloe)

    def names(query: str) -> tuple[bool, bool]:
        html = client.get(at(cast) + query).content.decode()
        return "Conte partout</" in html or "Conte partout<" in html, "Halte du Nord" in html

    assert names("") == (True, True)
    assert names("?category=respite") == (False, True)
    assert names("?age=0-12-months") == (False, False)
    assert names("?system=child") == (True, False)
    assert names(f"?organisation={other.uid}") == (False, True)
    assert names(f"?place={south.uid}") == (True, False)
    assert names(f"?place={north.uid}&category=respite&age=3-4-years") == (False, True)
    assert names("?category=nothing&page=x") == (True, True)
    assert "Vide" not in client.get(at(cast)).content.decode()


def test_the_coordinator_asks_all_in_one_act_sees_who_answered_and_closes(cast: Cast) -> None:
    make_organisation(cast.coalition, "Maison des parents")
    client, ask = cast.client(cast.amina), at(cast, "services-ask")
    assert client.post(ask, {"act": "ask", "due_on": ""}).status_code == 422
    past = {"act": "ask", "due_on": (clock.today() - dt.timedelta(days=2)).isoformat()}
    assert client.post(ask, past).status_code == 422
    for far in ("2099-01-15", "9999-12-31"):
        assert client.post(ask, {"act": "ask", "due_on": far}).status_code == 422
    due = clock.today() + dt.timedelta(days=20)
    assert client.post(ask, {"act": "ask", "due_on": due.isoformat()}).status_code == 303
    service(cast)
    html = client.get(at(cast)).content.decode()
    assert long_date(due) in html
    assert "commencé" in html
    assert "pas encore" in html
    for act in ("remind", "remind", "close", "reopen"):
        assert client.post(ask, {"act": act}).status_code == 303
    assert client.post(ask, {"act": "?"}).status_code == 400
    verbs = list(Entry.objects.filter(verb__startswith="inventories").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["inventories.asked", "inventories.reminded", "inventories.closed", "inventories.reopened"]
    assert cast.client(cast.benoit).post(ask, {"act": "close"}).status_code == 403
    assert "asking" not in cast.client(cast.benoit).get(at(cast)).content.decode()


def test_personal_addresses_are_shown_to_be_given_on_paper(cast: Cast) -> None:
    organisation = {"organisation": cast.organisation.uid}
    client, page = cast.client(cast.amina), at(cast, "inventory", **organisation)
    assert 'class="address"' not in client.get(page + "?links=1").content.decode()
    answer = client.post(at(cast, "inventory-addresses", **organisation))
    shown = client.get(answer.headers["Location"]).content.decode()
    address = asking.address_for(inventory(cast), cast.benoit)
    assert address in shown
    assert links.is_given(cast.benoit, asking.PURPOSE, inventory(cast).uid)
    assert address not in cast.client(cast.benoit).get(page + "?links=1").content.decode()
    assert cast.client(cast.benoit).post(at(cast, "inventory-addresses", **organisation)).status_code == 403


def test_the_tool_is_presented_with_an_example_and_a_blank_sheet(cast: Cast) -> None:
    due = clock.today() + dt.timedelta(days=20)
    asking.hand_out(process_of(cast), by=cast.amina, due_on=due)
    html = cast.client(cast.chloe).get(at(cast, "tool-in-room")).content.decode()
    assert long_date(due) in html
    assert "Heure du conte en pyjama" in html
    assert html.count("tick-box") > 70


def test_the_list_costs_the_same_whatever_its_length(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = cast.client(cast.amina)
    client.get(at(cast))
    north = part(cast.coalition, "Nord")
    for number in range(15):
        other = make_organisation(cast.coalition)
        service(cast, f"Service {number}", of=other, everywhere=False, places=[north])
    with django_assert_max_num_queries(10):
        assert client.get(at(cast)).status_code == 200
