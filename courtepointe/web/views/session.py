"""The session and the language of the pages."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courtepointe.access import PersonRequest, public, signed_in
from courtepointe.coalitions.models import Person
from courtepointe.web.accounts import keep_language
from courtepointe.web.middleware import renew


@signed_in
@require_POST
def extend(request: PersonRequest) -> HttpResponse:
    """Stay signed in: the session starts its time again. Answers 204 with the new end."""
    renew(request)
    return HttpResponse(status=204, headers={"X-Session-Expires": request.session_expires.isoformat()})


@signed_in
@require_POST
def sign_out_everywhere(request: PersonRequest) -> HttpResponse:
    """End all other sessions of the person; this one goes on."""
    Person.objects.filter(pk=request.person.pk).update(sign_outs=F("sign_outs") + 1)
    request.person.refresh_from_db()
    update_session_auth_hash(request, request.person)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("account")


@public
@require_POST
def language(request: Any) -> HttpResponse:
    """Choose French or English; kept in a cookie, and with the person when signed in."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(_back(request))
    if chosen in dict(settings.LANGUAGES):
        keep_language(response, chosen)
        if request.user.is_authenticated and request.user.language != chosen:
            Person.objects.filter(pk=request.user.pk).update(language=chosen)
    return response


def _back(request: HttpRequest) -> str:
    back = request.POST.get("next", "/")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/"
