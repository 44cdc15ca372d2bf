from django.http import HttpResponse
from django.views.decorators.http import require_GET

from courtepointe.access import PersonRequest, signed_in
from courtepointe.meetings.queries.my_meetings import my_meetings
from courtepointe.pages import render


@signed_in
@require_GET
def mine(request: PersonRequest) -> HttpResponse:
    """The meetings of all the coalitions of the person, by date."""
    return render(
        request, "meetings/my-meetings.html", {"mine": my_meetings(request.person, everything="all" in request.GET)}
    )
