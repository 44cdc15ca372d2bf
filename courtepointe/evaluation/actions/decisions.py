"""What the group decides from results: keep, adapt or abandon an action; whether what it aims at still holds."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.evaluation.models import ActionDecision, Relevance, TransformationReview
from courtepointe.followup.models import ProgressReport
from courtepointe.meetings.actions.decisions import record_decision, remove_decision
from courtepointe.meetings.actions.guard import already_made, identity
from courtepointe.meetings.models import Decision, Meeting
from courtepointe.planning.models import Action
from courtepointe.rows import Refused, uuid7, write

Verdict = ActionDecision.Verdict

history.declare(
    {
        "action_decision.keep": gettext_lazy("%(who)s noted that the group keeps the action “%(what)s”."),
        "action_decision.adapt": gettext_lazy("%(who)s noted that the group adapts the action “%(what)s”."),
        "action_decision.abandon": gettext_lazy("%(who)s noted that the group abandons the action “%(what)s”."),
        "action_decision.undone": gettext_lazy("%(who)s took back what was noted of the action “%(what)s”."),
    }
)


@dataclass(frozen=True)
class How:
    """Where and how the group decided: a new line of the register of decisions, or one that is there (`part_of`)."""

    meeting: Meeting
    mode: str = Decision.Mode.CONSENSUS
    votes: tuple[int | None, int | None, int | None] = (None, None, None)
    part_of: Decision | None = None

    def decision(self, wording: str, reasons: str, *, by: Member, uid: uuid.UUID | None) -> Decision:
        """The decision of the register. Raises Refused once the minutes are closed."""
        if self.part_of is not None:
            return self.part_of
        votes: dict[str, Any] = dict(zip(("votes_for", "votes_against", "votes_abstained"), self.votes, strict=True))
        return record_decision(
            self.meeting,
            by=by,
            activity=None,
            uid=uid,
            wording=wording,
            mode=self.mode,
            reasons=reasons,
            **(votes if self.mode == Decision.Mode.VOTE else {}),
        )

    @property
    def day(self) -> dt.date:
        """That of the meeting, once it has come."""
        today = clock.today(self.meeting.coalition.timezone)
        return min(self.meeting.on or today, today)


@transaction.atomic
def decide(
    action: Action,
    how: How,
    *,
    by: Member,
    verdict: str,
    reason: str,
    change: str = "",
    uid: uuid.UUID | None = None,
    version: int | None = None,
) -> ActionDecision:
    """Note what the group decides of an action; abandoning it changes its state, taking it up again too.

    A form that comes twice notes it once. Refused without a reason, without saying how it is adapted, and once the
    minutes are closed; Conflict when somebody changed the action in between (`version`).
    """
    made = already_made(action.decisions, uid)
    if made is not None:
        return made
    if not reason:
        raise Refused(_("Say why: it is what the group will look for in two years."))
    if verdict == Verdict.ADAPT and not change:
        raise Refused(_("Say what changes in the action."))
    uid = uid or uuid7()  # that of its line in the register too
    new = _state_after(action, verdict)
    write(action, version=version or action.version, status=new)
    review = TransformationReview.objects.filter(transformation=action.transformation_id, meeting=how.meeting).first()
    row = ActionDecision.objects.create(
        coalition_id=action.coalition_id,
        process=action.process,
        action=action,
        review=review,
        verdict=verdict,
        reason=reason,
        change=change if verdict == Verdict.ADAPT else "",
        decision=how.decision(_wording(action, verdict, change), reason, by=by, uid=uid),
        meeting=how.meeting,
        decided_on=how.day,
        **identity(ActionDecision, uid),
    )
    history.record(row, f"action_decision.{verdict}", by=by, what=action.title)
    return row


@transaction.atomic
def undo(row: ActionDecision, *, by: Member) -> None:
    """Take back what was noted: the action has its state again, the decision leaves the register if it came with it.

    Refused once the minutes of the meeting are closed. Done twice, it changes nothing more.
    """
    if row.undone_at is not None:
        return
    action = row.action
    row.undone_at = clock.now()
    row.save(update_fields=["undone_at"])
    last = action.decisions.filter(undone_at=None).order_by("-decided_on", "-pk").first()
    if last is not None and last.verdict == Verdict.ABANDON:
        write(action, version=action.version, status=Action.Status.ABANDONED)
    elif action.status == Action.Status.ABANDONED:
        write(action, version=action.version, status=_state_told(action))
    take_out(row, by=by)
    history.record(row, "action_decision.undone", by=by, what=action.title)


def take_out(row: ActionDecision | Relevance, *, by: Member) -> None:
    """The decision that was recorded with this one, unless others rest on it, leaves the register."""
    decision = row.decision
    if decision is None or decision.uid != row.uid or decision.removed_at is not None:
        return
    if Relevance.objects.filter(decision=decision).exclude(uid=row.uid).exists():
        return
    if ActionDecision.objects.filter(decision=decision, undone_at=None).exclude(uid=row.uid).exists():
        return
    remove_decision(decision, by=by, reason=_("Noted by mistake"))


def _state_after(action: Action, verdict: str) -> str:
    if verdict == Verdict.ABANDON:
        return Action.Status.ABANDONED
    return _state_told(action) if action.status == Action.Status.ABANDONED else action.status


def _state_told(action: Action) -> str:
    """Where an action stood before it was abandoned: what its lead said last, otherwise what its dates say."""
    said = ProgressReport.objects.filter(action=action, handed_in_at__isnull=False)
    last = said.exclude(status=Action.Status.ABANDONED).order_by("-handed_in_at").first()
    if last is not None:
        return last.status
    today = clock.today(action.coalition.timezone)
    return Action.Status.UNDER_WAY if action.starts_on and action.starts_on <= today else Action.Status.NOT_STARTED


def _wording(action: Action, verdict: str, change: str) -> str:
    """As the register of decisions says it, in the language of the coalition."""
    with translation.override(action.coalition.language):
        named = {"number": action.number, "title": action.title, "change": change}
        if verdict == Verdict.KEEP:
            return _("Keep action A%(number)s, “%(title)s”.") % named
        if verdict == Verdict.ABANDON:
            return _("Abandon action A%(number)s, “%(title)s”.") % named
        return _("Adapt action A%(number)s, “%(title)s”: %(change)s") % named
