"""All that is offered, in a list with its filters; for those who steer, who was asked and who has answered."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from courtepointe import clock
from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.analysis.actions import inventory_asking as asking
from courtepointe.analysis.actions.inventory import inventory_of
from courtepointe.analysis.forms.offer import AskingForm
from courtepointe.analysis.models import Territory
from courtepointe.analysis.queries.ages import AGES, names_of
from courtepointe.analysis.queries.inventory import parts_of
from courtepointe.analysis.queries.offer import (
    A_PAGE,
    Beginning,
    Filter,
    House,
    Offer,
    counts_of,
    ends_soon,
    first_of,
    houses_of,
    offer_for,
    places_in_words,
)
from courtepointe.analysis.queries.standing import Standing, asking_of, standings_of
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url
from courtepointe.rows import Refused

TWO_WEEKS = dt.timedelta(days=14)


@member(*EVERYONE)
@require_GET
def services(request: MemberRequest) -> HttpResponse:
    """The services of the current cycle, those of a cell of the coverage too (`category`, `age`, `place`)."""
    return _page(request, current_process(request.coalition))


@member(*STEERING)
@require_POST
def services_ask(request: MemberRequest) -> HttpResponse:
    """Ask all the organisations, remind those that have not answered, close, open again."""
    process = the_process(request)
    act = request.POST.get("act", "")
    form = AskingForm(request.POST) if act == "ask" else None
    if form is not None and not form.is_valid():
        return _page(request, process, form=form, status=422)
    try:
        if form is not None:
            asked = asking.hand_out(process, by=request.member, due_on=form.cleaned_data["due_on"])
            messages.success(request, _("Organisations asked: %(count)s. Their messages leave now.") % {"count": asked})
        elif act == "remind":
            reminded = asking.remind(process, by=request.member)
            messages.success(request, _("Organisations reminded: %(count)s.") % {"count": reminded})
        elif act in ("close", "reopen"):
            (asking.close if act == "close" else asking.reopen)(process, by=request.member)
        else:
            return HttpResponse(status=400)
    except Refused as refused:
        if form is not None:
            form.add_error(None, refused.message)
            return _page(request, process, form=form, status=422)
        messages.error(request, refused.message)
    return see_other(request, url("services", coalition=request.coalition) + "#asking")


@member(*STEERING)
@require_POST
def inventory_addresses(request: MemberRequest, organisation: uuid.UUID) -> HttpResponse:
    """Open the personal links of the people of an organisation, to be given on paper or by telephone."""
    row = get_object_or_404(request.coalition.organisations.present(), uid=organisation)
    asking.give_addresses(inventory_of(the_process(request), row))
    return see_other(request, url("inventory", coalition=request.coalition, organisation=row) + "?links=1#links")


def _page(
    request: MemberRequest, process: Process | None, *, form: AskingForm | None = None, status: int = 200
) -> HttpResponse:
    coalition, method = request.coalition, method_of(request.coalition)
    houses = houses_of(coalition.pk) if process else {}
    counts = counts_of(request.reader, process, houses) if process else {}
    parts = parts_of(coalition) if process else []
    choices = {
        "category": {one.slug: str(one.name) for one in method.categories},
        "age": {age.slug: str(age.name) for age in AGES},
        "system": {one.slug: str(one.name) for one in method.systems},
        "organisation": {house.uid: house.name for pk, house in houses.items() if pk in counts},
        "place": {str(part.uid): part.name for part in parts},
    }
    chosen = {name: request.GET[name] for name in choices if request.GET.get(name) in choices[name]}
    asked = Filter(
        **{name: chosen.get(name, "") for name in ("category", "age", "system")},
        organisation=_key_of(chosen.get("organisation"), houses.values()),
        place=_key_of(chosen.get("place"), parts),
    )
    offer, found = _found(request, process, asked if chosen else None, houses, sum(counts.values()))
    today = clock.today(coalition.timezone)
    query = request.GET.copy()
    query.pop("page", None)
    page: Any = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "nav": "analysis",
        "process": process,
        "choices": choices,
        "chosen": chosen,  # what is not known is left out
        "page": page,
        "query": query.urlencode(),
        "total": sum(counts.values()),
        "found": len(found),
        "places": places_in_words(page.object_list, offer.places, parts, _("The whole territory")),
        "ending": {line.pk for line in page.object_list if ends_soon(line, today)},
        "age_names": {ages: names_of(ages) for ages in {line.ages for line in page.object_list}},
        "houses": houses,
    }
    if process and request.reader.steers:
        standings = standings_of(process, houses.values(), counts)
        context |= {
            "standings": standings,
            "by_state": _by_state(standings),
            "asking": asking_of(standings),
            "form": form or AskingForm.opened(today + TWO_WEEKS),
        }
    return render(request, "analysis/services.html", context, status=status)


def _key_of(uid: str | None, rows: Iterable[House | Territory]) -> int | None:
    """The key of the row that has this identity."""
    return next((row.pk for row in rows if str(row.uid) == uid), None) if uid else None


def _found(
    request: MemberRequest, process: Process | None, asked: Filter | None, houses: dict[int, House], total: int
) -> tuple[Offer, Any]:
    """What answers the filters; the list as it opens is read by its first page."""
    if process is None:
        return Offer([]), []
    if asked is None and request.GET.get("page", "1") == "1":
        offer = first_of(request.reader, process)
        return offer, Beginning(offer.lines, total)
    offer = offer_for(request.reader, process, houses)
    return offer, asked.keeps(offer) if asked else offer.lines


def _by_state(standings: list[Standing]) -> dict[str, list[tuple[House, str]]]:
    """The organisations by where they are with their answer, with how many services and factors each spoke of."""
    found: dict[str, list[tuple[House, str]]] = {}
    words: dict[tuple[int, int], str] = {(0, 0): ""}  # said once for all those that spoke of as many
    for one in standings:
        counts = (one.services, one.factors)
        if counts not in words:
            services = ngettext("%(num)s service", "%(num)s services", one.services) % {"num": one.services}
            factors = ngettext("%(num)s factor", "%(num)s factors", one.factors) % {"num": one.factors}
            words[counts] = f"{services}, {factors}"
        found.setdefault(one.state, []).append((one.organisation, words[counts]))
    return found
