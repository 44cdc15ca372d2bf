"""The parking lot of the room: subjects set aside for later."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.meetings.actions.parked import park, remove_parked, restore_parked
from courtepointe.meetings.forms.parked import ParkedForm
from courtepointe.meetings.models import Meeting
from courtepointe.meetings.views.common import address_of, frame, meeting_of, refusal_said, see_other
from courtepointe.pages import is_htmx, render


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("room")
def parked_add(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Set a subject aside; it comes back with the next agenda."""
    found = meeting_of(request, meeting)
    form = ParkedForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _form(request, found, form)
    park(found, by=request.member, uid=form.new_uid, **form.values())
    messages.success(request, _("“%(text)s” is set aside: it comes back with the next agenda.") % form.values())
    return see_other(request, address_of("room", found, "aside"))


@member(*STEERING)
@require_POST
@refusal_said("room")
def parked_remove(request: MemberRequest, meeting: uuid.UUID, parked: uuid.UUID) -> HttpResponse:
    """Take a subject out of those set aside, or (`back`) put it back."""
    found = meeting_of(request, meeting)
    row = get_object_or_404(found.parked_items, uid=parked)
    if "back" in request.POST:
        restore_parked(row, by=request.member)
        return see_other(request, address_of("room", found, "aside"))
    remove_parked(row, by=request.member)
    return see_other(request, address_of("room", found, removed=row.uid))


def _form(request: MemberRequest, meeting: Meeting, form: ParkedForm) -> HttpResponse:
    context = {
        **frame(request, meeting, "room"),
        "form": form,
        "action": address_of("parked-add", meeting),
        "back": address_of("room", meeting, "aside"),
    }
    fragment = "form" if is_htmx(request) else None
    template = "meetings/parked_form.html"
    return render(request, template, context, fragment=fragment, status=422 if form.is_bound else 200)
