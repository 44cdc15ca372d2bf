"""The side of those who answer for personal information: consents on paper, requests, erasures, names in texts."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe import clock
from courtepointe.access import COORDINATOR, EVERYONE, MemberRequest, member
from courtepointe.coalitions.actions.requests import make_request, reply_to
from courtepointe.coalitions.models import Member
from courtepointe.coalitions.queries.consents import answers_of, questions_for
from courtepointe.coalitions.queries.personal import answers_for_privacy, erasures_of, requests_of
from courtepointe.coalitions.views.editing import SeeOther, form_page, posted
from courtepointe.guide.forms import NOT_ON_THE_PAGE, ConsentForm, NamesForm, ReplyForm, RequestForm
from courtepointe.guide.personal.consenting import answer
from courtepointe.guide.personal.inviting import give_page, send_page
from courtepointe.guide.personal.names import where_named
from courtepointe.guide.views.personal import erase_page
from courtepointe.pages import render, url
from courtepointe.rows import Refused


def require_responsible(request: MemberRequest) -> None:
    """Those who coordinate and the person named as responsible; anybody else is refused."""
    if not answers_for_privacy(request.reader, request.coalition, request.member):
        raise PermissionDenied


def _member(request: MemberRequest, uid: uuid.UUID) -> Member:
    rows = request.coalition.members.filter(erasures__isnull=True).select_related("organisation", "person", "handed_to")
    row: Member = get_object_or_404(rows, uid=uid)
    row.coalition = request.coalition
    return row


@member(COORDINATOR)
@require_http_methods(["GET", "POST"])
def member_information(request: MemberRequest, member: uuid.UUID) -> HttpResponse:
    """What a member agreed to, an answer given on paper or aloud, and the address of their own page."""
    row = _member(request, member)
    here = url("member-information", coalition=request.coalition, member=row)
    if "send" in request.POST or "give" in request.POST:
        return _give(request, row, here)
    questions = questions_for(row)
    today = clock.today(request.coalition.timezone)
    form = ConsentForm(posted(request), subjects=[asked.subject for asked in questions], today=today)

    def save(values: dict[str, Any]) -> None:
        values["agrees"] = values["agrees"] == "yes"
        answer(row, values.pop("subject"), language=row.language, by=request.member, **values)

    context = {"nav": "members", "edited": row, "questions": questions, "answers": answers_of(row), "link": ""}
    return form_page(
        request, "guide/member-information.html", form, save, back=here, said=_("The answer is kept."), context=context
    )


def _give(request: MemberRequest, row: Member, here: str) -> HttpResponse:
    try:
        if "send" in request.POST:
            send_page(row, by=request.member)
            messages.success(request, _("The address is on its way to %(name)s.") % {"name": row.name})
            return SeeOther(here)
        link = give_page(row, by=request.member)
    except Refused as refused:
        messages.error(request, refused.message)
        return SeeOther(here)
    return render(request, "guide/member-link.html", {"nav": "members", "edited": row, "link": link, "back": here})


@member(COORDINATOR)
@require_http_methods(["GET", "POST"])
def member_erase(request: MemberRequest, member: uuid.UUID) -> HttpResponse:
    """Erase somebody who asked for it."""
    row = _member(request, member)
    back = url("member-information", coalition=request.coalition, member=row)
    return erase_page(request, row, back=back, by=request.member)


@member(COORDINATOR)
@require_http_methods(["GET", "POST"])
def member_request(request: MemberRequest, member: uuid.UUID) -> HttpResponse:
    """Enter a request that somebody made on paper or aloud."""
    row = _member(request, member)
    form = RequestForm(posted(request))
    way = request.POST.get("way", NOT_ON_THE_PAGE[0][0])

    def save(values: dict[str, Any]) -> None:
        if way not in dict(NOT_ON_THE_PAGE):
            raise Refused(_("Say how the request was made."))
        make_request(row, way=way, by=request.member, **values)

    return form_page(
        request,
        "guide/member-request.html",
        form,
        save,
        back=url("personal-requests", coalition=request.coalition),
        said=_("The request is noted."),
        context={"nav": "members", "edited": row, "ways": NOT_ON_THE_PAGE, "way": way},
    )


@member(*EVERYONE)
@require_GET
def requests(request: MemberRequest) -> HttpResponse:
    """The requests, those that wait first."""
    require_responsible(request)
    today = clock.today(request.coalition.timezone)
    rows = list(requests_of(request.coalition))
    context = {
        "nav": "members",
        "waiting": [row for row in rows if row.replied_at is None],
        "done": [row for row in reversed(rows) if row.replied_at is not None],
        "today_here": today,
    }
    return render(request, "guide/requests.html", context)


@member(*EVERYONE)
@require_http_methods(["GET", "POST"])
def one_request(request: MemberRequest, asked: uuid.UUID) -> HttpResponse:
    """One request, and its answer."""
    require_responsible(request)
    row = get_object_or_404(requests_of(request.coalition), uid=asked)
    row.coalition = request.coalition
    return form_page(
        request,
        "guide/request.html",
        ReplyForm(posted(request)),
        lambda values: reply_to(row, by=request.member, **values),
        back=url("personal-requests", coalition=request.coalition),
        said=_("The answer is kept, and sent if the person has an address."),
        context={"nav": "members", "asked": row},
    )


@member(*EVERYONE)
@require_GET
def erasures(request: MemberRequest) -> HttpResponse:
    """The register of erasures: when, on whose word, what stayed. It names nobody."""
    require_responsible(request)
    return render(request, "guide/erasures.html", {"nav": "members", "rows": list(erasures_of(request.coalition))})


@member(*EVERYONE)
@require_GET
def names(request: MemberRequest) -> HttpResponse:
    """Where a name stands in what people typed: a machine cannot take it out of a sentence, a person can."""
    require_responsible(request)
    form = NamesForm(request.GET or None)
    asked = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = where_named(request.coalition, [asked]) if asked else []
    return render(request, "guide/names.html", {"nav": "members", "form": form, "asked": asked, "found": found})
