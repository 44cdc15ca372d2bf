"""What no form of ours would send: it gets a reason or a 404, never an error of the server, and leaves nothing odd."""

import itertools
from typing import Any

import pytest
from django.urls import reverse

from courtepointe import clock
from courtepointe.analysis.actions import inventory_asking as asking
from courtepointe.analysis.models import FactorAction, Observation, Service
from tests.analysis.offering import LINE, process_of
from tests.cast import Cast

ODD = [
    "",
    "\x00",
    "é" * 5000,
    "-1",
    "9" * 40,
    "1e9",
    "0000-00-00",
    "9999-12-31",
    "0001-01-01",
    "<script>",
    "../..",
    "٣",
    "\ud7ff",
]


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


@pytest.mark.parametrize("odd", ODD)
def test_odd_values_are_answered_with_a_reason(cast: Cast, odd: str) -> None:
    asking.hand_out(process_of(cast), by=cast.amina, due_on=clock.today())
    client = cast.client(cast.amina)
    page = at(cast, "inventory", organisation=cast.organisation.uid)
    fields = [*LINE, "uid", "version", "capacity", "waiting", "reach", "funding", "funded_until", "description"]
    posts: list[tuple[str, dict[str, Any]]] = [(page, {**LINE, "act": "add", field: odd}) for field in fields]
    posts += [(page, {**LINE, "act": act, "service": odd}) for act in ("change", "remove", "restore", odd or "?")]
    factor = {"act": "factor", "factor": "self-esteem", "level": "1", "version": "0"}
    posts += [
        (page + "?step=factors", {**factor, name: odd}) for name in (*factor, "within", "services", "remark", "changed")
    ]
    posts += [(at(cast, "services-ask"), {"act": "ask", "due_on": odd}), (at(cast, "services-ask"), {"act": odd})]
    posts += [(at(cast, "coverage-observe"), {"cell": odd, "place": odd})]
    posts += [(at(cast, "factor-observe"), {"factor": odd})]
    posts += [(at(cast, "services-paste"), {"text": f"{odd}\t{odd}\n{odd}", "organisation": odd, "confirm": "1"})]
    for address, sent in posts:
        assert client.post(address, sent).status_code in (200, 303, 400, 404, 409, 422), (address, sent)
    names = (
        "category",
        "age",
        "system",
        "organisation",
        "place",
        "page",
        "edit",
        "removed",
        "saved",
        "step",
        "links",
        odd,
    )
    addresses = [page, at(cast, "services"), at(cast, "coverage"), at(cast, "factor-coverage")]
    for address, name in itertools.product(addresses, names):
        assert client.get(address, {name or "x": odd}).status_code in (200, 404), (address, name)
    assert all(row.ages and row.systems and row.name.strip() for row in Service.objects.all())
    assert all(0 <= row.level <= 3 for row in FactorAction.objects.all())
    assert not Observation.objects.exists()
