"""The page that an invitation opens: who invites, to what, and one button."""

from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courtepointe.access import by_link
from courtepointe.coalitions.actions import invitations
from courtepointe.coalitions.actions.addresses import prove_address
from courtepointe.coalitions.models import Person
from courtepointe.pages import private, render, url
from courtepointe.rows import Refused


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """GET shows the invitation and changes nothing; POST accepts it and signs in."""
    found = invitations.opened(secret)
    if found is None or found.state != invitations.OPEN:
        return _closed(request, found)
    if request.method != "POST":
        return private(render(request, "coalitions/invitation.html", {"found": found, "refusal": ""}))
    try:
        person = invitations.accept(found)
    except Refused as refused:
        values = {"found": found, "refusal": refused.message}
        return private(render(request, "coalitions/invitation.html", values, status=409))
    return private(_sign_in(request, person, found))


def _sign_in(request: Any, person: Person, found: invitations.Opened) -> HttpResponse:
    """The link proves the address; a second factor, when the person has one, is still asked."""
    prove_address(person)
    if request.user.is_authenticated and request.user.pk != person.pk:
        logout(request)
    coalition = found.link.coalition
    messages.success(request, _("Welcome to %(coalition)s.") % {"coalition": coalition})
    home = url("coalition-home", coalition=coalition)
    response: HttpResponse = perform_login(request, person, email_verification="none", redirect_url=home)
    return response


def _closed(request: HttpRequest, found: invitations.Opened | None) -> HttpResponse:
    state = found.state if found else "unknown"
    return private(
        render(
            request,
            "coalitions/invitation_closed.html",
            {"state": state, "until": found.link.expires_at if found else None},
            status=410 if found else 404,
        )
    )
