from django.http import HttpResponse
from django.views.decorators.http import require_GET

from courtepointe import clock
from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.meetings.queries.meetings import by_stage, next_meeting, process_meetings
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render


@member(*EVERYONE)
@require_GET
def meetings(request: MemberRequest) -> HttpResponse:
    """The next meeting, then every meeting of the process by stage."""
    return _list(request, "meetings/list.html")


@member(*EVERYONE)
@require_GET
def calendar(request: MemberRequest) -> HttpResponse:
    """The dates of the whole process in order, to print and put on a wall."""
    return _list(request, "meetings/process-calendar.html")


def _list(request: MemberRequest, template: str) -> HttpResponse:
    process = current_process(request.coalition)
    today = clock.today(request.coalition.timezone)
    rows = process_meetings(request.reader, process) if process else []
    parts = by_stage(rows, method_of(request.coalition), today)
    context = {
        "nav": "meetings",
        "process": process,
        "rows": rows,
        "parts": parts,
        "stages": {part.slug: part.name for part in parts},
        "next": next_meeting(rows, today),
    }
    return render(request, template, context)
