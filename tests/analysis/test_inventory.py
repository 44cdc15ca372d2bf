import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courtepointe import clock, links
from courtepointe.analysis.actions import inventory as acts
from courtepointe.analysis.actions import inventory_asking as asking
from courtepointe.analysis.models import FactorAction, Inventory, Service
from courtepointe.guide.digest import _owed
from courtepointe.history import Entry
from courtepointe.rows import Refused
from tests.analysis.offering import LINE, inventory, part, process_of, service
from tests.cast import Cast
from tests.factories import make_member, make_organisation, make_process

DUE = dt.timedelta(days=14)


def at(cast: Cast, name: str = "inventory", **kwargs: object) -> str:
    kwargs = kwargs or {"organisation": cast.organisation.uid}
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def asked(cast: Cast) -> Inventory:
    asking.hand_out(process_of(cast), by=cast.amina, due_on=clock.today() + DUE)
    return inventory(cast)


def link(cast: Cast) -> str:
    return asking.address_for(inventory(cast), cast.benoit).partition("//")[2].partition("/")[2]


def test_an_organisation_writes_its_lines_by_its_link_and_hands_in(cast: Cast) -> None:
    mine = asked(cast)
    phone, address = Client(headers={"accept-language": "fr-CA"}), "/" + link(cast)
    page = phone.get(address)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert Inventory.objects.get(pk=mine.pk).started_at is None
    sent = {**LINE, "act": "add", "uid": "0197a000-0000-7000-8000-000000000001", "waiting": "4"}
    for _twice in range(2):
        assert phone.post(address, sent).status_code == 303
    kept = phone.post(address, sent, headers={"X-Outbox": "1"})  # a device that had kept it sends it again
    assert kept.status_code == 204
    assert kept.headers["X-Location"].startswith(address)
    row = Service.objects.get(organisation=cast.organisation)
    assert (row.name, row.ages, row.everywhere, row.waiting) == ("Heure du conte", ["3-4-years"], True, 4)
    assert phone.post(address, {"act": "hand-in"}).status_code == 303
    mine.refresh_from_db()
    assert (mine.handed_in_by_name, mine.entered_by) == ("Benoît", None)
    assert Entry.objects.filter(verb="inventory.handed_in").get().actor_name == "Benoît"
    done = phone.get(address + "?step=hand-in&done=1").content.decode()
    assert "Heure du conte" in done
    assert "Sans réponse" in done


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(cast: Cast) -> None:
    asked(cast)
    client = cast.client(cast.benoit)
    sent = {"act": "add", "name": "Un <b>nom</b>", "limits": "Loin de tout", "capacity": "beaucoup"}
    answer = client.post(at(cast), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Un &lt;b&gt;nom&lt;/b&gt;" in html
    assert "Loin de tout" in html
    assert 'class="fold" open' in html
    assert html.count("field-error") == 5  # category, ages, systems, where, capacity
    assert not Service.objects.exists()


def test_two_people_of_the_organisation_never_overwrite_each_other(cast: Cast) -> None:
    asked(cast)
    row = service(cast, "Un")
    client = cast.client(cast.benoit)
    sent = {**LINE, "act": "change", "service": str(row.uid), "version": "1"}
    assert client.post(at(cast), {**sent, "name": "Le leur"}).status_code == 303
    late = client.post(at(cast), {**sent, "name": "Le mien"})
    html = late.content.decode()
    assert late.status_code == 409
    assert "Le leur" in html
    assert "Le mien" in html
    row.refresh_from_db()
    assert row.name == "Le leur"


def test_a_line_is_removed_and_put_back(cast: Cast) -> None:
    asked(cast)
    row = service(cast)
    client = cast.client(cast.benoit)
    answer = client.post(at(cast), {"act": "remove", "service": str(row.uid)})
    html = client.get(answer.headers["Location"]).content.decode()
    assert "data-undo" in html
    assert client.post(at(cast), {"act": "hand-in"}).status_code == 422
    client.post(at(cast), {"act": "restore", "service": str(row.uid)})
    assert Service.objects.present().get() == row


def test_a_service_is_offered_everywhere_or_in_parts_of_the_territory(cast: Cast) -> None:
    asked(cast)
    one, two = part(cast.coalition, "Nord"), part(cast.coalition, "Sud")
    elsewhere = part(cast.other, "Ailleurs")
    client = cast.client(cast.benoit)
    assert client.post(at(cast), {**LINE, "act": "add", "where": [str(elsewhere.uid)]}).status_code == 422
    client.post(at(cast), {**LINE, "act": "add", "where": [str(one.uid), str(two.uid)]})
    row = Service.objects.get()
    assert {place.territory for place in row.places.all()} == {one, two}
    assert "Nord, Sud" in client.get(at(cast)).content.decode()
    sent = {**LINE, "act": "change", "service": str(row.uid), "version": "1"}
    client.post(at(cast), {**sent, "where": ["all", str(one.uid)]})
    row.refresh_from_db()
    assert row.everywhere
    assert not row.places.exists()


def test_offering_nothing_is_an_answer(cast: Cast) -> None:
    mine = asked(cast)
    client = cast.client(cast.benoit)
    assert client.post(at(cast), {"act": "hand-in"}).status_code == 422
    client.post(at(cast), {"act": "none"})
    assert client.post(at(cast), {"act": "hand-in"}).status_code == 303
    mine.refresh_from_db()
    assert mine.no_service
    client.post(at(cast), {**LINE, "act": "add"})
    mine.refresh_from_db()
    assert not mine.no_service
    assert client.post(at(cast), {"act": "none"}).status_code == 422


def test_the_last_cycles_lines_are_taken_up_once(cast: Cast) -> None:
    place = part(cast.coalition, "Nord")
    old = service(cast, "Comme avant", everywhere=False, places=[place], cost="Gratuit")
    gone = service(cast, "Ôtée")
    acts.remove_service(acts.Writing(inventory(cast), cast.amina, for_them=True), gone)
    make_process(cast.coalition, previous=process_of(cast))
    asked(cast)
    client = cast.client(cast.benoit)
    assert "dernier cycle" in client.get(at(cast)).content.decode()
    for _twice in range(2):
        client.post(at(cast), {"act": "copy"})
    copy = Service.objects.get(process=process_of(cast))
    assert (copy.name, copy.cost, copy.copied_from, copy.everywhere) == ("Comme avant", "Gratuit", old, False)
    assert copy.places.get().territory == place


def test_who_steers_enters_it_from_paper_and_history_says_so(cast: Cast) -> None:
    other = make_organisation(cast.coalition, "Maison des parents")
    client = cast.client(cast.amina)
    address = at(cast, organisation=other.uid)
    assert client.get(address).status_code == 200
    assert not Inventory.objects.exists()
    client.post(address, {**LINE, "act": "add"})
    client.post(address + "?step=factors", {"act": "factor", "factor": "self-esteem", "level": "2", "version": "0"})
    client.post(address, {"act": "hand-in"})
    mine = Inventory.objects.get()
    assert (mine.entered_by, mine.handed_in_by_name) == (cast.amina.person, "")
    verbs = Entry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["service.entered", "inventory.factors_entered", "inventory.entered"]
    assert "Maison des parents" in Entry.objects.get(verb="service.entered").sentence


def test_others_do_not_write_for_an_organisation(cast: Cast) -> None:
    other = make_organisation(cast.coalition)
    asked(cast)
    client = cast.client(cast.benoit)
    assert client.get(at(cast, organisation=other.uid)).status_code == 403
    assert client.post(at(cast, organisation=other.uid), {**LINE, "act": "add"}).status_code == 403
    theirs = service(cast, of=other)
    assert client.post(at(cast), {"act": "remove", "service": str(theirs.uid)}).status_code == 404
    assert client.post(at(cast), {"act": "nothing"}).status_code == 400
    assert cast.client(cast.chloe).get(at(cast)).status_code == 403
    elsewhere = make_organisation(cast.other)
    assert cast.client(cast.amina).get(at(cast, organisation=elsewhere.uid)).status_code == 404


def test_organisations_write_from_the_asking_to_the_closing(cast: Cast) -> None:
    client = cast.client(cast.benoit)
    assert client.post(at(cast), {**LINE, "act": "add"}).status_code == 422
    asked(cast)
    assert client.post(at(cast), {**LINE, "act": "add"}).status_code == 303
    asking.close(process_of(cast), by=cast.amina)
    refused = client.post(at(cast), {**LINE, "act": "add", "name": "Trop tard"})
    assert refused.status_code == 422
    assert "Trop tard" in refused.content.decode()
    html = client.get(at(cast)).content.decode()
    assert "Enregistrer ce service" not in html
    service(cast, "Par la coordination")
    asking.reopen(process_of(cast), by=cast.amina)
    assert client.post(at(cast), {**LINE, "act": "add"}).status_code == 303


def test_a_link_dies_with_the_seat_and_the_cycle(cast: Cast) -> None:
    asked(cast)
    address, phone = "/" + link(cast), Client()
    assert phone.get("/services/none-such/").status_code == 410
    cast.benoit.organisation = make_organisation(cast.coalition)
    cast.benoit.save(update_fields=["organisation"])
    assert phone.get(address).status_code == 410
    cast.benoit.organisation = cast.organisation
    cast.benoit.save(update_fields=["organisation"])
    assert phone.get(address).status_code == 200
    make_process(cast.coalition, previous=process_of(cast))
    assert phone.post(address, {**LINE, "act": "add"}).status_code == 410


def say(client: Client, page: str, factor: str, *, auto: bool = False, **sent: Any) -> Any:
    headers = {"X-Autosave": "1"} if auto else {}
    return client.post(f"{page}?step=factors&act=factor&factor={factor}", sent, headers=headers)


def test_factors_are_saved_as_one_goes_with_their_services(cast: Cast) -> None:
    asked(cast)
    row, client, page = service(cast), cast.client(cast.benoit), at(cast)
    assert (
        say(client, page, "self-esteem", auto=True, changed="remark", remark="Un peu", version="0").status_code == 422
    )
    both = {"changed": ["remark", "level"], "remark": "Un peu", "level": "1", "version": "0"}
    answer = say(client, page, "self-esteem", auto=True, **both)
    assert (answer.status_code, answer.headers["X-Version"]) == (204, "1")
    answer = say(client, page, "self-esteem", auto=True, changed="services", services=str(row.uid), version="1")
    assert answer.headers["X-Version"] == "2"
    found = FactorAction.objects.get()
    assert (found.level, found.remark, found.services.get().service) == (1, "Un peu", row)
    conflict = say(client, page, "self-esteem", auto=True, changed="level", level="3", version="1")
    assert conflict.status_code == 409
    assert "data-version" in conflict.content.decode()
    plain = say(client, page, "self-esteem", level="3", version="1")
    assert plain.status_code == 409
    assert say(client, page, "self-esteem", level="3", within="alone", version="2").status_code == 303
    assert say(client, page, "self-esteem", level="7", version="3").status_code == 422
    assert say(client, page, "unknown", level="1", version="0").status_code == 404
    assert Entry.objects.filter(verb="inventory.factors").count() == 1
    html = client.get(page + "?step=factors").content.decode()
    assert html.count("data-autosave") == 10


def test_the_inventory_costs_the_same_whatever_its_length(cast: Cast, django_assert_max_num_queries: Any) -> None:
    asked(cast)
    client, page = cast.client(cast.benoit), at(cast)
    client.get(page)
    for number in range(12):
        service(cast, f"Service {number}")
    for step in ("services", "factors", "hand-in"):
        with django_assert_max_num_queries(10):
            assert client.get(f"{page}?step={step}").status_code == 200


def test_all_are_asked_in_one_act_and_reminded_once_a_week(cast: Cast) -> None:
    from courtepointe.mail import Delivery

    process = process_of(cast)
    other = make_organisation(cast.coalition, "Maison des parents")
    make_member(cast.coalition, "Élodie", organisation=other, email="elodie@example.org", language="en")
    due = clock.today() + DUE
    with pytest.raises(Refused):
        asking.hand_out(process, by=cast.amina, due_on=clock.today() - dt.timedelta(days=1))
    assert asking.hand_out(process, by=cast.amina, due_on=due) == 2
    with pytest.raises(Refused):
        asking.hand_out(process, by=cast.amina, due_on=due)
    letters = {d.recipient: d for d in Delivery.objects.filter(purpose="inventory")}
    assert "elodie@example.org" in letters
    assert "without signing in" in letters["elodie@example.org"].body
    assert links.find(letters["elodie@example.org"].body.partition("/services/")[2].partition("/")[0], "inventory")
    service(cast)
    acts.hand_in(acts.Writing(inventory(cast), cast.benoit))
    assert asking.remind(process, by=cast.amina) == 1
    with pytest.raises(Refused):
        asking.remind(process, by=cast.amina)
    assert Delivery.objects.filter(purpose="inventory-reminder").count() == 1
    with clock.at(clock.now() + dt.timedelta(days=8)):
        assert asking.remind(process, by=cast.amina) == 1
    new = make_organisation(cast.coalition, "Arrivée après")
    assert asking.hand_out(process, by=cast.amina, due_on=due) == 1
    assert process.inventories.get(organisation=new).due_on == due


def test_what_is_asked_stands_on_the_home_page_and_in_the_summary_until_it_is_handed_in(cast: Cast) -> None:
    asked(cast)
    home = reverse("coalition-home", kwargs={"coalition": cast.coalition.uid})
    words = "Dire ce que votre organisme offre"
    assert words in cast.client(cast.benoit).get(home).content.decode()
    assert words not in cast.client(cast.chloe).get(home).content.decode()
    assert any(words in line and "/services/" in line for line in _owed(cast.benoit))
    acts.say_no_service(acts.Writing(inventory(cast), cast.benoit))
    acts.hand_in(acts.Writing(inventory(cast), cast.benoit))
    assert words not in cast.client(cast.benoit).get(home).content.decode()
