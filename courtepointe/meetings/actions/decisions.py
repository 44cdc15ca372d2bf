"""Decisions of the group, numbered within the coalition: 1, 2, 3... a removed number is not given again."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.i18n import sort_key
from courtepointe.meetings.actions.guard import lock_open, mark_removed, undo_removal
from courtepointe.meetings.models import Activity, Decision, Meeting
from courtepointe.rows import write

history.declare(
    {
        "decision.recorded": gettext_lazy("%(who)s recorded decision %(number)s in “%(meeting)s”."),
        "decision.changed": gettext_lazy("%(who)s changed decision %(number)s of “%(meeting)s”."),
        "decision.removed": gettext_lazy("%(who)s removed decision %(number)s of “%(meeting)s”: %(reason)s"),
        "decision.restored": gettext_lazy("%(who)s put decision %(number)s of “%(meeting)s” back."),
    }
)


def record_decision(meeting: Meeting, *, by: Member, activity: Activity | None, **fields: Any) -> Decision:
    """Record a decision, on an activity or on the meeting as a whole, with the coalition's next number.

    Safe when two are recorded at once. Raises Refused once the minutes are closed.
    """
    with transaction.atomic():
        lock_open(meeting)
        decision = Decision.objects.create(
            coalition_id=meeting.coalition_id,
            meeting=meeting,
            activity=activity,
            number=_next_number(meeting.coalition_id),
            recorded_by=by.person,
            search_text=_searched(fields),
            **fields,
        )
        _record(decision, "decision.recorded", by=by)
    return decision


def edit_decision(decision: Decision, *, by: Member, version: int, **fields: Any) -> None:
    """Change a decision opened at `version`. Raises Conflict (nothing written) or Refused."""
    with transaction.atomic():
        lock_open(decision.meeting)
        write(decision, version=version, search_text=_searched(fields), **fields)
        _record(decision, "decision.changed", by=by)


def remove_decision(decision: Decision, *, by: Member, reason: str) -> None:
    """Remove a decision, for a reason that is kept; `restore_decision` undoes it. Raises Refused."""
    with transaction.atomic():
        lock_open(decision.meeting)
        mark_removed(decision, by=by, reason=reason)
        _record(decision, "decision.removed", by=by, reason=reason)


def restore_decision(decision: Decision, *, by: Member) -> None:
    """Undo a removal; the decision has its number again. Does nothing when it is already back."""
    with transaction.atomic():
        lock_open(decision.meeting)
        decision.refresh_from_db(fields=["removed_at"])
        if decision.removed_at is not None:
            undo_removal(decision)
            _record(decision, "decision.restored", by=by)


def _next_number(coalition_id: int) -> int:
    # The lock makes the second of two wait until the first has its number; SQLite has one writer anyway.
    Coalition.objects.select_for_update(no_key=True).get(pk=coalition_id)
    last = Decision.objects.filter(coalition_id=coalition_id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _searched(fields: dict[str, Any]) -> str:
    return sort_key(f"{fields['wording']} {fields.get('reasons', '')}")


def _record(decision: Decision, verb: str, *, by: Member, **facts: str) -> None:
    history.record(decision, verb, by=by, number=decision.number, meeting=decision.meeting.title, **facts)
