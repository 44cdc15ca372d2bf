import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.meetings.actions import objectives as actions
from courtepointe.meetings.forms.meetings import ObjectiveForm, WordsForm
from courtepointe.meetings.models import Meeting, MeetingObjective
from courtepointe.meetings.views.meetings import the_meeting, to_meeting
from courtepointe.meetings.wording import method_of, stage_names
from courtepointe.pages import render
from courtepointe.rows import Refused


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def meeting_objectives(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """The objectives of a meeting: add from the method, whatever the stage, or in one's own words."""
    found, method = the_meeting(request, meeting), method_of(request.coalition)
    if request.method == "GET":
        return _page(request, found, ObjectiveForm(initial={"stage": found.stage}, method=method))
    form = ObjectiveForm(request.POST, method=method)
    if request.POST.get("act") == "own" and not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        _add(request, found, form)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The objectives are up to date."))
    return to_meeting(found, "meeting-objectives")


def _add(request: MemberRequest, found: Meeting, form: ObjectiveForm) -> None:
    if request.POST.get("act") == "own":
        actions.add_own_objective(found, by=request.member, **form.cleaned_data)
        return
    try:
        actions.take_objectives(found, request.POST.getlist("slug"), by=request.member)
    except KeyError as error:
        raise Http404 from error


def _page(request: MemberRequest, found: Meeting, form: ObjectiveForm, *, status: int = 200) -> HttpResponse:
    method = method_of(request.coalition)
    carried = list(found.objectives.order_by("position"))
    there = {row.slug for row in carried}
    context = {
        "nav": "meetings",
        "meeting": found,
        "form": form,
        "objectives": carried,
        "stages": stage_names(method),
        "groups": [(row, [o for o in row.objectives if o.slug not in there]) for row in method.rows],
    }
    return render(request, "meetings/meeting-objectives.html", context, status=status)


@member(*STEERING)
@require_POST
def meeting_objective(request: MemberRequest, meeting: uuid.UUID, objective: uuid.UUID) -> HttpResponse:
    """Reword, move up or down, or take out one objective."""
    found = the_meeting(request, meeting)
    row = get_object_or_404(found.objectives, uid=objective)
    row.meeting = found
    try:
        _one(request, row)
    except Refused as refused:
        messages.error(request, refused.message)
    return to_meeting(found, "meeting-objectives")


def _one(request: MemberRequest, row: MeetingObjective) -> None:
    act = request.POST.get("act", "")
    if act == "remove":
        actions.remove_objective(row, by=request.member)
        messages.success(request, _("The objective is taken out of the meeting."))
    elif act in ("up", "down"):
        actions.shift_objective(row, -1 if act == "up" else 1)
    elif act == "reword":
        form = WordsForm(request.POST)
        if not form.is_valid():
            raise Refused(_("An objective needs words: 400 characters at most."))
        actions.reword_objective(
            row, by=request.member, text=form.cleaned_data["text"], was=request.POST.get("was", "")
        )
        messages.success(request, _("The objective is reworded."))
    else:
        raise Http404
