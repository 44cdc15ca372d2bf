from django.http import HttpResponse

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.pages import render


@member(*EVERYONE)
def process(request: MemberRequest) -> HttpResponse:
    return render(request, "web/error.html", {"title": "…", "text": "…"})


@member(*EVERYONE)
def meetings(request: MemberRequest) -> HttpResponse:
    return render(request, "web/error.html", {"title": "…", "text": "…"})
