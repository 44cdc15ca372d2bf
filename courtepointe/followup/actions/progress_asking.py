"""Ask, before a follow-up meeting, how each action goes: by a personal link, without account."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from courtepointe import history
from courtepointe.coalitions.models import Member
from courtepointe.followup.models import ProgressReport
from courtepointe.followup.queries.progress import reports_in
from courtepointe.meetings.actions.asking import Asking, Letter
from courtepointe.meetings.models import Meeting
from courtepointe.planning.models import Action

history.declare(
    {
        "progress.asked": _("%(who)s asked how the actions go before “%(title)s” (%(count)s)."),
        "progress.reminded": _(
            "%(who)s reminded those that had not said how their actions go before “%(title)s” (%(count)s)."
        ),
    }
)


def missing(meeting: Meeting) -> list[ProgressReport]:
    """The reports that a meeting lacks, not saved: one for each action that has a lead and is not over."""
    there = meeting.progress_reports.values("action_id")
    wanted = (
        Action.objects.present()
        .filter(process_id=meeting.process_id, transformation__removed_at=None)
        .filter(transformation__objective__removed_at=None, lead__removed_at=None, lead__isnull=False)
        .exclude(status__in=Action.OVER)
        .exclude(pk__in=there)
    )
    return [
        ProgressReport(
            coalition_id=meeting.coalition_id,
            process_id=meeting.process_id,
            action=action,
            meeting=meeting,
            status=action.status,
        )
        for action in wanted
    ]


def _led(meeting: Meeting) -> models.QuerySet[ProgressReport]:
    return reports_in(meeting).filter(action__lead__isnull=False).select_related("action__lead_member")


def _concerned(row: ProgressReport) -> tuple[int, Member | None]:
    assert row.action.lead_id is not None  # `_led` leaves the others out
    return row.action.lead_id, row.action.lead_member


PROGRESS = Asking(
    purpose="progress",
    page="progress-link",
    apart=dt.timedelta(days=1),
    missing=missing,
    rows=_led,
    concerned=_concerned,
    nobody=_("There is nobody to ask: each action needs a lead, or each was asked already."),
    too_soon=_("They were reminded today already."),
    letter=Letter(
        subject=_("How your actions go, by %(date)s"),
        again=_("Reminder: how your actions go, by %(date)s"),
        opening=_("%(coalition)s follows its plan of action at the meeting “%(meeting)s”. Where does this stand?"),
        how=_("Two minutes for each are enough, without signing in, on a telephone too:\n%(address)s"),
        closing=_("What was said last time is there already: change only what is new."),
        line=lambda row: f"A{row.action.number} · {row.action.title}",
    ),
)
PURPOSE, APART = PROGRESS.purpose, PROGRESS.apart
prepare, ask, remind = PROGRESS.prepare, PROGRESS.ask, PROGRESS.remind
address_for, people_asked = PROGRESS.address_for, PROGRESS.people_asked
