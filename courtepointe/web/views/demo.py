"""Only in the demo: sign in as one of its cast, and read the mails that nobody receives."""

import uuid
from dataclasses import dataclass

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import urlize
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from courtepointe.access import COMPANION, COORDINATOR, EVERYONE, FACILITATOR, OBSERVER, PARTNER, public
from courtepointe.coalitions.models import Member
from courtepointe.demo.cast import CAST
from courtepointe.mail import Delivery
from courtepointe.pages import render
from courtepointe.web.accounts import keep_language

SHOWN = 12
LATEST = 100

# What each role does, when the demo holds other people than its own cast.
LINES = {
    COORDINATOR: gettext_lazy("Plans the process, invites people, prepares the meetings."),
    FACILITATOR: gettext_lazy("Runs the meetings and writes the minutes."),
    PARTNER: gettext_lazy("Takes part in meetings, sees what was decided and what is to be done."),
    OBSERVER: gettext_lazy("Reads what the coalition does, without changing it."),
    COMPANION: gettext_lazy("Accompanies coalitions of the region and reads their work."),
}


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody whose place a visitor of the demo may take."""

    seat: Member
    line: str


def cast() -> list[Part]:
    """The cast of the demo in its own order; without it, the members who can sign in, a dozen at most."""
    found = Member.objects.filter(left_at=None, person__is_active=True)
    seats = list(found.select_related("coalition", "organisation", "person").order_by("coalition_id", "sort_key"))
    by_address = {seat.email: seat for seat in reversed(seats)}
    parts = [Part(by_address[one.email], str(one.line)) for one in CAST if one.email in by_address]
    seats.sort(key=lambda seat: (seat.coalition_id, EVERYONE.index(seat.role)))
    return parts or [Part(seat, str(LINES[seat.role])) for seat in seats[:SHOWN]]


@public
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as a member of the demo, without any proof."""
    try:
        uid = uuid.UUID(request.POST.get("member", ""))
    except ValueError:
        return redirect("home")
    seat = get_object_or_404(
        Member.objects.select_related("person", "coalition"), uid=uid, left_at=None, person__is_active=True
    )
    assert seat.person is not None
    if request.user.is_authenticated:
        request.session.flush()
    login(request, seat.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = redirect("home")
    if "language" not in request.COOKIES:
        keep_language(response, seat.person.language)
    return response


@public
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """What would have left, the latest first."""
    return render(request, "web/demo_mails.html", {"mails": Delivery.objects.order_by("-pk")[:LATEST]})


@public
@require_safe
def one_mail(request: HttpRequest, delivery: uuid.UUID) -> HttpResponse:
    """One message as it would be read, its links working."""
    row = get_object_or_404(Delivery, uid=delivery)
    body = mark_safe(urlize(row.body, autoescape=True))  # noqa: S308  (urlize escapes)
    return render(request, "web/demo_mail.html", {"mail": row, "body": body})
