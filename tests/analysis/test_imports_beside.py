"""What somebody types while a table is taken in."""

import datetime as dt
from typing import Any

import pytest

from courtepointe import clock
from courtepointe.analysis import values
from courtepointe.analysis.actions import imports as acts
from courtepointe.analysis.actions.indicators import edit_datum
from courtepointe.analysis.models import Datum
from courtepointe.rows import Refused, uuid7
from tests.analysis.test_imports import begun, state
from tests.cast import Cast


@pytest.mark.parametrize("typed", ["changed", "removed", "added"])
def test_a_value_typed_while_a_table_is_taken_in_is_never_lost(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    head = "indicateur;territoire;periode;valeur\n"
    acts.take_in(begun(cast, head + "A;Laval;2020;10\n"), by=cast.amina)
    row = begun(cast, head + "A;Laval;2020;12\nA;Laval;2021;13\n")
    before, write = state(), acts.write_outcomes

    def late(*given: Any, **named: Any) -> Any:
        there = Datum.objects.get(period="2020")
        if typed == "changed":
            edit_datum(there, by=cast.amina, version=1, **values.read("11").fields())
        elif typed == "removed":
            Datum.objects.update(removed_at=clock.now())
        else:
            there.pk, there.uid, there.period = None, uuid7(), "2021"
            there.starts_on, there.ends_on = dt.date(2021, 1, 1), dt.date(2021, 12, 31)
            there.save(force_insert=True)
        return write(*given, **named)

    monkeypatch.setattr(acts, "write_outcomes", late)
    with pytest.raises(Refused):
        acts.take_in(row, by=cast.amina)
    row.refresh_from_db()
    assert (state(), row.status) == (before, "checked")
