"""Observations asked of partners, brought by a personal link, followed by a receipt code."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courtepointe import links
from courtepointe.access import EVERYONE, STEERING, MemberRequest, by_link, member, reader_of
from courtepointe.analysis.actions import asking
from courtepointe.analysis.actions.observations import add_observation
from courtepointe.analysis.forms.observations import AskForm, ObservationForm, ReceiptForm
from courtepointe.analysis.queries import observations as reads
from courtepointe.analysis.views.common import linked_process
from courtepointe.analysis.views.observations import signed, usual
from courtepointe.coalitions.models import Member
from courtepointe.meetings.models import Process
from courtepointe.meetings.views.common import see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import private, render, url


@member(*EVERYONE)
@require_http_methods(["GET", "POST"])
def observation_receipt(request: MemberRequest) -> HttpResponse:
    """What became of an anonymous observation, for whoever has its code. The code is never in an address."""
    return _receipt(request, "analysis/observation-receipt.html", {"nav": "analysis"})


def _receipt(request: MemberRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    row, status = None, 200
    if form.is_bound:
        row = reads.by_receipt(request.coalition, form.cleaned_data["code"]) if form.is_valid() else None
        if form.is_valid() and row is None:
            form.add_error("code", _("No observation has this code. Check each letter and figure."))
        status = 200 if row else 422
    found = {"row": row, "fate": reads.fate_of(row)} if row else {"row": None}
    names = {factor.slug: str(factor.name) for factor in method_of(request.coalition).factors}
    return render(request, template, {**context, **found, "factor_names": names, "form": form}, status=status)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def observations_ask(request: MemberRequest) -> HttpResponse:
    """Write to organisations, or read the personal addresses to give by telephone or on paper."""
    process = the_process(request)
    form = AskForm(request.coalition, request.POST if request.method == "POST" else None)
    given: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["organisations"]
        if "links" not in request.POST:
            sent = asking.ask_observations(process, chosen, by=request.member, words=form.cleaned_data["words"])
            messages.success(request, _("Messages that leave: %(count)s.") % {"count": sent})
            return see_other(request, url("observations", coalition=request.coalition))
        people = request.coalition.members.filter(organisation__in=chosen, left_at=None).order_by("sort_key")
        given = [(person.name, asking.observe_address(process, person)) for person in people]
    status = 422 if form.is_bound and not form.is_valid() else 200
    context = {"nav": "analysis", "form": form, "given": given}
    return render(request, "analysis/observations-ask.html", context, status=status)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: HttpRequest, secret: str) -> HttpResponse:
    """The same form without an account, with what this person brought so far. A GET changes nothing."""
    link, process = linked_process(secret, asking.OBSERVE)
    if link is None or process is None:
        return private(render(request, "meetings/reply-closed.html", {"known": link is not None}, status=410))
    with links.reading_in(request, link.member.language):
        return private(_observe(request, process, link.member))


def _observe(request: HttpRequest, process: Process, person: Member) -> HttpResponse:
    method = method_of(process.coalition)
    first = {"attribution": usual(person)}
    form = ObservationForm(process.coalition, method, request.POST or None, steers=False, initial=first)
    receipt, noted, status = "", False, 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            _row, receipt = add_observation(process, by=person, uid=form.new_uid, **signed(form, person))
            noted, status = True, 200
            form = ObservationForm(process.coalition, method, steers=False, initial=first)
    mine = reads.wanted(reads.observations_for(reader_of(person), process), reader_of(person), {"mine": "1"})
    context = {
        "nav": "",
        "form": form,
        "process": process,
        "asked": person,
        "receipt": receipt,
        "noted": noted,
        "mine": reads.lines_of(mine)[:50],
    }
    return render(request, "analysis/observe.html", context, status=status)
