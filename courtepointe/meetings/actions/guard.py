"""What every act on a meeting checks first, and the history lines that are written once a day at most."""

import uuid
from typing import Any, TypeVar, cast

from django.db.models import F, Manager
from django.utils.translation import gettext as _

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Meeting
from courtepointe.rows import Identified, Refused

Made = TypeVar("Made", bound=Identified)


def lock_open(meeting: Meeting) -> Meeting:
    """The meeting as it is now, locked until the end of the transaction.

    Raises Refused once its minutes are closed: what they are made of must not change under them.
    """
    locked: Any = _LOCKED.first(meeting.pk)
    if locked is None:
        raise Meeting.DoesNotExist
    if locked.minutes_closed_at is not None:
        raise Refused(_("The minutes of this meeting are closed. Reopen them before changing anything in it."))
    return cast(Meeting, locked)


# no_key: rows that point to the meeting may still be added by others.
_LOCKED = Prepared(
    lambda meeting: (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .annotate(minutes_closed_at=F("written_minutes__closed_at"))
        .filter(pk=meeting)
    ),
    MARK,
)


def record_once_a_day(meeting: Meeting, verb: str, *, by: Member) -> None:
    """A history line about the meeting, unless this person already has the same one today."""
    history.record_once_a_day(meeting, verb, by=by, title=meeting.title)


def already_made(rows: Manager[Made], uid: uuid.UUID | None) -> Made | None:
    """What a form that comes again has added before: among these rows, the one of the identity that it proposes."""
    return rows.filter(uid=uid).first() if uid is not None else None


def identity(model: type[Identified], uid: uuid.UUID | None) -> dict[str, uuid.UUID]:
    """The identity that a form proposed for what it adds, unless another row has it: then a fresh one is taken."""
    return {} if uid is None or model._default_manager.filter(uid=uid).exists() else {"uid": uid}


def undo_removal(row: Any) -> None:
    """Make a removed row present again."""
    row.removed_at = None
    row.removed_by = None
    row.removal_reason = ""
    row.save(update_fields=["removed_at", "removed_by", "removal_reason"])


def mark_removed(row: Any, *, by: Member, reason: str = "") -> None:
    """Keep the row with who removed it, when and why."""
    row.removed_at = clock.now()
    row.removed_by = by.person
    row.removal_reason = reason
    row.save(update_fields=["removed_at", "removed_by", "removal_reason"])
