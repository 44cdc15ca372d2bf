"""The library in a coalition's own words."""

from django.http import HttpResponse

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.pages import render


@member(*EVERYONE)
def library(request: MemberRequest) -> HttpResponse:
    return render(request, "web/error.html", {"title": "…", "text": "…"})
