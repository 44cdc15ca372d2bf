from django.http import HttpResponse
from django.views.decorators.http import require_GET

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.cycles import Cycle
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.queries.sheet import sheet_for
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render


@member(*EVERYONE)
@require_GET
def process_sheet(request: MemberRequest) -> HttpResponse:
    """The coalition's own Outil 2, to read and to print."""
    return sheet_page(request, current_process(request.coalition))


def sheet_page(request: MemberRequest, process: Process | None, *, cycle: Cycle | None = None) -> HttpResponse:
    """The Outil 2 of a process; `cycle` names it when it is not simply the current one."""
    sheet = sheet_for(request.reader, process, method_of(request.coalition)) if process else None
    planned = sheet is not None and any(row.meetings or row.earlier for row in sheet.rows)
    context = {"nav": "process", "process": process, "sheet": sheet if planned else None, "cycle": cycle}
    return render(request, "meetings/sheet.html", context)
