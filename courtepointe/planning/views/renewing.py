"""The plan adopted in the last cycle, from which this one starts: lines are ticked one by one."""

from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.analysis.views.saving import tried
from courtepointe.meetings.views.process import the_process
from courtepointe.pages import render, url
from courtepointe.planning.actions.renewing import take_up_plan
from courtepointe.planning.queries.renewing import Fate, earlier_version, fate_of
from courtepointe.planning.told import title_of
from courtepointe.planning.views.common import words


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def plan_renew(request: MemberRequest) -> HttpResponse:
    """What is still pursued is ticked already; nothing is written before it is sent."""
    process = the_process(request)
    process.coalition = request.coalition
    version = earlier_version(process)
    if request.method == "POST" and version is not None:
        chosen = set(request.POST.getlist("line"))
        page = "plan" if chosen else "plan-renew"
        done = ngettext("%(num)s line ticked is in the plan.", "%(num)s lines ticked are in the plan.", len(chosen))
        return tried(
            request,
            lambda: take_up_plan(process, version, by=request.member, chosen=chosen),
            url(page, coalition=request.coalition),
            done % {"num": len(chosen)},
        )
    context = {
        **words(request),
        "version": version,
        "fate": fate_of(version, process) if version else Fate(frozenset(), frozenset()),
        "title_of": title_of,
    }
    return render(request, "planning/renew.html", context)
