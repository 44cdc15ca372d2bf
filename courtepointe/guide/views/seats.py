"""The two doors to one's own information: signed in (`my-information`), or by a personal link (`me`)."""

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from courtepointe import links
from courtepointe.access import PersonRequest, by_link, signed_in
from courtepointe.coalitions.models import Member
from courtepointe.guide.personal.inviting import PURPOSE
from courtepointe.pages import render, url


@dataclass(frozen=True)
class Seat:
    """Whose information it is, and the addresses of its pages behind this door."""

    member: Member
    secret: str = ""

    @property
    def by_link(self) -> bool:
        return bool(self.secret)

    def page(self, name: str = "") -> str:
        """The address of a page: "", consent, request, download, erase; details by link only."""
        suffix = f"-{name}" if name else ""
        if self.by_link:
            return url(f"me{suffix}", secret=self.secret)
        return url(f"my-seat{suffix}", seat=self.member)


View = Callable[[HttpRequest, Seat], HttpResponseBase]


def for_person(view: View) -> Callable[..., HttpResponseBase]:
    """The page of one of the reader's own seats, present or past."""

    @signed_in
    @functools.wraps(view)
    def page(request: PersonRequest, seat: uuid.UUID) -> HttpResponseBase:
        seats = request.person.seats.select_related("coalition", "organisation", "person", "handed_to")
        return view(request, Seat(get_object_or_404(seats, uid=seat)))

    return page


def for_link(view: View) -> Callable[..., HttpResponseBase]:
    """The same page, opened by a personal link, in the language of the member. A GET changes nothing."""

    @by_link
    @functools.wraps(view)
    def page(request: HttpRequest, secret: str) -> HttpResponseBase:
        link = links.find(secret, PURPOSE)
        member = _member_of(link)
        if member is None:
            return private(render(request, "guide/link-closed.html", {"known": link is not None}, status=410))
        with links.reading_in(request, member.language):
            return private(view(request, Seat(member, secret)))

    return page


def _member_of(link: links.Link | None) -> Member | None:
    if link is None or not link.is_open():
        return None
    rows = Member.objects.select_related("coalition", "organisation", "person", "handed_to")
    return rows.filter(pk=link.member_id, coalition_id=link.coalition_id, erasures__isnull=True).first()


def private(response: Any) -> HttpResponse:
    """The address of the page is a secret: no other page may learn it, no cache keep it."""
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["Cache-Control"] = "no-store"
    return response  # type: ignore[no-any-return]
