from django.http import HttpResponse
from django.views.decorators.http import require_GET

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.pages import render


@member(*EVERYONE)
@require_GET
def process_sheet(request: MemberRequest) -> HttpResponse:
    """The coalition's own Outil 2."""
    return render(request, "meetings/sheet.html", {"nav": "process"})
