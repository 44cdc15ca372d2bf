"""The coalition's own Outil 2: the six rows of the paper, with the coalition's meetings and how far each line is."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict

from courtepointe.access import Reader
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.library.method import MeetingRow, Method, Objective, Tool
from courtepointe.meetings.models import Meeting, MeetingObjective, Process
from courtepointe.meetings.queries.meetings import meetings_of

REACHED, PARTLY, CARRIED, PLANNED, UNPLANNED = "reached", "partly", "carried", "planned", "unplanned"


class SheetMeeting(NamedTuple):
    """What the sheet shows of a meeting, as plain values."""

    pk: int
    uid: uuid.UUID
    title: str
    template: str
    stage: str
    status: str
    on: dt.date | None


class SheetObjective(NamedTuple):
    """An objective that a meeting carries."""

    meeting_id: int
    slug: str
    text: str
    outcome: str


_MEETINGS: Prepared[SheetMeeting] = Prepared(
    lambda coalition, process: (
        meetings_of(coalition).filter(process_id=process, committee=None).values_list(*SheetMeeting._fields, named=True)
    ),
    MARK,
    MARK - 1,
)
_OBJECTIVES: Prepared[SheetObjective] = Prepared(
    lambda process: (
        MeetingObjective.objects.filter(meeting__process_id=process)
        .order_by("position", "pk")
        .values_list(*SheetObjective._fields, named=True)
    ),
    MARK,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """An objective: the method's, with the words the coalition gave it, or one of its own (`method` is then None)."""

    method: Objective | None
    own_words: str
    state: str
    reached: int
    carriers: tuple[SheetMeeting, ...]
    elsewhere: tuple[str, ...]  # stages of the meetings that carry it, when none of its own row does

    @property
    def reworded(self) -> bool:
        return self.method is not None and bool(self.own_words)

    @property
    def text(self) -> str:
        return self.own_words or str(self.method.text if self.method else "")


@dataclass(slots=True, kw_only=True)
class SheetRow:
    """A row of the paper."""

    method: MeetingRow
    stage: str
    again: bool  # the stage has a row before this one
    tools: tuple[Tool, ...]
    meetings: list[SheetMeeting] = field(default_factory=list)
    lines: list[SheetLine] = field(default_factory=list)
    expected: int | None = None  # how many meetings the paper or the plan wants, when there are not that many
    no_functioning: bool = False

    @property
    def active(self) -> list[SheetMeeting]:
        return [meeting for meeting in self.meetings if meeting.status != Meeting.CANCELLED]


@dataclass(frozen=True, slots=True)
class Sheet:
    rows: list[SheetRow]

    def lines(self) -> list[SheetLine]:
        return [line for row in self.rows for line in row.lines]

    @property
    def unplanned(self) -> list[SheetLine]:
        return [line for line in self.lines() if line.method and line.state == UNPLANNED]

    @property
    def moved(self) -> list[SheetLine]:
        return [line for line in self.lines() if line.elsewhere]

    @property
    def added(self) -> list[SheetLine]:
        return [line for line in self.lines() if line.method is None]

    @property
    def reworded(self) -> list[SheetLine]:
        return [line for line in self.lines() if line.reworded]

    @property
    def miscounted(self) -> list[SheetRow]:
        return [row for row in self.rows if row.expected is not None]

    @property
    def no_functioning(self) -> bool:
        return any(row.no_functioning for row in self.rows)

    @property
    def departs(self) -> bool:
        found = (self.unplanned, self.moved, self.added, self.reworded, self.miscounted)
        return any(found) or self.no_functioning


def sheet_for(reader: Reader, process: Process, method: Method) -> Sheet:
    """The whole sheet in two queries, whatever the number of meetings and objectives."""
    meetings = _MEETINGS.all(reader.coalition_id, process.pk)
    carried = _carried(meetings, _OBJECTIVES.all(process.pk))
    rows = _rows(method)
    known = {template.slug: template.row for template in method.templates}
    places = {meeting.pk: row_of(meeting, method, known) for meeting in meetings}
    for meeting in meetings:
        rows[places[meeting.pk]].meetings.append(meeting)
    for row in rows.values():
        row.lines += [_line(objective, carried[objective.slug], places, method) for objective in row.method.objectives]
        row.lines += _own_lines(row, carried[""])
        row.expected = _expected(row, process, method)
        row.no_functioning = _no_functioning(row, method)
    return Sheet(list(rows.values()))


def _rows(method: Method) -> dict[str, SheetRow]:
    seen: set[str] = set()
    rows = {}
    for row in method.rows:
        tools = tuple(method.tool(number) for number in row.tools)
        stage = str(method.stage(row.stage).name)
        rows[row.slug] = SheetRow(method=row, stage=stage, again=row.stage in seen, tools=tools)
        seen.add(row.stage)
    return rows


def row_of(meeting: SheetMeeting, method: Method, known: dict[str, str]) -> str:
    """The row of the paper in which a meeting stands: its template's (`known`), or the last one of its stage."""
    row = known.get(meeting.template)
    if row is not None and method.row(row).stage == meeting.stage:
        return row
    return (method.rows_of(meeting.stage) or method.rows)[-1].slug


Carried = tuple[SheetMeeting, SheetObjective]


def _carried(meetings: Iterable[SheetMeeting], objectives: Iterable[SheetObjective]) -> defaultdict[str, list[Carried]]:
    """Who carries each slug, in order of date; a cancelled or removed meeting carries nothing."""
    of_meeting: defaultdict[int, list[SheetObjective]] = defaultdict(list)
    for row in objectives:
        of_meeting[row.meeting_id].append(row)
    found: defaultdict[str, list[Carried]] = defaultdict(list)
    for meeting in meetings:
        if meeting.status != Meeting.CANCELLED:
            for row in of_meeting[meeting.pk]:
                found[row.slug].append((meeting, row))
    return found


def _line(objective: Objective, carried: Sequence[Carried], places: dict[int, str], method: Method) -> SheetLine:
    ours = [row.text for _, row in carried if row.text not in (objective.text.fr, objective.text.en)]
    at_home = any(places[meeting.pk] == objective.row for meeting, _ in carried)
    stages = () if at_home else tuple(dict.fromkeys(meeting.stage for meeting, _ in carried))
    return SheetLine(
        method=objective,
        own_words=ours[0] if ours else "",
        elsewhere=tuple(str(method.stage(stage).name) for stage in stages),
        **_state(carried),
    )


def _own_lines(row: SheetRow, carried: Sequence[Carried]) -> list[SheetLine]:
    """What the coalition added, once for each wording."""
    here = {meeting.pk for meeting in row.meetings}
    words: dict[str, list[Carried]] = defaultdict(list)
    for meeting, objective in carried:
        if meeting.pk in here:
            words[objective.text].append((meeting, objective))
    return [SheetLine(method=None, own_words=text, elsewhere=(), **_state(found)) for text, found in words.items()]


class _State(TypedDict):
    state: str
    reached: int
    carriers: tuple[SheetMeeting, ...]


def _state(carried: Sequence[Carried]) -> _State:
    """Reached when every meeting that carries it reached it; partly when some did."""
    outcomes = [row.outcome for _, row in carried]
    marked = [outcome for outcome in outcomes if outcome]
    if not outcomes:
        state = UNPLANNED
    elif not marked:
        state = PLANNED
    elif all(outcome == REACHED for outcome in outcomes):
        state = REACHED
    elif all(outcome == CARRIED for outcome in marked):
        state = CARRIED
    else:
        state = PARTLY
    return {"state": state, "reached": outcomes.count(REACHED), "carriers": tuple(meeting for meeting, _ in carried)}


def _expected(row: SheetRow, process: Process, method: Method) -> int | None:
    """The number of meetings that the paper wants in the row, or the plan for its repeated ones; None if it is so."""
    first = method.templates_of(row.method.slug)[0].slug
    if row.method.count == "fixed":
        wanted, found = row.method.number or 1, len(row.active)
    elif row.method.count == "per_factor":
        wanted = process.factor_count * process.meetings_per_factor
        found = sum(meeting.template == first for meeting in row.active)
    else:
        wanted, found = 1, min(1, sum(meeting.template == first for meeting in row.active))
    return wanted if found != wanted else None


def _no_functioning(row: SheetRow, method: Method) -> bool:
    """Whether the meeting devoted to the group's functioning is missing from the row that wants one."""
    if row.method.count != "regular_plus_functioning":
        return False
    devoted = {template.slug for template in method.templates_of(row.method.slug)[1:]}
    return not any(meeting.template in devoted for meeting in row.active)
