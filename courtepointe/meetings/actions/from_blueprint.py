"""Make the meetings of a blueprint: the texts are copied, as they are when meetings come from the method."""

import datetime as dt
from collections.abc import Sequence

from courtepointe.meetings.actions.from_method import add_meetings
from courtepointe.meetings.blueprint import Outline, Proposed
from courtepointe.meetings.models import Activity, Homework, Meeting, MeetingObjective, PreparationTask, Process
from courtepointe.meetings.schedule import Dated


def add_proposed(process: Process, wanted: Sequence[Proposed]) -> list[Meeting]:
    """The meetings, as outlined or from the method, with all that they hold; a few inserts, no history.

    Must run inside the transaction of an act.
    """
    made = add_meetings(process, [Dated(one.slot, one.on) for one in wanted if one.slot and one.on])
    pairs = [(_meeting(process, one.outline, one.on), one.outline) for one in wanted if one.outline]
    Meeting.objects.bulk_create([meeting for meeting, _ in pairs])
    MeetingObjective.objects.bulk_create([row for pair in pairs for row in _objectives(*pair)])
    Activity.objects.bulk_create([row for pair in pairs for row in _agenda(*pair)])
    PreparationTask.objects.bulk_create([row for pair in pairs for row in _checklist(*pair)])
    Homework.objects.bulk_create([row for pair in pairs for row in _homework(*pair)])
    return made + [meeting for meeting, _ in pairs]


def _meeting(process: Process, one: Outline, on: dt.date | None) -> Meeting:
    return Meeting(
        coalition=process.coalition,
        process=process,
        template=one.template,
        turn=one.turn,
        stage=one.stage,
        title=one.title,
        on=on,
        starts_at=process.hour,
        minutes=one.minutes,
        zone=process.coalition.zone,
        place=process.place,
        tools=list(one.tools),
    )


def _objectives(meeting: Meeting, one: Outline) -> list[MeetingObjective]:
    return [
        MeetingObjective(
            coalition_id=meeting.coalition_id,
            meeting=meeting,
            slug=aim.slug,
            text=aim.text,
            stage=aim.stage,
            position=position,
        )
        for position, aim in enumerate(one.objectives, start=1)
    ]


def _agenda(meeting: Meeting, one: Outline) -> list[Activity]:
    return [
        Activity(
            coalition_id=meeting.coalition_id,
            meeting=meeting,
            position=position,
            title=item.title,
            aim=item.aim,
            kind=item.kind,
            technique=item.technique,
            minutes=item.minutes,
            standing=item.standing,
            material=item.material,
        )
        for position, item in enumerate(one.agenda, start=1)
    ]


def _checklist(meeting: Meeting, one: Outline) -> list[PreparationTask]:
    return [
        PreparationTask(
            coalition_id=meeting.coalition_id, meeting=meeting, slug=task.slug, text=task.text, days=task.days
        )
        for task in one.checklist
    ]


def _homework(meeting: Meeting, one: Outline) -> list[Homework]:
    return [
        Homework(
            coalition_id=meeting.coalition_id,
            meeting=meeting,
            what=thing.what,
            due_on=meeting.on + dt.timedelta(days=thing.days) if meeting.on and thing.days is not None else None,
        )
        for thing in one.to_prepare
    ]
