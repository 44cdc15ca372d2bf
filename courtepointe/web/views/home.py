"""The first page, signed out and signed in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from courtepointe.access import public
from courtepointe.coalitions.queries.seats import may_open, seats_of
from courtepointe.pages import render
from courtepointe.web.reader import reader_of_site
from courtepointe.web.views.demo import cast


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Signed out: what Courtepointe is, and the way in. Signed in: one's coalition, or their list."""
    person = reader_of_site(request)
    if person is None:
        return render(request, "web/welcome.html", {"cast": cast() if settings.DEMO else []})
    seats = seats_of(person)
    if not seats:
        return render(request, "web/no_coalition.html", {"may_open": may_open(person)})
    if len(seats) == 1:
        return redirect("coalition-home", coalition=seats[0].coalition.uid)
    return redirect("coalitions")


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to begin, for each role."""
    reader_of_site(request)
    return render(request, "web/help.html")


@public
@require_safe
def confidentiality(request: HttpRequest) -> HttpResponse:
    """What the site keeps; signed in, whom to ask in each of one's coalitions."""
    person = reader_of_site(request)
    return render(request, "web/confidentiality.html", {"seats": seats_of(person) if person else []})
