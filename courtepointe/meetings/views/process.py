from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import clock
from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.library.method import Method
from courtepointe.meetings.actions.process import go_to_stage, plan_process, replan
from courtepointe.meetings.forms.process import RhythmForm, first_choice, values_of
from courtepointe.meetings.models import Process
from courtepointe.meetings.proposal import Line
from courtepointe.meetings.queries.earlier import earlier_stages
from courtepointe.meetings.queries.meetings import by_stage, next_meeting, process_meetings
from courtepointe.meetings.queries.process import current_process, proposal_for, proposed_stage
from courtepointe.meetings.schedule import Dated, propose
from courtepointe.meetings.wording import method_of, stage_names, title_of
from courtepointe.pages import render
from courtepointe.rows import Conflict


@member(*EVERYONE)
@require_GET
def process(request: MemberRequest) -> HttpResponse:
    """Where the group is in the cycle, its rhythm, and the ways to the sheet, the list and the plan."""
    method = method_of(request.coalition)
    found = current_process(request.coalition)
    rows = process_meetings(request.reader, found) if found else []
    today = clock.today(request.coalition.timezone)
    context = {
        "nav": "process",
        "process": found,
        "rows": rows,
        "parts": by_stage(rows, method, today),
        "stages": stage_names(method),
        "next": next_meeting(rows, today),
        "earlier": earlier_stages(found, method),
        "proposed": proposed_stage([row for row in rows if row.body is None], found.stage) if found else "",
    }
    return render(request, "meetings/process.html", context)


@dataclass(frozen=True, slots=True)
class Preview:
    """A meeting that would be made."""

    dated: Dated
    title: str
    stage: str
    objectives: int


def _previews(request: MemberRequest, form: RhythmForm, method: Method) -> list[Preview]:
    found = []
    for dated in propose(form.rhythm, method):
        template = method.template(dated.slot.template)
        title = title_of(dated.slot, template, request.coalition.language)
        found.append(Preview(dated, title, template.stage, len(template.objectives)))
    return found


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def process_new(request: MemberRequest) -> HttpResponse:
    """Choose a start and a rhythm, see every meeting proposed, then create them."""
    if request.method == "GET":
        return _new_page(request, _rhythm_form(request, first_choice(request.coalition)), started=True)
    form = _rhythm_form(request, request.POST)
    if not form.is_valid():
        return _new_page(request, form, status=422)
    shown = request.POST.get("previewed") == form.fingerprint
    if request.POST.get("act") != "create" or not shown:
        return _new_page(request, form, changed=request.POST.get("act") == "create")
    return _create(request, form)


def _rhythm_form(request: MemberRequest, data: Mapping[str, Any]) -> RhythmForm:
    return RhythmForm(data, method=method_of(request.coalition))


def _opened_on(current: Process | None) -> str:
    """What a form was opened on: a process that was empty then and is planned now is another state."""
    return f"{current.uid} {current.meetings.exists()}" if current else ""


def _create(request: MemberRequest, form: RhythmForm) -> HttpResponse:
    current = current_process(request.coalition)
    same = current if _opened_on(current) == request.POST.get("after", "") else None
    try:
        made = plan_process(
            request.coalition, by=request.member, rhythm=form.rhythm, place=form.cleaned_data["place"], after=same
        )
    except Conflict:
        messages.info(request, _("The process was planned in the meantime: here it is."))
        return _to(request, "process")
    count = made.meetings.present().count()
    messages.success(request, _("The process is planned: %(count)s meetings to adjust as you like.") % {"count": count})
    return _to(request, "process-past" if earlier_stages(made, method_of(request.coalition)) else "process")


def _to(request: MemberRequest, name: str) -> HttpResponse:
    response = redirect(name, coalition=request.coalition.uid)
    response.status_code = 303
    return response


def _new_page(
    request: MemberRequest, form: RhythmForm, *, status: int = 200, started: bool = False, changed: bool = False
) -> HttpResponse:
    method = method_of(request.coalition)
    current = current_process(request.coalition)
    valid = form.is_valid()
    context = {
        "nav": "process",
        "form": form,
        "previews": _previews(request, form, method) if valid else [],
        "stages": stage_names(method),
        "fingerprint": form.fingerprint if valid else "",
        "after": _opened_on(current),
        "again": current is not None and current.meetings.exists(),
        "started": started,
        "changed": changed,
    }
    return render(request, "meetings/process-new.html", context, status=status)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def process_plan(request: MemberRequest) -> HttpResponse:
    """Another number of factors or another rhythm: see what would change, accept it line by line."""
    found = the_process(request)
    if request.method == "GET":
        asked = request.GET.get("factor_count", "")
        wished = {"factor_count": int(asked)} if asked.isdecimal() and len(asked) < 3 else {}
        return _plan_page(request, found, _rhythm_form(request, {**values_of(found), **wished}))
    form = _rhythm_form(request, request.POST)
    if not form.is_valid():
        return _plan_page(request, found, form, status=422)
    if request.POST.get("act") != "apply":
        return _plan_page(request, found, form, previewed=True)
    return _apply(request, found, form)


def _apply(request: MemberRequest, found: Process, form: RhythmForm) -> HttpResponse:
    seen = request.POST.get("seen", "")
    if request.POST.get("previewed") != form.fingerprint:
        return _plan_page(request, found, form, previewed=True, notice_of="typed")
    try:
        replan(
            found,
            by=request.member,
            wanted=form.rhythm,
            accepted=request.POST.getlist("accept"),
            seen=seen,
            place=form.cleaned_data["place"],
        )
    except Conflict:
        found = the_process(request)
        return _plan_page(request, found, form, previewed=True, notice_of="conflict", status=409)
    messages.success(request, _("The plan is up to date."))
    return _to(request, "meetings")


def the_process(request: MemberRequest) -> Process:
    found = current_process(request.coalition)
    if found is None:
        raise Http404
    found.coalition = request.coalition
    return found


def _plan_page(
    request: MemberRequest,
    found: Process,
    form: RhythmForm,
    *,
    status: int = 200,
    previewed: bool = False,
    notice_of: str = "",
) -> HttpResponse:
    proposal = proposal_for(found, form.rhythm) if previewed else None
    method = method_of(request.coalition)
    context: dict[str, Any] = {
        "nav": "process",
        "form": form,
        "process": found,
        "proposal": proposal,
        "title_of": lambda line: _title(request, line, method),
        "fingerprint": form.fingerprint if previewed else "",
        "said": notice_of,
    }
    return render(request, "meetings/process-plan.html", context, status=status)


def _title(request: MemberRequest, line: Line, method: Method) -> str:
    if line.standing is not None:
        return line.standing.title
    return title_of(line.slot, method.template(line.slot.template), request.coalition.language)


@member(*STEERING)
@require_POST
def process_stage(request: MemberRequest) -> HttpResponse:
    """Say where the group is now: forward or back."""
    found = the_process(request)
    try:
        go_to_stage(found, request.POST.get("stage", ""), by=request.member)
    except KeyError as error:
        raise Http404 from error
    except Conflict:
        messages.error(request, _("Somebody changed the process at the same moment: look at it again."))
    else:
        messages.success(request, _("The stage is noted."))
    return _to(request, "process")
