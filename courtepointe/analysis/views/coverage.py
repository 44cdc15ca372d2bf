"""The coverage of the territory by services: a matrix of categories by ages, its holes, what is fragile (Outil 6)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courtepointe import clock
from courtepointe.access import EVERYONE, SPEAKING, MemberRequest, member
from courtepointe.analysis.actions.observations_from import drawn, observe
from courtepointe.analysis.models import Analysis, Territory
from courtepointe.analysis.queries import coverage as reads
from courtepointe.analysis.queries.ages import AGES
from courtepointe.analysis.queries.inventory import parts_of
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import see_other
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url


@member(*EVERYONE)
@require_GET
def coverage(request: MemberRequest) -> HttpResponse:
    """The matrix of the whole territory, or of one part of it (`place`)."""
    process = current_process(request.coalition)
    parts = parts_of(request.coalition)
    found = _coverage(request, process, parts)
    done = drawn(process, Analysis.SERVICES) if process else set()
    evidence = reads.evidence_of_each(found, request.coalition.language) if done else {}
    context: dict[str, Any] = {
        "nav": "analysis",
        "process": process,
        "coverage": found,
        "counts": found.counts,
        "age_names": {age.slug: str(age.name) for age in AGES},
        "parts": parts,
        "place": found.place,
        "observed": {key for key, words in evidence.items() if words in done},
        "may_observe": request.reader.role in SPEAKING,
    }
    return render(request, "analysis/coverage.html", context)


@member(*SPEAKING)
@require_POST
def coverage_observe(request: MemberRequest) -> HttpResponse:
    """A hole or a fragile cell becomes an observation, once."""
    process = current_process(request.coalition)
    if process is None:
        raise Http404
    found = _coverage(request, process, parts_of(request.coalition))
    key = request.POST.get("cell", "")
    there = found.cell(key)
    if there is None or there[1].state == reads.DOUBLE:
        raise Http404
    category, cell = there
    _made, new = observe(
        process,
        by=request.member,
        analysis=Analysis.SERVICES,
        text=reads.words_of(category, cell, found.place, request.coalition),
        evidence=reads.evidence_of_each(found, request.coalition.language)[key],
    )
    messages.success(request, _("It is an observation now.") if new else _("It was an observation already."))
    asked = f"?place={found.place.uid}" if found.place else ""
    return see_other(request, url("coverage", coalition=request.coalition) + f"{asked}#c-{key}")


def _coverage(request: MemberRequest, process: Process | None, parts: list[Territory]) -> reads.Coverage:
    today = clock.today(request.coalition.timezone)
    return reads.coverage_for(request.reader, process, method_of(request.coalition), _place(request, parts), today)


def _place(request: HttpRequest, parts: list[Territory]) -> Territory | None:
    asked = request.POST.get("place") or request.GET.get("place")
    return next((part for part in parts if str(part.uid) == asked), None)
