"""Close a meeting: the minutes leave, the group adopts them, they are opened again for a reason."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.meetings.actions.approval import adopt_minutes
from courtepointe.meetings.actions.evaluations import open_evaluation
from courtepointe.meetings.actions.minutes import reopen_minutes
from courtepointe.meetings.actions.parked import close_parked, take_up
from courtepointe.meetings.actions.sending import send_minutes
from courtepointe.meetings.forms.closing import AdoptForm, ReopenForm, SendForm
from courtepointe.meetings.models import Decision, Meeting
from courtepointe.meetings.queries.came_back import same_body
from courtepointe.meetings.queries.evaluations import evaluation_of
from courtepointe.meetings.queries.minutes import account_of
from courtepointe.meetings.queries.recipients import recipients_of
from courtepointe.meetings.queries.rules import rules_of
from courtepointe.meetings.views.common import address_of, frame, meeting_of, refusal_said, see_other
from courtepointe.pages import render


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("minutes")
def minutes_send(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Who gets the minutes, who gets them on paper, what is still to be completed; then one button."""
    found = meeting_of(request, meeting)
    minutes = getattr(found, "written_minutes", None)
    again = minutes is not None and minutes.edition > 0 and not minutes.edition_is_current
    form = SendForm(request.POST if request.method == "POST" else None) if again else None
    if request.method == "GET" or (form is not None and not form.is_valid()):
        context = {
            **frame(request, found, "minutes"),
            "recipients": recipients_of(found, minutes),
            "account": account_of(found, request.reader),
            "evaluation": evaluation_of(found),
            "form": form,
        }
        return render(request, "meetings/minutes_send.html", context, status=422 if request.method == "POST" else 200)
    if "evaluation" in request.POST:
        open_evaluation(found, by=request.member)
    count = send_minutes(found, by=request.member, correction=form.cleaned_data["correction"] if form else "")
    said = ngettext("The minutes leave for %(num)s person.", "The minutes leave for %(num)s people.", count)
    messages.success(request, said % {"num": count})
    return see_other(request, address_of("minutes", found))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("minutes")
def minutes_adopt(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """The group adopts these minutes, at the meeting that the form names; comes back to its room when asked there."""
    found = meeting_of(request, meeting)
    later = same_body(found).exclude(pk=found.pk).exclude(status=Meeting.CANCELLED)
    later = later.filter(on__gte=found.on) if found.on else later
    rules = rules_of(request.coalition)
    usual = rules.decision_mode if rules else Decision.Mode.CONSENSUS
    form = AdoptForm(request.POST if request.method == "POST" else None, meetings=later, initial={"mode": usual})
    if request.method == "GET" or not form.is_valid():
        context = {**frame(request, found, "minutes"), "form": form, "none_later": not later.exists()}
        return render(request, "meetings/minutes_adopt.html", context, status=422 if form.is_bound else 200)
    at = form.cleaned_data["at"]
    decision = adopt_minutes(
        found, by=request.member, at=at, changes=form.cleaned_data["changes"], mode=form.cleaned_data["mode"] or usual
    )
    said = _("The minutes of “%(title)s” are adopted: decision %(number)s.")
    messages.success(request, said % {"title": found.title, "number": decision.number})
    if request.GET.get("from") == "room":
        return see_other(request, address_of("room", at, f"d-{decision.number}"))
    return see_other(request, address_of("minutes", found))


@member(*STEERING)
@require_POST
@refusal_said("agenda")
def parked_settle(request: MemberRequest, meeting: uuid.UUID, parked: uuid.UUID) -> HttpResponse:
    """Put a subject set aside earlier on the agenda of this meeting, or (`close`) close it."""
    found = meeting_of(request, meeting)
    row = get_object_or_404(request.coalition.parked_items.present(), uid=parked)
    if "close" in request.POST:
        close_parked(row, by=request.member)
        messages.success(request, _("“%(text)s” is closed.") % {"text": row.text})
        return see_other(request, address_of("agenda", found, "came-back"))
    activity = take_up(row, found, by=request.member)
    messages.success(request, _("“%(text)s” is on the agenda.") % {"text": row.text})
    return see_other(request, address_of("agenda", found, f"a-{activity.uid}"))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("minutes")
def minutes_reopen(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Open again minutes that the group adopted: history asks why."""
    found = meeting_of(request, meeting)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        context = {**frame(request, found, "minutes"), "form": form}
        return render(request, "meetings/minutes_reopen.html", context, status=422 if form.is_bound else 200)
    reopen_minutes(found, by=request.member, reason=form.cleaned_data["reason"])
    messages.success(request, _("The minutes are open again."))
    return see_other(request, address_of("minutes", found))
