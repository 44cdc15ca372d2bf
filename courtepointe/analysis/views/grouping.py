"""Grouping observations into findings: by ticking and choosing, by dragging, from a proposal."""

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.analysis import similar
from courtepointe.analysis.actions import findings as acts
from courtepointe.analysis.models import Observation
from courtepointe.analysis.queries import findings as finding_reads
from courtepointe.analysis.queries.grouping import table_for
from courtepointe.analysis.queries.observations import observations_for
from courtepointe.analysis.views.common import system_names
from courtepointe.meetings.models import Process
from courtepointe.meetings.views.common import as_uid, see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.pages import is_htmx, render, url

COMPARED = 500  # texts that a proposal compares


@member(*STEERING)
@require_GET
def grouping(request: MemberRequest) -> HttpResponse:
    """The table: observations in no finding yet, and the findings, of one system or all."""
    process = the_process(request)
    system = request.GET.get("system", "")
    context = {**_table(request, process, system), "undo": request.GET.get("undo", "")}
    return render(request, "analysis/grouping.html", context)


@member(*STEERING)
@require_POST
def group(request: MemberRequest) -> HttpResponse:
    """Put the ticked observations under a finding (`to`), out of any (`out`), or under a new one; a drop does it too.

    `back` holds what a grouping changed, and puts it back.
    """
    process = the_process(request)
    asked = request.POST
    if "back" in asked:
        acts.put_back(process, _read(asked["back"]), by=request.member)
        return see_other(request, _address(request))
    uids = asked.getlist("o") or asked.getlist("item")
    chosen = list(observations_for(request.reader, process).filter(uid__in=[as_uid(uid) for uid in uids]))
    if "new" in asked and chosen:
        picked = "&".join(f"o={one.uid}" for one in chosen)
        return see_other(request, url("finding-add", coalition=request.coalition) + "?" + picked)
    target = asked.get("to") or asked.get("list") or ""
    before = _moved(request, process, chosen, "" if "out" in asked else target)
    if is_htmx(request) and "item" in asked:
        context = {**_table(request, process, asked.get("system", "")), "undo": json.dumps(before)}
        return render(request, "analysis/grouping.html", context, fragment="table")
    if not chosen:
        messages.error(request, _("Tick at least one observation."))
    return see_other(request, _address(request, before if chosen else None))


@member(*STEERING)
@require_GET
def proposed(request: MemberRequest) -> HttpResponse:
    """Observations that seem to speak of the same thing. Nothing is grouped until somebody accepts."""
    process = the_process(request)
    loose = observations_for(request.reader, process).filter(finding=None, set_aside_because="")
    rows = {row.uid: row for row in loose[:COMPARED]}
    found = similar.groups({uid: row.text for uid, row in rows.items()}, request.coalition.language)
    context = {
        "nav": "analysis",
        "groups": [[rows[uid] for uid in group] for group in found[:20]],
        "compared": len(rows),
        "systems": system_names(request.coalition),
    }
    return render(request, "analysis/grouping-proposed.html", context)


def _moved(request: MemberRequest, process: Process, chosen: list[Observation], target: str) -> dict[str, list[str]]:
    if not target:
        return acts.ungroup(process, chosen, by=request.member)
    found = finding_reads.findings_for(request.reader, process)
    row = get_object_or_404(found, uid=as_uid(target))
    return acts.group(row, chosen, by=request.member)


def _read(text: str) -> dict[str, list[str]]:
    """What a grouping changed, as the page sent it back: anything else is nothing."""
    try:
        found: Any = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(finding): [str(as_uid(one)) for one in rows if isinstance(one, str)]
        for finding, rows in found.items()
        if isinstance(rows, list)
    }


def _address(request: MemberRequest, before: dict[str, list[str]] | None = None) -> str:
    asked = {"system": request.POST.get("system", ""), "undo": json.dumps(before) if before else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return url("grouping", coalition=request.coalition) + (f"?{query}" if query else "")


def _table(request: MemberRequest, process: Process, system: str) -> dict[str, Any]:
    systems = system_names(request.coalition)
    if system not in systems:
        system = ""
    return {
        "nav": "analysis",
        "system": system,
        "systems": systems,
        "wall": table_for(request.reader, process, system),
    }
