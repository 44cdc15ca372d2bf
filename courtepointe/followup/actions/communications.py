"""The communication plan: lines added, changed, said done, removed, put back."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.followup.models import Communication
from courtepointe.meetings.actions.guard import already_made, identity, mark_removed, undo_removal
from courtepointe.meetings.models import Process
from courtepointe.rows import write

history.declare(
    {
        "communication.added": gettext_lazy("%(who)s added a line to the communication plan: “%(what)s”."),
        "communication.changed": gettext_lazy("%(who)s changed a line of the communication plan: “%(what)s”."),
        "communication.removed": gettext_lazy("%(who)s removed a line of the communication plan: “%(what)s”."),
        "communication.restored": gettext_lazy("%(who)s put back a line of the communication plan: “%(what)s”."),
        "communication.done": gettext_lazy("%(who)s said that a line of the communication plan is done: “%(what)s”."),
        "communication.undone": gettext_lazy(
            "%(who)s said that a line of the communication plan is still to do: “%(what)s”."
        ),
    }
)


@transaction.atomic
def add_communication(process: Process, *, by: Member, uid: uuid.UUID | None = None, **fields: Any) -> Communication:
    """Add a line. A form that comes twice adds it once."""
    made = already_made(process.communications, uid)
    if made is not None:
        return made
    row = Communication.objects.create(
        coalition_id=process.coalition_id, process=process, **identity(Communication, uid), **fields
    )
    _told(row, "added", by=by)
    return row


@transaction.atomic
def edit_communication(row: Communication, *, by: Member, version: int, **fields: Any) -> None:
    """Change a line. Raises Conflict and writes nothing when somebody saved in between."""
    write(row, version=version, **fields)
    _told(row, "changed", by=by)


@transaction.atomic
def tick_communication(row: Communication, *, by: Member, done: bool) -> None:
    """Say that a line is done today, or is still to do."""
    if (row.done_on is not None) is done:
        return
    today = clock.today(row.coalition.timezone)
    row.done_on, row.done_by = (today, by.person) if done else (None, None)
    row.save(update_fields=["done_on", "done_by"])
    _told(row, "done" if done else "undone", by=by)


@transaction.atomic
def remove_communication(row: Communication, *, by: Member) -> None:
    """Take a line out; `restore_communication` undoes it."""
    if row.removed_at is None:
        mark_removed(row, by=by)
        _told(row, "removed", by=by)


@transaction.atomic
def restore_communication(row: Communication, *, by: Member) -> None:
    """Undo a removal."""
    if row.removed_at is not None:
        undo_removal(row)
        _told(row, "restored", by=by)


def _told(row: Communication, verb: str, *, by: Member) -> None:
    history.record(row, f"communication.{verb}", by=by, what=row.message)
