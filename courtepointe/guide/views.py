"""The home page of a coalition."""

from django.http import HttpResponse

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.pages import render


@member(*EVERYONE)
def home(request: MemberRequest) -> HttpResponse:
    """Where we are, what is next, what I owe, what changed."""
    return render(request, "web/error.html", {"title": request.coalition.name, "text": "…"})
