"""One measurement: noted or changed by those who steer, with what it rests on; removed, put back; its files."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import clock, files
from courtepointe.access import EVERYONE, SPEAKING, STEERING, MemberRequest, member
from courtepointe.analysis.views.saving import tried
from courtepointe.evaluation.actions import results as acts
from courtepointe.evaluation.forms.results import OF_MEASUREMENT, MeasurementForm, RestForm, initial_of
from courtepointe.evaluation.models import Measurement
from courtepointe.meetings.views.common import as_uid, see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.pages import render, url
from courtepointe.planning.models import Indicator
from courtepointe.planning.views.common import words
from courtepointe.rows import Conflict, Refused

Theirs = list[tuple[str, str]]


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def measurement_add(request: MemberRequest, plan_indicator: uuid.UUID) -> HttpResponse:
    """A value more of an indicator."""
    rows = request.coalition.plan_indicators.filter(process=the_process(request), removed_at=None)
    sign = get_object_or_404(rows.select_related("transformation", "instrument", "process"), uid=plan_indicator)
    tool = sign.instrument.name if sign.instrument else ""
    return _answer(request, sign, None, {"tool": tool})


@member(*SPEAKING)
@require_http_methods(["GET", "POST"])
def measurement_edit(request: MemberRequest, measurement: uuid.UUID) -> HttpResponse:
    """Change a value: the people of the organisation that brought it, and those who steer."""
    row = _row(request, measurement)
    if not request.reader.answers_for(row.organisation_id):
        raise PermissionDenied
    tool = row.instrument.name if row.instrument else ""
    return _answer(request, row.indicator, row, {**initial_of(row, OF_MEASUREMENT), "tool": tool})


@member(*SPEAKING)
@require_POST
def measurement_act(request: MemberRequest, measurement: uuid.UUID) -> HttpResponse:
    """Take it out, put it back, or take away one of its files (`detach`)."""
    removed = "restore" in request.POST
    row = _row(request, measurement, removed=removed)
    if not request.reader.answers_for(row.organisation_id):
        raise PermissionDenied
    back = _back(request, row.indicator)
    if removed:
        return tried(request, lambda: acts.restore(row, by=request.member), back)
    if "detach" in request.POST:
        acts.detach(row, as_uid(request.POST["detach"]))
        return see_other(request, url("measurement-edit", coalition=request.coalition, measurement=row))
    acts.remove(row, by=request.member)
    page = url("transformation-results", coalition=request.coalition, transformation=row.indicator.transformation)
    return see_other(request, f"{page}?removed={row.uid}")


@member(*EVERYONE)
@require_GET
def measurement_file(request: MemberRequest, measurement: uuid.UUID, kept: uuid.UUID) -> HttpResponse:
    """A file that a measurement rests on, for the members of the coalition."""
    row = _row(request, measurement)
    evidence = row.evidence.select_related("file").filter(file__uid=kept).first()
    if evidence is None or evidence.file is None:
        raise Http404
    return files.answer(evidence.file)  # type: ignore[return-value]


def _row(request: MemberRequest, uid: uuid.UUID, *, removed: bool = False) -> Measurement:
    rows = request.coalition.measurements.filter(removed_at__isnull=not removed, indicator__removed_at=None)
    near = ("indicator__transformation", "indicator__process", "instrument", "organisation")
    row = get_object_or_404(rows.select_related(*near), uid=uid)
    row.coalition = request.coalition
    return row


def _back(request: MemberRequest, sign: Indicator) -> str:
    page = url("transformation-results", coalition=request.coalition, transformation=sign.transformation)
    return f"{page}#i-{sign.uid}"


def _answer(request: MemberRequest, sign: Indicator, row: Measurement | None, start: dict[str, Any]) -> HttpResponse:
    today = clock.today(request.coalition.timezone)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MeasurementForm(sign, today, *sent, initial=start)
    rest = RestForm(request.coalition, sign, *sent[:1], initial=_rests(row))
    if request.method == "GET":
        return _page(request, sign, row, form, rest, [], 200)
    if not all([form.is_valid(), rest.is_valid()]) or form.is_empty:
        if form.is_valid() and form.is_empty:
            form.add_error(None, form.nothing)
        return _page(request, sign, row, form, rest, [], 422)
    typed, uid = form.cleaned_data, row.uid if row else form.new_uid
    line = acts.Brought(sign, uid, typed["version"] or 0, form.values(), typed["proofs"])
    try:
        kept = acts.bring(line, acts.Source(request.member, for_them=True))
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(request, sign, row, form, rest, [], 422)
    except Conflict as conflict:
        return _page(request, sign, row, form, rest, form.against(conflict.row), 409)
    kept.coalition = request.coalition
    acts.rest_on(kept, rest.cleaned_data["materials"], rest.cleaned_data["figures"])
    return see_other(request, _back(request, sign))


def _rests(row: Measurement | None) -> dict[str, Any]:
    if row is None:
        return {}
    evidence = list(row.evidence.select_related("material", "datum"))
    return {
        "materials": [one.material.uid for one in evidence if one.material],
        "figures": [one.datum.uid for one in evidence if one.datum],
    }


def _page(
    request: MemberRequest,
    sign: Indicator,
    row: Measurement | None,
    form: MeasurementForm,
    rest: RestForm,
    theirs: Theirs,
    status: int,
) -> HttpResponse:
    context = {
        **words(request),
        "sign": sign,
        "row": row,
        "form": form,
        "rest": rest,
        "theirs": theirs,
        "files": [one.file for one in row.evidence.select_related("file").exclude(file=None)] if row else [],
        "back": _back(request, sign),
    }
    return render(request, "evaluation/measurement.html", context, status=status)
