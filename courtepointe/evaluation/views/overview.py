"""The whole plan at a glance (Outil 10): as grid, chain, outline, in time, in money. The same lines everywhere."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courtepointe import clock, i18n
from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.evaluation.queries.latest import Result, latest_results
from courtepointe.meetings.views.common import as_uid
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render
from courtepointe.planning import amounts
from courtepointe.planning.budgets import budgets_of
from courtepointe.planning.chain import Words, chain_drawn
from courtepointe.planning.models import Action
from courtepointe.planning.queries.overview import (
    Head,
    Wanted,
    head_of,
    milestones_of,
    money_lines,
    narrowed,
    organisations_in,
    organisations_of,
)
from courtepointe.planning.queries.tree import Tree, tree_for
from courtepointe.planning.timeline import Bar, span_of, timeline_drawn
from courtepointe.planning.views.common import words

GRID, CHAIN, OUTLINE, TIMELINE, BUDGET = VIEWS = ("grid", "chain", "outline", "timeline", "budget")
TONES = {"under_way": "info", "done": "good", "postponed": "wait"}


@member(*EVERYONE)
@require_GET
def plan_overview(request: MemberRequest) -> HttpResponse:
    """The plan of the current cycle; `view` says how, `public` leaves out money, reasons and people's names."""
    said = words(request)
    head = head_of(request.reader)
    public = "public" in request.GET
    view = request.GET.get("view", GRID)
    if view not in VIEWS or (public and view == BUDGET):
        view = GRID
    # What a view does not show is not read: partners are the longest list of the plan.
    more = {"partners": view == OUTLINE or "organisation" in request.GET, "money": view in (GRID, OUTLINE)}
    whole = tree_for(request.reader, head.process, **more) if head else Tree([])
    factors = {one.slug: str(one.name) for one in method_of(request.coalition).factors}
    there = organisations_of(whole) if more["partners"] or not head else organisations_in(head.process)
    houses = {str(uid): name for uid, name in there}
    asked = _asked(request, head, {"organisation": houses, "system": said["systems"], "factor": factors})
    tree = narrowed(whole, _wanted(asked))
    names = {"factors": factors, "statuses": {value: str(label) for value, label in Action.Status.choices}}
    context = {
        **said,
        "head": head,
        "whole": whole,
        "tree": tree,
        "view": view,
        "views": _views(view, asked, public),
        "public": public,
        "asked": asked,
        "turned": "?" + urlencode({"view": view, **asked, **({} if public else {"public": "1"})}),
        "organisations": houses.items(),
        **names,
        "used": [slug for slug in factors if any(slug in goal.factors for goal in whole.goals)],
        "tones": TONES,
        "dollars": amounts.dollars,
        **(_shown(request, view, head, tree, names) if head and whole.goals else {}),
    }
    return render(request, "evaluation/overview.html", context)


def _asked(request: MemberRequest, head: Head | None, known: dict[str, dict[str, str]]) -> dict[str, str]:
    """The filters that are on; what they do not know is left out."""
    house = request.GET.get("organisation", "")
    if house == "mine":
        house = str(head.house) if head else ""
    found = {"organisation": house, **{name: request.GET.get(name, "") for name in ("system", "factor", "status")}}
    all_known: dict[str, Any] = {**known, "status": Action.Status.values}
    return {name: value for name, value in found.items() if value and value in all_known[name]}


def _wanted(asked: dict[str, str]) -> Wanted:
    house = asked.get("organisation")
    more = {name: value for name, value in asked.items() if name != "organisation"}
    return Wanted(organisation=as_uid(house) if house else None, **more)


def _views(view: str, asked: dict[str, str], public: bool) -> list[tuple[str, str, bool]]:
    """The tabs: each keeps the filters."""
    names = {
        GRID: _("Grid"),
        CHAIN: _("Chain"),
        OUTLINE: _("Outline"),
        TIMELINE: _("Timeline"),
        BUDGET: _("Budget"),
    }
    kept = {**asked, **({"public": "1"} if public else {})}
    return [
        (name, "?" + urlencode({"view": slug, **kept}), slug == view)
        for slug, name in names.items()
        if not (public and slug == BUDGET)
    ]


def _shown(
    request: MemberRequest, view: str, head: Head, tree: Tree, names: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """What one view alone reads: results, milestones or money."""
    if view == TIMELINE:
        found = milestones_of(head.process)
        bars = [
            Bar(action, change.row.system, found.get(action.row.pk, ()))
            for change in tree.changes
            for action in change.actions
        ]
        span = span_of(head.plan, bars)
        today = clock.today(request.coalition.timezone)
        drawn = timeline_drawn(bars, span, head.plan, names["statuses"], today) if span and bars else None
        return {"bars": bars, "drawn": drawn}
    if view == BUDGET:
        budgets = budgets_of(money_lines(head.process), {action.row.pk for action in tree.actions})
        return {"budgets": budgets, "year_name": lambda year: amounts.year_name(year, head.plan.year_start)}
    results = latest_results(head.process)
    shown: dict[str, Any] = {
        "last": lambda change: _last(change, results),
        "result": lambda sign: _result(sign, results),
    }
    if view == CHAIN:
        drawing = Words(names["factors"], names["statuses"], shown["result"])
        shown["drawn"] = chain_drawn(tree.goals, head.roots, drawing)
    return shown


def _result(sign: Any, results: dict[int, Result]) -> str:
    """The last result of an indicator in words, or nothing."""
    found = results.get(sign.pk)
    if found is None:
        return ""
    day = i18n.short_date(found.on)
    if found.value is None:
        return _("too few people to be told (%(day)s)") % {"day": day}
    return f"{i18n.measured(found.value, found.decimals, sign.unit)} ({day})"


def _last(change: Any, results: dict[int, Result]) -> Any:
    """The indicator of a transformation that was measured last, or None."""
    measured = [sign for sign in change.indicators if sign.pk in results]
    return max(measured, key=lambda sign: results[sign.pk].on, default=None)
