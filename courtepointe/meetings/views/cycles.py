"""The cycles of the démarche: those that were lived stay readable, the next one begins from the last."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe import clock
from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.meetings.actions.cycles import open_cycle
from courtepointe.meetings.forms.cycles import CycleForm, first_values
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.comparison import compare_sheets
from courtepointe.meetings.queries.cycles import (
    Cycle,
    NextCycle,
    cycles_for,
    next_cycle,
    open_follow_ups,
    rhythm_after,
)
from courtepointe.meetings.queries.earlier import earlier_stages
from courtepointe.meetings.queries.meetings import by_stage, process_meetings
from courtepointe.meetings.queries.sheet import sheet_for
from courtepointe.meetings.views.common import see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.views.sheet import sheet_page
from courtepointe.meetings.wording import method_of, stage_names
from courtepointe.pages import render, url
from courtepointe.rows import Conflict


@member(*EVERYONE)
@require_GET
def cycles(request: MemberRequest) -> HttpResponse:
    """Every cycle of the démarche, the current one first."""
    return render(request, "meetings/cycles.html", {"nav": "process", "cycles": cycles_for(request.reader)})


def the_cycle(request: MemberRequest, process: uuid.UUID) -> tuple[Cycle, Cycle | None]:
    """A cycle of the reader's coalition and the one it followed, or 404."""
    found = cycles_for(request.reader)
    for cycle in found:
        cycle.process.coalition = request.coalition
    wanted = next((cycle for cycle in found if cycle.process.uid == process), None)
    if wanted is None:
        raise Http404
    return wanted, next((cycle for cycle in found if cycle.process.pk == wanted.process.previous_id), None)


@member(*EVERYONE)
@require_GET
def cycle(request: MemberRequest, process: uuid.UUID) -> HttpResponse:
    """The meetings of one cycle, stage by stage."""
    found, before = the_cycle(request, process)
    method = method_of(request.coalition)
    parts = by_stage(process_meetings(request.reader, found.process), method, clock.today(request.coalition.timezone))
    context = {
        "nav": "process",
        "cycle": found,
        "before": before,
        "parts": parts,
        "earlier": earlier_stages(found.process, method),
    }
    return render(request, "meetings/cycle.html", context)


@member(*EVERYONE)
@require_GET
def cycle_sheet(request: MemberRequest, process: uuid.UUID) -> HttpResponse:
    """The Outil 2 of one cycle."""
    found, _before = the_cycle(request, process)
    return sheet_page(request, found.process, cycle=found)


@member(*EVERYONE)
@require_GET
def cycle_compare(request: MemberRequest, process: uuid.UUID) -> HttpResponse:
    """What changed in the sheet from the cycle before to this one."""
    found, before = the_cycle(request, process)
    method = method_of(request.coalition)
    sheets = [sheet_for(request.reader, one.process, method) for one in (before, found) if one]
    rows = compare_sheets(*sheets) if before else []
    context = {"nav": "process", "cycle": found, "before": before, "rows": rows}
    return render(request, "meetings/cycle-compare.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def cycle_new(request: MemberRequest) -> HttpResponse:
    """What would be carried from the last cycle, the dates proposed, then the new cycle."""
    last = the_process(request)
    method = method_of(request.coalition)
    if request.method == "GET":
        known = next((c for c in cycles_for(request.reader) if c.process.pk == last.pk), None)
        rhythm = rhythm_after(last, known.last if known else None)
        return _new_page(request, last, CycleForm(first_values(last, rhythm), method=method), started=True)
    form = CycleForm(request.POST, method=method)
    if not form.is_valid():
        return _new_page(request, last, form, status=422)
    planned = next_cycle(last, form.rhythm, adapted=form.cleaned_data["adapted"])
    asked = request.POST.get("act") == "create"
    if asked and request.POST.get("last") != str(last.uid):
        messages.info(request, _("The new cycle was opened in the meantime: here it is."))
        return see_other(request, url("process", coalition=request.coalition))
    if not asked or request.POST.get("previewed") != planned.fingerprint:
        return _new_page(request, last, form, changed=asked)
    return _create(request, last, form, planned)


def _create(request: MemberRequest, last: Process, form: CycleForm, planned: NextCycle) -> HttpResponse:
    told = {name: form.cleaned_data[name] for name in ("place", "name")}
    try:
        made = open_cycle(last, by=request.member, rhythm=form.rhythm, wanted=planned.wanted, **told)
    except Conflict:
        messages.info(request, _("The new cycle was opened in the meantime: here it is."))
        return see_other(request, url("process", coalition=request.coalition))
    messages.success(request, _("The new cycle is open. The last one stays readable under “Cycles”."))
    name = "process-past" if earlier_stages(made, method_of(request.coalition)) else "process"
    return see_other(request, url(name, coalition=request.coalition))


def _new_page(
    request: MemberRequest,
    last: Process,
    form: CycleForm,
    *,
    status: int = 200,
    started: bool = False,
    changed: bool = False,
) -> HttpResponse:
    planned = next_cycle(last, form.rhythm, adapted=form.cleaned_data["adapted"]) if form.is_valid() else None
    context: dict[str, Any] = {
        "nav": "process",
        "form": form,
        "last": last,
        "planned": planned,
        "stages": stage_names(method_of(request.coalition)),
        "open_follow_ups": open_follow_ups(request.reader),
        "started": started,
        "changed": changed,
    }
    return render(request, "meetings/cycle-new.html", context, status=status)
