"""Findings: the list, one of them, merging and splitting."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.analysis import similar
from courtepointe.analysis.actions import findings as acts
from courtepointe.analysis.forms.findings import FindingForm, ListForm, SplitForm, initial_of
from courtepointe.analysis.forms.observations import AsideForm
from courtepointe.analysis.models import Analysis, Finding, Observation
from courtepointe.analysis.queries import findings as reads
from courtepointe.analysis.queries.observations import lines_of, observations_for
from courtepointe.analysis.queries.page_lines import Lines
from courtepointe.analysis.views.common import filters, refused_on, system_names
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import as_uid, see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url
from courtepointe.rows import Conflict

Theirs = list[tuple[str, str]]


@member(*EVERYONE)
@require_GET
def findings(request: MemberRequest) -> HttpResponse:
    """The findings of this cycle, filtered."""
    process = current_process(request.coalition)
    if process is None:
        return see_other(request, url("analysis", coalition=request.coalition))
    form = ListForm(request.GET)
    asked = form.asked()
    counts = reads.counts_of(request.reader, process)
    lines = Lines(
        lambda: reads.wanted(reads.findings_for(request.reader, process), asked),
        reads.lines_of,
        first=(lambda: reads.first_page(request.reader, process)) if not asked else None,
        count=counts.total if not asked else None,
    )
    removed = request.GET.get("removed") if request.reader.steers else None
    gone = process.findings.filter(uid=as_uid(removed), removed_at__isnull=False).first() if removed else None
    context = {
        **_words(request),
        "page": Paginator(lines, reads.A_PAGE).get_page(request.GET.get("page")),  # type: ignore[arg-type]
        "counts": counts,
        "form": form,
        "asked": asked,
        "query": filters(request, form),
        "gone": gone,
    }
    return render(request, "analysis/findings.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def finding_add(request: MemberRequest) -> HttpResponse:
    """Write one, from the observations ticked on the page before (`o`), or from experience alone."""
    process = the_process(request)
    uids = [as_uid(uid) for uid in (request.POST or request.GET).getlist("o")]
    chosen = list(observations_for(request.reader, process).filter(uid__in=uids))
    form = FindingForm(
        method_of(request.coalition),
        request.POST if request.method == "POST" else None,
        initial=_start(request, chosen),
    )
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, form, chosen=chosen)
    row = acts.add_finding(process, by=request.member, uid=form.new_uid, observations=chosen, **form.values())
    messages.success(request, _("The finding is in the list."))
    return see_other(request, url("finding", coalition=request.coalition, finding=row))


@member(*EVERYONE)
@require_GET
def finding(request: MemberRequest, finding: uuid.UUID) -> HttpResponse:
    """One finding with the observations it rests on, and what may be done with it."""
    row = _row(request, finding)
    rests = list(lines_of(observations_for(request.reader, row.process).filter(finding=row)))
    priority = row.priorities.filter(removed_at=None).first()
    others, near = [], []
    if request.reader.steers:
        others = list(
            reads.findings_for(request.reader, row.process).exclude(pk=row.pk).values_list("uid", "statement")
        )
        near = _near(request, row)
    context = {
        **_words(request),
        "row": row,
        "rests": rests,
        "priority": priority,
        "others": others,
        "near": near,
        "aside": AsideForm(),
        "split": SplitForm(),
    }
    return render(request, "analysis/finding.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def finding_edit(request: MemberRequest, finding: uuid.UUID) -> HttpResponse:
    """Change it; when somebody else has, both are shown."""
    row = _row(request, finding)
    method = method_of(request.coalition)
    if request.method == "GET":
        return _form_page(request, FindingForm(method, initial=initial_of(row)), row=row)
    form = FindingForm(method, request.POST)
    if not form.is_valid():
        return _form_page(request, form, row=row)
    try:
        acts.edit_finding(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
    except Conflict as conflict:
        theirs = form.against(conflict.row)  # type: ignore[arg-type]
        return _form_page(request, form, row=row, theirs=theirs, status=409)
    messages.success(request, _("The finding is changed."))
    return see_other(request, url("finding", coalition=request.coalition, finding=row))


@member(*STEERING)
@require_POST
@refused_on("finding")
def finding_act(request: MemberRequest, finding: uuid.UUID) -> HttpResponse:
    """Set aside, take up again, remove, put back, merge, undo a merger, take observations out, split."""
    process = the_process(request)
    row = get_object_or_404(Finding, coalition=request.coalition, process=process, uid=finding)
    asked, back = request.POST, url("finding", coalition=request.coalition, finding=row)
    chosen = list(_observations(request).filter(finding=row, uid__in=[as_uid(uid) for uid in asked.getlist("o")]))
    if "restore" in asked:
        undo = acts.unmerge if row.merged_into_id else acts.restore_finding
        undo(row, by=request.member)
    elif "remove" in asked:
        acts.remove_finding(row, by=request.member)
        back = url("findings", coalition=request.coalition) + f"?removed={row.uid}"
    elif "merge" in asked:
        into = get_object_or_404(process.findings.present(), uid=as_uid(asked["merge"]))
        acts.merge(row, into, by=request.member)
        back = url("findings", coalition=request.coalition) + f"?removed={row.uid}"
    elif "again" in asked:
        acts.set_finding_aside(row, by=request.member, because="")
    elif "out" in asked:
        acts.ungroup(process, chosen, by=request.member)
    elif "split" in asked:
        return _split(request, row, chosen)
    elif "aside" in asked:
        form = AsideForm(asked)
        if not form.is_valid():
            context = {"nav": "analysis", "row": row, "form": form}
            return render(request, "analysis/finding-aside.html", context, status=422)
        acts.set_finding_aside(row, by=request.member, because=form.cleaned_data["because"])
    return see_other(request, back)


def _split(request: MemberRequest, row: Finding, chosen: list[Observation]) -> HttpResponse:
    form = SplitForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the new finding."))
        return see_other(request, url("finding", coalition=request.coalition, finding=row))
    made = acts.split(row, chosen, by=request.member, statement=form.cleaned_data["statement"])
    messages.success(request, _("The finding is split: here is the new one."))
    return see_other(request, url("finding", coalition=request.coalition, finding=made))


def _near(request: MemberRequest, row: Finding) -> list[tuple[uuid.UUID, str]]:
    """Observations in no finding that speak of the same thing, to be accepted or not."""
    loose = _observations(request).filter(finding=None, set_aside_because="")[:500]
    texts = dict(loose.values_list("uid", "text"))
    return [(uid, texts[uid]) for uid in similar.nearest(row.statement, texts, request.coalition.language)]


def _observations(request: MemberRequest) -> Any:
    return observations_for(request.reader, the_process(request))


def _row(request: MemberRequest, uid: uuid.UUID) -> Finding:
    found = reads.findings_for(request.reader, the_process(request))
    return get_object_or_404(found.select_related("process"), uid=uid)


def _start(request: MemberRequest, chosen: list[Observation]) -> dict[str, Any]:
    """What a finding made of these observations has in common with them."""
    start: dict[str, Any] = {"analysis": Analysis.DATA, "system": request.GET.get("system", "")}
    for name in ("system", "analysis"):
        values = {getattr(one, name) for one in chosen}
        if len(values) == 1:
            start[name] = values.pop()
    if len(chosen) == 1:
        start["statement"] = chosen[0].text
    return start


def _words(request: MemberRequest) -> dict[str, Any]:
    return {
        "nav": "analysis",
        "systems": system_names(request.coalition),
        "analyses": {value: str(label) for value, label in Analysis.choices},
        "agreements": {value: str(label) for value, label in Finding.Agreement.choices},
        "leanings": {value: str(label) for value, label in Observation.Leaning.choices if value},
    }


def _form_page(
    request: MemberRequest,
    form: FindingForm,
    *,
    row: Finding | None = None,
    chosen: list[Observation] | None = None,
    theirs: Theirs | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"nav": "analysis", "form": form, "row": row, "chosen": chosen or [], "theirs": theirs or []}
    if form.is_bound and status == 200:
        status = 422
    return render(request, "analysis/finding-form.html", context, status=status)
