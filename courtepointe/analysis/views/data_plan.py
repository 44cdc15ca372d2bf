"""The plan of the analysis, edited in place; lines proposed by the library; the card that a meeting shows."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import clock
from courtepointe.access import EVERYONE, SPEAKING, STEERING, MemberRequest, member
from courtepointe.analysis.actions import data_plan as acts
from courtepointe.analysis.forms.data_plan import DataNeedForm, ProposedForm, initial_of
from courtepointe.analysis.models import DataNeed
from courtepointe.analysis.queries import data_plan as reads
from courtepointe.analysis.queries.answers import answers_of
from courtepointe.analysis.views.common import system_names
from courtepointe.meetings.actions.follow_ups import concerns
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import as_uid, see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import is_htmx, render, url
from courtepointe.rows import Conflict

Theirs = list[tuple[str, str]]


@member(*EVERYONE)
@require_GET
def data_plan(request: MemberRequest) -> HttpResponse:
    """The whole plan of the current cycle; `cycle` names an earlier one, to read."""
    removed = request.GET.get("removed")
    gone = reads.removed_need_for(request.reader, as_uid(removed)) if removed else None
    if "cycle" in request.GET:
        return _page(request, get_object_or_404(request.coalition.processes, uid=as_uid(request.GET["cycle"])))
    process = current_process(request.coalition)
    editing = as_uid(request.GET["edit"]) if "edit" in request.GET and request.reader.steers else None
    need = reads.needs_for(request.reader, process).filter(uid=editing).first() if process and editing else None
    form = _form(request, initial=initial_of(need)) if need else None
    return _page(request, process, editing=need.uid if need else None, form=form, gone=gone)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def need_add(request: MemberRequest) -> HttpResponse:
    """One line more, at the end."""
    process = the_process(request)
    if request.method == "GET":
        return _page(
            request, process, editing="new", form=_form(request, initial={"due_on": _first_due(request, process)})
        )
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, process, editing="new", form=form, status=422)
    (need,) = acts.add_needs(process, [form.values()], by=request.member)
    return _after(request, process, need)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def need_edit(request: MemberRequest, need: uuid.UUID) -> HttpResponse:
    """Mend a line in its place; when somebody else has, both are shown."""
    row = _need(request, need)
    if request.method == "GET":
        return _page(request, row.process, editing=row.uid, form=_form(request, initial=initial_of(row)))
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, row.process, editing=row.uid, form=form, status=422)
    try:
        acts.edit_need(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
    except Conflict as conflict:
        theirs = form.against(conflict.row)  # type: ignore[arg-type]
        return _page(request, row.process, editing=row.uid, form=form, theirs=theirs, status=409)
    return _after(request, row.process, row)


@member(*STEERING)
@require_POST
def need_move(request: MemberRequest) -> HttpResponse:
    """One place up or down."""
    asked = request.POST
    row = _need(request, as_uid(asked.get("up") or asked.get("down")))
    acts.step_need(row, by=request.member, steps=-1 if "up" in asked else 1)
    return _after(request, row.process, row)


@member(*STEERING)
@require_POST
def need_remove(request: MemberRequest) -> HttpResponse:
    """Take a line out, with a way to undo it."""
    row = _need(request, as_uid(request.POST.get("need")))
    acts.remove_need(row, by=request.member)
    if is_htmx(request):
        return _page(request, row.process, gone=row)
    return see_other(request, _address(request) + f"?removed={row.uid}")


@member(*STEERING)
@require_POST
def need_restore(request: MemberRequest) -> HttpResponse:
    """Undo a removal."""
    rows = request.coalition.data_needs.filter(process=the_process(request), removed_at__isnull=False)
    row = get_object_or_404(rows.select_related("process"), uid=as_uid(request.POST.get("need")))
    acts.restore_need(row, by=request.member)
    messages.success(request, _("The line is back in the plan."))
    return see_other(request, _address(request))


@member(*SPEAKING)
@require_POST
def need_received(request: MemberRequest, need: uuid.UUID) -> HttpResponse:
    """Note that it came, or (`again`) that it is still awaited; by whoever brings it or whoever steers."""
    row = _need(request, need)
    received = "again" not in request.POST
    acts.note_received(row, by=request.member, steers=request.reader.steers, received=received)
    return _after(request, row.process, row)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def needs_proposed(request: MemberRequest) -> HttpResponse:
    """Typical lines of the library, and those of the last cycle: take what helps, mend it afterwards."""
    process = the_process(request)
    groups, earlier = reads.suggestions_for(process, method_of(request.coalition)), reads.earlier_needs(process)
    form = ProposedForm(request.POST) if request.method == "POST" else ProposedForm.opened(_first_due(request, process))
    chosen = request.POST.getlist("line")
    if request.method == "POST" and form.is_valid() and chosen:
        lines = reads.lines_of(chosen, groups, earlier, request.coalition.language)
        acts.add_needs(process, [{**line, "due_on": form.cleaned_data["due_on"]} for line in lines], by=request.member)
        messages.success(request, _("Lines added: %(count)s. Change them as you like.") % {"count": len(lines)})
        return see_other(request, _address(request))
    if request.method == "POST" and form.is_valid():
        form.add_error(None, _("Tick at least one line."))
    context = {"nav": "analysis", "groups": groups, "earlier": earlier, "form": form, "chosen": chosen}
    status = 422 if form.is_bound else 200
    return render(request, "analysis/data-plan-proposed.html", context, status=status)


@member(*EVERYONE)
@require_GET
def data_plan_card(request: MemberRequest) -> HttpResponse:
    """The plan in a few words, for the meetings that make it and use it."""
    process = current_process(request.coalition)
    needs = list(reads.needs_for(request.reader, process)) if process else []
    today = clock.today(request.coalition.timezone)
    context = {
        "summary": reads.summary_of(needs, today),
        "mine": [need for need in needs if need.received_at is None and concerns(need, request.member)],
        "late": [need for need in needs if reads.is_late(need, today)],
    }
    return render(request, "analysis/data-plan-card.html", context)


def _first_due(request: MemberRequest, process: Process) -> dt.date | None:
    return reads.first_due(process, clock.today(request.coalition.timezone))


def _need(request: MemberRequest, uid: uuid.UUID) -> DataNeed:
    """A line of the current plan, or 404."""
    rows = request.coalition.data_needs.present().filter(process=the_process(request))
    return get_object_or_404(rows.select_related("process", "organisation", "member"), uid=uid)


def _form(request: MemberRequest, *args: Any, **kwargs: Any) -> DataNeedForm:
    return DataNeedForm(request.coalition, method_of(request.coalition), *args, **kwargs)


def _address(request: MemberRequest) -> str:
    return url("data-plan", coalition=request.coalition)


def _after(request: MemberRequest, process: Process, need: DataNeed) -> HttpResponse:
    return _page(request, process) if is_htmx(request) else see_other(request, _address(request) + f"#n-{need.uid}")


def _page(
    request: MemberRequest,
    process: Process | None,
    *,
    editing: uuid.UUID | str | None = None,
    form: DataNeedForm | None = None,
    theirs: Theirs | None = None,
    gone: DataNeed | None = None,
    status: int = 200,
) -> HttpResponse:
    current = current_process(request.coalition) if "cycle" in request.GET else process
    needs = list(reads.needs_for(request.reader, process)) if process else []
    today = clock.today(request.coalition.timezone)
    speaks, steers = request.reader.role in SPEAKING, request.reader.steers
    open_now = process is not None and current is not None and process.pk == current.pk
    context: dict[str, Any] = {
        "nav": "analysis",
        "process": process,
        "needs": needs,
        "answers": answers_of(process) if process else {},
        "summary": reads.summary_of(needs, today),
        "late": {need.uid for need in needs if reads.is_late(need, today)},
        "may_note": {need.uid for need in needs if open_now and speaks and (steers or concerns(need, request.member))},
        "may_change": open_now and steers,
        "past": process is not None and not open_now,
        "system_names": system_names(request.coalition),
        "kinds": {value: str(label) for value, label in DataNeed.Kind.choices if value},
        "editing": editing,
        "form": form,
        "theirs": theirs or [],
        "gone": gone,
    }
    fragment = "plan" if is_htmx(request) else None
    return render(request, "analysis/data-plan.html", context, fragment=fragment, status=status)
