"""The démarche as a template file: saved here, taken up by another coalition."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.meetings.actions.cycles import take_up
from courtepointe.meetings.blueprint import Blueprint, own_words
from courtepointe.meetings.forms.model_file import ModelFileForm, TakeUpForm, first_values
from courtepointe.meetings.model_file import FILE_NAME, as_file
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.blueprint import blueprint_of
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.queries.taking_up import TakenUp, taken_up
from courtepointe.meetings.views.common import see_other
from courtepointe.meetings.wording import method_of, stage_names
from courtepointe.pages import render, url
from courtepointe.rows import Conflict


@member(*STEERING)
@require_GET
def model(request: MemberRequest) -> HttpResponse:
    """What the file would say in one's own words, and the way to save it or to take up another."""
    blueprint = _own_blueprint(request)
    context = {
        "nav": "process",
        "form": ModelFileForm(),
        "count": len(blueprint.meetings) if blueprint else 0,
        "own_words": own_words(blueprint) if blueprint else [],
    }
    return render(request, "meetings/model.html", context)


@member(*STEERING)
@require_GET
def model_file(request: MemberRequest) -> HttpResponse:
    """The file itself: meetings, objectives, agendas; nobody's name, no date, no note."""
    blueprint = _own_blueprint(request)
    if blueprint is None or not blueprint.meetings:
        raise Http404
    answer = HttpResponse(as_file(blueprint), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return answer


def _own_blueprint(request: MemberRequest) -> Blueprint | None:
    process = current_process(request.coalition)
    return blueprint_of(process) if process else None


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def model_take(request: MemberRequest) -> HttpResponse:
    """Choose a file, see its meetings on one's own dates, then create them. A file refused changes nothing."""
    if request.method == "GET":
        return render(request, "meetings/model-take.html", {"nav": "process", "file_form": ModelFileForm()})
    file_form = ModelFileForm(request.POST, request.FILES)
    if not file_form.is_valid():
        context = {"nav": "process", "file_form": file_form}
        return render(request, "meetings/model-take.html", context, status=422)
    blueprint: Blueprint = file_form.cleaned_data["blueprint"]
    if "act" not in request.POST:
        form = TakeUpForm(first_values(request.coalition, blueprint))
        return _page(request, file_form, form, started=True)
    form = TakeUpForm(request.POST)
    if not form.is_valid():
        return _page(request, file_form, form, status=422)
    found = _taken_up(request, blueprint, form)
    asked = request.POST["act"] == "create"
    if not asked or request.POST.get("previewed") != found.fingerprint:
        return _page(request, file_form, form, changed=asked)
    return _create(request, form, found)


def _taken_up(request: MemberRequest, blueprint: Blueprint, form: TakeUpForm) -> TakenUp:
    told = {name: value for name, value in form.cleaned_data.items() if name != "place"}
    return taken_up(blueprint, request.coalition, **told)


def _create(request: MemberRequest, form: TakeUpForm, found: TakenUp) -> HttpResponse:
    current = current_process(request.coalition)
    same = current if _opened_on(current) == request.POST.get("after", "") else None
    try:
        take_up(
            request.coalition,
            by=request.member,
            rhythm=found.rhythm,
            wanted=found.wanted,
            after=same,
            place=form.cleaned_data["place"],
        )
    except Conflict:
        messages.info(request, _("The process was planned in the meantime: here it is."))
    else:
        messages.success(request, _("The démarche of the file is yours now: adjust it as you like."))
    return see_other(request, url("process", coalition=request.coalition))


def _opened_on(current: Process | None) -> str:
    return f"{current.uid} {current.meetings.exists()}" if current else ""


def _page(
    request: MemberRequest,
    file_form: ModelFileForm,
    form: TakeUpForm,
    *,
    status: int = 200,
    started: bool = False,
    changed: bool = False,
) -> HttpResponse:
    blueprint: Blueprint = file_form.cleaned_data["blueprint"]
    current = current_process(request.coalition)
    context: dict[str, Any] = {
        "nav": "process",
        "file_form": file_form,
        "form": form,
        "found": _taken_up(request, blueprint, form) if form.is_valid() else None,
        "model": file_form.cleaned_data["text"],
        "own_words": own_words(blueprint),
        "stages": stage_names(method_of(request.coalition)),
        "after": _opened_on(current),
        "again": current is not None and current.meetings.exists(),
        "other_language": blueprint.language != request.coalition.language,
        "changed": changed,
    }
    return render(request, "meetings/model-take.html", context, status=status)
