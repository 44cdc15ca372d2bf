"""What every act on a meeting checks first, and the history lines that are written once a day at most."""

import datetime as dt
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.models import Meeting
from courtepointe.rows import Refused


def lock_open(meeting: Meeting) -> Meeting:
    """The meeting as it is now, locked until the end of the transaction.

    Raises Refused once its minutes are closed: what they are made of must not change under them.
    """
    # no_key: rows that point to the meeting may still be added by others.
    locked = (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .annotate(minutes_closed_at=F("written_minutes__closed_at"))
        .get(pk=meeting.pk)
    )
    if locked.minutes_closed_at is not None:
        raise Refused(_("The minutes of this meeting are closed. Reopen them before changing anything in it."))
    return locked


def record_once_a_day(meeting: Meeting, verb: str, *, by: Member) -> None:
    """A history line about the meeting, unless this person already has the same one today."""
    today = dt.datetime.combine(clock.today(), dt.time(), tzinfo=clock.MONTREAL)
    again = history.Entry.objects.filter(
        coalition_id=meeting.coalition_id,
        thing=meeting.code,
        thing_uid=meeting.uid,
        verb=verb,
        actor_id=by.person_id,
        at__gte=today,
    )
    if not again.exists():
        history.record(meeting, verb, by=by, title=meeting.title)


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
