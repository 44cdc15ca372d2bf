"""The cycles of a coalition's démarche: those it lived, and the one that would come next."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Max, Min, Q

from courtepointe import clock
from courtepointe.access import Reader
from courtepointe.library.method import Method
from courtepointe.meetings.blueprint import Outline, Proposed, as_proposed, in_language, renewed
from courtepointe.meetings.models import FollowUp, Meeting, Process
from courtepointe.meetings.queries.blueprint import blueprint_of
from courtepointe.meetings.queries.process import left_out_of, rhythm_of
from courtepointe.meetings.schedule import Rhythm, Slot, days, next_day, open_day, slots, stages_before
from courtepointe.meetings.wording import method_of, title_of

SOON = dt.timedelta(weeks=3)


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle with its number (1 is the first) and what a list says of it."""

    process: Process
    number: int
    meetings: int
    held: int
    first: dt.date | None
    last: dt.date | None
    current: bool


def cycles_for(reader: Reader) -> list[Cycle]:
    """The cycles of the reader's coalition, the current one first; one query. Every member may read them."""
    present = Q(meetings__removed_at=None) & ~Q(meetings__status=Meeting.CANCELLED)
    rows = list(
        Process.objects.filter(coalition_id=reader.coalition_id)
        .order_by("pk")
        .annotate(
            meeting_count=Count("meetings", filter=present),
            held_count=Count("meetings", filter=present & Q(meetings__status=Meeting.HELD)),
            first_on=Min("meetings__on", filter=present),
            last_on=Max("meetings__on", filter=present),
        )
    )
    cycles = [
        Cycle(row, number, row.meeting_count, row.held_count, row.first_on, row.last_on, row is rows[-1])
        for number, row in enumerate(rows, start=1)
    ]
    return cycles[::-1]


@dataclass(frozen=True, slots=True)
class NextCycle:
    """What a new cycle would be: its meetings, and those of the method that it leaves out as the last one did."""

    wanted: list[Proposed]
    left_out: list[str]

    @property
    def fingerprint(self) -> str:
        """The same as long as the same meetings would be made."""
        return hashlib.sha256(repr(self.wanted).encode()).hexdigest()[:32]


def next_cycle(last: Process, rhythm: Rhythm, *, adapted: bool) -> NextCycle:
    """The meetings of a cycle after `last`: as that one adapted them, with its own, or the method's alone."""
    method = method_of(last.coalition)
    wanted = slots(rhythm, method)
    language = last.coalition.language
    if not adapted:
        return NextCycle(list(_dated(wanted, rhythm, method, language)), [])
    left_out = left_out_of(last)
    stages = [stage.slug for stage in method.stages]
    kept = stages[len(stages_before(rhythm.opened_at_stage, method)) :]
    found = renewed(in_language(blueprint_of(last), language), wanted, left_out, kept)
    titles = [title_of(slot, method.template(slot.template), language) for slot in wanted if slot.key in left_out]
    return NextCycle(list(_dated(found, rhythm, method, language)), titles)


def _dated(found: Sequence[Outline | Slot], rhythm: Rhythm, method: Method, language: str) -> Iterator[Proposed]:
    calendar = days(rhythm)
    for one in found:
        if isinstance(one, Outline):
            yield as_proposed(one, None if one.weeks is None else next(calendar))
        else:
            template = method.template(one.template)
            title = title_of(one, template, language)
            yield Proposed(title, template.stage, len(template.objectives), next(calendar), slot=one)


def rhythm_after(last: Process, held_until: dt.date | None) -> Rhythm:
    """The rhythm of the last cycle, from the first day it offers once that one is over, three weeks ahead at least."""
    rhythm = replace(rhythm_of(last), opened_at_stage="intention")
    soon = clock.today(last.coalition.timezone) + SOON
    aligned = soon + dt.timedelta(days=(rhythm.starts_on.weekday() - soon.weekday()) % 7)
    start = max(aligned, next_day(held_until, rhythm)) if held_until else aligned
    return replace(rhythm, starts_on=open_day(start, summer_pause=rhythm.summer_pause))


def open_follow_ups(reader: Reader) -> int:
    """How many follow-ups of the coalition are still to do: they belong to it, whatever the cycle."""
    found = FollowUp.objects.present().filter(coalition_id=reader.coalition_id, meeting__removed_at=None)
    return found.filter(done_at=None).count()
