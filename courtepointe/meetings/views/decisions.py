"""Decisions: recorded on an activity, mended, removed with a reason; the register."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import clock
from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.meetings.actions import decisions as acts
from courtepointe.meetings.actions.parked import take_up_decision
from courtepointe.meetings.forms.decisions import DecisionForm, RemovalForm, initial_of
from courtepointe.meetings.forms.registers import DecisionsForm
from courtepointe.meetings.models import Activity, Decision, Meeting
from courtepointe.meetings.queries.decisions import register_of, years_of_decisions
from courtepointe.meetings.queries.filters import committees_for, decisions_to_save, decisions_wanted
from courtepointe.meetings.queries.rules import Unit, rules_of, voices_of
from courtepointe.meetings.queries.unusual import is_outside_the_agenda, unusual_in
from courtepointe.meetings.views.common import (
    activity_of,
    as_uid,
    asked,
    back_to,
    frame,
    meeting_of,
    refusal_said,
    return_address,
    see_other,
)
from courtepointe.pages import is_htmx, render, url
from courtepointe.rows import Conflict
from courtepointe.spreadsheet import download, separated

A_PAGE = 100
AT_ONCE = 5000  # on the page that is printed


@member(*EVERYONE)
@require_GET
def decisions(request: MemberRequest) -> HttpResponse:
    """The register, filtered, a hundred on a page, or (`all`) on one to print."""
    form = DecisionsForm(committees_for(request.reader), request.GET)
    today = clock.today(request.coalition.timezone)
    found = decisions_wanted(request.reader, form.wanted(), today)
    a_page = AT_ONCE if "all" in request.GET else A_PAGE
    context = {
        "nav": "meetings",
        "page": Paginator(register_of(found), a_page).get_page(request.GET.get("page")),
        "results": {value: str(label) for value, label in Decision.Result.choices},
        "years": years_of_decisions(request.reader),
        "form": form,
        "said": form.said(),
        "today": today,
        "query": asked(form),
    }
    return render(request, "meetings/decisions.html", context)


@member(*EVERYONE)
@require_GET
def decisions_file(request: MemberRequest) -> HttpResponse:
    """The decisions that answer the filters, for a spreadsheet."""
    form = DecisionsForm(committees_for(request.reader), request.GET)
    today = clock.today(request.coalition.timezone)
    found = decisions_to_save(decisions_wanted(request.reader, form.wanted(), today))
    modes, results = dict(Decision.Mode.choices), dict(Decision.Result.choices)
    columns = [_("No."), _("Date"), _("Meeting"), _("Wording"), _("How it was decided"), _("For"), _("Against")]
    columns += [_("Abstained"), _("Result"), _("Reasons"), _("Person"), _("Organisation"), _("For when")]
    rows = (
        (
            *(row.number, row.on, row.title, row.wording, str(modes[row.mode])),
            *(row.votes_for, row.votes_against, row.votes_abstained, str(results[row.result])),
            *(row.reasons, row.person, row.organisation, row.due_on),
        )
        for row in found
    )
    return download(separated(columns, rows), f"decisions-{today.isoformat()}")


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("room")
def decision_add(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Record a decision, on the activity that the address names or on none."""
    found = meeting_of(request, meeting)
    activity = activity_of(found, request.GET["activity"]) if request.GET.get("activity") else None
    rules = rules_of(request.coalition)
    start = {"mode": rules.decision_mode} if rules else {}
    form = DecisionForm(request.coalition, request.POST if request.method == "POST" else None, initial=start)
    if request.method == "GET" or not form.is_valid():
        return _form(request, found, form, activity=activity)
    row = acts.record_decision(found, by=request.member, activity=activity, uid=form.new_uid, **form.values())
    _warn(request, row)
    messages.success(request, _("Decision %(number)s recorded.") % {"number": row.number})
    return see_other(request, back_to(request, found, activity))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("room")
def decision_edit(request: MemberRequest, meeting: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
    """Mend a decision; when somebody else has, both are shown."""
    found = meeting_of(request, meeting)
    row = get_object_or_404(
        found.decisions.present().select_related("activity", "owner", "owner_organisation"), uid=decision
    )
    if request.method == "GET":
        return _form(request, found, DecisionForm(request.coalition, initial=initial_of(row)), row=row)
    form = DecisionForm(request.coalition, request.POST)
    if not form.is_valid():
        return _form(request, found, form, row=row)
    try:
        acts.edit_decision(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
    except Conflict as conflict:
        theirs = form.against(conflict.row)  # type: ignore[arg-type]
        return _form(request, found, form, row=row, theirs=theirs)
    _warn(request, row)
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


@member(*STEERING)
@require_POST
@refusal_said("room")
def decision_take_up(request: MemberRequest, meeting: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
    """Put what was decided outside the agenda on the next agenda."""
    found = meeting_of(request, meeting)
    row = get_object_or_404(found.decisions.present(), uid=decision)
    activity = take_up_decision(row, by=request.member)
    words = {"number": row.number, "meeting": activity.meeting.title}
    messages.success(request, _("Decision %(number)s is on the agenda of “%(meeting)s”.") % words)
    return see_other(request, return_address(request, found, f"d-{row.number}"))


def _warn(request: MemberRequest, row: Decision) -> None:
    """Say what is unusual in the decision that was just saved; nothing is refused for it."""
    for sentence in unusual_in(row):
        messages.warning(request, sentence)


def _voices(meeting: Meeting) -> str:
    """How many voices are noted as here, to count the votes against; empty while attendance was not noted."""
    voices = voices_of(meeting)
    if not voices.marked:
        return ""
    if voices.unit == Unit.ORGANISATION:
        words = ngettext("%(num)s organisation may speak.", "%(num)s organisations may speak.", voices.here)
    else:
        words = ngettext("%(num)s person may speak.", "%(num)s people may speak.", voices.here)
    return words % {"num": voices.here}


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
        "outside": is_outside_the_agenda(activity),
        "voices": _voices(meeting),
        "action": request.get_full_path(),
        "back": back_to(request, meeting, activity),
        "register": url("decisions", coalition=request.coalition),
    }
    status = (409 if theirs is not None else 422) if form.is_bound else 200
    fragment = "form" if is_htmx(request) else None
    return render(request, "meetings/decision_form.html", context, fragment=fragment, status=status)
