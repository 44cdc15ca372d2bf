"""The minutes: wording that replaces what was captured, closing and reopening."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import lock_open, record_once_a_day
from courtepointe.meetings.models import Meeting, Minutes, MinutesSection
from courtepointe.rows import Conflict, Refused, write

history.declare(
    {
        "meeting.minuted": gettext_lazy("%(who)s worked on the minutes of “%(title)s”."),
        "minutes.closed": gettext_lazy("%(who)s closed the minutes of “%(title)s”."),
        "minutes.reopened": gettext_lazy("%(who)s reopened the minutes of “%(title)s”."),
        "minutes.reopened_adopted": gettext_lazy("%(who)s reopened the adopted minutes of “%(title)s”: %(reason)s"),
    }
)


def word_section(meeting: Meeting, key: str, *, by: Member, version: int, text: str, of_note: int = 0) -> None:
    """Give a part of the minutes (`opening`, `closing`, an activity's uid) its wording; empty: as captured.

    `version` is 0 when the part had no wording. Raises Conflict, and writes nothing, when somebody else worded it
    in between; Refused once the minutes are closed.
    """
    with transaction.atomic():
        lock_open(meeting)
        section = MinutesSection.objects.filter(minutes__meeting=meeting, key=key).first()
        if section is None:
            section = MinutesSection(coalition_id=meeting.coalition_id, minutes=the_minutes(meeting), key=key)
            section.text, section.of_note = text, of_note
            section.save()
        elif section.version != version:
            raise Conflict(section, {"text": text})
        else:
            write(section, version=version, text=text, of_note=of_note)
        record_once_a_day(meeting, "meeting.minuted", by=by)


def close_minutes(meeting: Meeting, *, by: Member) -> None:
    """Close the minutes: what they are made of no longer changes. Raises Refused before the meeting was held."""
    with transaction.atomic():
        if lock_open(meeting).status != Meeting.HELD:
            raise Refused(_("The minutes are closed after the meeting: say first that it is over."))
        minutes = the_minutes(meeting)
        write(minutes, version=minutes.version, closed_at=clock.now(), closed_by=by.person)
        history.record(minutes, "minutes.closed", by=by, title=meeting.title)


def reopen_minutes(meeting: Meeting, *, by: Member, reason: str = "") -> None:
    """Open closed minutes again. Does nothing when they are open.

    Raises Refused, without a reason, once the group has adopted them: history keeps the reason, and the page says that
    they were changed since.
    """
    with transaction.atomic():
        minutes = (
            Minutes.objects.select_for_update(no_key=True).filter(meeting=meeting, closed_at__isnull=False).first()
        )
        if minutes is None:
            return
        if minutes.is_approved and not reason:
            raise Refused(_("The group has adopted these minutes: say why they are opened again."))
        write(minutes, version=minutes.version, closed_at=None, closed_by=None)
        if minutes.is_approved:
            history.record(minutes, "minutes.reopened_adopted", by=by, title=meeting.title, reason=reason)
        else:
            history.record(minutes, "minutes.reopened", by=by, title=meeting.title)


def the_minutes(meeting: Meeting) -> Minutes:
    """The row of the minutes of a meeting, made when it has none. Inside the transaction of an act."""
    return Minutes.objects.get_or_create(meeting=meeting, defaults={"coalition_id": meeting.coalition_id})[0]
