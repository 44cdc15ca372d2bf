"""Questions to parents: the pages where they are prepared, opened, printed as a poster, and their answers read."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import clock
from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.analysis.actions import questionnaires as acts
from courtepointe.analysis.forms.questionnaires import QuestionnaireForm, initial_of
from courtepointe.analysis.models import Questionnaire
from courtepointe.analysis.queries import questionnaires as reads
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import as_uid, see_other
from courtepointe.pages import render, url
from courtepointe.qr import qr_svg
from courtepointe.rows import Conflict, Refused


@member(*EVERYONE)
@require_GET
def questionnaires(request: MemberRequest) -> HttpResponse:
    """Those of the current cycle."""
    process = current_process(request.coalition)
    removed = request.GET.get("removed")
    context = {
        "nav": "analysis",
        "process": process,
        "rows": list(reads.questionnaires_for(request.reader, process)) if process else [],
        "gone": reads.removed_for(request.reader, as_uid(removed)) if removed else None,
    }
    return render(request, "analysis/questionnaires.html", context)


@member(*EVERYONE)
@require_GET
def questionnaire(request: MemberRequest, questionnaire: uuid.UUID) -> HttpResponse:
    """What it asks, where it stands, its address; its answers once they may be read."""
    row, today = _row(request, questionnaire), _today(request)
    context = {
        "nav": "analysis",
        "row": row,
        "texts": [{**text, "dir": reads.direction_of(text["lang"])} for text in row.texts],
        "over": reads.is_over(row, today),
        "asked": reads.answers_for(request.reader, row, today),
        "least": reads.LEAST_SHEETS,
        "address": public_address(row),
        "observation_add": _observation_add(request),
    }
    return render(request, "analysis/questionnaire.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def questionnaire_new(request: MemberRequest) -> HttpResponse:
    """Prepare a page; `more` adds room for one more language, with all that was typed."""
    process = current_process(request.coalition)
    if process is None:
        raise Http404
    if request.method == "GET" or "more" in request.POST:
        return _form_page(request, _opened(request, {"lang_0": "fr", "name_0": "Français"}))
    form = QuestionnaireForm(_count(request), request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    row = acts.add_questionnaire(process, by=request.member, uid=form.new_uid, **form.values())
    return see_other(request, _address(row))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def questionnaire_edit(request: MemberRequest, questionnaire: uuid.UUID) -> HttpResponse:
    """Change it; when somebody else has, both are shown."""
    row = _row(request, questionnaire)
    if request.method == "GET" or "more" in request.POST:
        return _form_page(request, _opened(request, initial_of(row), len(row.texts)), row)
    form = QuestionnaireForm(_count(request), request.POST)
    if not form.is_valid():
        return _form_page(request, form, row, status=422)
    try:
        acts.edit_questionnaire(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
    except Conflict as conflict:
        theirs = form.against(conflict.row)  # type: ignore[arg-type]
        return _form_page(request, form, row, theirs=theirs, status=409)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _form_page(request, form, row, status=422)
    return see_other(request, _address(row))


@member(*STEERING)
@require_POST
def questionnaire_state(request: MemberRequest, questionnaire: uuid.UUID) -> HttpResponse:
    """Open it, or (`close`) close it."""
    row = _row(request, questionnaire)
    try:
        act = acts.close_questionnaire if "close" in request.POST else acts.open_questionnaire
        act(row, by=request.member)
    except Refused as refused:
        messages.error(request, refused.message)
    return see_other(request, _address(row))


@member(*STEERING)
@require_POST
def questionnaire_remove(request: MemberRequest, questionnaire: uuid.UUID) -> HttpResponse:
    """Take it away, with a way to undo it."""
    row = _row(request, questionnaire)
    acts.remove_questionnaire(row, by=request.member)
    return see_other(request, url("questionnaires", coalition=request.coalition) + f"?removed={row.uid}")


@member(*STEERING)
@require_POST
def questionnaire_restore(request: MemberRequest, questionnaire: uuid.UUID) -> HttpResponse:
    """Undo a removal."""
    row = get_object_or_404(request.coalition.questionnaires, uid=questionnaire)
    acts.restore_questionnaire(row, by=request.member)
    return see_other(request, _address(row))


@member(*EVERYONE)
@require_GET
def questionnaire_poster(request: MemberRequest, questionnaire: uuid.UUID) -> HttpResponse:
    """A sheet to put on a wall: the titles in each language, a code for telephones, the address."""
    row = _row(request, questionnaire)
    address = public_address(row)
    context = {
        "nav": "analysis",
        "row": row,
        "texts": [{**text, "dir": reads.direction_of(text["lang"])} for text in row.texts],
        "address": address,
        "code": qr_svg(address, _("Code that leads to %(address)s") % {"address": address}),
    }
    return render(request, "analysis/questionnaire-poster.html", context)


def public_address(row: Questionnaire) -> str:
    """The whole address that anybody may open."""
    return str(settings.BASE_URL) + url("questions", key=row.key)


def _row(request: MemberRequest, uid: uuid.UUID) -> Questionnaire:
    row = get_object_or_404(request.coalition.questionnaires.present(), uid=uid)
    row.coalition = request.coalition
    return row


def _address(row: Questionnaire) -> str:
    return url("questionnaire", coalition=row.coalition, questionnaire=row)


def _today(request: MemberRequest) -> Any:
    return clock.today(request.coalition.timezone)


def _count(request: MemberRequest) -> int:
    asked = request.POST.get("languages", "")
    return int(asked) if asked.isdecimal() and len(asked) < 3 else 1


def _opened(request: MemberRequest, initial: dict[str, Any], languages: int = 1) -> QuestionnaireForm:
    """The form before it is sent, or (`more`) with what was typed and room for one more language."""
    if request.method == "POST":
        return QuestionnaireForm(_count(request) + 1, initial=request.POST.dict())
    return QuestionnaireForm(languages, initial=initial)


def _form_page(
    request: MemberRequest,
    form: QuestionnaireForm,
    row: Questionnaire | None = None,
    *,
    theirs: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"nav": "analysis", "form": form, "row": row, "theirs": theirs or []}
    return render(request, "analysis/questionnaire-form.html", context, status=status)


def _observation_add(request: MemberRequest) -> str:
    """Where an answer becomes an observation, once that page exists."""
    if not request.reader.steers:
        return ""
    try:
        return url("observation-add", coalition=request.coalition)
    except NoReverseMatch:
        return ""
