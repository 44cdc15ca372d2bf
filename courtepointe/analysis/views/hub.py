"""The way from data to priorities, on one page: what is done, what is next."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.analysis.queries.hub import parts_for
from courtepointe.meetings.queries.process import current_process
from courtepointe.pages import render


@member(*EVERYONE)
@require_GET
def analysis(request: MemberRequest) -> HttpResponse:
    """The steps of the analysis, in their order, with what each holds so far."""
    process = current_process(request.coalition)
    context = {"nav": "analysis", "process": process, "parts": parts_for(request.reader, process) if process else []}
    return render(request, "analysis/hub.html", context)
