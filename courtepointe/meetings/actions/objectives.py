"""The objectives that a meeting carries: from the method, whatever the stage, or the coalition's own.

Every act is refused once the minutes of the meeting are closed.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.from_method import objective_row
from courtepointe.meetings.actions.guard import lock_open
from courtepointe.meetings.models import Meeting, MeetingObjective
from courtepointe.meetings.wording import method_of
from courtepointe.rows import Refused, reorder

history.declare(
    {
        "objectives.added": gettext_lazy("%(who)s gave objectives to the meeting “%(title)s”: %(texts)s."),
        "objective.reworded": gettext_lazy("%(who)s reworded an objective of the meeting “%(title)s”: “%(text)s”."),
        "objective.removed": gettext_lazy("%(who)s took an objective out of the meeting “%(title)s”: “%(text)s”."),
    }
)


def _last(meeting: Meeting) -> int:
    lock_open(meeting)
    return meeting.objectives.aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def take_objectives(meeting: Meeting, slugs: Iterable[str], *, by: Member) -> list[MeetingObjective]:
    """Add objectives of the method, of any stage, at the end; those already there are left. KeyError if unknown."""
    method, last = method_of(meeting.coalition), _last(meeting)
    there = set(meeting.objectives.values_list("slug", flat=True))
    wanted = [slug for slug in dict.fromkeys(slugs) if slug not in there]
    rows = [objective_row(meeting, slug, last + n, method) for n, slug in enumerate(wanted, start=1)]
    if rows:
        MeetingObjective.objects.bulk_create(rows)
        texts = " ; ".join(row.text for row in rows)
        history.record(meeting, "objectives.added", by=by, title=meeting.title, texts=texts)
    return rows


@transaction.atomic
def add_own_objective(meeting: Meeting, *, by: Member, text: str, stage: str) -> MeetingObjective:
    """Add an objective in the coalition's words."""
    row = MeetingObjective.objects.create(
        coalition_id=meeting.coalition_id, meeting=meeting, text=text, stage=stage, position=_last(meeting) + 1
    )
    history.record(meeting, "objectives.added", by=by, title=meeting.title, texts=text)
    return row


@transaction.atomic
def reword_objective(objective: MeetingObjective, *, by: Member, text: str, was: str) -> None:
    """Say it in other words; it stays the same objective of the method. Refused if somebody reworded it meanwhile."""
    lock_open(objective.meeting)
    changed = MeetingObjective.objects.filter(pk=objective.pk, text=was).update(text=text)
    if not changed:
        raise Refused(_("Somebody reworded this objective in the meantime: it is shown as it is now."))
    if text != was:
        history.record(objective.meeting, "objective.reworded", by=by, title=objective.meeting.title, text=text)


@transaction.atomic
def remove_objective(objective: MeetingObjective, *, by: Member) -> None:
    """Take it out of the meeting. Refused once the group has said how far it was reached.

    One that had come back from an earlier meeting is then let go: it does not come back again by itself.
    """
    lock_open(objective.meeting)
    if objective.outcome:
        raise Refused(_("The group has said how far this objective was reached: it stays with the meeting."))
    history.record(objective.meeting, "objective.removed", by=by, title=objective.meeting.title, text=objective.text)
    if objective.carried_from_id is not None:
        MeetingObjective.objects.filter(pk=objective.carried_from_id).update(let_go=True)
    objective.delete()


@transaction.atomic
def shift_objective(objective: MeetingObjective, places: int) -> None:
    """Move it up (negative) or down among the objectives of its meeting; no history, an order is not a fact."""
    lock_open(objective.meeting)
    rows = objective.meeting.objectives.all()
    keys = list(rows.order_by("position").values_list("pk", flat=True))
    here = keys.index(objective.pk)
    keys.insert(max(0, here + places), keys.pop(here))
    reorder(rows, keys)
