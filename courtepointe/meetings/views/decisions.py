"""Decisions: recorded on an activity, mended, removed with a reason; the register."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.meetings.actions import decisions as acts
from courtepointe.meetings.forms.decisions import DecisionForm, RemovalForm, initial_of
from courtepointe.meetings.models import Activity, Decision, Meeting
from courtepointe.meetings.queries.decisions import register_of, search_decisions, years_of_decisions
from courtepointe.meetings.queries.rules import rules_of
from courtepointe.meetings.views.common import (
    activity_of,
    as_uid,
    back_to,
    frame,
    meeting_of,
    refusal_said,
    return_address,
    see_other,
)
from courtepointe.pages import is_htmx, render, url
from courtepointe.rows import Conflict

A_PAGE = 100


@member(*EVERYONE)
@require_GET
def decisions(request: MemberRequest) -> HttpResponse:
    """The register: by year, by words, a hundred on a page."""
    year, text = request.GET.get("year", ""), request.GET.get("q", "")[:100]
    found = search_decisions(request.reader, year=int(year) if year.isdecimal() else None, text=text)
    context = {
        "nav": "meetings",
        "page": Paginator(register_of(found), A_PAGE).get_page(request.GET.get("page")),
        "results": {value: str(label) for value, label in Decision.Result.choices},
        "years": years_of_decisions(request.reader),
        "year": year,
        "q": text,
        "query": urlencode({"year": year, "q": text}),
    }
    return render(request, "meetings/decisions.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("room")
def decision_add(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Record a decision, on the activity that the address names or on none."""
    found = meeting_of(request, meeting)
    activity = activity_of(found, request.GET["activity"]) if request.GET.get("activity") else None
    rules = rules_of(request.coalition)
    start = {"mode": rules.decision_mode} if rules else {}
    form = DecisionForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "GET" or not form.is_valid():
        return _form(request, found, form, activity=activity)
    row = acts.record_decision(found, by=request.member, activity=activity, **form.values())
    messages.success(request, _("Decision %(number)s recorded.") % {"number": row.number})
    return see_other(request, back_to(request, found, activity))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("room")
def decision_edit(request: MemberRequest, meeting: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
    """Mend a decision; when somebody else has, both are shown."""
    found = meeting_of(request, meeting)
    row = get_object_or_404(found.decisions.present().select_related("activity"), uid=decision)
    if request.method == "GET":
        return _form(request, found, DecisionForm(initial=initial_of(row)), row=row)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _form(request, found, form, row=row)
    try:
        acts.edit_decision(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
    except Conflict as conflict:
        theirs = form.against(conflict.row)  # type: ignore[arg-type]
        return _form(request, found, form, row=row, theirs=theirs)
    messages.success(request, _("Decision %(number)s changed.") % {"number": row.number})
    return see_other(request, back_to(request, found, row.activity))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("room")
def decision_remove(request: MemberRequest, meeting: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
    """Ask why, then remove, with a way to undo it."""
    found = meeting_of(request, meeting)
    row = get_object_or_404(found.decisions.present(), uid=decision)
    form = RemovalForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        context = {**frame(request, found, "room"), "form": form, "row": row, "back": return_address(request, found)}
        status = 422 if form.is_bound else 200
        return render(request, "meetings/decision_remove.html", context, status=status)
    acts.remove_decision(row, by=request.member, reason=form.cleaned_data["reason"])
    return see_other(request, return_address(request, found, removed=row.uid))


@member(*STEERING)
@require_POST
@refusal_said("room")
def decision_restore(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Undo a removal."""
    found = meeting_of(request, meeting)
    row = get_object_or_404(found.decisions, uid=as_uid(request.POST.get("decision")), removed_at__isnull=False)
    acts.restore_decision(row, by=request.member)
    messages.success(request, _("Decision %(number)s is back.") % {"number": row.number})
    return see_other(request, return_address(request, found))


def _form(
    request: MemberRequest,
    meeting: Meeting,
    form: DecisionForm,
    *,
    row: Decision | None = None,
    activity: Activity | None = None,
    theirs: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    activity = activity or (row.activity if row else None)
    context = {
        **frame(request, meeting, "room"),
        "form": form,
        "row": row,
        "activity": activity,
        "theirs": theirs or [],
        "action": request.get_full_path(),
        "back": back_to(request, meeting, activity),
        "register": url("decisions", coalition=request.coalition),
    }
    status = (409 if theirs is not None else 422) if form.is_bound else 200
    fragment = "form" if is_htmx(request) else None
    return render(request, "meetings/decision_form.html", context, fragment=fragment, status=status)
