"""The first page, and the choice of language."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from courtepointe.access import PersonRequest, public, signed_in
from courtepointe.pages import render


@public
def home(request: HttpRequest) -> HttpResponse:
    """Signed out: what Courtepointe is, and the way in. Signed in: one's coalitions."""
    person = None if isinstance(request.user, AnonymousUser) else request.user
    return render(request, "web/welcome.html", {"person": person})


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose French or English; kept in a cookie, and with the person when signed in."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            httponly=True,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


@signed_in
@require_POST
def stay(request: PersonRequest) -> HttpResponse:
    """Stay signed in: the request itself renews the session (`session_life`); the page stays as it is."""
    expires = getattr(request, "session_expires", None)
    return HttpResponse(status=204, headers={"X-Session-Expires": expires.isoformat()} if expires else {})
