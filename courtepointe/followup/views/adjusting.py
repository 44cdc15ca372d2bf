"""Adjustments of actions: noted in the room, decided by the group, with what changes in the plan."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.analysis.views.saving import saved
from courtepointe.followup.actions import adjusting as acts
from courtepointe.followup.forms.adjusting import OF_ACTION, AdjustForm
from courtepointe.followup.models import Adjustment
from courtepointe.meetings.views.common import as_uid
from courtepointe.pages import render, url
from courtepointe.planning.forms.lines import initial_of
from courtepointe.planning.models import Action
from courtepointe.planning.views.common import action_of, words


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def adjustment_add(request: MemberRequest, action: uuid.UUID) -> HttpResponse:
    """An adjustment that was asked in the room, with what the group decides of it if it does."""
    return _form(request, action_of(request, action), None)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def adjustment(request: MemberRequest, adjustment: uuid.UUID) -> HttpResponse:
    """What the group decides of an adjustment; corrected the same way."""
    near = ("meeting", "decision", "report__meeting")
    rows = request.coalition.adjustments.select_related(*near)
    row = get_object_or_404(rows, uid=adjustment)
    action = action_of(request, Action.objects.values_list("uid", flat=True).get(pk=row.action_id))
    row.action = action
    return _form(request, action, row)


def _form(request: MemberRequest, action: Action, row: Adjustment | None) -> HttpResponse:
    action.process.coalition = request.coalition
    sent = request.POST if request.method == "POST" else None
    form = AdjustForm(action, sent, initial=_start(request, action, row))

    def act() -> str:
        what, verdict = form.cleaned_data["what"], form.verdict()
        if row is None:
            acts.note_adjustment(action, by=request.member, what=what, verdict=verdict, uid=form.new_uid)
        else:
            version = form.cleaned_data["version"] or 0
            acts.decide(row, by=request.member, version=version, what=what, verdict=verdict)
        if verdict.meeting is not None and "meeting" in request.GET:
            return url("progress", coalition=request.coalition, meeting=verdict.meeting)
        return url("action-progress", coalition=request.coalition, action=action)

    def page(form: Any, theirs: list[tuple[str, str]], status: int = 200) -> HttpResponse:
        context = {**words(request), "form": form, "theirs": theirs, "row": row, "action": action}
        return render(request, "followup/adjustment.html", context, status=status)

    return page(form, []) if sent is None else saved(form, page, act, request)


def _start(request: MemberRequest, action: Action, row: Adjustment | None) -> dict[str, Any]:
    found = {**initial_of(action, OF_ACTION), "action_version": action.version}
    if row is None:
        found.pop("version")
        return {**found, "meeting": as_uid(request.GET["meeting"])} if "meeting" in request.GET else found
    meeting = row.meeting or (row.report.meeting if row.report else None)
    named: Any = as_uid(request.GET["meeting"]) if "meeting" in request.GET else (meeting.uid if meeting else None)
    said = {name: getattr(row, name) for name in ("what", "result", "reason", "version")}
    kept = row.decision.uid if row.decision and row.decision.removed_at is None else None
    return {**found, **said, "meeting": named, "part_of": kept}
