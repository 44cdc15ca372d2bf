"""The references: the floor (a bare view, no middleware) and the frame (a member's page with nothing in it)."""

from django.http import HttpRequest, HttpResponse

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.pages import render


def floor(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@member(*EVERYONE)
def frame(request: MemberRequest) -> HttpResponse:
    return render(request, "bench/frame.html", {"nav": "home"})
