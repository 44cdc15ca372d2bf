"""Versions of the plan: adopted at a meeting, read, compared in words."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.analysis.views.saving import saved
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import as_uid
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url
from courtepointe.planning.actions import versions as acts
from courtepointe.planning.comparing import compare
from courtepointe.planning.forms.versions import AdoptForm
from courtepointe.planning.models import Plan, PlanVersion
from courtepointe.planning.queries.details import people_of
from courtepointe.planning.queries.versions import (
    current_version,
    last_version,
    version_rows,
    versions_of,
    with_details,
)
from courtepointe.planning.told import KIND_NAMES, Told, fields_of, title_of
from courtepointe.planning.views.common import words

Theirs = list[tuple[str, str]]


@member(*EVERYONE)
@require_GET
def plan_versions(request: MemberRequest) -> HttpResponse:
    """What was adopted, the last first."""
    process = current_process(request.coalition)
    context = {**words(request), "process": process, "rows": versions_of(request.reader, process) if process else []}
    return render(request, "planning/versions.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def plan_adopt(request: MemberRequest) -> HttpResponse:
    """Keep the plan as it stands: what the group adopted."""
    process = the_process(request)
    last = last_version(request.reader, process)

    def page(form: AdoptForm, _theirs: Theirs, status: int = 200) -> HttpResponse:
        return render(request, "planning/adopt.html", {**words(request), "form": form, "last": last}, status=status)

    if request.method == "GET":
        first = AdoptForm(process, amends=last is not None)
        first.initial["decision"] = next((one.uid for one in first.fields["decision"].queryset[:1]), None)  # type: ignore[attr-defined]
        return page(first, [])
    form = AdoptForm(process, request.POST, amends=last is not None)

    def act() -> str:
        given = form.values()
        row = acts.adopt(
            process,
            by=request.member,
            decision=given["decision"],
            adopted_on=given["adopted_on"],
            reason=given.get("reason", ""),
        )
        return url("plan-version", coalition=request.coalition, plan_version=row)

    return saved(form, page, act, request)


@member(*EVERYONE)
@require_GET
def plan_version(request: MemberRequest, plan_version: uuid.UUID) -> HttpResponse:
    """The plan as it was adopted, every line of it."""
    row = version_of(request, plan_version)
    context = {
        **words(request),
        "row": row,
        "content": row.content,
        "told": told_for(request, row.plan, people_of(request.reader)),
        "fields_of": fields_of,
        "title_of": title_of,
    }
    return render(request, "planning/version.html", context)


@member(*EVERYONE)
@require_GET
def plan_compare(request: MemberRequest, plan_version: uuid.UUID) -> HttpResponse:
    """What changed from a version to another one (`with`), or to the plan as it stands."""
    row = version_of(request, plan_version)
    other = version_of(request, as_uid(request.GET["with"])) if request.GET.get("with") else None
    if other is not None and other.plan_id != row.plan_id:
        raise Http404
    before, after = (row, other) if other is None or other.number > row.number else (other, row)
    if after is not None:
        content, people = after.content, people_of(request.reader)
    else:
        content, details = with_details(request.reader, row.plan)
        people = details.people
    context = {
        **words(request),
        "before": before,
        "after": after,
        "found": compare(before.content, content, told_for(request, row.plan, people)),
        "kinds": {kind: str(name) for kind, name in KIND_NAMES.items()},
    }
    return render(request, "planning/compare.html", context)


@member(*EVERYONE)
@require_GET
def plan_since(request: MemberRequest) -> HttpResponse:
    """What the page of the plan says of its adoption: a piece of that page."""
    last = current_version(request.reader)
    count = 0
    if last is not None:
        content, _details = with_details(request.reader, last.plan)
        count = compare(last.content, content, Told({}, {}, {})).count
    return render(request, "planning/since.html", {"last": last, "count": count}, fragment="since")


def version_of(request: MemberRequest, uid: uuid.UUID) -> PlanVersion:
    """A version of a plan of the reader's coalition, or 404."""
    return get_object_or_404(version_rows(request.reader), uid=uid)


def told_for(request: MemberRequest, plan: Plan, people: dict[str, str]) -> Told:
    """How the lines of a plan are said in this coalition."""
    method = method_of(request.coalition)
    factors: dict[str, Any] = {one.slug: str(one.name) for one in method.factors}
    return Told(people, words(request)["systems"], factors, plan.year_start)
