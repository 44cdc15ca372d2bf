"""Only in the demo: sign in as one of its cast, and read the mails that nobody receives."""

import uuid
from itertools import groupby, islice

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import urlize
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from courtepointe.access import EVERYONE, public
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.demo.cast import CAST
from courtepointe.library.method import Text
from courtepointe.mail import Delivery
from courtepointe.pages import render
from courtepointe.web.accounts import keep_language

SHOWN = 12
LATEST = 100


LINES = {part.email: part.line for part in CAST}


def cast() -> list[tuple[Coalition, list[tuple[Member, Text | None]]]]:
    """The members who can sign in, by coalition, those who steer first, with what each does here.

    In the demo that we ship: those of its cast; otherwise a dozen of each coalition, without a line.
    """
    seats = Member.objects.filter(left_at=None, person__is_active=True).select_related("coalition", "organisation")
    known = [seat for seat in seats if seat.email in LINES] or list(seats)
    ordered = sorted(known, key=lambda seat: (seat.coalition_id, EVERYONE.index(seat.role), seat.sort_key))
    groups = groupby(ordered, key=lambda seat: seat.coalition)
    return [
        (coalition, [(seat, LINES.get(seat.email)) for seat in islice(members, SHOWN)]) for coalition, members in groups
    ]


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
    response = redirect("coalition-home", coalition=seat.coalition.uid)
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
