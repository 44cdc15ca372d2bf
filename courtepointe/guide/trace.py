"""The chain, from any of its rows: observation, finding, priority, factor, objective, transformation, indicator,
action, report, measurement, reading, decision. What stands before it and what came after it.

The chain of a cycle is read in one statement of plain lines, the measurements in another, and walked here.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Coalesce

from courtepointe.database.prepared import MARK, Prepared
from courtepointe.evaluation.queries.results import signs_in
from courtepointe.guide.trace_lines import Link, lines_of
from courtepointe.meetings.models import Attendance, Meeting, Process

PARTS = (
    *("observation", "finding", "priority", "factor", "objective", "transformation", "indicator", "action"),
    *("report", "measurement", "reading", "decision"),
)


@dataclass(frozen=True, slots=True)
class Trace:
    """A row of the chain with all that is before and after it, part by part, and the meetings where it was worked."""

    here: Link
    before: dict[str, list[Link]]
    after: dict[str, list[Link]]
    meetings: list["Held"]


@dataclass(slots=True)
class Held:
    """A meeting where part of the chain was worked, and who was there."""

    uid: uuid.UUID
    title: str
    on: dt.date | None
    present: int = 0
    houses: list[str] = field(default_factory=list)
    pk: int = 0


def trace_of(process: Process, part: str, uid: uuid.UUID) -> Trace | None:
    """The chain around a row of a cycle; None when there is none. Three statements, whatever its length
    (a fourth when somebody wrote without a name)."""
    links = chain_of(process, uid)
    here = next((one for one in links if one.part == part and one.is_named(uid)), None)
    if here is None:
        return None
    before, after = _reached(here, "up"), _reached(here, "down")
    for one in links:  # pointing to each other, they would stay until Python searches for what nobody holds
        one.up = one.down = []
    meetings = _meetings({one.meeting for one in (here, *before, *after) if one.meeting})
    return Trace(here, _by_part(before), _by_part(after), meetings)


def chain_of(process: Process, around: uuid.UUID | None = None) -> list[Link]:
    """Every row of the chain of a cycle, tied to the others; or those that a row (`around`) may be tied to."""
    links, ties = lines_of(process, around)
    for sign in (sign for signs in signs_in(process).values() for sign in signs):
        row = sign.row
        links["indicator", row.pk] = Link("indicator", row.pk, row.uid, row.name, None, None, row.holder_name or "")
        ties.append((("transformation", row.transformation_id), ("indicator", row.pk)))
        for one in sign.values:
            about = (one.uid, row.name, one.measured_on, one.meeting_id, one.house or "", "", None, (sign, one))
            links["measurement", one.pk] = Link("measurement", one.pk, *about)
            ties.append((("indicator", row.pk), ("measurement", one.pk)))
    for up, down in ties:
        if up in links and down in links:
            above, below = links[up], links[down]
            above.down.append(below)
            below.up.append(above)
    _rest_decisions_on_results(links.values())
    return list(links.values())


def _rest_decisions_on_results(links: Iterable[Link]) -> None:
    """A decision and a reading rest on what was known that day: the reports of the action, the measures beside it."""
    known: dict[int, list[Link]] = defaultdict(list)  # by the key of the transformation
    told = []
    for link in links:
        if link.part == "measurement":
            known[link.up[0].up[0].pk if link.up and link.up[0].up else 0].append(link)
        elif link.part in ("reading", "decision"):
            told.append(link)
    for link in told:
        for change in _changes_of(link):
            rests = list(known.get(change.pk, ()))
            if link.part == "decision":
                rests += [one for act in link.up if act.part == "action" for one in act.down if one.part == "report"]
                rests += [one for one in change.down if one.part == "reading"]
            for one in rests:
                if one.day and link.day and one.day <= link.day and one not in link.up:
                    one.down.append(link)
                    link.up.append(one)


def _changes_of(link: Link) -> list[Link]:
    """The transformations that a decision or a reading is about."""
    found = []
    for one in link.up:
        if one.part == "transformation":
            found.append(one)
        elif one.part == "action":
            found += [up for up in one.up if up.part == "transformation"]
        elif one.part == "objective":
            found += [down for down in one.down if down.part == "transformation"]
        elif one.part == "factor":
            goals = [down for down in one.down if down.part == "objective"]
            found += [down for goal in goals for down in goal.down if down.part == "transformation"]
    return found


def _reached(here: Link, way: str) -> list[Link]:
    """All that can be reached, always in the same direction."""
    found, waiting, seen = [], [here], {id(here)}
    while waiting:
        for one in getattr(waiting.pop(), way):
            if id(one) not in seen:
                seen.add(id(one))
                found.append(one)
                waiting.append(one)
    return found


def _by_part(links: Iterable[Link]) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {part: [] for part in PARTS}
    for link in links:
        found[link.part].append(link)
    for rows in found.values():
        rows.sort(key=lambda one: (one.day or dt.date.max, one.pk))
    return {part: rows for part, rows in found.items() if rows}


def _meetings(keys: set[int]) -> list[Held]:
    """These meetings in order, with how many people were there and from which organisations; one statement."""
    if not keys:
        return []
    found: dict[int, Held] = {}
    lines = _HELD.tuples(*keys, *[0] * (USUAL - len(keys))) if len(keys) <= USUAL else _held(*keys)
    for pk, uid, title, on, seat, house in lines:
        held = found.get(pk)
        if held is None:
            held = found[pk] = Held(uid, title, on, pk=pk)
        held.present += seat is not None
        if house and house not in held.houses:
            held.houses.append(house)
    return list(found.values())


def _held(*keys: int) -> Any:
    there = FilteredRelation("attendances", condition=Q(attendances__state=Attendance.State.PRESENT))
    rows = Meeting.objects.present().filter(pk__in=keys).annotate(there=there)
    house = Coalesce("there__organisation__name", "there__organisation_name")
    lines: Any = rows.annotate(seat=F("there__pk"), house=house).order_by("on", "starts_at", "pk", "house")
    return lines.values_list("pk", "uid", "title", "on", "seat", "house", named=True)


USUAL = 24  # meetings: the places of the statement that is written once; beyond, it is written anew
_HELD: Prepared[Any] = Prepared(_held, *(MARK - n for n in range(USUAL)))
