"""The public page of questions: what was typed for it and the name of who asks, nothing else of the coalition."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courtepointe import clock
from courtepointe.access import public
from courtepointe.analysis.actions.questionnaires import take_sheet
from courtepointe.analysis.forms.questionnaires import SheetForm
from courtepointe.analysis.models import Questionnaire
from courtepointe.analysis.queries.limits import is_too_often
from courtepointe.analysis.queries.questionnaires import direction_of, public_questionnaire, takes_sheets, text_in
from courtepointe.pages import render, url
from courtepointe.rows import Refused

MOST_FROM_ONE_PLACE, MOST_OF_ALL = 40, 400  # sheets an hour


@public
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, key: str) -> HttpResponse:
    """The questions in the language of the reader among those typed; a sheet is kept without anything of its sender."""
    row = public_questionnaire(key)
    if row is None or not row.texts:
        return _over(request, "unknown", status=404)
    text = text_in(row, request.GET.get("lang", ""), request.headers.get("Accept-Language", ""))
    with translation.override(_ours(text["lang"])):
        if "sent" in request.GET and request.method != "POST":
            return _over(request, "thanks", row)
        if not takes_sheets(row, clock.today(row.coalition.timezone)):
            return _over(request, "closed", row, status=410)
        return _sheet(request, row, text)


def _sheet(request: HttpRequest, row: Questionnaire, text: dict[str, Any]) -> HttpResponse:
    form = SheetForm(text["questions"], request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, row, text, form)
    if not form.is_valid() and not form.is_of_a_machine:
        return _page(request, row, text, form, status=422)
    if is_too_often(
        "sheet", row.key, request.META.get("REMOTE_ADDR", ""), most=MOST_FROM_ONE_PLACE, most_of_all=MOST_OF_ALL
    ):
        form.add_error(None, _("Many answers came in a short time. Wait a few minutes, then send yours again."))
        return _page(request, row, text, form, status=429)
    if not form.is_of_a_machine:
        today = clock.today(row.coalition.timezone)
        try:
            take_sheet(row, lang=text["lang"], answers=form.answers, today=today)
        except Refused as refused:
            form.add_error(None, refused.message)
            return _page(request, row, text, form, status=422)
    answer = HttpResponseRedirect(url("questions", key=row.key) + f"?sent=1&lang={text['lang']}")
    answer.status_code = 303
    return _quiet(answer)


def _page(
    request: HttpRequest, row: Questionnaire, text: dict[str, Any], form: SheetForm, *, status: int = 200
) -> HttpResponse:
    others = [
        {**other, "dir": direction_of(other["lang"]), "href": url("questions", key=row.key) + f"?lang={other['lang']}"}
        for other in row.texts
    ]
    context = {
        "asker": row.coalition.name,
        "text": {**text, "dir": direction_of(text["lang"])},
        "languages": others if len(others) > 1 else [],
        "form": form,
        "action": url("questions", key=row.key) + f"?lang={text['lang']}",
    }
    return _quiet(render(request, "analysis/questions.html", context, status=status))


def _over(request: HttpRequest, state: str, row: Questionnaire | None = None, *, status: int = 200) -> HttpResponse:
    context = {"state": state, "asker": row.coalition.name if row else ""}
    return _quiet(render(request, "analysis/questions-over.html", context, status=status))


def _quiet(answer: HttpResponse) -> HttpResponse:
    """Not for search engines, nor to be kept by a shared device."""
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _ours(lang: str) -> str:
    """The language of our own words around a text: its own when we have it, else the one that the browser asked for."""
    code = lang.lower().split("-")[0]
    return {"fr": "fr-ca", "en": "en"}.get(code) or translation.get_language() or "fr-ca"
