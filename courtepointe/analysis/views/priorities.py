"""Priorities, the choice of protective factors, objectives (Outil 8)."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.analysis.actions import priorities as acts
from courtepointe.analysis.forms.priorities import FactorForm, ObjectiveForm, ReasonForm, initial_of
from courtepointe.analysis.models import Analysis, Ballot, FactorChoice, Objective
from courtepointe.analysis.queries import priorities as reads
from courtepointe.analysis.queries.factor_coverage import factor_coverage_of
from courtepointe.analysis.views.common import refused_on, system_names
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import as_uid, see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url
from courtepointe.rows import Conflict, Refused

Theirs = list[tuple[str, str]]


@member(*EVERYONE)
@require_GET
def priorities(request: MemberRequest) -> HttpResponse:
    """What the group chose, what it set aside and why, and the ballots it went through."""
    process = current_process(request.coalition)
    if process is None:
        return see_other(request, url("analysis", coalition=request.coalition))
    left, aside = reads.left_findings(request.reader, process)
    gone = None
    if request.reader.steers and request.GET.get("removed"):
        removed = as_uid(request.GET["removed"])
        gone = (
            process.priorities.filter(uid=removed, removed_at__isnull=False).select_related("finding").first()
            or process.ballots.filter(uid=removed, removed_at__isnull=False).first()
        )
    context = {
        **_words(request),
        "priorities": reads.priority_lines(request.reader, process),
        "left": left,
        "aside": aside,
        "ballots": reads.ballot_lines(request.reader, process),
        "ballot_states": {value: str(label) for value, label in Ballot.State.choices},
        "gone": gone,
    }
    return render(request, "analysis/priorities.html", context)


@member(*STEERING)
@require_POST
def priority_add(request: MemberRequest) -> HttpResponse:
    """Choose a finding without a ballot."""
    process = the_process(request)
    finding = get_object_or_404(process.findings.present(), uid=as_uid(request.POST.get("finding")))
    finding.process = process
    acts.choose(finding, by=request.member, reason=request.POST.get("reason", "").strip()[:600])
    return see_other(request, url("priorities", coalition=request.coalition))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def priority_edit(request: MemberRequest, priority: uuid.UUID) -> HttpResponse:
    """Why it is a priority."""
    row = get_object_or_404(reads.priorities_for(request.reader, the_process(request)), uid=priority)
    form = ReasonForm(
        request.POST if request.method == "POST" else None, initial={"reason": row.reason, "version": row.version}
    )
    context: dict[str, Any] = {"nav": "analysis", "row": row, "form": form, "theirs": []}
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                typed = form.cleaned_data
                acts.edit_priority(row, by=request.member, version=typed["version"] or 0, reason=typed["reason"])
                return see_other(request, url("priorities", coalition=request.coalition))
            except Conflict as conflict:
                status, context["theirs"] = 409, form.against(conflict.row)  # type: ignore[arg-type]
    return render(request, "analysis/priority-edit.html", context, status=status)


@member(*STEERING)
@require_POST
def priority_act(request: MemberRequest) -> HttpResponse:
    """Move up or down, take out, put back."""
    process, asked = the_process(request), request.POST
    back = url("priorities", coalition=request.coalition)
    name = next((name for name in ("up", "down", "remove", "restore") if name in asked), None)
    if name is None:
        raise Http404
    row = get_object_or_404(process.priorities.select_related("finding"), uid=as_uid(asked[name]))
    row.process = process
    if name == "restore":
        acts.restore_priority(row, by=request.member)
    elif row.removed_at is None and name == "remove":
        acts.remove_priority(row, by=request.member)
        back += f"?removed={row.uid}"
    elif row.removed_at is None:
        acts.step_priority(row, steps=-1 if name == "up" else 1)
    return see_other(request, back)


@member(*EVERYONE)
@require_GET
def factors_choice(request: MemberRequest) -> HttpResponse:
    """Each protective factor with its priorities, its coverage, whether it is within reach; kept or set aside."""
    return _factors_page(request, the_process(request))


@member(*STEERING)
@require_POST
def factor_choose(request: MemberRequest, factor: str) -> HttpResponse:
    """Note what the group says of one factor."""
    process = the_process(request)
    form = FactorForm(request.POST)
    chosen = [as_uid(uid) for uid in request.POST.getlist("priority")]
    if not form.is_valid():
        return _factors_page(request, process, factor=factor, form=form, status=422)
    typed = form.cleaned_data
    try:
        acts.choose_factor(
            process,
            factor,
            by=request.member,
            version=typed["version"] or 1,
            state=typed["state"],
            reason=typed["reason"],
            priorities=reads.priorities_for(request.reader, process).filter(uid__in=chosen),
        )
    except KeyError:
        raise Http404 from None
    except Refused as refused:
        form.add_error("reason", refused.message)
        return _factors_page(request, process, factor=factor, form=form, status=422)
    except Conflict as conflict:
        theirs = form.against(conflict.row)  # type: ignore[arg-type]
        return _factors_page(request, process, factor=factor, form=form, theirs=theirs, status=409)
    return see_other(request, url("factors-choice", coalition=request.coalition) + f"#factor-{factor}")


def _factors_page(
    request: MemberRequest,
    process: Process,
    *,
    factor: str = "",
    form: FactorForm | None = None,
    theirs: Theirs | None = None,
    status: int = 200,
) -> HttpResponse:
    method = method_of(request.coalition)
    lines = reads.factor_lines(process, method, dict(factor_coverage_of(process)))
    kept = sum(line.state == FactorChoice.State.KEPT for line in lines)
    context = {
        **_words(request),
        "process": process,
        "lines": lines,
        "states": {value: str(label) for value, label in FactorChoice.State.choices},
        "priorities": reads.priority_lines(request.reader, process),
        "editing": factor or (request.GET.get("edit", "") if request.reader.steers else ""),
        "form": form,
        "theirs": theirs or [],
        "ticked": set(request.POST.getlist("priority")) if form else None,
        "kept": kept,
    }
    if context["editing"] and form is None:
        line = next((one for one in lines if one.factor.slug == context["editing"]), None)
        said = line.choice if line else None
        start = {"state": said.state, "reason": said.reason, "version": said.version} if said else {"version": 1}
        context["form"] = FactorForm(initial=start)
    return render(request, "analysis/factors-choice.html", context, status=status)


@member(*EVERYONE)
@require_GET
def objectives(request: MemberRequest) -> HttpResponse:
    """The objectives, each with the factors it strengthens; those of the plan to come."""
    process = current_process(request.coalition)
    if process is None:
        return see_other(request, url("analysis", coalition=request.coalition))
    gone = None
    if request.reader.steers and request.GET.get("removed"):
        gone = process.objectives.filter(uid=as_uid(request.GET["removed"]), removed_at__isnull=False).first()
    method = method_of(request.coalition)
    context = {
        **_words(request),
        "rows": list(reads.objectives_for(request.reader, process)),
        "factors": {one.slug: one for one in method.factors},
        "kept": reads.kept_factors(process).count(),
        "gone": gone,
    }
    return render(request, "analysis/objectives.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def objective_add(request: MemberRequest) -> HttpResponse:
    """Write one, against factors that the group keeps."""
    process = the_process(request)
    form = _objective_form(request, process, request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _objective_page(request, form)
    acts.add_objective(process, by=request.member, uid=form.new_uid, **form.values())
    return see_other(request, url("objectives", coalition=request.coalition))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def objective_edit(request: MemberRequest, goal: uuid.UUID) -> HttpResponse:
    """Change it; when somebody else has, both are shown."""
    process = the_process(request)
    row = get_object_or_404(reads.objectives_for(request.reader, process), uid=goal)
    if request.method == "GET":
        return _objective_page(request, _objective_form(request, process, initial=initial_of(row)), row=row)
    form = _objective_form(request, process, request.POST)
    if not form.is_valid():
        return _objective_page(request, form, row=row)
    try:
        acts.edit_objective(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
    except Conflict as conflict:
        return _objective_page(request, form, row=row, theirs=form.against(conflict.row), status=409)
    return see_other(request, url("objectives", coalition=request.coalition))


@member(*STEERING)
@require_POST
@refused_on("objectives")
def objective_act(request: MemberRequest) -> HttpResponse:
    """Move up or down, remove, put back."""
    process, asked = the_process(request), request.POST
    back = url("objectives", coalition=request.coalition)
    name = next((name for name in ("up", "down", "remove", "restore") if name in asked), None)
    if name is None:
        raise Http404
    row = get_object_or_404(process.objectives, uid=as_uid(asked[name]))
    row.process = process
    if name == "restore":
        acts.restore_objective(row, by=request.member)
    elif row.removed_at is None and name == "remove":
        acts.remove_objective(row, by=request.member)
        back += f"?removed={row.uid}"
    elif row.removed_at is None:
        acts.step_objective(row, steps=-1 if name == "up" else 1)
    return see_other(request, back)


def _objective_form(request: MemberRequest, process: Process, *args: Any, **kwargs: Any) -> ObjectiveForm:
    names = {one.slug: str(one.name) for one in method_of(request.coalition).factors}
    return ObjectiveForm(reads.kept_factors(process), names, *args, **kwargs)


def _objective_page(
    request: MemberRequest,
    form: ObjectiveForm,
    *,
    row: Objective | None = None,
    theirs: Theirs | None = None,
    status: int = 200,
) -> HttpResponse:
    kept = bool(form.fields["factors"].widget.choices)
    context = {"nav": "analysis", "form": form, "row": row, "theirs": theirs or [], "kept": kept}
    if form.is_bound and status == 200:
        status = 422
    return render(request, "analysis/objective-form.html", context, status=status)


def _words(request: MemberRequest) -> dict[str, Any]:
    return {
        "nav": "analysis",
        "systems": system_names(request.coalition),
        "analyses": {value: str(label) for value, label in Analysis.choices},
    }
