"""Who may open which view. Every view carries one of these decisions; a test names any view that has none.

An outsider gets 404 (the coalition does not exist for them), a member in the wrong role 403.
"""

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.crypto import constant_time_compare

from courtepointe import clock
from courtepointe.database.prepared import MARK, Prepared

if TYPE_CHECKING:  # a leaf imports no folder; the checker may
    from courtepointe.coalitions.models import Coalition, Member, Person

P = ParamSpec("P")

COORDINATOR = "coordinator"
FACILITATOR = "facilitator"
PARTNER = "partner"
OBSERVER = "observer"
COMPANION = "companion"

EVERYONE = (COORDINATOR, FACILITATOR, PARTNER, OBSERVER, COMPANION)
STEERING = (COORDINATOR, FACILITATOR)
SPEAKING = (COORDINATOR, FACILITATOR, PARTNER)

SECOND_FACTOR_GRACE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is reading, as a value: `queries.<things>_for(reader)` decide from it what is shown."""

    coalition_id: int
    member_id: int | None
    person_id: int | None
    organisation_id: int | None
    role: str

    @property
    def steers(self) -> bool:
        """Prepares and runs meetings."""
        return self.role in STEERING

    @property
    def speaks(self) -> bool:
        """Takes part in what the coalition says and decides."""
        return self.role in SPEAKING

    @property
    def coordinates(self) -> bool:
        return self.role == COORDINATOR

    def answers_for(self, organisation_id: int | None) -> bool:
        """Whether they may say something in the name of an organisation: their own, or any for those who steer."""
        own = organisation_id is not None and organisation_id == self.organisation_id
        return self.steers or (own and self.speaks)


@dataclass(frozen=True, slots=True)
class Decision:
    """The access decision of one view."""

    kind: str  # public, signed_in, member, link
    roles: tuple[str, ...] = ()


class MemberRequest(HttpRequest):
    """A request that went through `member(...)`."""

    member: "Member"
    coalition: "Coalition"
    person: "Person"
    reader: Reader


class PersonRequest(HttpRequest):
    """A request that went through `signed_in`."""

    person: "Person"
    session_expires: datetime


def public(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Anyone may open it; it shows nothing of any coalition."""
    view.access = Decision("public")  # type: ignore[attr-defined]
    return view


def by_link(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Opened with a personal link, which the view itself must check with `links.find`."""
    view.access = Decision("link")  # type: ignore[attr-defined]
    return view


def signed_in(
    view: Callable[Concatenate[PersonRequest, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Any person who is signed in, whatever their coalitions."""

    @functools.wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        request.person = request.user
        return view(request, *args, **kwargs)

    guarded.access = Decision("signed_in")  # type: ignore[attr-defined]
    return guarded


def member(
    *roles: str,
) -> Callable[
    [Callable[Concatenate[MemberRequest, P], HttpResponseBase]],
    Callable[..., HttpResponseBase],
]:
    """A present member of the coalition of the URL (`<uuid:coalition>`), in one of the roles.

    The view gets `request.member`, `.coalition`, `.person`, `.reader`, and no `coalition` argument.
    """
    assert roles, "name the roles: member(*EVERYONE) says it is meant"

    def decorate(
        view: Callable[Concatenate[MemberRequest, P], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def guarded(request: Any, coalition: uuid.UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            seat = _seat(request, coalition)
            if seat is None:
                if not request.user.is_authenticated:
                    return _to_sign_in(request)
                raise Http404
            refusal = _refusal(seat, roles)
            if refusal is not None:
                return refusal
            _sit(request, seat)
            return view(request, *args, **kwargs)

        guarded.access = Decision("member", roles)  # type: ignore[attr-defined]
        return guarded

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    # An act that was posted cannot be repeated by a GET: come back to the page it was on.
    back = request.get_full_path() if request.method == "GET" else "/"
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
    if request.headers.get("X-Outbox") == "1":  # the device keeps what it sends until somebody signs in
        return HttpResponse(status=401)
    if request.headers.get("HX-Request") == "true":  # a piece of a page is not replaced by the page of the sign-in
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def _present_seat(coalition: uuid.UUID, person_id: int) -> "QuerySet[Member]":
    seats: QuerySet[Member] = apps.get_model("courtepointe", "Member")._default_manager.all()
    return seats.select_related("coalition", "person").filter(
        coalition__uid=coalition, person_id=person_id, left_at=None, person__is_active=True
    )[:1]


_SEAT: "Prepared[Member]" = Prepared(_present_seat, uuid.UUID(int=2**127 + 1), MARK)


def _seat(request: HttpRequest, coalition: uuid.UUID) -> "Member | None":
    """The reader's seat in the coalition, with person and coalition, in one query.

    The session is checked as django.contrib.auth does (the hash of the password in it still holds).
    """
    person_id = request.session.get(SESSION_KEY)
    if person_id is None or BACKEND_SESSION_KEY not in request.session:
        return None
    seat: Member | None = _SEAT.first(coalition, int(person_id))
    if seat is None or seat.person is None:
        return None
    kept = request.session.get(HASH_SESSION_KEY, "")
    if constant_time_compare(kept, seat.person.get_session_auth_hash()):
        request._cached_user = seat.person  # type: ignore[attr-defined]
        return seat
    return seat if request.user.is_authenticated else None


def _refusal(seat: "Member", roles: tuple[str, ...]) -> HttpResponse | None:
    if seat.role not in roles:
        raise PermissionDenied
    if seat.role == COORDINATOR and second_factor_is_overdue(seat):
        return redirect("second-factor")
    return None


def second_factor_is_overdue(seat: "Member") -> bool:
    """A coordinator sees everybody's contact details: after 14 days a second factor is required."""
    until = second_factor_until(seat)
    return until is not None and clock.now() > until


def second_factor_until(seat: "Member | None") -> datetime | None:
    """When a second factor starts to be required; None when nothing is asked. The demo's cast has none."""
    if seat is None or seat.role != COORDINATOR or settings.DEMO:
        return None
    if seat.person is None or seat.person.second_factor_at is not None:
        return None
    return seat.role_since + SECOND_FACTOR_GRACE


def _sit(request: Any, seat: "Member") -> None:
    request.member = seat
    request.person = seat.person
    request.coalition = seat.coalition
    request.reader = reader_of(seat)


def reader_of(seat: "Member") -> Reader:
    """The reader's value of a seat."""
    return Reader(
        coalition_id=seat.coalition_id,
        member_id=seat.pk,
        person_id=seat.person_id,
        organisation_id=seat.organisation_id,
        role=seat.role,
    )
