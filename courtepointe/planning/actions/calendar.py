"""The follow-up calendar: filled from the plan, changed by hand, ticked."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import already_made, identity, mark_removed, undo_removal
from courtepointe.meetings.models import Process
from courtepointe.planning.actions.plan import plan_of
from courtepointe.planning.checkpoints import Group
from courtepointe.planning.models import Checkpoint
from courtepointe.rows import Refused, write

history.declare(
    {
        "plan.calendar": gettext_lazy(
            "%(who)s took up what the plan calls for in the follow-up calendar"
            " (added: %(added)s, taken away: %(dropped)s)."
        ),
        "checkpoint.added": gettext_lazy("%(who)s added a date to the follow-up calendar: %(day)s."),
        "checkpoint.changed": gettext_lazy("%(who)s changed a date of the follow-up calendar: %(day)s."),
        "checkpoint.removed": gettext_lazy("%(who)s removed a date of the follow-up calendar: %(day)s."),
        "checkpoint.restored": gettext_lazy("%(who)s put back a date of the follow-up calendar: %(day)s."),
        "checkpoint.done": gettext_lazy("%(who)s said that a line of the follow-up calendar is done (%(day)s)."),
        "checkpoint.undone": gettext_lazy(
            "%(who)s said that a line of the follow-up calendar is still to do (%(day)s)."
        ),
    }
)


@transaction.atomic
def fill_calendar(process: Process, groups: Sequence[Group], *, by: Member, chosen: Collection[str]) -> int:
    """Write what was proposed of the things chosen (their keys); how many dates were added.

    Only lines that nobody changed go or get another lead. Raises Refused when nothing was chosen.
    """
    wanted = [group for group in groups if group.key in chosen]
    if not wanted:
        raise Refused(_("Tick at least one line."))
    added, dropped = 0, 0
    for group in wanted:
        rows = Checkpoint.objects.bulk_create(
            Checkpoint(
                coalition_id=process.coalition_id,
                process=process,
                kind=one.kind,
                due_on=one.due_on,
                action_id=one.action_id,
                indicator_id=one.indicator_id,
                milestone_id=one.milestone_id,
                generated=True,
                **one.who,
            )
            for one in group.added
        )
        added += len(rows)
        untouched = Checkpoint.objects.filter(generated=True, done_at=None, removed_at=None)
        gone, _kinds = untouched.filter(pk__in=[row.pk for row in group.dropped]).delete()
        dropped += gone
        for row, one in group.handed:
            untouched.filter(pk=row.pk).update(**one.who, version=row.version + 1)
    history.record(plan_of(process), "plan.calendar", by=by, added=added, dropped=dropped)
    return added


@transaction.atomic
def add_checkpoint(process: Process, *, by: Member, uid: uuid.UUID | None = None, **fields: Any) -> Checkpoint:
    """Add a line by hand. A form that comes twice adds it once."""
    made = already_made(process.checkpoints, uid)
    if made is not None:
        return made
    row = Checkpoint.objects.create(
        coalition_id=process.coalition_id,
        process=process,
        kind=Checkpoint.Kind.OTHER,
        **identity(Checkpoint, uid),
        **fields,
    )
    _told(row, "added", by=by)
    return row


@transaction.atomic
def edit_checkpoint(row: Checkpoint, *, by: Member, version: int, **fields: Any) -> None:
    """Change a line, which no proposal touches any more. Raises Conflict when somebody saved in between."""
    write(row, version=version, generated=False, **fields)
    _told(row, "changed", by=by)


@transaction.atomic
def remove_checkpoint(row: Checkpoint, *, by: Member) -> None:
    """Take a line out; no proposal brings it back. `restore_checkpoint` undoes it."""
    if row.removed_at is None:
        mark_removed(row, by=by)
        _told(row, "removed", by=by)


@transaction.atomic
def restore_checkpoint(row: Checkpoint, *, by: Member) -> None:
    """Undo a removal."""
    if row.removed_at is not None:
        undo_removal(row)
        _told(row, "restored", by=by)


@transaction.atomic
def tick_checkpoint(row: Checkpoint, *, by: Member, done: bool) -> None:
    """Say that a line is done, or is still to do."""
    if (row.done_at is not None) is done:
        return
    row.done_at, row.done_by = (clock.now(), by.person) if done else (None, None)
    row.save(update_fields=["done_at", "done_by"])
    _told(row, "done" if done else "undone", by=by)


def _told(row: Checkpoint, verb: str, *, by: Member) -> None:
    history.record(row, f"checkpoint.{verb}", by=by, day=row.due_on.isoformat())
