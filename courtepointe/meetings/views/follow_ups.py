"""Follow-ups: added on an activity, mended, done; the register."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import clock
from courtepointe.access import EVERYONE, SPEAKING, STEERING, MemberRequest, member
from courtepointe.meetings.actions import follow_ups as acts
from courtepointe.meetings.forms.follow_ups import FollowUpForm, initial_of
from courtepointe.meetings.forms.registers import FollowUpsForm
from courtepointe.meetings.models import Activity, FollowUp, Meeting
from courtepointe.meetings.queries.filters import FollowUpFilter, committees_for, follow_ups_to_save, follow_ups_wanted
from courtepointe.meetings.queries.follow_ups import A_PAGE, OpenLines, register_of
from courtepointe.meetings.views.common import (
    activity_of,
    address_of,
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

AT_ONCE = 5000  # on the page that is printed


@member(*EVERYONE)
@require_GET
def follow_ups(request: MemberRequest) -> HttpResponse:
    """The register, filtered, eighty on a page, or (`all`) on one to print."""
    form = FollowUpsForm(committees_for(request.reader), request.GET)
    today = clock.today(request.coalition.timezone)
    wanted = form.wanted()
    usual = wanted == FollowUpFilter()
    lines = OpenLines(request.reader) if usual else register_of(follow_ups_wanted(request.reader, wanted, today))
    a_page = AT_ONCE if "all" in request.GET else A_PAGE
    page = Paginator(lines, a_page).get_page(request.GET.get("page"))  # type: ignore[arg-type]
    may_mark = {row.uid for row in page.object_list if _may_mark(request, row)}
    context = {
        "nav": "meetings",
        "page": page,
        "form": form,
        "said": form.said(),
        "today": today,
        "may_mark": may_mark,
        "query": asked(form),
    }
    return render(request, "meetings/follow_ups.html", context)


@member(*EVERYONE)
@require_GET
def follow_ups_file(request: MemberRequest) -> HttpResponse:
    """The follow-ups that answer the filters, for a spreadsheet."""
    form = FollowUpsForm(committees_for(request.reader), request.GET)
    zone = request.coalition.timezone
    today = clock.today(zone)
    found = follow_ups_to_save(follow_ups_wanted(request.reader, form.wanted(), today))
    columns = [_("What"), _("Person"), _("Organisation"), _("For when"), _("Done on"), _("Date"), _("Meeting")]
    rows = (
        (
            *(row.what, row.person, row.organisation_name, row.due_on),
            *(row.done_at.astimezone(zone).date() if row.done_at else None, row.on, row.title),
        )
        for row in found
    )
    return download(separated(columns, rows), f"follow-ups-{today.isoformat()}")


@member(*SPEAKING)
@require_POST
def follow_up_done(request: MemberRequest, follow_up: uuid.UUID) -> HttpResponse:
    """Mark as done, or (`again`) as still to do; by whoever it concerns or whoever steers."""
    row = get_object_or_404(request.coalition.follow_ups.present(), uid=follow_up)
    done = "again" not in request.POST
    acts.mark_done(row, by=request.member, steers=request.reader.steers, done=done)
    messages.success(request, _("Marked as done.") if done else _("Marked as still to do."))
    if request.GET.get("room") and request.reader.steers:
        room = meeting_of(request, as_uid(request.GET["room"]))
        return see_other(request, address_of("room", room))
    query = asked(FollowUpsForm(committees_for(request.reader), request.GET), request.GET.get("page", ""))
    return see_other(request, url("follow-ups", coalition=request.coalition) + (f"?{query}" if query else ""))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("room")
def follow_up_add(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Add a follow-up, on the activity that the address names or on none."""
    found = meeting_of(request, meeting)
    activity = activity_of(found, request.GET["activity"]) if request.GET.get("activity") else None
    form = FollowUpForm(request.coalition, request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _form(request, found, form, activity=activity)
    acts.add_follow_up(found, by=request.member, activity=activity, uid=form.new_uid, **form.values())
    messages.success(request, _("Follow-up added."))
    return see_other(request, back_to(request, found, activity))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("room")
def follow_up_edit(request: MemberRequest, meeting: uuid.UUID, follow_up: uuid.UUID) -> HttpResponse:
    """Mend a follow-up; when somebody else has, both are shown."""
    found = meeting_of(request, meeting)
    rows = found.follow_ups.present().select_related("activity", "member", "organisation")
    row = get_object_or_404(rows, uid=follow_up)
    if request.method == "GET":
        return _form(request, found, FollowUpForm(request.coalition, initial=initial_of(row)), row=row)
    form = FollowUpForm(request.coalition, request.POST)
    if not form.is_valid():
        return _form(request, found, form, row=row)
    try:
        acts.edit_follow_up(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
    except Conflict as conflict:
        theirs = form.against(conflict.row)  # type: ignore[arg-type]
        return _form(request, found, form, row=row, theirs=theirs)
    return see_other(request, back_to(request, found, row.activity))


@member(*STEERING)
@require_POST
@refusal_said("room")
def follow_up_remove(request: MemberRequest, meeting: uuid.UUID, follow_up: uuid.UUID) -> HttpResponse:
    """Remove, with a way to undo it."""
    found = meeting_of(request, meeting)
    row = get_object_or_404(found.follow_ups.present(), uid=follow_up)
    acts.remove_follow_up(row, by=request.member)
    return see_other(request, return_address(request, found, removed=row.uid))


@member(*STEERING)
@require_POST
@refusal_said("room")
def follow_up_restore(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Undo a removal."""
    found = meeting_of(request, meeting)
    row = get_object_or_404(found.follow_ups, uid=as_uid(request.POST.get("follow_up")), removed_at__isnull=False)
    acts.restore_follow_up(row, by=request.member)
    messages.success(request, _("The follow-up is back."))
    return see_other(request, return_address(request, found))


def _may_mark(request: MemberRequest, row: FollowUp) -> bool:
    return request.reader.steers or (request.reader.role in SPEAKING and acts.concerns(row, request.member))


def _form(
    request: MemberRequest,
    meeting: Meeting,
    form: FollowUpForm,
    *,
    row: FollowUp | None = None,
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
    }
    status = (409 if theirs is not None else 422) if form.is_bound else 200
    fragment = "form" if is_htmx(request) else None
    return render(request, "meetings/follow_up_form.html", context, fragment=fragment, status=status)
