"""The agenda: read by everyone, changed in place by those who steer."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.library.load import the_method
from courtepointe.meetings.actions import agenda as acts
from courtepointe.meetings.forms.agenda import ActivityForm
from courtepointe.meetings.models import Activity, Meeting
from courtepointe.meetings.queries.agenda import agenda_of
from courtepointe.meetings.queries.came_back import came_back
from courtepointe.meetings.queries.committees import to_report
from courtepointe.meetings.queries.files import documents_by_item
from courtepointe.meetings.views.common import (
    activity_of,
    address_of,
    as_uid,
    frame,
    meeting_of,
    refusal_said,
    see_other,
)
from courtepointe.pages import is_htmx, render
from courtepointe.rows import Conflict


@member(*EVERYONE)
@require_GET
def agenda(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """The agenda with its hours; printed on one page. `edit` opens the form of an activity in its place."""
    found = meeting_of(request, meeting)
    if "edit" not in request.GET or not request.reader.steers:
        return _page(request, found)
    row = activity_of(found, request.GET["edit"])
    return _page(request, found, editing=row.uid, form=ActivityForm(request.coalition, activity=row))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("agenda")
def activity_add(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """A form at the end of the agenda; the new activity takes the last place."""
    found = meeting_of(request, meeting)
    if request.method == "GET":
        return _page(request, found, editing="new", form=ActivityForm(request.coalition))
    form = ActivityForm(request.coalition, request.POST)
    if not form.is_valid():
        return _page(request, found, editing="new", form=form, status=422)
    activity = acts.add_activity(found, by=request.member, **form.values())
    return see_other(request, address_of("agenda", found, f"a-{activity.uid}"))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("agenda")
def activity_edit(request: MemberRequest, meeting: uuid.UUID, activity: uuid.UUID) -> HttpResponse:
    """A form in the place of the activity."""
    found = meeting_of(request, meeting)
    row = activity_of(found, activity)
    if request.method == "GET":
        return _page(request, found, editing=row.uid, form=ActivityForm(request.coalition, activity=row))
    form = ActivityForm(request.coalition, request.POST, initial={}, activity=row)
    if not form.is_valid():
        return _page(request, found, editing=row.uid, form=form, status=422)
    try:
        acts.edit_activity(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
    except Conflict as conflict:
        theirs = form.against(conflict.row)  # type: ignore[arg-type]
        return _page(request, found, editing=row.uid, form=form, theirs=theirs, status=409)
    return see_other(request, address_of("agenda", found, f"a-{row.uid}"))


@member(*STEERING)
@require_POST
@refusal_said("agenda")
def activity_move(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """One place up or down (buttons), or to a place (drag)."""
    found = meeting_of(request, meeting)
    asked = request.POST
    row = activity_of(found, asked.get("item") or asked.get("up") or asked.get("down") or "")
    if "item" in asked:
        place = asked.get("position", "")
        acts.move_activity(row, by=request.member, place=int(place) if place.isdecimal() else 0)
    else:
        acts.step_activity(row, by=request.member, steps=-1 if "up" in asked else 1)
    return _after(request, found, f"a-{row.uid}")


@member(*STEERING)
@require_POST
@refusal_said("agenda")
def activity_remove(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Take an activity out, with a way to undo it."""
    found = meeting_of(request, meeting)
    row = activity_of(found, request.POST.get("activity", ""))
    acts.remove_activity(row, by=request.member)
    if is_htmx(request):
        return _page(request, found, removed=row)
    return see_other(request, address_of("agenda", found, removed=row.uid))


@member(*STEERING)
@require_POST
@refusal_said("agenda")
def activity_restore(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Undo a removal."""
    found = meeting_of(request, meeting)
    row = _removed(found, request.POST.get("activity"))
    if row is not None:
        acts.restore_activity(row, by=request.member)
        messages.success(request, _("“%(title)s” is back on the agenda.") % {"title": row.title})
    return see_other(request, address_of("agenda", found))


def _removed(meeting: Meeting, uid: str | None) -> Activity | None:
    return meeting.activities.filter(uid=as_uid(uid), removed_at__isnull=False).first() if uid else None


def _after(request: MemberRequest, meeting: Meeting, anchor: str) -> HttpResponse:
    return _page(request, meeting) if is_htmx(request) else see_other(request, address_of("agenda", meeting, anchor))


def _page(
    request: MemberRequest,
    meeting: Meeting,
    *,
    editing: uuid.UUID | str = "",
    form: ActivityForm | None = None,
    theirs: list[tuple[str, str]] | None = None,
    removed: Activity | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = agenda_of(meeting)
    has_documents = any(getattr(row.activity, "has_documents", False) for row in rows.rows)
    context: dict[str, Any] = {
        **frame(request, meeting, "agenda"),
        "agenda": rows,
        "documents": documents_by_item(meeting) if has_documents else {},
        "techniques": {item.slug: item.name for item in the_method().techniques},
        "kinds": {value: str(label) for value, label in Activity.Kind.choices},
        "editing": editing,
        "form": form,
        "theirs": theirs or [],
        "removed": removed or (_removed(meeting, request.GET.get("removed")) if request.reader.steers else None),
    }
    fragment = "agenda_list" if is_htmx(request) else None
    context["reports"] = to_report(meeting, request.reader) if request.reader.steers and not fragment else []
    if fragment is None:
        context["back"] = came_back(meeting)
    return render(request, "meetings/agenda.html", context, fragment=fragment, status=status)
