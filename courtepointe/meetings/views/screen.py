"""The page that is projected while a meeting is held, and the buttons that steer its clock."""

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.library.load import the_method
from courtepointe.meetings.actions import pace as acts
from courtepointe.meetings.models import Meeting
from courtepointe.meetings.queries.agenda import agenda_of
from courtepointe.meetings.queries.attendance import marks_of, presence_of
from courtepointe.meetings.queries.decisions import decisions_of
from courtepointe.meetings.queries.details import details_of
from courtepointe.meetings.queries.pace import key_of, pace_of
from courtepointe.meetings.views.common import activity_of, address_of, meeting_of, refusal_said, see_other
from courtepointe.pages import is_htmx, render
from courtepointe.rows import Refused

LATEST = 3  # decisions and subjects set aside that are shown


@member(*EVERYONE)
@require_GET
def screen(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Large, without a button: what is on, its clock, what is next. Asks for itself every few seconds.

    `seen` names what the page shows: the answer is empty (204) when nothing has changed.
    """
    found = meeting_of(request, meeting)
    key = key_of(found)
    if is_htmx(request) and request.GET.get("seen") == key:
        return HttpResponse(status=204)
    agenda = agenda_of(found)
    details = details_of(found, None, with_sent=False)
    context = {
        "nav": "meetings",
        "meeting": found,
        "pace": pace_of(found, agenda),
        "agenda": agenda,
        "techniques": {item.slug: item.name for item in the_method().techniques},
        "decisions": decisions_of(found)[-LATEST:],
        "parked": [row for row in details.parked if not row.number][-LATEST:],
        "objectives": details.objectives,
        "presence": presence_of(marks_of(found)),
        "key": key,
    }
    return render(request, "meetings/screen.html", context, fragment="now" if is_htmx(request) else None)


@member(*STEERING)
@require_POST
@refusal_said("room")
def room_clock(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Steer the clock: `pause`, `resume`, or `minutes` to give to an `activity`."""
    found = meeting_of(request, meeting)
    if "pause" in request.POST:
        acts.pause(found)
    elif "resume" in request.POST:
        acts.resume(found)
    else:
        acts.give_minutes(activity_of(found, request.POST.get("activity", "")), _minutes(request))
    return see_other(request, _back(found))


def _minutes(request: MemberRequest) -> int:
    try:
        return max(-60, min(60, int(request.POST.get("minutes", ""))))
    except ValueError:
        raise Refused(_("Say how many minutes.")) from None


def _back(meeting: Meeting) -> str:
    return address_of("room", meeting, "now")
