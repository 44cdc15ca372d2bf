"""One click that turns what a matrix shows into an observation, with the cell it rests on as its evidence."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.analysis.models import Analysis, Observation
from courtepointe.coalitions.models import Member
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Process

history.declare(
    {"observation.drawn": gettext_lazy("%(who)s drew an observation from what is offered and done: “%(what)s”.")}
)


def observe(
    process: Process, *, by: Member, analysis: Analysis, text: str, evidence: str, system: str = ""
) -> tuple[Observation, bool]:
    """The observation that a cell gives, and whether it is new: the same cell (`evidence`) never gives a second one.

    It is the group's: it bears no organisation, and nobody's name; history says who drew it.
    """
    with transaction.atomic():
        Process.objects.select_for_update(no_key=True).get(pk=process.pk)
        here = Observation.objects.present().filter(process=process, analysis=analysis, evidence=evidence[:600])
        already = here.first()
        if already is not None:
            return already, False
        made = Observation.objects.create(
            coalition_id=process.coalition_id,
            process=process,
            text=text[:600],
            system=system,
            nature=Observation.Nature.WORDS,
            leaning=Observation.Leaning.CONCERN,
            analysis=analysis,
            attribution=Observation.Attribution.ORGANISATION,
            evidence=evidence[:600],
            seen_on=clock.today(process.coalition.timezone),
        )
        history.record(made, "observation.drawn", by=by, what=made.text)
    return made, True


def drawn(process: Process, analysis: Analysis) -> set[str]:
    """The cells that gave an observation already, by their evidence; one query."""
    return {row.evidence for row in _DRAWN.all(process.pk, str(analysis))}


_DRAWN: Prepared[Any] = Prepared(
    # Not by the coalition: its index goes through the rows in another order than theirs, at twice the time.
    lambda process, analysis: (
        Observation.objects.present()
        .filter(process=process, analysis=analysis)
        .exclude(evidence="")
        .values_list("evidence", named=True)
    ),
    MARK,
    "\x00",
)
