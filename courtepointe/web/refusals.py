"""Pages for requests that are refused before Django sees them; in both languages, since nobody is known yet."""

from functools import cache
from html import escape

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

LANGUAGES = ("fr-ca", "en")
REFUSALS: dict[int, tuple[Promise, Promise]] = {
    408: (
        _("The connection is too slow"),
        _("What you sent did not arrive in time. Go back: what you typed is still there; then try again."),
    ),
    413: (
        _("This is too large"),
        _("What you sent is larger than this site accepts. Go back, choose a smaller file, then try again."),
    ),
    500: (
        _("Something went wrong on our side"),
        _("The problem is noted. Go back: what you typed is still there; try again in a few minutes."),
    ),
    503: (
        _("The site is very busy"),
        _("Wait a few seconds, then reload this page. Nothing is lost."),
    ),
}


@cache
def refusal_page(status: int) -> tuple[bytes, bytes]:
    """Type and content of the page for one status."""
    title, sentence = REFUSALS[status]
    halves = []
    for language in LANGUAGES:
        with override(language):
            halves.append((language, escape(str(title)), escape(str(sentence))))
    sections = "".join(f'<section lang="{lang}"><h1>{t}</h1><p>{s}</p></section>' for lang, t, s in halves)
    page = (
        f'<!doctype html><html lang="{LANGUAGES[0]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{halves[0][1]}</title></head><body><main>{sections}</main></body></html>"
    )
    return b"text/html; charset=utf-8", page.encode()
