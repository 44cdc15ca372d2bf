from django.http import HttpResponse
from django.views.decorators.http import require_GET

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.queries.sheet import sheet_for
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render


@member(*EVERYONE)
@require_GET
def process_sheet(request: MemberRequest) -> HttpResponse:
    """The coalition's own Outil 2, to read and to print."""
    process = current_process(request.coalition)
    sheet = sheet_for(request.reader, process, method_of(request.coalition)) if process else None
    planned = sheet is not None and any(row.meetings for row in sheet.rows)
    context = {"nav": "process", "process": process, "sheet": sheet if planned else None}
    return render(request, "meetings/sheet.html", context)
