"""Committees of the coalition."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.meetings.actions import committees as acts
from courtepointe.meetings.forms.committees import CommitteeForm, CommitteeMeetingForm, EndForm
from courtepointe.meetings.models import Committee
from courtepointe.meetings.queries.committees import committees_for, ended_committees_for, seats_of, work_of
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import address_of, as_uid, meeting_of, refusal_said, see_other
from courtepointe.pages import render, url
from courtepointe.rows import Conflict, Refused


@member(*EVERYONE)
@require_GET
def committees(request: MemberRequest) -> HttpResponse:
    """All the committees, with their mandate."""
    context = {
        "nav": "meetings",
        "rows": list(committees_for(request.reader)),
        "ended": list(ended_committees_for(request.reader)),
    }
    return render(request, "meetings/committees.html", context)


@member(*EVERYONE)
@require_GET
def committee(request: MemberRequest, committee: uuid.UUID) -> HttpResponse:
    """One committee: mandate, people, meetings, decisions, what it still has to do."""
    row = get_object_or_404(request.coalition.committees.select_related("lead"), uid=committee)
    meetings, decisions, follow_ups = work_of(row)
    seats = seats_of(row)
    sitting = {seat.member_id for seat in seats}
    others = request.coalition.members.filter(left_at=None).exclude(pk__in=sitting).order_by("sort_key")
    context = {
        "nav": "meetings",
        "row": row,
        "seats": seats,
        "others": others if request.reader.steers else [],
        "meetings": meetings,
        "decisions": decisions,
        "follow_ups": follow_ups,
        "form": EndForm(),
    }
    return render(request, "meetings/committee.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def committee_new(request: MemberRequest) -> HttpResponse:
    """A committee more."""
    form = CommitteeForm(request.POST or None, coalition=request.coalition)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.make_committee(request.coalition, by=request.member, **form.values())
        except Refused as refused:
            form.add_error("name", refused.message)
        else:
            return see_other(request, url("committee", coalition=request.coalition, committee=made))
    return _form(request, form, None)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def committee_edit(request: MemberRequest, committee: uuid.UUID) -> HttpResponse:
    """Change a committee; a conflict shows both texts."""
    row = get_object_or_404(request.coalition.committees, uid=committee)
    start = {name: getattr(row, name) for name in ("name", "mandate", "lead", "until", "version")}
    form = CommitteeForm(request.POST or None, coalition=request.coalition, initial=start)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            acts.change_committee(row, by=request.member, version=version, **form.values())
        except Refused as refused:
            form.add_error("name", refused.message)
        except Conflict as conflict:
            return _form(request, form, row, theirs=form.against(conflict.row), status=409)  # type: ignore[arg-type]
        else:
            return see_other(request, url("committee", coalition=request.coalition, committee=row))
    return _form(request, form, row)


def _form(
    request: MemberRequest, form: CommitteeForm, row: Committee | None, *, theirs: Any = None, status: int = 200
) -> HttpResponse:
    context = {"nav": "meetings", "form": form, "row": row, "theirs": theirs}
    if form.is_bound and form.errors:
        status = 422
    return render(request, "meetings/committee-form.html", context, status=status)


@member(*STEERING)
@require_POST
def committee_act(request: MemberRequest, committee: uuid.UUID) -> HttpResponse:
    """Seat or unseat somebody, end the committee or take it up again."""
    row = get_object_or_404(request.coalition.committees, uid=committee)
    here = url("committee", coalition=request.coalition, committee=row)
    try:
        _done(request, row)
    except Refused as refused:
        messages.error(request, refused.message)
    return see_other(request, here)


def _done(request: MemberRequest, row: Committee) -> None:
    people = request.coalition.members
    if "seat" in request.POST:
        person = get_object_or_404(people.filter(left_at=None), uid=as_uid(request.POST["seat"]))
        acts.seat(row, person, by=request.member)
    elif "unseat" in request.POST:
        acts.unseat(row, get_object_or_404(people, uid=as_uid(request.POST["unseat"])), by=request.member)
    elif "resume" in request.POST:
        acts.resume_committee(row, by=request.member)
    else:
        form = EndForm(request.POST)
        if not form.is_valid():
            raise Refused(_("Say why the committee ends."))
        acts.end_committee(row, by=request.member, reason=form.cleaned_data["reason"])
        messages.success(request, _("The committee has ended. Its meetings and decisions stay readable."))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def committee_meeting(request: MemberRequest, committee: uuid.UUID) -> HttpResponse:
    """Plan a meeting of the committee."""
    row = get_object_or_404(request.coalition.committees.present(), uid=committee)
    process = current_process(request.coalition)
    if process is None:
        messages.error(request, _("Plan the process first: the meetings of committees take place within it."))
        return see_other(request, url("process-new", coalition=request.coalition))
    start = {"title": row.name, "starts_at": process.hour, "place": process.place, "minutes": 90}
    form = CommitteeMeetingForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        made = acts.plan_committee_meeting(row, process, by=request.member, **form.cleaned_data)
        made.coalition = request.coalition
        return see_other(request, address_of("meeting", made))
    status = 422 if request.method == "POST" else 200
    context = {"nav": "meetings", "row": row, "form": form}
    return render(request, "meetings/committee-meeting.html", context, status=status)


@member(*STEERING)
@require_POST
@refusal_said("agenda")
def report_add(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Put the report of a committee on the agenda."""
    found = meeting_of(request, meeting)
    row = get_object_or_404(request.coalition.committees.present(), uid=as_uid(request.POST.get("committee")))
    activity = acts.add_report(found, row, by=request.member)
    return see_other(request, address_of("agenda", found, f"a-{activity.uid}"))
