"""Convoking people, what they answered, and the meeting in a calendar."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import clock, links, mail
from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.coalitions.queries.members import contacts_withheld
from courtepointe.meetings import calendar
from courtepointe.meetings.actions import meetings as acts
from courtepointe.meetings.actions.replies import reply
from courtepointe.meetings.forms.replies import ReplyForm
from courtepointe.meetings.letters import About, description_of, letter
from courtepointe.meetings.models import Meeting, Notice
from courtepointe.meetings.queries.convened import answers_to, convened
from courtepointe.meetings.queries.rules import rules_of
from courtepointe.meetings.views.common import address_of, as_uid, frame, meeting_of, refusal_said, see_other
from courtepointe.meetings.views.replying import FEED
from courtepointe.pages import render, url
from courtepointe.rows import Conflict, Refused

FEED_LASTS = dt.timedelta(days=2 * 365)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def meeting_convoke(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Who will be convoked and how the mail reads; then convoke by mail, or say that it was announced otherwise."""
    found = meeting_of(request, meeting)
    if request.method == "GET":
        return render(request, "meetings/meeting-convoke.html", _preview(request, found))
    by_mail = "silently" not in request.POST
    try:
        acts.convoke(found, by=request.member, by_mail=by_mail)
    except Refused as refused:
        messages.error(request, refused.message)
    except Conflict:
        messages.error(request, _("Somebody changed the meeting at the same moment: look at it again."))
    else:
        messages.success(
            request,
            _("The convocation leaves in a minute. Until then a change still goes into it.")
            if by_mail
            else _("The meeting is announced: its date will not move by itself."),
        )
    return see_other(request, address_of("meeting", found))


def _preview(request: MemberRequest, meeting: Meeting) -> dict[str, Any]:
    people = convened(meeting)
    kind = Notice.CONVOCATION
    sample = letter(
        About.of(meeting, request.member.name), request.member, kind, answer=_("(their own address)"), to_prepare=[]
    )
    return {
        **frame(request, meeting, "meeting"),
        "by_mail": [person for person in people if person.email],
        "otherwise": [person for person in people if not person.email],
        "unreachable": contacts_withheld(request.coalition.pk),
        "sample": sample,
        "short": _short_notice(request, meeting),
    }


def _short_notice(request: MemberRequest, meeting: Meeting) -> int | None:
    """The days that the working rules ask for, when fewer are left; it warns and never blocks."""
    rules = rules_of(request.coalition)
    if rules is None or meeting.on is None:
        return None
    left = (meeting.on - clock.today(request.coalition.timezone)).days
    return rules.notice_days if left < rules.notice_days else None


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("replies")
def replies(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """What each one said of coming, by organisation; an answer heard by phone is noted here."""
    found = meeting_of(request, meeting)
    if request.method == "GET":
        context = {
            **frame(request, found, "meeting"),
            "answers": answers_to(found),
            "told": found.notices.filter(told_at__isnull=False).order_by("told_at"),
            "waits": found.notices.filter(told_at=None).exists(),
            "troubled": mail.troubled(found.coalition_id).filter(thing_uid=found.uid),
        }
        return render(request, "meetings/replies.html", context)
    uid, _colon, answer = request.POST.get("mark", "").partition(":")
    person = get_object_or_404(request.coalition.members.filter(left_at=None), uid=as_uid(uid))
    form = ReplyForm({"answer": answer})
    if not form.is_valid():
        return HttpResponse(status=400)
    reply(found, person, answer, by=request.member)
    return see_other(request, address_of("replies", found, f"m-{person.uid}"))


@member(*EVERYONE)
@require_POST
@refusal_said("meeting")
def my_reply(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """The reader's own answer, from the page of the meeting."""
    found = meeting_of(request, meeting)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    reply(found, request.member, by=request.member, **form.cleaned_data)
    messages.success(request, _("Your answer is noted. You may change it until the meeting."))
    return see_other(request, address_of("meeting", found))


@member(*EVERYONE)
@require_GET
def meeting_calendar(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """The meeting as a calendar file, to put in one's own calendar."""
    found = meeting_of(request, meeting)
    if found.on is None:
        messages.error(request, _("This meeting has no date yet."))
        return see_other(request, url("meeting", coalition=request.coalition, meeting=found))
    method = calendar.CANCEL if found.status == Meeting.CANCELLED else calendar.PUBLISH
    text = calendar.invitation(found, method=method, description=description_of(found))
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="courtepointe-{found.on}.ics"'
    return answer


@member(*EVERYONE)
@require_http_methods(["GET", "POST"])
def my_calendar(request: MemberRequest) -> HttpResponse:
    """The address at which the reader's calendar program finds the meetings: given, shown again, withdrawn."""
    person = request.member
    if request.method == "POST":
        if "withdraw" in request.POST:
            links.revoke(person, FEED, person.uid)
        else:
            links.same(person, FEED, person.uid, until=clock.now() + FEED_LASTS)
        return see_other(request, url("my-calendar", coalition=request.coalition))
    given = links.is_given(person, FEED, person.uid)
    secret = links.same(person, FEED, person.uid, until=clock.now()) if given else ""
    address = settings.BASE_URL + reverse("calendar-feed", kwargs={"secret": secret}) if given else ""
    return render(request, "meetings/my-calendar.html", {"nav": "meetings", "address": address})


@member(*STEERING)
@require_POST
def mail_again(request: MemberRequest, delivery: uuid.UUID) -> HttpResponse:
    """Try a message that did not leave once more, to the address that the member has now."""
    row = get_object_or_404(mail.troubled(request.coalition.pk).select_related("member"), uid=delivery)
    mail.send_again(row, row.member.email if row.member and row.member.email else row.recipient)
    messages.success(request, _("The message will be tried again."))
    meeting = Meeting.objects.present().filter(coalition_id=request.coalition.pk, uid=row.thing_uid).first()
    if meeting is None:
        return see_other(request, url("meetings", coalition=request.coalition))
    meeting.coalition = request.coalition
    return see_other(request, address_of("replies", meeting))
