"""A démarche as it was adapted, without its people, dates, notes or decisions."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from courtepointe.meetings.blueprint import Aim, Blueprint, Item, Outline, Task, ToPrepare, gap
from courtepointe.meetings.models import (
    Activity,
    Homework,
    Meeting,
    MeetingObjective,
    ParkedItem,
    PreparationTask,
    Process,
)
from courtepointe.meetings.queries.process import rhythm_of

A_YEAR = 365  # days: further from its meeting, a date means nothing for another year


def blueprint_of(process: Process) -> Blueprint:
    """Five queries. What belongs to one moment is left aside: committees' meetings, cancelled ones, objectives carried
    over, items taken from the parking lot, reports of committees.
    """
    meetings = _meetings(process)
    keys = [meeting.pk for meeting in meetings]
    aims, agendas, tasks, homework = _aims(keys), _agendas(keys), _tasks(keys), _homework(meetings)
    rhythm, last = rhythm_of(process), None
    outlines = []
    for meeting in meetings:
        weeks = None
        if meeting.on is not None:
            weeks = gap(last, meeting.on, rhythm) if last else 0
            last = meeting.on
        outlines.append(
            Outline(
                title=meeting.title,
                stage=meeting.stage,
                template=meeting.template,
                turn=meeting.turn,
                weeks=weeks,
                minutes=meeting.minutes,
                tools=tuple(meeting.tools),
                objectives=tuple(aims[meeting.pk]),
                agenda=tuple(agendas[meeting.pk]),
                checklist=tuple(tasks[meeting.pk]),
                to_prepare=tuple(homework[meeting.pk]),
            )
        )
    return Blueprint(
        name=process.name,
        language=process.coalition.language,
        opened_at_stage=process.opened_at_stage,
        weeks_between=process.weeks_between,
        summer_pause=process.summer_pause,
        factor_count=process.factor_count,
        meetings=tuple(outlines),
    )


def _meetings(process: Process) -> list[Meeting]:
    found = process.meetings.present().filter(committee=None).exclude(status=Meeting.CANCELLED)
    return sorted(found, key=lambda m: (m.on or dt.date.max, m.starts_at or dt.time.min, m.pk))


def _aims(keys: list[int]) -> dict[int, list[Aim]]:
    found: dict[int, list[Aim]] = defaultdict(list)
    rows = MeetingObjective.objects.filter(meeting__in=keys, carried_from=None).order_by("meeting_id", "position")
    for row in rows:
        found[row.meeting_id].append(Aim(slug=row.slug, text=row.text, stage=row.stage))
    return found


def _agendas(keys: list[int]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = defaultdict(list)
    taken_up = Exists(ParkedItem.objects.filter(taken_in=OuterRef("pk")))
    rows = Activity.objects.present().filter(meeting__in=keys).exclude(standing=Activity.Standing.REPORT)
    for row in rows.exclude(taken_up).order_by("meeting_id", "position"):
        found[row.meeting_id].append(
            Item(
                title=row.title,
                aim=row.aim,
                kind=row.kind,
                technique=row.technique,
                minutes=row.minutes,
                standing=row.standing,
                material=row.material,
            )
        )
    return found


def _tasks(keys: list[int]) -> dict[int, list[Task]]:
    found: dict[int, list[Task]] = defaultdict(list)
    for row in PreparationTask.objects.present().filter(meeting__in=keys).order_by("meeting_id", "days", "pk"):
        found[row.meeting_id].append(Task(slug=row.slug, text=row.text, days=row.days))
    return found


def _homework(meetings: Iterable[Meeting]) -> dict[int, list[ToPrepare]]:
    found: dict[int, list[ToPrepare]] = defaultdict(list)
    on = {meeting.pk: meeting.on for meeting in meetings}
    for row in Homework.objects.present().filter(meeting__in=list(on)).order_by("meeting_id", "pk"):
        found[row.meeting_id].append(ToPrepare(what=row.what, days=_days(row.due_on, on[row.meeting_id])))
    return found


def _days(due_on: dt.date | None, on: dt.date | None) -> int | None:
    days = (due_on - on).days if due_on and on else None
    return days if days is not None and abs(days) <= A_YEAR else None
