"""Decisions of the group, numbered within the coalition: 1, 2, 3... a removed number is not given again."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.i18n import sort_key
from courtepointe.meetings.actions.guard import already_made, identity, lock_open, mark_removed, undo_removal
from courtepointe.meetings.models import Activity, Decision, DecisionOption, Meeting, Objection
from courtepointe.rows import write

history.declare(
    {
        "decision.recorded": gettext_lazy("%(who)s recorded decision %(number)s in “%(meeting)s”."),
        "decision.changed": gettext_lazy("%(who)s changed decision %(number)s of “%(meeting)s”."),
        "decision.removed": gettext_lazy("%(who)s removed decision %(number)s of “%(meeting)s”: %(reason)s"),
        "decision.restored": gettext_lazy("%(who)s put decision %(number)s of “%(meeting)s” back."),
    }
)


def record_decision(
    meeting: Meeting,
    *,
    by: Member,
    activity: Activity | None,
    uid: uuid.UUID | None = None,
    options: Iterable[tuple[str, int]] = (),
    objections: Iterable[tuple[str, str]] = (),
    **fields: Any,
) -> Decision:
    """Record a decision, on an activity or on the meeting as a whole, with the coalition's next number.

    Safe when two are recorded at once; sent again with the same `uid`, it is the one recorded before. Raises Refused
    once the minutes are closed.
    """
    with transaction.atomic():
        lock_open(meeting)
        if (already := already_made(meeting.decisions, uid)) is not None:
            return already
        decision = Decision.objects.create(
            **identity(Decision, uid),
            coalition_id=meeting.coalition_id,
            meeting=meeting,
            activity=activity,
            number=_next_number(meeting.coalition_id),
            recorded_by=by.person,
            search_text=_searched(fields),
            **fields,
        )
        _write_details(decision, options, objections)
        _record(decision, "decision.recorded", by=by)
    return decision


def edit_decision(
    decision: Decision,
    *,
    by: Member,
    version: int,
    options: Iterable[tuple[str, int]] | None = None,
    objections: Iterable[tuple[str, str]] | None = None,
    **fields: Any,
) -> None:
    """Change a decision opened at `version`; choices and objections that are not given stay.

    Raises Conflict (nothing written) or Refused.
    """
    with transaction.atomic():
        lock_open(decision.meeting)
        write(decision, version=version, search_text=_searched(fields), **fields)
        _write_details(decision, options, objections)
        _record(decision, "decision.changed", by=by)


def _write_details(
    decision: Decision, options: Iterable[tuple[str, int]] | None, objections: Iterable[tuple[str, str]] | None
) -> None:
    whose = {"coalition_id": decision.coalition_id, "decision": decision}
    if options is not None:
        decision.options.all().delete()
        lines = enumerate(options, start=1)
        DecisionOption.objects.bulk_create(
            DecisionOption(**whose, position=n, label=label, count=count) for n, (label, count) in lines
        )
    if objections is not None:
        decision.objections.all().delete()
        raised = enumerate(objections, start=1)
        Objection.objects.bulk_create(
            Objection(**whose, position=n, text=text, answer=answer) for n, (text, answer) in raised
        )


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
