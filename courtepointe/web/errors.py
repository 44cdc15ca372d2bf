"""Error pages, in the reader's language; plain enough to work when the database does not."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from courtepointe import logs
from courtepointe.pages import render
from courtepointe.web.reader import reader_of_site
from courtepointe.web.refusals import refusal_page

KNOWN_READER = (403, 404, 429)  # in the others the database may be what is missing


def page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """One error page: what happened, what can be done."""
    if status in KNOWN_READER:
        reader_of_site(request)
    context = {"title": title, "text": text, "code": status, "request_id": logs.request_id.get()}
    return render(request, "web/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400"""
    return page(request, 400, _("This request could not be read"), _("Go back and try again."))


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: a member in another role."""
    return page(
        request,
        403,
        _("Your role does not allow this"),
        _("Ask the person who coordinates the coalition: they can do it, or change your role."),
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: no such page, or not for this reader."""
    return page(
        request,
        404,
        _("This page does not exist"),
        _("The address may be wrong, or the page may belong to a coalition you are not a member of."),
    )


def too_many(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """429: a limit of the sign-in pages is reached."""
    return page(
        request,
        429,
        _("Too many tries in a short time"),
        _("To protect accounts, this page takes a pause. Wait a few minutes, then try again."),
    )


def failure(request: HttpRequest) -> HttpResponse:
    """500: a page that needs neither the database nor a template, in both languages."""
    kind, content = refusal_page(500)
    return HttpResponse(content, status=500, content_type=kind.decode())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form without a valid token, most often a page kept open too long."""
    return page(
        request,
        403,
        _("This form was open too long"),
        _("Go back to the page, reload it, and send the form again: what you typed is still in it."),
    )
