"""What the pages about holding a meeting share: finding it, its tabs, going back, refusals said."""

import functools
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from courtepointe.access import MemberRequest
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.forms.registers import RegisterForm
from courtepointe.meetings.models import Activity, Meeting
from courtepointe.meetings.wording import method_of, stage_names
from courtepointe.pages import is_htmx, url
from courtepointe.rows import Refused

View = Callable[..., HttpResponse]
Tab = tuple[str, str, bool]


def meeting_of(request: MemberRequest, uid: uuid.UUID) -> Meeting:
    """A meeting of the reader's coalition that was not removed, or 404."""
    found = _MEETING.first(request.coalition.pk, uid)
    if found is None:
        raise Http404
    found.coalition = request.coalition
    return found


def activity_of(meeting: Meeting, uid: str | uuid.UUID) -> Activity:
    """An activity of this meeting's agenda, or 404 (also when the uid is not one)."""
    found = _ACTIVITY.first(meeting.pk, as_uid(uid))
    if found is None:
        raise Http404
    found.meeting = meeting
    return found


_ANY = uuid.UUID(int=2**127 + 2)
_MEETING = Prepared(
    lambda coalition, uid: (
        Meeting.objects.present()
        .filter(coalition_id=coalition, uid=uid)
        .select_related("written_minutes__closed_by", "written_minutes__approval", "written_minutes__approved_in")[:1]
    ),
    MARK,
    _ANY,
)
_ACTIVITY = Prepared(
    lambda meeting, uid: Activity.objects.present().filter(meeting_id=meeting, uid=uid).select_related("lead")[:1],
    MARK,
    _ANY,
)


def as_uid(value: str | uuid.UUID | None) -> uuid.UUID:
    """A uid that came in a form; what is none finds nothing."""
    try:
        return value if isinstance(value, uuid.UUID) else uuid.UUID(value or "")
    except ValueError:
        return uuid.UUID(int=0)


def from_outbox(request: MemberRequest) -> bool:
    """Whether a device sends what it kept: a refusal is then answered as one, and said when somebody looks at it."""
    return request.headers.get("X-Outbox") == "1"


def see_other(request: MemberRequest, address: str) -> HttpResponse:
    """Go to a page after an act, from a plain form, from htmx or from the outbox of a device (outbox.js)."""
    if from_outbox(request):
        return HttpResponse(status=204, headers={"X-Location": address})
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    answer = HttpResponseRedirect(address)
    answer.status_code = 303
    return answer


def address_of(name: str, meeting: Meeting, anchor: str = "", **query: Any) -> str:
    """The address of a page of this meeting."""
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    page = url(name, coalition=meeting.coalition, meeting=meeting)
    return page + (f"?{asked}" if asked else "") + (f"#{anchor}" if anchor else "")


def return_address(request: MemberRequest, meeting: Meeting, anchor: str = "", **query: Any) -> str:
    """The page that an act was begun from (`from` in the address): the room, or the minutes."""
    name = "minutes" if request.GET.get("from") == "minutes" else "room"
    return address_of(name, meeting, anchor, **query)


def back_to(request: MemberRequest, meeting: Meeting, activity: Activity | None) -> str:
    """Where an act on this activity was begun, with the activity open; without one, the part outside the agenda."""
    if activity is None:
        return return_address(request, meeting, "varia")
    return return_address(request, meeting, f"a-{activity.uid}", open=activity.uid)


def asked(form: RegisterForm, page: str = "") -> str:
    """The filters of a register that are on, and its page, as the end of an address."""
    values = {name: form.data[name] for name in form.fields if form.read(name)}
    return urlencode({**values, **({"page": page} if page.isdecimal() else {})})


def refusal_said(page: str) -> Callable[[View], View]:
    """An act that is refused says why on the page named, and changes nothing."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: MemberRequest, meeting: uuid.UUID, **more: uuid.UUID | str) -> HttpResponse:
            try:
                return view(request, meeting=meeting, **more)
            except Refused as refused:
                if from_outbox(request):
                    return HttpResponse(refused.message, status=422)
                messages.error(request, refused.message)
                return see_other(request, address_of(page, meeting_of(request, meeting)))

        return guarded

    return decorate


def tabs_of(request: MemberRequest, meeting: Meeting, here: str) -> list[Tab]:
    """The pages of a meeting that the reader may open."""
    pages = [("meeting", _("The meeting")), ("agenda", _("Agenda"))]
    if request.reader.steers:
        pages.insert(1, ("preparation", _("Preparation")))
        pages.append(("room", _("Hold the meeting")))
    pages.append(("minutes", _("Minutes")))
    if meeting.status == Meeting.HELD:
        pages.append(("evaluation", _("Evaluation")))
    return [(label, address_of(name, meeting), name == here) for name, label in pages]


def frame(request: MemberRequest, meeting: Meeting, here: str) -> dict[str, Any]:
    """What every page of a meeting shows around its content."""
    tabs = tabs_of(request, meeting, here)
    stage = stage_names(method_of(request.coalition)).get(meeting.stage, "")
    return {"nav": "meetings", "meeting_stage": stage, "meeting": meeting, "tabs_here": tabs}
