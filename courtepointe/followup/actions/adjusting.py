"""What the group decides of an adjustment, in a meeting: noted with its reason, and the action changes at once."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.followup.models import Adjustment
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.actions.guard import already_made, identity, lock_open
from courtepointe.meetings.models import Decision, Meeting
from courtepointe.planning.actions.lines import edit_line
from courtepointe.planning.models import Action
from courtepointe.rows import Refused, write

Result = Adjustment.Result

history.declare(
    {
        "adjustment.asked": gettext_lazy("%(who)s noted an adjustment asked of “%(what)s”."),
        "adjustment.accepted": gettext_lazy(
            "%(who)s noted that the group accepts an adjustment of “%(what)s”: %(reason)s"
        ),
        "adjustment.refused": gettext_lazy(
            "%(who)s noted that the group refuses an adjustment of “%(what)s”: %(reason)s"
        ),
        "adjustment.later": gettext_lazy(
            "%(who)s noted that the group puts off an adjustment of “%(what)s”: %(reason)s"
        ),
    }
)


@dataclass
class Verdict:
    """What the group decides: where, how, why, and what changes in the action (`changes`, at its version)."""

    result: str
    reason: str = ""
    meeting: Meeting | None = None
    mode: str = Decision.Mode.CONSENSUS
    part_of: Decision | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    action_version: int = 0


@transaction.atomic
def note_adjustment(
    action: Action, *, by: Member, what: str, verdict: Verdict, uid: uuid.UUID | None = None
) -> Adjustment:
    """Note what was asked in the room, with what the group decides of it, or to be discussed.

    A form that comes twice notes it once.
    """
    made = already_made(action.adjustments, uid)
    if made is not None:
        return made
    row = Adjustment.objects.create(
        coalition_id=action.coalition_id,
        process_id=action.process_id,
        action=action,
        what=what,
        **identity(Adjustment, uid),
    )
    if verdict.result == Result.OPEN:
        history.record(row, "adjustment.asked", by=by, what=action.title)
    else:
        decide(row, by=by, version=row.version, what=what, verdict=verdict)
    return row


@transaction.atomic
def decide(row: Adjustment, *, by: Member, version: int, what: str, verdict: Verdict) -> None:
    """Note what the group decides; an accepted adjustment changes the action in the same movement.

    Raises Conflict, and writes nothing, when somebody changed the adjustment or the action in between; Refused without
    a reason or a meeting, and once the minutes of the meeting are closed.
    """
    if verdict.result == Result.OPEN:
        raise Refused(_("Say what the group decides."))
    if not verdict.reason:
        raise Refused(_("Say why: it is what the group will look for in two years."))
    if verdict.meeting is None:
        raise Refused(_("Say at which meeting."))
    if verdict.changes and verdict.result != Result.ACCEPTED:
        raise Refused(_("The action changes only with an adjustment that is accepted."))
    lock_open(verdict.meeting)
    decision = verdict.part_of or _registered(row, what, verdict, by=by)
    write(
        row,
        version=version,
        what=what,
        result=verdict.result,
        reason=verdict.reason,
        meeting=verdict.meeting,
        decision=decision,
        decided_at=clock.now(),
    )
    if verdict.changes:
        edit_line(row.action, by=by, version=verdict.action_version, **verdict.changes)
    history.record(row, f"adjustment.{verdict.result}", by=by, what=row.action.title, reason=verdict.reason)


def _registered(row: Adjustment, what: str, verdict: Verdict, *, by: Member) -> Decision | None:
    """The line of the register of decisions: a new one, or the one recorded before for the same adjustment."""
    assert verdict.meeting is not None
    before = row.decision
    if before is not None and before.removed_at is None and before.meeting_id == verdict.meeting.pk:
        return before
    results = {
        Result.ACCEPTED: Decision.Result.ADOPTED,
        Result.REFUSED: Decision.Result.REJECTED,
        Result.LATER: Decision.Result.POSTPONED,
    }
    with translation.override(row.action.coalition.language):
        named = {"number": row.action.number, "title": row.action.title, "what": what}
        wording = _("Adjust action A%(number)s, “%(title)s”: %(what)s") % named
    return record_decision(
        verdict.meeting,
        by=by,
        activity=None,
        wording=wording[:2000],
        mode=verdict.mode,
        result=results[Result(verdict.result)],
        reasons=verdict.reason,
    )
