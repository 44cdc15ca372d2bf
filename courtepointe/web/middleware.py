"""What every answer carries and every request gets. Functions, no thread hops, no query."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from courtepointe import clock, logs

Handler = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
RENEW_AFTER = dt.timedelta(minutes=5)


def headers(get_response: Handler) -> Handler:
    """One strict policy for every answer; pages are never kept by shared caches."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = logs.request_id.set(uuid.uuid4().hex[:12])
        try:
            response = get_response(request)
        finally:
            logs.request_id.reset(token)
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


def language(get_response: Handler) -> Handler:
    """The language of the page: the person's choice (a cookie), else the browser's, else French."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in ("fr-ca", "en"):
            accepted = request.headers.get("Accept-Language", "")
            chosen = "en" if accepted.lower().startswith("en") else settings.LANGUAGE_CODE
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
        response = get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response

    return middleware


def session_life(get_response: Handler) -> Handler:
    """A session lives as long as it is used: it is renewed at most every five minutes, so reading stays a read."""

    def middleware(request: Any) -> HttpResponse:
        if SESSION_KEY in request.session:
            used_at = request.session.get("used_at", 0)
            if clock.now().timestamp() - used_at > RENEW_AFTER.total_seconds():
                renew(request)
            else:
                _say_end(request, used_at)
        return get_response(request)

    return middleware


def renew(request: Any) -> None:
    """Start the session's time again."""
    request.session["used_at"] = clock.now().timestamp()
    _say_end(request, request.session["used_at"])


def _say_end(request: Any, used_at: float) -> None:
    request.session_expires = dt.datetime.fromtimestamp(used_at, dt.UTC) + dt.timedelta(
        seconds=settings.SESSION_COOKIE_AGE
    )
