"""Values typed by hand: added, changed, removed, put back."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.analysis.actions import indicators as acts
from courtepointe.analysis.forms.indicators import DatumForm, initial_of_datum
from courtepointe.analysis.models import Datum
from courtepointe.analysis.views.saving import Theirs, named_row, saved, tried
from courtepointe.meetings.views.common import as_uid
from courtepointe.pages import render, url


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def datum_add(request: MemberRequest) -> HttpResponse:
    """One value more; `indicator` in the address chooses it beforehand."""
    if request.method == "GET":
        asked = {name: request.GET.get(name) for name in ("indicator", "territory", "period", "source")}
        return _page(request, DatumForm(request.coalition, initial={k: v for k, v in asked.items() if v}))
    form = DatumForm(request.coalition, request.POST)

    def act() -> str:
        fields = form.values()
        row = acts.add_datum(fields.pop("indicator"), by=request.member, uid=form.new_uid, **fields)
        if "another" in request.POST:
            address = url("datum-add", coalition=request.coalition)
            return f"{address}?indicator={row.indicator.uid}&territory={row.territory.uid}&period={row.period}"
        return _address(request, row)

    return saved(form, lambda *shown: _page(request, *shown), act, request)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def datum_edit(request: MemberRequest, datum: uuid.UUID) -> HttpResponse:
    """Mend a value; when somebody else has, both are shown."""
    row = named_row(_data(request), datum)
    if request.method == "GET":
        return _page(request, DatumForm(request.coalition, initial=initial_of_datum(row)), row=row)
    form = DatumForm(request.coalition, request.POST)

    def act() -> str:
        acts.edit_datum(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
        return _address(request, row)

    return saved(form, lambda *shown: _page(request, *shown, row=row), act, request)


@member(*STEERING)
@require_POST
def datum_remove(request: MemberRequest) -> HttpResponse:
    """Take a value out, with a way to undo it."""
    row = named_row(_data(request), request.POST.get("datum"))
    there = _address(request, row) + f"?removed={row.uid}"
    return tried(request, lambda: acts.remove_datum(row, by=request.member), there)


@member(*STEERING)
@require_POST
def datum_restore(request: MemberRequest) -> HttpResponse:
    """Undo a removal."""
    row = named_row(_data(request), request.POST.get("datum"), removed=True)
    done = _("The value is back.")
    return tried(request, lambda: acts.restore_datum(row, by=request.member), _address(request, row), done)


def _data(request: MemberRequest) -> Any:
    rows = request.coalition.data.filter(indicator__removed_at=None)
    return rows.select_related("indicator", "territory")


def _address(request: MemberRequest, row: Datum) -> str:
    return url("indicator", coalition=request.coalition, indicator=row.indicator)


def _page(
    request: MemberRequest,
    form: DatumForm,
    theirs: Theirs | None = None,
    status: int = 200,
    *,
    row: Datum | None = None,
) -> HttpResponse:
    chosen = form["indicator"].value()
    rows = request.coalition.population_indicators.present()
    context = {
        "nav": "analysis",
        "form": form,
        "theirs": theirs or [],
        "datum": row,
        "indicator": row.indicator if row else rows.filter(uid=as_uid(str(chosen or ""))).first(),
    }
    return render(request, "analysis/datum-form.html", context, status=status)
