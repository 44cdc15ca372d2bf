"""What was proposed for a meeting goes on its agenda, line by line, by the acts of each folder."""

from collections.abc import Callable, Collection

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from courtepointe.coalitions.models import Member
from courtepointe.guide.proposal import Proposal, Suggestion, item_uid
from courtepointe.meetings.actions.agenda import add_activity, mend_agenda, restore_activity
from courtepointe.meetings.actions.guard import lock_open
from courtepointe.meetings.actions.parked import take_up
from courtepointe.meetings.models import Activity, Meeting, ParkedItem
from courtepointe.planning.actions.gaps import put_on_agenda
from courtepointe.rows import Refused


@transaction.atomic
def accept(meeting: Meeting, keys: Collection[str], *, by: Member, propose: Callable[[], Proposal]) -> int:
    """Put the lines of these keys on the agenda, in the coalition's language; how many. What it has is left as it is.

    `propose` reads the proposal once the meeting is locked: a second press at the same moment finds everything there.
    Raises Refused when nothing was ticked or all of it is there, once the meeting was held or its minutes are closed.
    """
    if not keys:
        raise Refused(_("Tick at least one line."))
    if lock_open(meeting).status in (Meeting.HELD, Meeting.CANCELLED):
        raise Refused(_("This meeting is over: choose the next one."))
    with translation.override(meeting.coalition.language):
        chosen = [one for one in propose().suggestions if one.key in keys and not one.there]
        for one in chosen:
            if not one.key.startswith("gap:"):
                _put(meeting, one, by)
        gaps = [one.title for one in chosen if one.key.startswith("gap:")]
        if gaps:
            put_on_agenda(meeting, gaps, by=by)
    if not chosen:
        raise Refused(_("The agenda has it already."))
    return len(chosen)


def _put(meeting: Meeting, one: Suggestion, by: Member) -> None:
    kind, _colon, thing = one.key.partition(":")
    if kind in (Activity.Standing.MINUTES, Activity.Standing.FOLLOW_UPS):
        mend_agenda(meeting, kind, by=by)
    elif kind == "parked":
        take_up(ParkedItem.objects.get(coalition_id=meeting.coalition_id, uid=thing), meeting, by=by)
    else:
        uid = item_uid(meeting, one.key)
        before = meeting.activities.filter(uid=uid).select_related("meeting").first()
        if before is not None:  # it was there, and taken out: the same item comes back, with its words
            restore_activity(before, by=by)
            return
        words = {"title": one.title, "aim": one.aim, "kind": one.kind, "minutes": one.minutes}
        add_activity(meeting, by=by, uid=uid, **words)
