"""Attacks on anonymous observations: who wrote this one? Those of the design, in its order: order of the rows, keys,
times, history, outbox, logs, exports, difference of two counts. Each is tried with all that is kept, and fails.
"""

import datetime as dt
import json
import logging
import re
import zipfile
from typing import Any

import pytest
from django.core.cache import cache
from django.db import models
from django.test import Client
from django.urls import reverse

from courtepointe import clock
from courtepointe.analysis.actions import asking
from courtepointe.analysis.actions import observations as acts
from courtepointe.analysis.models import Evidence, Finding, Material, Observation
from courtepointe.analysis.queries import observations as reads
from courtepointe.guide.personal import erasing
from courtepointe.guide.personal.package import package
from courtepointe.history import Entry
from courtepointe.links import Link
from courtepointe.mail import Delivery
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from tests.attacks import changed, everything, written
from tests.cast import Cast

SECRET = "MOT-DE-BENOIT"


def process_of(cast: Cast) -> Process:
    found = current_process(cast.coalition)
    assert found is not None
    return found


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def add(cast: Cast, text: str = SECRET, **fields: Any) -> Observation:
    """Benoît's, without his name."""
    whole = {"attribution": "anonymous", "member": cast.benoit, "organisation": cast.organisation, **fields}
    return acts.add_observation(process_of(cast), by=cast.benoit, text=text, **whole)[0]


def signed(cast: Cast, text: str) -> Observation:
    return add(cast, text, attribution="named")


def sent(**fields: str) -> dict[str, str]:
    return {"text": SECRET, "nature": "words", "attribution": "anonymous", "leaning": "concern", **fields}


def link_of(cast: Cast) -> str:
    return "/" + asking.observe_address(process_of(cast), cast.benoit).split("/", 3)[-1]


# --- Order of the rows, keys ---


def test_the_order_of_a_day_is_not_that_of_writing(cast: Cast) -> None:
    for n in range(13):
        add(cast, str(n))
    shown = [row.text for row in reads.first_page(cast.reader(cast.amina), process_of(cast), reads.NOTHING)]
    for order in (shown, list(Observation.objects.order_by("pk").values_list("text", flat=True))):
        told = [int(text) for text in order if text.isdecimal()]
        assert told not in (sorted(told), sorted(told, reverse=True))  # once in three billion
    assert {row.uid.version for row in Observation.objects.all()} == {4}  # a version 7 begins with the time


def test_the_keys_of_the_signed_ones_do_not_tell_when_it_came(cast: Cast) -> None:
    """SQLite counts on from the highest key: one by chance above would be followed by the signed row that came next."""
    first, hidden, next_one = signed(cast, "Avant"), add(cast), signed(cast, "Après")
    assert next_one.pk == first.pk + 1
    assert not hidden.pk > 0


def test_nor_do_the_keys_of_what_it_rests_on(cast: Cast) -> None:
    document = Material.objects.create(coalition=cast.coalition, title="Registre")
    first = add(cast, "Avant", attribution="named", materials=[document])
    hidden = add(cast, materials=[document])
    last = add(cast, "Après", attribution="named", materials=[document])
    keys = [Evidence.objects.get(observation=row).pk for row in (first, hidden, last)]
    assert keys[2] == keys[0] + 1
    assert keys[1] < 0


# --- Times ---


def test_it_keeps_its_day_and_no_hour(cast: Cast) -> None:
    with clock.at(dt.datetime(2027, 2, 1, 17, 31, 12, tzinfo=dt.UTC)):
        row = add(cast)
    row.refresh_from_db()
    kept = Observation.objects.filter(pk=row.pk).values().get()
    assert [name for name, value in kept.items() if isinstance(value, dt.datetime)] == []
    assert kept["seen_on"] == dt.date(2027, 2, 1)
    moments = [f.name for f in Observation._meta.fields if isinstance(f, models.DateTimeField)]
    assert moments == ["removed_at"]


# --- History, outbox, other tables ---


@pytest.mark.parametrize("signed_in", [False, True])
def test_writing_one_leaves_one_row_and_nothing_beside(cast: Cast, signed_in: bool) -> None:
    client = cast.client(cast.benoit) if signed_in else Client()
    page = at(cast, "observation-add") if signed_in else link_of(cast)
    client.get(page)
    before = everything()
    assert client.post(page, sent()).status_code == 200
    left = changed(before, everything())
    left.pop("sessions.Session", None)  # that the session lives on
    assert list(left) == ["courtepointe.Observation"]
    (row,) = left["courtepointe.Observation"]
    assert not {"member_id", "organisation_id", "activity_id"} & set(row)  # they are empty
    assert not any(SECRET in str(session) for session in everything().get("sessions.Session", []))


def test_history_outbox_and_links_know_nothing_of_it(cast: Cast) -> None:
    page = link_of(cast)
    lines, mails = Entry.objects.count(), Delivery.objects.count()
    Client().post(page, sent())
    assert (Entry.objects.count(), Delivery.objects.count()) == (lines, mails)
    assert set(Link.objects.values_list("used_at", flat=True)) == {None}
    row = Observation.objects.get()
    acts.set_observation_aside(row, by=cast.amina, because="Hors de notre portée")
    acts.remove_observation(row, by=cast.amina)
    acts.restore_observation(row, by=cast.amina)
    kept = json.dumps([everything()["courtepointe.Entry"], everything()["courtepointe.Delivery"]], default=str)
    assert SECRET not in kept
    assert not Entry.objects.filter(actor=cast.benoit.person).exists()


# --- Logs ---


def test_logs_and_cache_hold_nothing_of_it(cast: Cast) -> None:
    page = link_of(cast)
    with written() as lines:
        answer = Client().post(page, sent())
        Client().post(page, sent(text=SECRET * 100))  # refused
        cast.client(cast.benoit).post(at(cast, "observation-add"), sent())
        logging.getLogger("courtepointe").warning("heard")
    whole = "".join(lines)
    receipt = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", answer.content.decode())
    assert receipt
    assert "heard" in whole
    for word in (SECRET, receipt[0], page.strip("/").rpartition("/")[2]):
        assert word not in whole
        assert word not in repr(getattr(cache, "_cache", ""))


# --- Exports ---


def test_no_export_ties_it_to_somebody(cast: Cast) -> None:
    for _n in range(5):
        add(cast)
    assert cast.benoit.person is not None
    with package([cast.benoit], cast.benoit.person) as file, zipfile.ZipFile(file) as archive:
        whole = "".join(archive.read(name).decode(errors="ignore") for name in archive.namelist())
    assert SECRET not in whole
    signed(cast, "MOT-SIGNÉ")
    with package([cast.benoit], cast.benoit.person) as file, zipfile.ZipFile(file) as archive:
        assert "MOT-SIGNÉ" in archive.read("information.json").decode()


# --- Difference of two counts, of two readings ---


def pages(cast: Cast) -> list[str]:
    """Every page where observations are read, as whoever steers may ask for them."""
    observations = at(cast, "observations")
    asked = ("", f"?q={SECRET}", "?system=child", "?leaning=concern", "?mine=1", "?state=loose", "?state=grouped")
    return [
        *(observations + query for query in asked),
        *(at(cast, name) for name in ("analysis", "grouping", "grouping-proposed", "findings", "coalition-home")),
        at(cast, "finding", finding=Finding.objects.get().uid),
        at(cast, "trace", part="finding", thing=Finding.objects.get().uid),
    ]


def read_by(cast: Cast, who: str) -> str:
    client = cast.client(getattr(cast, who))
    return "".join(client.get(page, follow=True).content.decode() for page in pages(cast))


@pytest.mark.parametrize("who", ["amina", "benoit", "chloe"])
def test_nothing_of_four_is_read_anywhere_not_even_how_they_divide(cast: Cast, who: str) -> None:
    """A filter that counts them would say, one filter after the other, what the hidden ones hold."""
    finding = Finding.objects.create(coalition=cast.coalition, process=process_of(cast), statement="Constat")
    signed(cast, "Un mot signé")
    for n in range(4):
        add(cast, f"{SECRET} {n}", system="child", leaning="concern", finding=finding if n < 2 else None)
    row = Observation.objects.filter(attribution="anonymous").first()
    assert row is not None
    client = cast.client(getattr(cast, who))
    assert client.get(at(cast, "observation", observation=row.uid)).status_code == 404
    assert SECRET not in read_by(cast, who).replace(f"q={SECRET}", "").replace(f'value="{SECRET}"', "")
    found = reads.observations_for(cast.reader(getattr(cast, who)), process_of(cast))
    for asked in ({"q": SECRET}, {"system": "child"}, {"leaning": "concern"}, {"state": "grouped"}):
        assert not reads.wanted(found, cast.reader(getattr(cast, who)), asked).exists()
    add(cast, f"{SECRET} 4")
    assert SECRET in read_by(cast, who)  # the same pages do show them from five on


def test_one_that_is_taken_away_hides_the_others_again(cast: Cast) -> None:
    rows = [add(cast, f"{SECRET} {n}") for n in range(5)]
    client, page = cast.client(cast.chloe), at(cast, "observations")
    assert SECRET in client.get(page).content.decode()
    acts.remove_observation(rows[0], by=cast.amina)
    assert SECRET not in client.get(page).content.decode()


def test_erasing_somebody_changes_no_anonymous_observation(cast: Cast) -> None:
    """What changes when somebody is erased would be theirs."""
    for _n in range(6):
        add(cast)
    before = list(Observation.objects.filter(attribution="anonymous").order_by("pk").values())
    erasing.erase(cast.benoit)
    assert list(Observation.objects.filter(attribution="anonymous").order_by("pk").values()) == before
