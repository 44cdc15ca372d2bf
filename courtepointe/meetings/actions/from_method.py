"""Copy meetings from the method into rows: last year's texts never change when the library does."""

from collections.abc import Iterable

from courtepointe.library.method import MeetingTemplate, Method
from courtepointe.meetings.models import Activity, Meeting, MeetingObjective, Process
from courtepointe.meetings.schedule import Dated
from courtepointe.meetings.wording import method_of, title_of


def add_meetings(process: Process, wanted: Iterable[Dated]) -> list[Meeting]:
    """Make the meetings with objectives, tools and agenda, in the coalition's language: three inserts, no history.

    Must run inside the transaction of an act.
    """
    method = method_of(process.coalition)
    made = [(_meeting(process, item, method), method.template(item.slot.template)) for item in wanted]
    Meeting.objects.bulk_create([meeting for meeting, _ in made])
    MeetingObjective.objects.bulk_create([row for meeting, t in made for row in objectives_of(meeting, t, method)])
    Activity.objects.bulk_create([row for meeting, template in made for row in _agenda(meeting, template)])
    return [meeting for meeting, _ in made]


def _meeting(process: Process, item: Dated, method: Method) -> Meeting:
    template = method.template(item.slot.template)
    return Meeting(
        coalition=process.coalition,
        process=process,
        template=template.slug,
        turn=item.slot.turn,
        stage=template.stage,
        title=title_of(item.slot, template, process.coalition.language),
        on=item.on,
        starts_at=process.hour,
        minutes=template.minutes,
        zone=process.coalition.zone,
        place=process.place,
        tools=list(template.tools),
    )


def objectives_of(meeting: Meeting, template: MeetingTemplate, method: Method) -> list[MeetingObjective]:
    """The rows of a template's objectives, not saved."""
    return [
        objective_row(meeting, slug, position, method) for position, slug in enumerate(template.objectives, start=1)
    ]


def objective_row(meeting: Meeting, slug: str, position: int, method: Method) -> MeetingObjective:
    """The row of one objective of the method, not saved. KeyError for a slug that it does not have."""
    objective = method.objective(slug)
    return MeetingObjective(
        coalition_id=meeting.coalition_id,
        meeting=meeting,
        slug=slug,
        stage=method.row(objective.row).stage,
        text=objective.text.for_language(meeting.coalition.language),
        position=position,
    )


def _agenda(meeting: Meeting, template: MeetingTemplate) -> list[Activity]:
    language = meeting.coalition.language
    return [
        Activity(
            coalition_id=meeting.coalition_id,
            meeting=meeting,
            position=position,
            title=item.title.for_language(language),
            aim=item.aim.for_language(language),
            kind=item.kind,
            technique=item.technique or "",
            minutes=item.minutes,
            standing=item.standing,
            material=item.material.for_language(language) if item.material else "",
        )
        for position, item in enumerate(template.agenda, start=1)
    ]
