"""The group adopts the minutes of an earlier meeting: a decision like another, to which the minutes point."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history, i18n
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.actions.minutes import the_minutes
from courtepointe.meetings.models import Activity, Decision, Meeting
from courtepointe.meetings.queries.came_back import same_body
from courtepointe.rows import Refused, write

history.declare(
    {
        "minutes.approved": gettext_lazy(
            "The minutes of “%(title)s” were adopted at “%(meeting)s” (decision %(number)s)."
        )
    }
)


def adopt_minutes(
    meeting: Meeting, *, by: Member, at: Meeting, changes: str = "", mode: str = Decision.Mode.CONSENSUS
) -> Decision:
    """Record at the meeting `at` that the group adopts the minutes of `meeting`, as they are or with changes.

    The wording is in the coalition's language; the decision stands on the item of the agenda that is there for it.
    Closes the minutes when they are open. Raises Refused when either is not what it must be: the meeting was held,
    before, by the same body, its minutes are not adopted yet, those of `at` are open.
    """
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
        _check(meeting, at)
        minutes = the_minutes(meeting)
        if minutes.is_approved:
            raise Refused(_("These minutes were adopted already."))
        decision = record_decision(
            at,
            by=by,
            activity=_item(at),
            wording=_wording(meeting, changes),
            mode=mode,
            result=Decision.Result.AMENDED if changes else Decision.Result.ADOPTED,
        )
        now = clock.now()
        fields = {} if minutes.closed_at else {"closed_at": now, "closed_by": by.person}
        write(minutes, version=minutes.version, approval=decision, approved_in=at, approved_at=now, **fields)
        history.record(
            minutes, "minutes.approved", by=by, title=meeting.title, meeting=at.title, number=decision.number
        )
    return decision


def _check(meeting: Meeting, at: Meeting) -> None:
    if meeting.status != Meeting.HELD:
        raise Refused(_("The minutes are adopted after the meeting: say first that it is over."))
    if not same_body(meeting).filter(pk=at.pk).exists() or not _comes_after(at, meeting):
        raise Refused(_("Minutes are adopted at a later meeting of the same group."))


def _comes_after(at: Meeting, meeting: Meeting) -> bool:
    if at.pk == meeting.pk or at.status == Meeting.CANCELLED:
        return False
    return at.on is None or meeting.on is None or at.on >= meeting.on


def _item(at: Meeting) -> Activity | None:
    rows = at.activities.present().exclude(standing="").order_by("position")
    return next((row for row in rows if row.treats(Activity.Standing.MINUTES)), None)


def _wording(meeting: Meeting, changes: str) -> str:
    with translation.override(meeting.coalition.language):
        day = i18n.long_date(meeting.on) if meeting.on else meeting.title
        if changes:
            return _("The minutes of the meeting of %(day)s are adopted with these changes: %(changes)s") % {
                "day": day,
                "changes": changes,
            }
        return _("The minutes of the meeting of %(day)s are adopted as they are.") % {"day": day}
