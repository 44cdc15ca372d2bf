"""What a new rhythm would change in a démarche already planned: a pure comparison, each line to accept or not.

A meeting convoked, held or cancelled is never touched. One that people have worked on, or whose date has passed,
is proposed without being chosen: it changes only when somebody says so.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from courtepointe.library.method import Method
from courtepointe.meetings.schedule import Rhythm, Slot, next_day, open_day, slots

ADD, MOVE, REMOVE, KEEP = "add", "move", "remove", "keep"
REPLANNED = "replanned"  # why a meeting was removed: the plan had no place for it any more
WORKED, PAST, UNDATED, REMOVED_BEFORE = "worked", "past", "undated", "removed_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A meeting of the plan as it is now. `worked`: people have put something of theirs in it."""

    uid: str
    title: str
    template: str
    turn: int
    on: dt.date | None
    starts_at: dt.time | None
    status: str
    version: int
    worked: bool

    @property
    def fixed(self) -> bool:
        return self.status != "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One change proposed, or one meeting kept; `why` says what holds it or why it is not chosen."""

    key: str
    act: str
    slot: Slot
    on: dt.date | None
    standing: Standing | None = None
    why: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    rhythm: Rhythm
    lines: tuple[Line, ...]
    seen: str

    def of(self, act: str) -> list[Line]:
        return [line for line in self.lines if line.act == act]

    @property
    def by_default(self) -> frozenset[str]:
        return frozenset(line.key for line in self.lines if line.chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything the comparison needs to know about the démarche as it stands."""

    rhythm: Rhythm
    version: int
    standing: Sequence[Standing]
    removed: frozenset[tuple[str, int]]

    def fingerprint(self, wanted: Rhythm) -> str:
        """The same as long as nothing that the proposal was made from has changed."""
        parts = [f"{self.version} {wanted} {sorted(self.removed)}"]
        parts += sorted(f"{m.uid} {m.version} {m.status} {m.on} {m.worked}" for m in self.standing)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def compare(plan: Plan, wanted: Rhythm, method: Method, today: dt.date) -> Proposal:
    """The proposal that leads from the plan to the rhythm wanted."""
    walk = _Walk(plan, wanted, method, today)
    lines = [walk.line(slot) for slot in slots(wanted, method)] + [walk.leave(m) for m in walk.surplus]
    return Proposal(rhythm=wanted, lines=tuple(lines), seen=plan.fingerprint(wanted))


class _Walk:
    """From the first meeting to the last, each day following the one before."""

    def __init__(self, plan: Plan, wanted: Rhythm, method: Method, today: dt.date) -> None:
        self.plan, self.wanted, self.today = plan, wanted, today
        self.rank = {template.slug: rank for rank, template in enumerate(method.templates)}
        self.known = {(m.template, m.turn): m for m in plan.standing}
        keys = {slot.key for slot in slots(wanted, method)}
        self.surplus = [m for m in plan.standing if m.template in self.rank and (m.template, m.turn) not in keys]
        self.changed = not plan.rhythm.same_calendar(wanted)
        self.from_the_start = plan.rhythm.starts_on != wanted.starts_on
        self.gap_after = min((self.rank[m.template] for m in self.surplus if _free(m)), default=len(self.rank))
        self.last: dt.date | None = None

    def line(self, slot: Slot) -> Line:
        self.changed = self.changed or self.rank[slot.template] > self.gap_after
        meeting = self.known.get(slot.key)
        return self._missing(slot) if meeting is None else self._standing(slot, meeting)

    def _missing(self, slot: Slot) -> Line:
        day = self._next()
        key = f"{ADD}:{slot.template}:{slot.turn}"
        if slot.key in self.plan.removed:
            return Line(key=key, act=ADD, slot=slot, on=day, why=REMOVED_BEFORE)
        self.last, self.changed = day, True
        return Line(key=key, act=ADD, slot=slot, on=day, chosen=True)

    def _standing(self, slot: Slot, meeting: Standing) -> Line:
        day = self._next() if self.changed and not meeting.fixed else meeting.on
        other_hour = self._other_hour(meeting)
        if meeting.fixed or (day == meeting.on and not other_hour):
            self._pass(meeting.on)
            why = meeting.status if meeting.fixed else ""
            return Line(key=f"{KEEP}:{meeting.uid}", act=KEEP, slot=slot, on=meeting.on, standing=meeting, why=why)
        why = self._caution(meeting)
        self._pass(meeting.on if why and meeting.on else day)
        key = f"{MOVE}:{meeting.uid}"
        return Line(key=key, act=MOVE, slot=slot, on=day, standing=meeting, why=why, chosen=not why)

    def _other_hour(self, meeting: Standing) -> bool:
        followed = meeting.starts_at == self.plan.rhythm.hour
        return followed and self.plan.rhythm.hour != self.wanted.hour

    def _caution(self, meeting: Standing) -> str:
        if meeting.worked:
            return WORKED
        if meeting.on is None:
            return UNDATED
        return PAST if meeting.on < self.today and not self.from_the_start else ""

    def _pass(self, day: dt.date | None) -> None:
        if day is not None:
            self.last = max(day, self.last or day)

    def _next(self) -> dt.date:
        if self.last is not None:
            day = next_day(self.last, self.wanted)
        else:
            day = open_day(self.wanted.starts_on, summer_pause=self.wanted.summer_pause)
        if day >= self.today or self.from_the_start:
            return day
        weeks_late = -(-(self.today - day).days // 7)
        return open_day(day + dt.timedelta(weeks=weeks_late), summer_pause=self.wanted.summer_pause)

    def leave(self, meeting: Standing) -> Line:
        """A meeting that the new rhythm has no place for."""
        slot = Slot(meeting.template, meeting.turn, 0)
        if meeting.fixed:
            key = f"{KEEP}:{meeting.uid}"
            return Line(key=key, act=KEEP, slot=slot, on=meeting.on, standing=meeting, why=meeting.status)
        why = WORKED if meeting.worked else ""
        key = f"{REMOVE}:{meeting.uid}"
        return Line(key=key, act=REMOVE, slot=slot, on=meeting.on, standing=meeting, why=why, chosen=not why)


def _free(meeting: Standing) -> bool:
    return not meeting.fixed and not meeting.worked


def accepted_lines(proposal: Proposal, accepted: Iterable[str]) -> list[Line]:
    """The lines to carry out; keys that the proposal does not have are left aside."""
    keys = set(accepted)
    return [line for line in proposal.lines if line.act != KEEP and line.key in keys]
