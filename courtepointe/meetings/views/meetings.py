import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import clock
from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.meetings.actions import meetings as actions
from courtepointe.meetings.forms.meetings import MeetingForm, NewMeetingForm, first_values, values_of
from courtepointe.meetings.forms.replies import ReplyForm
from courtepointe.meetings.models import Meeting
from courtepointe.meetings.queries.agenda import activities_of
from courtepointe.meetings.queries.convened import replies_of
from courtepointe.meetings.queries.files import documents_of
from courtepointe.meetings.queries.meetings import (
    by_stage,
    meetings_for,
    next_meeting,
    process_meetings,
    removed_meetings_for,
)
from courtepointe.meetings.queries.minutes import objectives_of
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import meeting_of, tabs_of
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of, stage_names
from courtepointe.pages import render
from courtepointe.rows import Conflict, Refused


@member(*EVERYONE)
@require_GET
def meetings(request: MemberRequest) -> HttpResponse:
    """The next meeting, then every meeting of the process by stage."""
    process = current_process(request.coalition)
    today = clock.today(request.coalition.timezone)
    rows = process_meetings(request.reader, process) if process else []
    parts = by_stage(rows, method_of(request.coalition), today)
    context = {
        "nav": "meetings",
        "process": process,
        "rows": rows,
        "parts": parts,
        "next": next_meeting(rows, today),
        "gone": _just_removed(request),
    }
    return render(request, "meetings/list.html", context)


def _just_removed(request: MemberRequest) -> Meeting | None:
    """The meeting whose removal the page offers to undo."""
    try:
        uid = uuid.UUID(request.GET.get("removed", ""))
    except ValueError:
        return None
    return removed_meetings_for(request.reader).filter(uid=uid).first() if request.reader.steers else None


@member(*STEERING)
@require_GET
def meetings_removed(request: MemberRequest) -> HttpResponse:
    """Meetings that were taken out of the plan, to put back."""
    rows = removed_meetings_for(request.reader)[:200]
    return render(request, "meetings/meetings-removed.html", {"nav": "meetings", "rows": rows})


@member(*EVERYONE)
@require_GET
def meeting(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """One meeting: when, where, what for, with which tools, in what order."""
    found = meeting_of(request, meeting)
    method, replies = method_of(request.coalition), replies_of(found)
    context = {
        "nav": "meetings",
        "meeting": found,
        "tabs_here": tabs_of(request, found, "meeting"),
        "objectives": objectives_of(found),
        "activities": activities_of(found),
        "stages": stage_names(method),
        "tools": [tool for tool in method.tools if tool.number in found.tools],
        "reply": next((row for row in replies if row.member_id == request.member.pk), None),
        "replies": replies,
        "documents": documents_of(found),
        "form": ReplyForm(),
    }
    return render(request, "meetings/meeting.html", context)


def to_meeting(meeting: Meeting, name: str = "meeting") -> HttpResponse:
    """The page of a meeting, after a good act."""
    response = redirect(name, coalition=meeting.coalition.uid, meeting=meeting.uid)
    response.status_code = 303
    return response


def the_meeting(request: MemberRequest, meeting: uuid.UUID) -> Meeting:
    """A meeting of the reader's coalition, or 404."""
    found = get_object_or_404(meetings_for(request.reader), uid=meeting)
    found.coalition = request.coalition
    return found


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def meeting_new(request: MemberRequest) -> HttpResponse:
    """A meeting more, the method's or the coalition's own."""
    process, method = the_process(request), method_of(request.coalition)
    if request.method == "GET":
        form = NewMeetingForm(initial=first_values(process), method=method)
        return render(request, "meetings/meeting-new.html", {"nav": "meetings", "form": form})
    form = NewMeetingForm(request.POST, method=method)
    if not form.is_valid():
        return render(request, "meetings/meeting-new.html", {"nav": "meetings", "form": form}, status=422)
    made = actions.add_meeting(process, by=request.member, **form.cleaned_data)
    messages.success(request, _("The meeting is in the plan."))
    return to_meeting(made)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def meeting_edit(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Change title, date, place, stage, tools; a conflict shows what somebody else wrote."""
    found, method = the_meeting(request, meeting), method_of(request.coalition)
    if request.method == "GET":
        return _edit_page(request, found, MeetingForm(initial=values_of(found), method=method))
    form = MeetingForm(request.POST, method=method)
    version = request.POST.get("version", "")
    if not form.is_valid() or not version.isdecimal():
        return _edit_page(request, found, form, status=422, version=version)
    try:
        actions.change_meeting(found, by=request.member, version=int(version), **form.cleaned_data)
    except Refused as refused:
        form.add_error("on", refused.message)
        return _edit_page(request, found, form, status=422)
    except Conflict:
        return _edit_page(request, the_meeting(request, meeting), form, status=409, conflict=True)
    messages.success(request, _("The meeting is changed."))
    return to_meeting(found)


def _edit_page(
    request: MemberRequest,
    found: Meeting,
    form: MeetingForm,
    *,
    status: int = 200,
    conflict: bool = False,
    version: str = "",
) -> HttpResponse:
    context = {
        "nav": "meetings",
        "meeting": found,
        "form": form,
        "theirs": conflict,
        "version": version or found.version,
        "stages": stage_names(method_of(request.coalition)),
    }
    return render(request, "meetings/meeting-edit.html", context, status=status)


@member(*STEERING)
@require_POST
def meeting_reopen(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Withdraw an announcement, or take up a cancelled meeting again."""
    return _act(request, meeting, actions.reopen, _("The meeting is being prepared again."))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def meeting_cancel(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Say that it will not take place."""
    return _act(request, meeting, actions.cancel, _("The meeting is cancelled."), "cancel")


def _act(
    request: MemberRequest, meeting: uuid.UUID, act: Callable[..., None], done: str, page: str = ""
) -> HttpResponse:
    """One act on a meeting, with its page of confirmation; what refuses it is said on the meeting's page."""
    found = the_meeting(request, meeting)
    if request.method == "GET":
        return render(request, f"meetings/meeting-{page}.html", {"nav": "meetings", "meeting": found})
    try:
        act(found, by=request.member)
    except Refused as refused:
        messages.error(request, refused.message)
    except Conflict:
        messages.error(request, _("Somebody changed the meeting at the same moment: look at it again."))
    else:
        messages.success(request, done)
    return to_meeting(found)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def meeting_remove(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Take a meeting out of the plan; the list then offers to undo it."""
    found = the_meeting(request, meeting)
    if request.method == "GET":
        return render(request, "meetings/meeting-remove.html", {"nav": "meetings", "meeting": found})
    try:
        actions.remove_meeting(found, by=request.member, reason=request.POST.get("reason", "")[:300])
    except Refused as refused:
        messages.error(request, refused.message)
        return to_meeting(found)
    response = redirect("meetings", coalition=request.coalition.uid)
    response["Location"] += f"?removed={found.uid}"
    response.status_code = 303
    return response


@member(*STEERING)
@require_POST
def meeting_restore(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Put a removed meeting back."""
    everything = Meeting.objects.filter(coalition_id=request.reader.coalition_id)
    found = get_object_or_404(everything, uid=meeting)
    found.coalition = request.coalition
    try:
        actions.restore_meeting(found, by=request.member)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The meeting is back in the plan."))
    return to_meeting(found)
