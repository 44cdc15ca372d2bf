"""What answers a line of the plan: tied and untied by those who steer."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.analysis.actions import answers as acts
from courtepointe.analysis.models import DataNeed
from courtepointe.analysis.queries.answers import OFFERED, answers_of, offered_for
from courtepointe.meetings.views.common import as_uid, see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.pages import render, url
from courtepointe.rows import Refused


@member(*STEERING)
@require_GET
def need_answers(request: MemberRequest, need: uuid.UUID) -> HttpResponse:
    """What answers one line, and what may be tied to it; `q` looks for words."""
    return _page(request, _need(request, need))


@member(*STEERING)
@require_POST
def need_tie(request: MemberRequest) -> HttpResponse:
    """Tie what is ticked (`what`, a kind and a uid) to the line `need`, or untie one (`untie`)."""
    row = _need(request, as_uid(request.POST.get("need")))
    if "untie" in request.POST:
        acts.untie(row, _read([request.POST["untie"]]), by=request.member)
        row.refresh_from_db(fields=["received_at"])
        if row.received_at is None:
            messages.success(request, _("It is untied: the line is awaited again."))
        else:
            messages.success(request, _("It is untied."))
        return see_other(request, _address(request, row))
    chosen = request.POST.getlist("what")
    try:
        acts.tie(row, _read(chosen), by=request.member)
    except Refused as refused:
        return _page(request, row, refusal=refused.message, chosen=chosen)
    messages.success(request, _("It is tied: the line is received."))
    return see_other(request, _address(request, row))


def _read(chosen: list[str]) -> list[tuple[str, uuid.UUID]]:
    parts = [one.partition(":") for one in chosen]
    return [(kind, as_uid(uid)) for kind, _colon, uid in parts]


def _address(request: MemberRequest, row: DataNeed) -> str:
    return url("need-answers", coalition=request.coalition, need=row)


def _need(request: MemberRequest, uid: uuid.UUID) -> DataNeed:
    """A line of the current plan, or 404."""
    rows = request.coalition.data_needs.present().filter(process=the_process(request))
    return get_object_or_404(rows.select_related("process"), uid=uid)


def _page(request: MemberRequest, row: DataNeed, *, refusal: str = "", chosen: list[str] | None = None) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    offered = offered_for(request.reader, row, words)
    context = {
        "nav": "analysis",
        "need": row,
        "answers": answers_of(row.process).get(row.pk, []),
        "offered": offered,
        "many": len(offered) >= OFFERED or words,
        "words": words,
        "chosen": set(chosen or []),
        "refusal": refusal,
    }
    return render(request, "analysis/need-answers.html", context, status=422 if refusal else 200)
