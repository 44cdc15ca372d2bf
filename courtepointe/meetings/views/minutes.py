"""The minutes: read by everyone, worded and closed by those who steer."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.meetings.actions import minutes as acts
from courtepointe.meetings.models import Attendance, Meeting, MinutesSection
from courtepointe.meetings.queries.minutes import CLOSING, OPENING, account_of
from courtepointe.meetings.timetable import planned_end
from courtepointe.meetings.views.common import activity_of, address_of, frame, meeting_of, refusal_said, see_other
from courtepointe.pages import render
from courtepointe.rows import Conflict


@member(*EVERYONE)
@require_GET
def minutes(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Everything that was captured, as minutes; what is missing is said."""
    found = meeting_of(request, meeting)
    account = account_of(found, request.reader)
    context = {
        **frame(request, found, "minutes"),
        "account": account,
        "states": Attendance.State.choices,
        "ends": planned_end(found),
        "sent": account.sent,
    }
    return render(request, "meetings/minutes.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("minutes")
def minutes_edit(request: MemberRequest, meeting: uuid.UUID, key: str) -> HttpResponse:
    """Word one part: `opening`, `closing` or the uid of an activity. The raw note stays as it is."""
    found = meeting_of(request, meeting)
    title, note, of_note = _part(found, key)
    section = MinutesSection.objects.filter(minutes__meeting=found, key=key).first()
    if request.method == "GET":
        text = section.text if section is not None and section.text else note
        return _form(request, found, key, title, note, text, section.version if section else 0)
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    version = request.POST.get("version", "")
    if text == note.strip():
        text = ""  # the same words as the note: as captured
    try:
        acts.word_section(
            found,
            key,
            by=request.member,
            version=int(version) if version.isdecimal() else 0,
            text=text,
            of_note=of_note,
        )
    except Conflict as conflict:
        theirs = conflict.row
        assert isinstance(theirs, MinutesSection)
        return _form(request, found, key, title, note, text, theirs.version, theirs=theirs)
    return see_other(request, address_of("minutes", found, f"p-{key}"))


@member(*STEERING)
@require_POST
@refusal_said("minutes")
def minutes_close(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Close the minutes, or (`again`) open them."""
    found = meeting_of(request, meeting)
    if "again" in request.POST:
        acts.reopen_minutes(found, by=request.member)
        messages.success(request, _("The minutes are open again."))
    else:
        acts.close_minutes(found, by=request.member)
        messages.success(request, _("The minutes are closed."))
    return see_other(request, address_of("minutes", found))


def _part(meeting: Meeting, key: str) -> tuple[str, str, int]:
    """The title of a part, what was captured in it, and the version of that; 404 for what is no part."""
    if key == OPENING:
        return _("Opening"), "", 0
    if key == CLOSING:
        return _("Closing"), "", 0
    try:
        activity = activity_of(meeting, uuid.UUID(key))
    except ValueError:
        raise Http404 from None
    return activity.title, activity.note, activity.note_version


def _form(
    request: MemberRequest,
    meeting: Meeting,
    key: str,
    title: str,
    note: str,
    text: str,
    version: int,
    *,
    theirs: MinutesSection | None = None,
) -> HttpResponse:
    context = {
        **frame(request, meeting, "minutes"),
        "key": key,
        "title": title,
        "note": note,
        "text": text,
        "version": version,
        "theirs": theirs,
    }
    return render(request, "meetings/minutes_edit.html", context, status=409 if theirs else 200)
