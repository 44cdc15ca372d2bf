"""The results of one transformation, written by an organisation: by its link, signed in, or entered for it."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from courtepointe import clock, links
from courtepointe.access import SPEAKING, MemberRequest, by_link, member
from courtepointe.coalitions.models import Member
from courtepointe.evaluation.actions import results as acts
from courtepointe.evaluation.actions.results_asking import PURPOSE
from courtepointe.evaluation.forms.results import MeasurementForm, ResultForm, blocks, initial_of
from courtepointe.evaluation.models import Measurement, ResultRequest
from courtepointe.evaluation.queries.results import Sign, Value
from courtepointe.meetings.models import Meeting
from courtepointe.meetings.views.common import as_uid
from courtepointe.pages import private, render, url
from courtepointe.planning.models import Indicator
from courtepointe.planning.views.common import words
from courtepointe.rows import Conflict, Refused

Theirs = list[tuple[str, str]]


@dataclass
class Writing:
    """Somebody before the results of a transformation, for an organisation."""

    request: HttpRequest
    row: ResultRequest
    by: Member
    address: str
    for_them: bool = False
    others: list[ResultRequest] = field(default_factory=list)  # of the same organisation, for the same meeting
    here: dict[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        return clock.today(self.by.coalition.timezone)


@member(*SPEAKING)
@require_http_methods(["GET", "POST"])
def result_request(request: MemberRequest, result_request: uuid.UUID) -> HttpResponse:
    """For the people of the organisation, and for those who steer, who enter what it says."""
    rows = request.coalition.result_requests.filter(
        transformation__removed_at=None, organisation__removed_at=None, meeting__removed_at=None
    )
    row = get_object_or_404(_near(rows), uid=result_request)
    if not request.reader.answers_for(row.organisation_id):
        raise PermissionDenied
    row.coalition = request.coalition
    own = request.reader.organisation_id == row.organisation_id
    address = url("result-request", coalition=request.coalition, result_request=row)
    here = {**words(request), "by_link": False}
    return _answer(Writing(request, row, request.member, address, request.reader.steers and not own, here=here))


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def results_link(request: HttpRequest, secret: str) -> HttpResponse:
    """What is asked of an organisation before a meeting, by the link of one of its people. A GET changes nothing."""
    link = links.find(secret, PURPOSE)
    rows = _asked(link) if link is not None and link.is_open() and link.member.left_at is None else []
    if link is None or not rows:
        return private(render(request, "evaluation/results-closed.html", {"known": link is not None}, status=410))
    person = link.member
    person.coalition = link.coalition
    with links.reading_in(request, person.language):
        chosen = as_uid(request.GET.get("t")) if "t" in request.GET else None
        row = next((one for one in rows if one.transformation.uid == chosen), rows[0] if len(rows) == 1 else None)
        address = url("results-link", secret=secret)
        if row is None:
            context = {"rows": rows, "address": address, "whose": link.coalition, "meeting": rows[0].meeting}
            return private(render(request, "evaluation/results-asked.html", context))
        row.coalition = link.coalition
        to_form = f"{address}?t={row.transformation.uid}"
        here = {"whose": link.coalition, "by_link": True, "back": address if len(rows) > 1 else ""}
        return private(_answer(Writing(request, row, person, to_form, others=rows, here=here)))


def _near(rows: Any) -> Any:
    return rows.select_related("organisation", "transformation__process", "meeting", "process")


def _asked(link: links.Link) -> list[ResultRequest]:
    """The requests that the organisation of the person has, for the meeting of the link, in the order of the plan."""
    rows = ResultRequest.objects.filter(
        coalition_id=link.coalition_id,
        meeting__uid=link.thing_uid,
        meeting__removed_at=None,
        organisation=link.member.organisation_id,
        organisation__removed_at=None,
        transformation__removed_at=None,
    ).exclude(meeting__status=Meeting.CANCELLED)
    order = ("transformation__objective__position", "transformation__position")
    return list(_near(rows).order_by(*order))


def _answer(writing: Writing) -> HttpResponse:
    row, request = writing.row, writing.request
    indicators = _indicators(row)
    editing = _editing(row, indicators, request.GET.get("edit"))
    if request.method != "POST":
        form = ResultForm(initial=initial_of(row, ("words", "unexpected", "version")))
        return _page(writing, form, blocks(indicators, writing.today, editing=editing), editing=editing)
    form = ResultForm(request.POST)
    lines = blocks(indicators, writing.today, data=request.POST, uploads=request.FILES)
    if not all([form.is_valid(), *(line.is_valid() for line in lines)]):
        return _page(writing, form, lines, editing=editing, status=422)
    try:
        _keep(writing, form, lines)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(writing, form, lines, editing=editing, status=422)
    except Conflict as conflict:
        theirs = _against(conflict.row, form, lines)
        return _page(writing, form, lines, editing=editing, theirs=theirs, status=409)
    answer = HttpResponseRedirect(writing.address + ("&" if "?" in writing.address else "?") + "done=1")
    answer.status_code = 303
    return answer


def _keep(writing: Writing, form: ResultForm, lines: Iterable[MeasurementForm]) -> None:
    said = [
        acts.Brought(
            line.indicator, line.new_uid, line.cleaned_data["version"] or 0, line.values(), line.cleaned_data["proofs"]
        )
        for line in lines
        if not line.is_empty
    ]
    acts.hand_in(
        writing.row,
        said,
        by=writing.by,
        version=form.cleaned_data["version"] or 0,
        words=form.cleaned_data["words"],
        unexpected=form.cleaned_data["unexpected"],
        for_them=writing.for_them,
    )


def _against(row: Any, form: ResultForm, lines: Iterable[MeasurementForm]) -> Theirs:
    if isinstance(row, ResultRequest):
        return form.against(row)
    line = next(one for one in lines if one.new_uid == row.uid)
    return [(f"{row.indicator.name}: {label}", value) for label, value in line.against(row)]


def _indicators(row: ResultRequest) -> list[Indicator]:
    """Those that the organisation measures; its lead gathers them all."""
    rows = Indicator.objects.present().filter(transformation=row.transformation_id).order_by("position")
    if row.transformation.lead_id != row.organisation_id:
        rows = rows.filter(holder=row.organisation_id)
    return list(rows.select_related("instrument", "process"))


def _editing(row: ResultRequest, indicators: list[Indicator], uid: str | None) -> Measurement | None:
    """What this organisation sent already, to change."""
    if uid is None:
        return None
    rows = Measurement.objects.present().filter(indicator__in=indicators, organisation=row.organisation_id)
    return get_object_or_404(rows.select_related("instrument"), uid=as_uid(uid))


def _page(
    writing: Writing,
    form: ResultForm,
    lines: list[MeasurementForm],
    *,
    editing: Measurement | None = None,
    theirs: Theirs | None = None,
    status: int = 200,
) -> HttpResponse:
    row = writing.row
    indicators = [line.indicator for line in lines]
    sent = Measurement.objects.present().filter(
        indicator__in=indicators, organisation=row.organisation_id, meeting=row.meeting_id
    )
    signs = {one.pk: Sign(one) for one in indicators}
    for one in sent.order_by("measured_on", "pk"):
        signs[one.indicator_id].values.append(cast(Value, one))  # theirs: shown whole
    context = {
        "whose": row.coalition,
        **writing.here,
        "row": row,
        "form": form,
        "lines": lines,
        "signs": signs,
        "editing": editing,
        "theirs": theirs or [],
        "address": writing.address,
        "for_them": writing.for_them,
        "others": writing.others,
        "done": "done" in writing.request.GET,
    }
    return render(writing.request, "evaluation/result-form.html", context, status=status)
