"""Plain functions that make rows; every argument has a plausible default."""

import datetime as dt
from itertools import count
from typing import Any

from courtepointe.coalitions.models import Coalition, Member, Organisation, Person
from courtepointe.meetings.models import Activity, Meeting, MeetingObjective, Process

_numbers = count(1)


def make_person(name: str = "", **fields: Any) -> Person:
    n = next(_numbers)
    fields.setdefault("email", f"person{n}@example.org")
    return Person.objects.create_user(name=name or f"Person {n}", **fields)


def make_coalition(name: str = "", **fields: Any) -> Coalition:
    fields.setdefault("opened_on", dt.date(2026, 9, 1))
    return Coalition.objects.create(name=name or f"Coalition {next(_numbers)}", **fields)


def make_organisation(coalition: Coalition, name: str = "", **fields: Any) -> Organisation:
    row = Organisation(coalition=coalition, name=name or f"Organisation {next(_numbers)}", **fields)
    row.clean()
    row.save()
    return row


def make_member(coalition: Coalition, name: str = "", *, person: Person | None = None, **fields: Any) -> Member:
    name = name or (person.name if person else f"Member {next(_numbers)}")
    if person is not None:
        fields.setdefault("email", person.email)
    row = Member(coalition=coalition, person=person, name=name, **fields)
    row.clean()
    row.save()
    return row


def make_process(coalition: Coalition, **fields: Any) -> Process:
    fields.setdefault("starts_on", dt.date(2026, 9, 15))
    return Process.objects.create(coalition=coalition, **fields)


def make_meeting(coalition: Coalition, title: str = "", *, process: Process | None = None, **fields: Any) -> Meeting:
    fields.setdefault("stage", "intention")
    fields.setdefault("on", dt.date(2026, 10, 6))
    fields.setdefault("starts_at", dt.time(13, 15))
    process = process or coalition.processes.first() or make_process(coalition)
    return Meeting.objects.create(
        coalition=coalition, process=process, title=title or f"Rencontre {next(_numbers)}", **fields
    )


def make_activity(meeting: Meeting, title: str = "", **fields: Any) -> Activity:
    fields.setdefault("position", meeting.activities.count() + 1)
    return Activity.objects.create(
        coalition=meeting.coalition, meeting=meeting, title=title or f"Activité {next(_numbers)}", **fields
    )


def make_objective(meeting: Meeting, text: str = "", **fields: Any) -> MeetingObjective:
    fields.setdefault("position", meeting.objectives.count() + 1)
    fields.setdefault("stage", meeting.stage)
    return MeetingObjective.objects.create(
        coalition=meeting.coalition, meeting=meeting, text=text or f"Objectif {next(_numbers)}", **fields
    )
