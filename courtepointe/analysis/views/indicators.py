"""Indicators: the list by system, one with all its values, and the acts on them."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import EVERYONE, SPEAKING, STEERING, MemberRequest, member
from courtepointe.analysis.actions import indicators as acts
from courtepointe.analysis.forms.indicators import MARKS, IndicatorForm, initial_of
from courtepointe.analysis.models import PopulationIndicator
from courtepointe.analysis.queries import indicators as reads
from courtepointe.analysis.views.common import system_names
from courtepointe.analysis.views.saving import Theirs, named_row, saved, tried
from courtepointe.meetings.views.common import as_uid
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url


@member(*EVERYONE)
@require_GET
def indicators(request: MemberRequest) -> HttpResponse:
    """All the indicators, by system, with what is known here or around."""
    removed = request.GET.get("removed")
    gone = reads.removed_indicator_for(request.reader, as_uid(removed)) if removed else None
    overview = reads.overview_for(request.reader, method_of(request.coalition))
    return render(request, "analysis/indicators.html", {"nav": "analysis", "overview": overview, "gone": gone})


@member(*EVERYONE)
@require_GET
def indicator(request: MemberRequest, indicator: uuid.UUID) -> HttpResponse:
    """One indicator: its definition, then its values by territory and period."""
    row = named_row(request.coalition.population_indicators, indicator)
    removed = request.GET.get("removed")
    gone = None
    if removed and request.reader.steers:
        data = request.coalition.data.filter(indicator=row, removed_at__isnull=False)
        gone = data.select_related("territory").filter(uid=as_uid(removed)).first()
    context = {
        "nav": "analysis",
        "indicator": row,
        "detail": reads.detail_for(request.reader, row),
        "system_names": system_names(request.coalition),
        "mark_words": MARKS,
        "gone": gone,
        "may_observe": request.reader.role in SPEAKING,
    }
    return render(request, "analysis/indicator.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def indicator_add(request: MemberRequest) -> HttpResponse:
    """One indicator more."""
    if request.method == "GET":
        return _page(request, _form(request))
    form = _form(request, request.POST)

    def act() -> str:
        return _address(
            request, acts.add_indicator(request.coalition, by=request.member, uid=form.new_uid, **form.values())
        )

    return saved(form, lambda *shown: _page(request, *shown), act, request)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def indicator_edit(request: MemberRequest, indicator: uuid.UUID) -> HttpResponse:
    """Mend an indicator; when somebody else has, both are shown."""
    row = named_row(request.coalition.population_indicators, indicator)
    if request.method == "GET":
        return _page(request, _form(request, initial=initial_of(row, IndicatorForm)), row=row)
    form = _form(request, request.POST)

    def act() -> str:
        acts.edit_indicator(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
        return _address(request, row)

    return saved(form, lambda *shown: _page(request, *shown, row=row), act, request)


@member(*STEERING)
@require_POST
def indicator_remove(request: MemberRequest) -> HttpResponse:
    """Take an indicator out with its values, with a way to undo it."""
    row = named_row(request.coalition.population_indicators, request.POST.get("indicator"))
    there = url("indicators", coalition=request.coalition) + f"?removed={row.uid}"
    return tried(request, lambda: acts.remove_indicator(row, by=request.member), there)


@member(*STEERING)
@require_POST
def indicator_restore(request: MemberRequest) -> HttpResponse:
    """Undo a removal."""
    row = named_row(request.coalition.population_indicators, request.POST.get("indicator"), removed=True)
    there, done = url("indicators", coalition=request.coalition), _("The indicator is back, with its values.")
    return tried(request, lambda: acts.restore_indicator(row, by=request.member), there, done)


def _form(request: MemberRequest, *args: Any, **kwargs: Any) -> IndicatorForm:
    return IndicatorForm(method_of(request.coalition), *args, **kwargs)


def _address(request: MemberRequest, row: PopulationIndicator) -> str:
    return url("indicator", coalition=request.coalition, indicator=row)


def _page(
    request: MemberRequest,
    form: IndicatorForm,
    theirs: Theirs | None = None,
    status: int = 200,
    *,
    row: PopulationIndicator | None = None,
) -> HttpResponse:
    context = {"nav": "analysis", "form": form, "theirs": theirs or [], "indicator": row}
    return render(request, "analysis/indicator-form.html", context, status=status)
