"""Pages opened by a personal link, without signing in: the answer to a convocation, one's own calendar."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe import clock, links
from courtepointe.access import by_link, reader_of
from courtepointe.coalitions.models import Member
from courtepointe.meetings import calendar
from courtepointe.meetings.actions.notices import REPLY
from courtepointe.meetings.actions.replies import reply
from courtepointe.meetings.forms.replies import ReplyForm
from courtepointe.meetings.letters import description_of
from courtepointe.meetings.models import Meeting, Reply
from courtepointe.meetings.queries.meetings import meetings_for
from courtepointe.pages import private, render
from courtepointe.rows import Refused

FEED = "calendar"
KEPT = dt.timedelta(days=365)  # meetings older than that leave the subscribed calendar


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """GET shows the meeting with one button for each answer and changes nothing; POST notes the answer."""
    link = links.find(secret, REPLY)
    meeting = _meeting_of(link)
    if link is None or meeting is None or not link.is_open() or link.member.left_at is not None:
        return private(render(request, "meetings/reply-closed.html", {"known": link is not None}, status=410))
    with links.reading_in(request, link.member.language):
        return private(_answer(request, link.member, meeting))


def _answer(request: HttpRequest, person: Member, meeting: Meeting) -> HttpResponse:
    context: dict[str, Any] = {
        "person_asked": person,
        "meeting": meeting,
        "form": ReplyForm(),
        "refusal": "",
        "noted": False,
    }
    status = 200
    if request.method == "POST":
        form = context["form"] = ReplyForm(request.POST)
        status = 422
        if form.is_valid():
            try:
                reply(meeting, person, **form.cleaned_data)
                status, context["noted"] = 200, True
            except Refused as refused:
                status, context["refusal"] = 409, refused.message
    context["reply"] = Reply.objects.filter(meeting=meeting, member=person).first()
    return render(request, "meetings/reply.html", context, status=status)


def _meeting_of(link: links.Link | None) -> Meeting | None:
    if link is None:
        return None
    found = Meeting.objects.present().filter(coalition_id=link.coalition_id, uid=link.thing_uid)
    return found.select_related("coalition").first()


@by_link
@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar that a member subscribed to: the meetings of their coalition that have a date."""
    link = links.find(secret, FEED)
    if link is None or not link.is_open() or link.member.left_at is not None:
        raise Http404
    member = link.member
    since = clock.today() - KEPT
    found = meetings_for(reader_of(member)).filter(on__gte=since).select_related("coalition")
    with translation.override(member.language):
        text = calendar.feed([(row, description_of(row)) for row in found], link.coalition.name)
    return private(HttpResponse(text, content_type="text/calendar; charset=utf-8"))
