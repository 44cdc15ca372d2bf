"""The room: one page to hold the meeting from a laptop, and the acts that it posts."""

import uuid
from functools import cache, partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.library.load import the_method
from courtepointe.meetings.actions import outcomes
from courtepointe.meetings.actions.notes import save_note
from courtepointe.meetings.actions.pace import go_to
from courtepointe.meetings.models import (
    Committee,
    Decision,
    FollowUp,
    Meeting,
    MeetingFile,
    MeetingObjective,
    ParkedItem,
)
from courtepointe.meetings.queries.agenda import agenda_of
from courtepointe.meetings.queries.attendance import marks_of, presence_of
from courtepointe.meetings.queries.came_back import left_before
from courtepointe.meetings.queries.committees import Report, reports_to
from courtepointe.meetings.queries.decisions import decisions_of
from courtepointe.meetings.queries.details import details_of
from courtepointe.meetings.queries.follow_ups import follow_ups_of
from courtepointe.meetings.queries.pace import pace_of
from courtepointe.meetings.queries.rules import quorum_of
from courtepointe.meetings.timetable import Timetable
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
from courtepointe.rows import Conflict, Refused


@member(*STEERING)
@require_GET
def room(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Attendance, the agenda with what is on, notes, decisions, follow-ups, objectives, the end.

    An item that is folded carries its title alone; htmx asks for the rest of the one that is opened.
    """
    found = meeting_of(request, meeting)
    agenda = agenda_of(found)
    context = {
        **frame(request, found, "room"),
        "agenda": agenda,
        "details": details_of(found, None, with_sent=False),
        "decisions": _by_activity(decisions_of(found), agenda),
        "follow_ups": _by_activity(follow_ups_of(found), agenda),
        "techniques": {item.slug: item.name for item in the_method().techniques},
        "pace": pace_of(found, agenda),
        "reports": _reports(found, agenda),
        "left": cache(partial(left_before, found)),
    }
    if is_htmx(request):
        return render(request, "meetings/_room_item.html", {**context, **_item(request, found, agenda)})
    return render(request, "meetings/room.html", {**context, **_around(request, found, agenda)})


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def activity_note(request: MemberRequest, meeting: uuid.UUID, activity: uuid.UUID) -> HttpResponse:
    """Save a note: as one types (204 with the new version in `X-Version`), or from a plain form.

    A conflict answers 409 with both texts; a plain form may then say which to `keep`, having `seen` a version.
    """
    found = meeting_of(request, meeting)
    row = activity_of(found, activity)
    if request.method == "GET":
        return render(request, "meetings/note.html", {**frame(request, found, "room"), "activity": row})
    quiet = request.headers.get("X-Autosave") == "1"
    back = address_of("room", found, f"a-{row.uid}", open=row.uid)
    mine = request.POST.get("note", row.note)
    if request.POST.get("keep") == "theirs":
        return see_other(request, back)
    if request.POST.get("keep") == "both":
        mine = f"{row.note.rstrip()}\n\n{mine}"
    try:
        version = save_note(row, by=request.member, version=_version(request), text=mine)
    except Refused as refused:
        messages.error(request, refused.message)
        return HttpResponse(refused.message, status=422) if quiet else see_other(request, back)
    except Conflict as conflict:
        context = {**frame(request, found, "room"), "activity": row, "theirs": conflict.row, "mine": mine}
        fragment = "conflict" if quiet else None
        return render(request, "meetings/note.html", context, fragment=fragment, status=409)
    if quiet:
        return HttpResponse(status=204, headers={"X-Version": str(version)})
    messages.success(request, _("Note saved."))
    return see_other(request, back)


@member(*STEERING)
@require_POST
@refusal_said("room")
def activity_on(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Say which activity the meeting is at: its clock starts."""
    found = meeting_of(request, meeting)
    row = activity_of(found, request.POST.get("activity", ""))
    go_to(row)
    return see_other(request, address_of("room", found, f"a-{row.uid}"))


@member(*STEERING)
@require_POST
@refusal_said("room")
def objective_outcome(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Mark an objective: `mark` is its uid and the outcome; an empty one takes the mark away."""
    found = meeting_of(request, meeting)
    uid, _colon, outcome = request.POST.get("mark", "").partition(":")
    row = get_object_or_404(found.objectives, uid=as_uid(uid))
    if outcome not in MeetingObjective.Outcome.values:
        return HttpResponse(status=400)
    outcomes.mark_outcome(row, outcome, by=request.member)
    return see_other(request, address_of("room", found, "objectives"))


@member(*STEERING)
@require_POST
@refusal_said("room")
def meeting_held(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """The meeting is over, or (`again`) it is not after all."""
    found = meeting_of(request, meeting)
    if "again" in request.POST:
        outcomes.reopen_meeting(found, by=request.member)
        return see_other(request, address_of("room", found))
    outcomes.end_meeting(found, by=request.member)
    messages.success(request, _("The meeting is over. Here are its minutes, put together from what was noted."))
    return see_other(request, address_of("minutes", found))


def _version(request: MemberRequest) -> int:
    asked = request.POST.get("seen") if request.POST.get("keep") else request.POST.get("version")
    return int(asked) if asked and asked.isdecimal() else 0


def _reports(meeting: Meeting, agenda: Timetable) -> dict[int, Report]:
    """What the committees report in their items of the agenda, by the key of the committee."""
    keys = [row.activity.committee_id for row in agenda.rows if row.activity.committee_id is not None]
    if not keys:
        return {}
    found = reports_to(meeting, list(Committee.objects.filter(coalition_id=meeting.coalition_id, pk__in=keys)))
    return {report.committee.pk: report for report in found}


def _on(meeting: Meeting, agenda: Timetable, asked: str | None) -> set[uuid.UUID]:
    """Activities shown open: what is on (the first one until somebody says), and the one asked for."""
    current = next((row.activity.uid for row in agenda.rows if row.activity.pk == meeting.now_on_id), None)
    if current is None and agenda.rows:
        current = agenda.rows[0].activity.uid
    return {uid for uid in (current, as_uid(asked) if asked else None) if uid is not None}


def _around(request: MemberRequest, meeting: Meeting, agenda: Timetable) -> dict[str, Any]:
    marks = marks_of(meeting)
    return {
        "on": _on(meeting, agenda, request.GET.get("open")),
        "outcomes": [(value, str(label)) for value, label in MeetingObjective.Outcome.choices[1:]],
        "presence": presence_of(marks),
        "quorum": quorum_of(meeting, marks),
        "removed": _removed(meeting, request.GET.get("removed")),
    }


def _item(request: MemberRequest, meeting: Meeting, agenda: Timetable) -> dict[str, Any]:
    asked = as_uid(request.GET.get("open"))
    found = next((row.activity for row in agenda.rows if row.activity.uid == asked), None)
    if found is None:
        raise Http404
    return {"activity": found, "key": found.pk, "is_on": found.pk == meeting.now_on_id}


def _by_activity(rows: list[Any], agenda: Timetable) -> dict[int | None, list[Any]]:
    """Rows by the key of their activity; those of no activity that is still there under None."""
    shown = {row.activity.pk for row in agenda.rows}
    found: dict[int | None, list[Any]] = {key: [] for key in (*shown, None)}
    for row in rows:
        found[row.activity_id if row.activity_id in shown else None].append(row)
    return found


def _removed(meeting: Meeting, uid: str | None) -> Decision | FollowUp | ParkedItem | MeetingFile | None:
    if not uid:
        return None
    asked = {"uid": as_uid(uid), "removed_at__isnull": False}
    places: tuple[Any, ...] = (meeting.decisions, meeting.follow_ups, meeting.parked_items, meeting.files)
    return next((row for rows in places if (row := rows.filter(**asked).first()) is not None), None)
