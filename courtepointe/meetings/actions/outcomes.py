"""How a meeting went: objectives marked, the meeting held or reopened."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.coming_back import bring_back
from courtepointe.meetings.actions.guard import lock_open
from courtepointe.meetings.models import Meeting, MeetingObjective
from courtepointe.rows import Refused

history.declare(
    {
        "objective_of_meeting.reached": gettext_lazy("%(who)s marked an objective as reached: “%(text)s”."),
        "objective_of_meeting.partly": gettext_lazy("%(who)s marked an objective as partly reached: “%(text)s”."),
        "objective_of_meeting.carried": gettext_lazy("%(who)s carried an objective over: “%(text)s”."),
        "objective_of_meeting.unmarked": gettext_lazy("%(who)s took the mark off an objective: “%(text)s”."),
        "meeting.held": gettext_lazy("%(who)s noted that “%(title)s” was held."),
        "meeting.on_paper": gettext_lazy("%(who)s enters “%(title)s”, held on paper."),
        "meeting.not_over": gettext_lazy("%(who)s reopened “%(title)s”."),
    }
)


def mark_outcome(objective: MeetingObjective, outcome: str, *, by: Member) -> None:
    """Say how far an objective was reached; an empty outcome takes the mark away. Raises Refused.

    Once the meeting was held, what is carried over comes back at the next one, and goes from there when it is not.
    """
    with transaction.atomic():
        now = lock_open(objective.meeting)
        objective.outcome = outcome
        objective.outcome_at = clock.now() if outcome else None
        objective.let_go = False
        objective.save(update_fields=["outcome", "outcome_at", "let_go"])
        verb = f"objective_of_meeting.{outcome or 'unmarked'}"
        history.record(objective, verb, by=by, text=objective.text)
        if now.status == Meeting.HELD:
            bring_back(now, by=by)


def note_on_paper(meeting: Meeting, *, by: Member) -> None:
    """The meeting was held on paper and is entered afterwards: its minutes say so. Raises Refused."""
    with transaction.atomic():
        now = lock_open(meeting)
        if not now.on_paper:
            Meeting.objects.filter(pk=now.pk).update(on_paper=True)
            history.record(meeting, "meeting.on_paper", by=by, title=meeting.title)


def end_meeting(meeting: Meeting, *, by: Member) -> None:
    """The meeting was held; what it carried over comes back at the next one of the same body.

    Raises Refused when it has no date, or was cancelled; nothing changes when it is held.
    """
    with transaction.atomic():
        now = lock_open(meeting)
        if now.status == Meeting.HELD:
            return
        if now.status == Meeting.CANCELLED:
            raise Refused(_("This meeting was cancelled: plan it again before saying that it was held."))
        if now.on is None:
            raise Refused(_("This meeting has no date yet: give it one before saying that it was held."))
        _set_status(meeting, Meeting.HELD)
        history.record(meeting, "meeting.held", by=by, title=meeting.title)
        bring_back(meeting, by=by)


def reopen_meeting(meeting: Meeting, *, by: Member) -> None:
    """The meeting is not over after all. Raises Refused once the minutes are closed."""
    with transaction.atomic():
        now = lock_open(meeting)
        if now.status != Meeting.HELD:
            return
        # Not a draft: people came, so a new calculation of the calendar must not move it.
        _set_status(meeting, Meeting.CONVOKED)
        history.record(meeting, "meeting.not_over", by=by, title=meeting.title)
        bring_back(meeting, by=by)


def _set_status(meeting: Meeting, status: str) -> None:
    meeting.status = status
    meeting.version += 1
    meeting.save(update_fields=["status", "version"])
