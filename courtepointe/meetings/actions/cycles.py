"""Open a démarche from what another one was: a new cycle after the last, or a template file taken up."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courtepointe import history
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.meetings.actions.from_blueprint import add_proposed
from courtepointe.meetings.blueprint import Proposed
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.schedule import Rhythm
from courtepointe.rows import Conflict, write

history.declare(
    {
        "process.renewed": _(
            "%(who)s opened a new cycle from the last one: meetings proposed: %(count)s, from %(first)s to %(last)s."
        ),
        "process.taken_up": _(
            "%(who)s took up the démarche of a template file: meetings proposed: %(count)s, from %(first)s to %(last)s."
        ),
    }
)


@transaction.atomic
def open_cycle(
    last: Process, *, by: Member, rhythm: Rhythm, wanted: Sequence[Proposed], place: str = "", name: str = ""
) -> Process:
    """A new cycle, linked to the last one, whose meetings stay as they are. One history line.

    Conflict when `last` is not the current cycle any more (a form sent twice).
    """
    current = _current(last.coalition)
    if current is None or current.pk != last.pk:
        raise Conflict(current or last, asdict(rhythm))
    process = Process.objects.create(coalition=last.coalition, previous=last, **_fields(rhythm, place, name))
    _fill(process, wanted, "process.renewed", by)
    return process


@transaction.atomic
def take_up(
    coalition: Coalition,
    *,
    by: Member,
    rhythm: Rhythm,
    wanted: Sequence[Proposed],
    after: Process | None,
    place: str = "",
    name: str = "",
) -> Process:
    """Open the démarche of a template file. One history line.

    `after` is the process that was current when the form was opened; Conflict when another was opened since. A
    current process without any meeting is taken up instead of a new one; one that has some becomes the previous cycle.
    """
    current = _current(coalition)
    if current is not None and (after is None or current.pk != after.pk):
        raise Conflict(current, asdict(rhythm))
    fields = _fields(rhythm, place, name)
    if current is None or current.meetings.exists():
        process = Process.objects.create(coalition=coalition, previous=current, **fields)
    else:
        write(current, version=current.version, **fields)
        process = current
    _fill(process, wanted, "process.taken_up", by)
    return process


def _current(coalition: Coalition) -> Process | None:
    Coalition.objects.select_for_update().get(pk=coalition.pk)
    return current_process(coalition)


def _fields(rhythm: Rhythm, place: str, name: str) -> dict[str, Any]:
    return {**asdict(rhythm), "place": place, "name": name, "stage": rhythm.opened_at_stage}


def _fill(process: Process, wanted: Sequence[Proposed], verb: str, by: Member) -> None:
    made = add_proposed(process, wanted)
    days = sorted(meeting.on for meeting in made if meeting.on) or [process.starts_on]
    history.record(process, verb, by=by, count=len(made), first=days[0].isoformat(), last=days[-1].isoformat())
