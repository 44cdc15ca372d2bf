"""Who was there. A mark keeps the names of the person and the organisation as they were that day."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import lock_open, record_once_a_day
from courtepointe.meetings.models import Attendance, Meeting

history.declare({"meeting.attendance": gettext_lazy("%(who)s noted the attendance of “%(title)s”.")})


def mark_attendance(meeting: Meeting, member: Member, state: str, *, by: Member) -> None:
    """Note that a member is present, excused or absent; an empty state takes the mark away. Raises Refused."""
    with transaction.atomic():
        lock_open(meeting)
        if state:
            _mark(meeting, member, state)
        else:
            Attendance.objects.filter(meeting=meeting, member=member).delete()
        record_once_a_day(meeting, "meeting.attendance", by=by)


def mark_sheet(meeting: Meeting, states: Mapping[Member, str], *, by: Member) -> None:
    """Note a whole sheet at once, of members who have no mark yet: one insert. Raises Refused."""
    with transaction.atomic():
        lock_open(meeting)
        Attendance.objects.bulk_create(
            Attendance(coalition_id=meeting.coalition_id, meeting=meeting, member=member, **_as_of_today(member, state))
            for member, state in states.items()
        )
        record_once_a_day(meeting, "meeting.attendance", by=by)


def _mark(meeting: Meeting, member: Member, state: str) -> None:
    Attendance.objects.update_or_create(
        coalition_id=meeting.coalition_id, meeting=meeting, member=member, defaults=_as_of_today(member, state)
    )


def _as_of_today(member: Member, state: str) -> dict[str, Any]:
    organisation = member.organisation
    return {
        "organisation": organisation,
        "name": member.name,
        "organisation_name": organisation.name if organisation else "",
        "state": state,
        "noted_at": clock.now(),
    }


def add_guest(meeting: Meeting, *, by: Member, name: str, organisation_name: str = "") -> Attendance:
    """Note somebody who is there and is no member. Raises Refused once the minutes are closed."""
    with transaction.atomic():
        lock_open(meeting)
        guest = Attendance.objects.create(
            coalition_id=meeting.coalition_id,
            meeting=meeting,
            name=name,
            organisation_name=organisation_name,
            state=Attendance.State.PRESENT,
        )
        record_once_a_day(meeting, "meeting.attendance", by=by)
    return guest


def remove_guest(guest: Attendance, *, by: Member) -> None:
    """Take a guest's name off the list (they were noted by mistake). Raises Refused."""
    with transaction.atomic():
        lock_open(guest.meeting)
        guest.delete()
        record_once_a_day(guest.meeting, "meeting.attendance", by=by)
