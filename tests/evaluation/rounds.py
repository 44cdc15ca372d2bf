"""A round of the diagnostic for the tests: seven people who speak, and their answers."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from courtepointe import clock
from courtepointe.coalitions.models import Member
from courtepointe.evaluation.actions import diagnostic as acts
from courtepointe.evaluation.models import Diagnostic
from courtepointe.evaluation.queries.diagnostic import Results, results_of
from courtepointe.meetings.queries.process import current_process
from tests.cast import Cast
from tests.factories import make_member


def today() -> dt.date:
    return clock.today()


def people(cast: Cast, count: int = 7) -> list[Member]:
    """Those who speak, Amina and Benoît first."""
    names = ["Élise", "Farid", "Gaby", "Hélène", "Inès", "Jules", "Kim"][: count - 2]
    more = [make_member(cast.coalition, name, email=f"p{n}@example.org") for n, name in enumerate(names)]
    return [cast.amina, cast.benoit, *more]


def prepared(cast: Cast, **fields: Any) -> Diagnostic:
    process = current_process(cast.coalition)
    assert process is not None
    return acts.make_round(process, by=cast.amina, **{"title": "Notre partenariat", "mode": "both", **fields})


def opened(cast: Cast, **fields: Any) -> Diagnostic:
    row = prepared(cast, **fields)
    acts.open_round(row, by=cast.amina)
    row.refresh_from_db()
    return row


def give(
    row: Diagnostic, member: Member | None, levels: Mapping[int, str], words: Mapping[int, str] | None = None
) -> None:
    acts.answer(row, levels, words or {}, today=today(), member=member)


def closed(cast: Cast, answers: list[Mapping[int, str]], **fields: Any) -> Diagnostic:
    """A closed round with these answers, one of each person in turn."""
    who = people(cast, max(len(answers), 2))
    row = opened(cast, **fields)
    for member, levels in zip(who, answers, strict=False):
        give(row, member, levels)
    acts.close_round(row, by=cast.amina)
    row.refresh_from_db()
    return row


def read(cast: Cast, row: Diagnostic) -> Results:
    return results_of(cast.reader(cast.amina), row, cast.coalition)


def counts(cast: Cast, row: Diagnostic, number: int) -> tuple[int, int, int]:
    return read(cast, row).lines[number - 1].told.counts


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def typed(levels: Mapping[int, str], words: Mapping[int, str] | None = None) -> dict[str, str]:
    """An answer as the form sends it."""
    return {f"level-{n}": level for n, level in levels.items()} | {
        f"comment-{n}": text for n, text in (words or {}).items()
    }
