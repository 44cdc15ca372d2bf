"""Outils 6 and 7 presented in the room, with a worked example; the blank sheet of one organisation, to print."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.analysis.models import FactorAction
from courtepointe.analysis.queries.ages import AGES
from courtepointe.analysis.queries.inventory import by_system
from courtepointe.analysis.queries.standing import last_day
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render

EXAMPLE = ("early-literacy", "cognitive-language-skills")  # its category, and the factor that it works on


@member(*EVERYONE)
@require_GET
def tool_in_room(request: MemberRequest) -> HttpResponse:
    """Large words for the wall; printed, it is a blank sheet for an organisation that answers on paper."""
    method, process = method_of(request.coalition), current_process(request.coalition)
    context = {
        "nav": "analysis",
        "tools": [method.tool(6), method.tool(7)],
        "ages": [age.name for age in AGES],
        "systems": [system.name for system in method.systems],
        "categories": method.categories,
        "factors": by_system(method),
        "levels": FactorAction.Level.choices,
        "within": [label for value, label in FactorAction.Within.choices if value],
        "category_name": next((c.name for c in method.categories if c.slug == EXAMPLE[0]), method.categories[0].name)
        if method.categories
        else "",
        "example_factor": next((f.name for f in method.factors if f.slug == EXAMPLE[1]), ""),
        "due_on": last_day(process) if process else None,
    }
    return render(request, "analysis/tool-in-room.html", context)
