"""The attendance sheet: one tap per person."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.meetings.actions import attendance as acts
from courtepointe.meetings.forms.attendance import GuestForm
from courtepointe.meetings.models import Attendance, Meeting
from courtepointe.meetings.queries.attendance import sheet_of
from courtepointe.meetings.queries.rules import quorum_of
from courtepointe.meetings.views.common import address_of, as_uid, frame, meeting_of, refusal_said, see_other
from courtepointe.pages import is_htmx, render


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("room")
def attendance(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """The sheet; a post marks one person (`mark`), adds a guest (`name`) or takes one off (`guest`)."""
    found = meeting_of(request, meeting)
    if request.method == "GET":
        return _page(request, found, GuestForm())
    if "mark" in request.POST:
        return _mark(request, found)
    if "guest" in request.POST:
        guests = found.attendances.filter(member=None)
        acts.remove_guest(get_object_or_404(guests, uid=as_uid(request.POST["guest"])), by=request.member)
        return _after(request, found)
    form = GuestForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    acts.add_guest(found, by=request.member, **form.cleaned_data)
    return _after(request, found, "guests")


def _mark(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    """Note the state of a person; an empty one takes the mark away. Sent twice, it says the same."""
    uid, _colon, state = request.POST["mark"].partition(":")
    person = get_object_or_404(request.coalition.members.select_related("organisation"), uid=as_uid(uid))
    if state and state not in Attendance.State.values:
        return HttpResponse(status=400)
    acts.mark_attendance(meeting, person, state, by=request.member)
    return _after(request, meeting, f"m-{person.uid}")


def _after(request: MemberRequest, meeting: Meeting, anchor: str = "") -> HttpResponse:
    if is_htmx(request):
        return _page(request, meeting, GuestForm())
    return see_other(request, address_of("attendance", meeting, anchor))


def _page(request: MemberRequest, meeting: Meeting, form: GuestForm, *, status: int = 200) -> HttpResponse:
    groups, guests, presence = sheet_of(meeting)
    context = {
        **frame(request, meeting, "room"),
        "groups": groups,
        "guests": guests,
        "presence": presence,
        "quorum": quorum_of(meeting),
        "states": Attendance.State.choices,
        "form": form,
        "fragment": "sheet" if is_htmx(request) else None,
    }
    return render(request, "meetings/attendance.html", context, fragment=context["fragment"], status=status)
