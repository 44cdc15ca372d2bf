"""The portrait of the situation: what is known, system by system; one indicator alone for the screen of a room."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.analysis.queries.portrait import Figures, figures_for
from courtepointe.analysis.queries.portrait_drawn import at_a_glance
from courtepointe.analysis.queries.portrait_panel import glances, panel_of
from courtepointe.coalitions.models import Coalition
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url

OTHER = "other"  # the indicators of which nobody said the system yet


@member(*EVERYONE)
@require_GET
def portrait(request: MemberRequest) -> HttpResponse:
    """The way to each system, with what is known in one line an indicator."""
    names = _systems(request.coalition)
    found = figures_for(request.reader, request.coalition)
    groups = [(slug, name, _kept(found, slug, names)) for slug, name in names.items()]
    context = {
        "nav": "analysis",
        "groups": [(slug, name, len(kept), glances(kept)) for slug, name, kept in groups if kept or slug != OTHER],
        "any": bool(found),
        "located": not found or found[0].places.own is not None,
        "enter": _address("indicators", request.coalition),
        "places": _address("territories", request.coalition),
    }
    return render(request, "analysis/portrait.html", context)


@member(*EVERYONE)
@require_GET
def portrait_system(request: MemberRequest, system: str) -> HttpResponse:
    """The indicators of a system: what is seen, drawn, with the values; ready to print."""
    context, found = _system(request, system)
    context |= {"panels": [panel_of(one) for one in found], "glance": at_a_glance(found, key="glance")}
    return render(request, "analysis/portrait-system.html", context)


@member(*EVERYONE)
@require_GET
def portrait_slide(request: MemberRequest, system: str, number: int) -> HttpResponse:
    """One indicator on a screen that a room reads; 404 past the last one."""
    context, found = _system(request, system)
    if number < 1 or number > max(1, len(found)):
        raise Http404
    panel = panel_of(found[number - 1]) if found else None
    return render(request, "analysis/portrait-slide.html", {**context, "panel": panel, "number": number})


def _system(request: MemberRequest, system: str) -> tuple[dict[str, Any], list[Figures]]:
    names = _systems(request.coalition)
    if system not in names:
        raise Http404
    found = figures_for(request.reader, request.coalition, None if system == OTHER else system)
    kept = _kept(found, system, names)
    context = {"nav": "analysis", "system": system, "system_title": names[system], "total": len(kept)}
    return context, kept


def _systems(coalition: Coalition) -> dict[str, str]:
    return {**{system.slug: str(system.name) for system in method_of(coalition).systems}, OTHER: _("Not sorted yet")}


def _kept(found: list[Figures], system: str, names: dict[str, str]) -> list[Figures]:
    """Those of a system, numbered: a short name for each in its page."""
    kept = [one for one in found if (one.indicator.system if one.indicator.system in names else OTHER) == system]
    for place, one in enumerate(kept, start=1):
        one.place = place
    return kept


def _address(name: str, coalition: Coalition) -> str:
    """The address of a page that another part of the analysis may have."""
    try:
        return url(name, coalition=coalition)
    except NoReverseMatch:
        return ""
