"""A meeting held on paper: what to print before, and where what was noted is entered afterwards."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.meetings.actions.outcomes import note_on_paper
from courtepointe.meetings.queries.agenda import agenda_of
from courtepointe.meetings.queries.attendance import sheet_of
from courtepointe.meetings.queries.came_back import left_before
from courtepointe.meetings.queries.minutes import objectives_of
from courtepointe.meetings.views.common import address_of, frame, meeting_of, refusal_said, see_other
from courtepointe.pages import render

BLANK = 6  # lines of a table to fill by hand


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("room")
def paper(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """The sheets of the meeting, one print. A post says that it was held on paper, and opens where it is entered."""
    found = meeting_of(request, meeting)
    if request.method == "POST":
        note_on_paper(found, by=request.member)
        messages.success(request, _("Enter here what was noted on paper, from the top to the bottom."))
        return see_other(request, address_of("room", found))
    groups, guests, _presence = sheet_of(found)
    context = {
        **frame(request, found, "preparation"),
        "agenda": agenda_of(found),
        "groups": groups,
        "guests": guests,
        "objectives": objectives_of(found),
        "back": left_before(found),
        "blank": range(BLANK),
    }
    return render(request, "meetings/paper.html", context)
