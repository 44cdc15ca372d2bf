"""The history: all members read what was done; those who answer for it look for who, what and when, and save it."""

import datetime as dt

import pytest
from django.apps import apps
from django.urls import reverse

from courtepointe import clock
from courtepointe.coalitions.actions.coalitions import change_setting
from courtepointe.coalitions.actions.organisations import add_organisation
from courtepointe.coalitions.models import Coalition
from courtepointe.guide import audit
from courtepointe.guide.personal.inviting import give_page
from courtepointe.history import Entry
from tests.cast import Cast


def address(cast: Cast, name: str = "history") -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid})


@pytest.fixture(autouse=True)
def lines(cast: Cast) -> None:
    with clock.at(dt.datetime(2026, 9, 10, 15, tzinfo=dt.UTC)):
        add_organisation(cast.coalition, by=cast.amina, name="CPE Un")
    with clock.at(dt.datetime(2026, 10, 20, 3, tzinfo=dt.UTC)):  # still the 19th here
        change_setting(cast.coalition, "colour", by=cast.benoit, version=1, colour="fir")
    give_page(cast.chloe, by=cast.amina)


def sentences(cast: Cast, query: str = "") -> int:
    page = cast.client(cast.amina).get(address(cast) + query).content.decode()
    return page.count('<tr><td class="nowrap"')


def test_every_kind_of_thing_is_in_a_group() -> None:
    known = {code for _title, codes in audit.GROUPS.values() for code in codes}
    privacy = {"consent", "personal_request", "erasure"}  # by their verbs
    theirs = {"person", "photo_person"}  # nothing is told of them in a coalition
    codes = {getattr(model, "code", None) for model in apps.get_app_config("courtepointe").get_models()} - {None}
    assert sorted(codes - known - privacy - theirs) == []
    assert sorted(known - codes) == []


def test_filters_by_person_kind_thing_and_day(cast: Cast) -> None:
    assert sentences(cast) == 3
    assert sentences(cast, f"?who={cast.benoit.uid}") == 1
    assert sentences(cast, f"?who={cast.amina.uid}") == 2
    assert sentences(cast, "?kind=settings") == 1
    assert sentences(cast, "?kind=privacy") == 1
    assert sentences(cast, "?since=2026-09-11&until=2026-10-19") == 1
    assert sentences(cast, "?until=2026-10-18") == 1
    assert sentences(cast, f"?thing={cast.coalition.uid}") == 1
    assert sentences(cast, "?kind=nothing&since=yesterday&who=x") == 3  # what cannot be read is left out


def test_other_members_read_it_without_filters_nor_what_concerns_personal_information(cast: Cast) -> None:
    page = cast.client(cast.benoit).get(address(cast) + "?kind=privacy").content.decode()
    assert "CPE Un" in page
    assert "ses propres renseignements" not in page
    assert '<form method="get"' not in page
    home = cast.client(cast.benoit).get(address(cast, "coalition-home")).content.decode()
    assert "ses propres renseignements" not in home
    Coalition.objects.filter(pk=cast.coalition.pk).update(privacy_email="benoit@example.org")
    assert "ses propres renseignements" in cast.client(cast.benoit).get(address(cast)).content.decode()


def test_the_file_obeys_the_filters_and_is_itself_told(cast: Cast) -> None:
    file = address(cast, "history-file")
    assert cast.client(cast.benoit).post(file).status_code == 403
    assert cast.client(cast.amina).get(file).status_code == 405
    answer = cast.client(cast.amina).post(file, {"kind": "settings"})
    text = answer.content.decode()
    assert "2026-10-19;23:00;Benoît;" in text
    assert "CPE Un" not in text
    assert Entry.objects.latest("pk").verb == "personal.history_saved"
