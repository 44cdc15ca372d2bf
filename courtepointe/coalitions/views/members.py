"""The people of a coalition."""

from django.http import HttpResponse

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.pages import render


@member(*EVERYONE)
def members(request: MemberRequest) -> HttpResponse:
    return render(request, "web/error.html", {"title": "…", "text": "…"})
