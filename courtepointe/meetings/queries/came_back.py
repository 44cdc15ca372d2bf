"""What comes back by itself at the next meeting of the same body: the coalition, or one of its committees."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import CharField, Count, DateField, F, IntegerField, Q, QuerySet, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Activity, FollowUp, Meeting, MeetingObjective, ParkedItem

Standing = Activity.Standing
MOST = 50  # follow-ups that are read: a page shows the first ones and says how many there are
COMING = (Meeting.DRAFT, Meeting.CONVOKED)
MINUTES, FOLLOW_UP, PARKED, OBJECTIVE = "minutes", "follow_up", "parked", "objective"


class Left(NamedTuple):
    """A line of what earlier meetings left: what it is, whose, for when, and the meeting it comes from."""

    kind: str
    uid: uuid.UUID  # of the thing; of the meeting, for minutes
    text: str
    who: str | None
    day: dt.date | None  # when it is due; of minutes and objectives, the day of their meeting
    title: str  # of the meeting
    held: int  # key of the meeting
    total: int  # of follow-ups, how many there are in all


@dataclass(frozen=True, slots=True)
class CameBack:
    """What the meetings before this one left: each of these lists may be empty."""

    minutes: list[Left] = field(default_factory=list)  # held, not adopted yet; the latest first
    follow_ups: list[Left] = field(default_factory=list)  # not done; by due date, without one last; `MOST` at most
    parked: list[Left] = field(default_factory=list)  # neither closed nor taken up by an agenda
    objectives: list[Left] = field(default_factory=list)  # of this meeting, carried over from an earlier one

    def __bool__(self) -> bool:
        return bool(self.minutes or self.follow_ups or self.parked or self.objectives)

    @property
    def open_follow_ups(self) -> int:
        """How many there are, of which `follow_ups` are the first."""
        return self.follow_ups[0].total if self.follow_ups else 0


def came_back(meeting: Meeting) -> CameBack:
    """What comes back to this meeting, in one query; nothing once it was held or cancelled."""
    return left_before(meeting) if meeting.status in COMING else CameBack()


def left_before(meeting: Meeting) -> CameBack:
    """The same, also while the meeting is being entered after it was held."""
    day = meeting.on or dt.date.max
    if meeting.committee_id is None:
        lines = _WHOLE.all(*[meeting.pk] * 4, *[meeting.coalition_id] * 3, *[day] * 3)
    else:
        lines = _COMMITTEE.all(*[meeting.pk] * 4, *[meeting.coalition_id] * 3, *[day] * 3, *[meeting.committee_id] * 3)
    of: dict[str, list[Left]] = {MINUTES: [], FOLLOW_UP: [], PARKED: [], OBJECTIVE: []}
    for line in map(Left._make, lines):
        of[line.kind].append(line)
    return CameBack(
        minutes=sorted(of[MINUTES], key=lambda line: line.day or dt.date.min, reverse=True),
        follow_ups=sorted(of[FOLLOW_UP], key=lambda line: (line.day or dt.date.max, line.uid)),
        parked=sorted(of[PARKED], key=lambda line: line.uid),
        objectives=sorted(of[OBJECTIVE], key=lambda line: line.uid),
    )


Body = dict[str, Any]


def _lines(rows: QuerySet[Any], kind: str, **shown: Any) -> QuerySet[Any, Any]:
    """The rows as lines of one kind; every column is named, so that kinds stand in one query."""
    columns = {"kind": Value(kind, output_field=CharField()), "total": Value(0, output_field=IntegerField()), **shown}
    rows = rows.order_by().annotate(**{f"left_{name}": column for name, column in columns.items()})
    return rows.values_list(*(f"left_{name}" for name in Left._fields), named=True)


def _held_by(body: Body, day: dt.date, at: str = "") -> Q:
    """Held on that day at the latest, by that body."""
    found = Q(**{f"{at}status": Meeting.HELD, f"{at}removed_at": None, f"{at}on__lte": day})
    return found & Q(**{f"{at}{name}": value for name, value in body.items()})


def _minutes(asking: int, coalition: int, body: Body, day: dt.date) -> QuerySet[Any, Any]:
    waiting = Q(written_minutes__approved_at=None) | Q(written_minutes__approval__removed_at__isnull=False)
    rows = Meeting.objects.filter(_held_by(body, day), waiting, coalition_id=coalition).exclude(pk=asking)
    nobody = Value("", output_field=CharField())
    return _lines(rows, MINUTES, uid=F("uid"), text=F("title"), who=nobody, day=F("on"), title=F("title"), held=F("pk"))


def _follow_ups(asking: int, coalition: int, body: Body, day: dt.date) -> QuerySet[Any, Any]:
    rows = FollowUp.objects.present().filter(_held_by(body, day, "meeting__"), done_at=None, coalition_id=coalition)
    order = [F("due_on").asc(nulls_last=True), F("uid").asc()]
    first = rows.exclude(meeting=asking).annotate(rank=Window(RowNumber(), order_by=order)).filter(rank__lte=MOST)
    who = Coalesce("member__name", "organisation__name")
    total = Window(Count("pk"))
    return _lines(first, FOLLOW_UP, uid=F("uid"), text=F("what"), who=who, day=F("due_on"), total=total, **_MEETING)


def _parked(asking: int, coalition: int, body: Body, day: dt.date) -> QuerySet[Any, Any]:
    rows = ParkedItem.objects.present().filter(_held_by(body, day, "meeting__"), closed_at=None, coalition_id=coalition)
    rows = rows.exclude(meeting=asking)
    free = Q(taken_in=None) | Q(taken_in__removed_at__isnull=False)
    free |= Q(taken_in__meeting__removed_at__isnull=False) | Q(taken_in__meeting__status=Meeting.CANCELLED)
    no_day = Value(None, output_field=DateField())
    return _lines(
        rows.filter(free).exclude(meeting=asking),
        PARKED,
        uid=F("uid"),
        text=F("text"),
        who=F("raised_by"),
        day=no_day,
        **_MEETING,
    )


def _objectives(meeting: int) -> QuerySet[Any, Any]:
    rows = MeetingObjective.objects.filter(meeting_id=meeting, carried_from__isnull=False)
    source = "carried_from__meeting__"
    return _lines(
        rows,
        OBJECTIVE,
        uid=F("uid"),
        text=F("text"),
        who=Value("", output_field=CharField()),
        day=F(f"{source}on"),
        title=F(f"{source}title"),
        held=F(f"{source}pk"),
    )


_MEETING: dict[str, Any] = {"title": F("meeting__title"), "held": F("meeting_id")}


def _left(*marks: Any, bodies: list[Body]) -> Any:
    meeting, asking, coalitions, days = marks[0], marks[1:4], marks[4:7], marks[7:10]
    parts = zip((_minutes, _follow_ups, _parked), asking, coalitions, bodies, days, strict=True)
    return _objectives(meeting).union(*(make(*given) for make, *given in parts), all=True)


_numbers = [MARK - step for step in range(10)]
_days = [dt.date(9999, 1, day) for day in (1, 2, 3)]
_WHOLE: Prepared[Any] = Prepared(
    lambda *marks: _left(*marks, bodies=[{"committee_id": None}] * 3), *_numbers[:7], *_days
)
_COMMITTEE: Prepared[Any] = Prepared(
    lambda *marks: _left(*marks[:10], bodies=[{"committee_id": body} for body in marks[10:]]),
    *_numbers[:7],
    *_days,
    *_numbers[7:],
)


def same_body(meeting: Meeting) -> QuerySet[Meeting]:
    """The meetings of the same body that were not removed, in order of date; those without one come last."""
    rows = Meeting.objects.present().filter(coalition_id=meeting.coalition_id, **body_of(meeting))
    return rows.order_by(F("on").asc(nulls_last=True), F("starts_at").asc(nulls_last=True), "pk")


def body_of(meeting: Meeting, at: str = "") -> dict[str, Any]:
    """The condition of belonging to the same body; `at` is the path to the meeting, as in "meeting__"."""
    return {f"{at}committee_id": meeting.committee_id}


def next_of(meeting: Meeting) -> Meeting | None:
    """The next meeting of the same body: the first one dated and still to come after the last one held."""
    rows = [row for row in same_body(meeting) if row.on is not None and row.status != Meeting.CANCELLED]
    held = [place for place, row in enumerate(rows) if row.status == Meeting.HELD]
    return next((row for row in rows[held[-1] + 1 if held else 0 :] if row.status in COMING), None)


def unsettled(meeting: Meeting) -> QuerySet[MeetingObjective]:
    """Objectives carried over at meetings of the same body that were held, unless somebody let them go."""
    held = same_body(meeting).filter(status=Meeting.HELD).order_by()
    return (
        MeetingObjective.objects.filter(
            coalition_id=meeting.coalition_id,
            meeting__in=held,
            outcome=MeetingObjective.Outcome.CARRIED,
            let_go=False,
        )
        .select_related("meeting")
        .order_by("meeting__on", "position")
    )
