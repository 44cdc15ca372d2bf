"""The ballot on findings: prepare it, close it, say what the group draws from it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import EVERYONE, SPEAKING, STEERING, MemberRequest, member
from courtepointe.analysis.actions import ballots as acts
from courtepointe.analysis.actions.priorities import conclude
from courtepointe.analysis.forms.priorities import BallotForm, ConclusionForm, TotalsForm
from courtepointe.analysis.models import Ballot, Finding
from courtepointe.analysis.queries import priorities as reads
from courtepointe.analysis.views.ballot_answers import the_ballot
from courtepointe.analysis.views.ballot_words import words_of
from courtepointe.analysis.views.common import refused_on
from courtepointe.meetings.views.common import see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url
from courtepointe.rows import Conflict, Refused

Theirs = list[tuple[str, str]]


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def ballot_new(request: MemberRequest) -> HttpResponse:
    """Prepare a ballot: all the findings that are not set aside are proposed."""
    process = the_process(request)
    findings = list(process.findings.present().order_by("position", "pk"))
    open_ = [row for row in findings if not row.set_aside_because]
    method = method_of(request.coalition)
    start = {
        "title": _("Our priorities"),
        "dots": acts.dots_for(len(open_)),
        "most_on_one": 0,
        "criteria": [one.slug for one in method.criteria],
        "findings": [row.uid for row in open_],
    }
    form = BallotForm(process, method, request.POST if request.method == "POST" else None, initial=start)
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, form, findings)
    fields = _fields(request, form)
    row = acts.make_ballot(process, _chosen(form), by=request.member, uid=form.new_uid, **fields)
    return see_other(request, url("ballot", coalition=request.coalition, ballot=row))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refused_on("ballot")
def ballot_edit(request: MemberRequest, ballot: uuid.UUID) -> HttpResponse:
    """Change it while nobody can answer yet."""
    row = the_ballot(request, ballot)
    method = method_of(request.coalition)
    findings = list(row.process.findings.present().order_by("position", "pk"))
    if request.method == "GET":
        return _form_page(request, BallotForm(row.process, method, initial=_initial(row)), findings, row=row)
    form = BallotForm(row.process, method, request.POST)
    if not form.is_valid():
        return _form_page(request, form, findings, row=row)
    version = form.cleaned_data["version"] or 0
    try:
        acts.edit_ballot(row, _chosen(form), by=request.member, version=version, **_fields(request, form))
    except Conflict as conflict:
        theirs = form.against(conflict.row)
        return _form_page(request, form, findings, row=row, theirs=theirs, status=409)
    return see_other(request, url("ballot", coalition=request.coalition, ballot=row))


@member(*EVERYONE)
@require_GET
def ballot(request: MemberRequest, ballot: uuid.UUID) -> HttpResponse:
    """The ballot as it stands: in preparation, open (how many answered, nothing more), or closed with its results."""
    row = the_ballot(request, ballot)
    return _page(request, row)


def _page(
    request: MemberRequest, row: Ballot, *, form: Any = None, verdicts: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    closed = row.state == Ballot.State.CLOSED
    items = [] if closed else reads.items_of(row)
    if form is None and request.reader.steers:
        form = _own_form(row, items)
    papers = reads.papers_of(row)
    context = {
        "nav": "analysis",
        **words_of(request.coalition),
        "ballot": row,
        "items": items,
        "results": reads.results_of(row),
        "turnout": reads.turnout_of(row, papers),
        "mine": any(one.member_id == request.member.pk for one in papers),
        "may_answer": request.reader.role in SPEAKING and row.method != Ballot.Method.DISCUSSION,
        "by_hand": [one for one in papers if one.member_id is None] if request.reader.steers else [],
        "form": form,
        "verdicts": verdicts or {},
    }
    return render(request, "analysis/ballot.html", context, status=status)


def _own_form(row: Ballot, items: list[Any]) -> TotalsForm | ConclusionForm | None:
    if row.state == Ballot.State.CLOSED:
        start = {"discussion": row.discussion, "decision": getattr(row.decision, "uid", "")}
        return ConclusionForm(row.process, initial=start)
    return TotalsForm(items) if row.method == Ballot.Method.DISCUSSION else None


@member(*STEERING)
@require_POST
@refused_on("ballot")
def ballot_act(request: MemberRequest, ballot: uuid.UUID) -> HttpResponse:
    """Open, close, close with totals, remove, put back."""
    process = the_process(request)
    row = get_object_or_404(Ballot.objects.select_related("process__coalition"), process=process, uid=ballot)
    asked = request.POST
    if "open" in asked:
        acts.open_ballot(row, by=request.member)
    elif "close" in asked:
        acts.close_ballot(row, by=request.member)
    elif "totals" in asked:
        items = reads.items_of(row)
        form = TotalsForm(items, asked)
        if not form.is_valid():
            return _page(request, row, form=form, status=422)
        typed = form.cleaned_data
        acts.close_with_totals(
            row, form.totals(items), by=request.member, papers=typed["papers"], discussion=typed["discussion"]
        )
    elif "remove" in asked and row.removed_at is None:
        acts.remove_ballot(row, by=request.member)
        return see_other(request, url("priorities", coalition=request.coalition) + f"?removed={row.uid}")
    elif "restore" in asked and row.removed_at is not None:
        acts.restore_ballot(row, by=request.member)
    return see_other(request, url("ballot", coalition=request.coalition, ballot=row))


@member(*STEERING)
@require_POST
def ballot_conclude(request: MemberRequest, ballot: uuid.UUID) -> HttpResponse:
    """What the group draws from the results: priorities, findings set aside, the discussion, the decision."""
    row = the_ballot(request, ballot)
    form = ConclusionForm(row.process, request.POST)
    verdicts = {name: str(value) for name, value in request.POST.items() if name[:2] in ("v-", "r-")}
    if not form.is_valid():
        return _page(request, row, form=form, verdicts=verdicts, status=422)
    lines = [
        (item.finding, verdicts.get(f"v-{item.position}", ""), verdicts.get(f"r-{item.position}", "").strip()[:400])
        for item in (one.item for one in reads.results_of(row))
    ]
    try:
        count = conclude(row, lines, by=request.member, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(request, row, form=form, verdicts=verdicts, status=422)
    messages.success(request, _("It is noted. Priorities: %(count)s.") % {"count": count})
    return see_other(request, url("priorities", coalition=request.coalition))


def _chosen(form: BallotForm) -> list[Finding]:
    return list(form.cleaned_data["findings"])


def _fields(request: MemberRequest, form: BallotForm) -> dict[str, Any]:
    typed = form.values()
    typed.pop("findings")
    method = method_of(request.coalition)
    return {**typed, "criteria": acts.criteria_of(method, typed["criteria"], request.coalition.language)}


def _initial(row: Ballot) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("title", "method", "dots", "most_on_one", "version")}
    return {
        **plain,
        "meeting": getattr(row.meeting, "uid", ""),
        "criteria": [one["slug"] for one in row.criteria],
        "findings": list(row.items.order_by("position").values_list("finding__uid", flat=True)),
    }


def _form_page(
    request: MemberRequest,
    form: BallotForm,
    findings: list[Finding],
    *,
    row: Ballot | None = None,
    theirs: Theirs | None = None,
    status: int = 200,
) -> HttpResponse:
    chosen = {str(uid) for uid in (form["findings"].value() or [])}
    context = {
        "nav": "analysis",
        **words_of(request.coalition),
        "form": form,
        "findings": findings,
        "chosen": chosen,
        "row": row,
        "theirs": theirs or [],
    }
    if form.is_bound and status == 200:
        status = 422
    return render(request, "analysis/ballot-form.html", context, status=status)
