"""Answering the diagnostic: by a personal link, signed in, or from a sheet of paper. Nothing of it is kept but counts.

The link is never marked as used: when would say who answered, and in what order.
"""

import uuid
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe import clock, links
from courtepointe.access import SPEAKING, STEERING, MemberRequest, by_link, member
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.evaluation.actions import diagnostic as acts
from courtepointe.evaluation.actions.diagnostic_asking import PURPOSE
from courtepointe.evaluation.forms.diagnostic import AnswerForm
from courtepointe.evaluation.models import Diagnostic
from courtepointe.evaluation.queries import diagnostic as reads
from courtepointe.evaluation.views.diagnostic import of_round, round_of
from courtepointe.meetings.views.common import see_other
from courtepointe.pages import private, render, url
from courtepointe.rows import Refused

HOUR = 3600


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def diagnostic_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The answer of one person, without an account. A GET changes nothing."""
    link = links.find(secret, PURPOSE)
    rows = Diagnostic.objects.present().exclude(state=Diagnostic.State.DRAFT)
    found = rows.filter(coalition_id=link.coalition_id, uid=link.thing_uid).first() if link else None
    if link is None or found is None or not link.is_open() or not _may(link.member):
        return private(_over(request, "unknown" if link is None else "closed", status=410))
    with links.reading_in(request, link.member.language):
        return private(_answer(request, found, link.coalition, link.member, url("diagnostic-link", secret=secret)))


@member(*SPEAKING)
@require_http_methods(["GET", "POST"])
def diagnostic_answer(request: MemberRequest, diagnostic: uuid.UUID) -> HttpResponse:
    """The same, signed in."""
    row = round_of(request, diagnostic)
    address = url("diagnostic-answer", coalition=request.coalition, diagnostic=row)
    answer = _answer(request, row, request.coalition, request.member, address)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _may(person: Member) -> bool:
    return person.left_at is None and person.role in SPEAKING


def _answer(request: HttpRequest, row: Diagnostic, coalition: Coalition, person: Member, address: str) -> HttpResponse:
    today = clock.today(coalition.timezone)
    items, official = reads.items_to_show(row, coalition)
    context = {"nav": "plan", "row": row, "official": official, "asker": coalition, "action": address}
    if request.method != "POST":
        if acts.has_answered(row, person):
            return _over(request, "thanks", row)
        if not reads.takes_answers(row, today):
            return _over(request, "closed", row, status=200 if hasattr(request, "member") else 410)
        return _form_page(request, AnswerForm(items), context)
    aside = request.POST.get("act") == "aside"
    form = AnswerForm(items, request.POST)
    if not aside and not form.is_valid():
        return _form_page(request, form, context, status=422)
    try:
        if aside:
            acts.step_aside(row, member=person, today=today)
        else:
            acts.answer(row, form.levels, form.comments, today=today, member=person)
    except Refused as refused:
        form.is_valid()
        form.add_error(None, refused.message)
        return _form_page(request, form, context, status=409)
    done = HttpResponseRedirect(address)
    done.status_code = 303
    return done


def _form_page(request: HttpRequest, form: AnswerForm, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, "evaluation/diagnostic-answer.html", {**context, "form": form}, status=status)


def _over(request: HttpRequest, state: str, row: Diagnostic | None = None, *, status: int = 200) -> HttpResponse:
    context = {"nav": "plan", "state": state, "row": row}
    return render(request, "evaluation/diagnostic-over.html", context, status=status)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def diagnostic_sheet(request: MemberRequest, diagnostic: uuid.UUID) -> HttpResponse:
    """A sheet of paper, entered by whoever steers: without a name, and it cannot be taken back."""
    row = round_of(request, diagnostic)
    today = clock.today(request.coalition.timezone)
    items, _official = reads.items_to_show(row, request.coalition)
    context = {
        **of_round(request, row),
        "takes": reads.takes_answers(row, today),
        "entered": request.GET.get("entered") == "1",
        "token": uuid.uuid4(),
    }

    def page(form: AnswerForm, status: int = 200) -> HttpResponse:
        return render(request, "evaluation/diagnostic-sheet.html", {**context, "form": form}, status=status)

    if request.method == "GET":
        return page(AnswerForm(items))
    form = AnswerForm(items, request.POST)
    if not form.is_valid():
        return page(form, 422)
    # Sent twice, a sheet counts once: the mark of the form is kept for an hour, with nothing of what it held.
    mark = f"diagnostic-sheet.{request.POST.get('token', '')[:40]}"
    if request.POST.get("token") and not cache.add(mark, 1, HOUR):
        return see_other(request, request.path + "?entered=1")
    try:
        acts.answer(row, form.levels, form.comments, today=today, member=None)
    except Refused as refused:
        cache.delete(mark)
        form.add_error(None, refused.message)
        return page(form, 409)
    return see_other(request, request.path + "?entered=1")


@member(*SPEAKING)
@require_GET
def diagnostic_paper(request: MemberRequest, diagnostic: uuid.UUID) -> HttpResponse:
    """The form to print: one sheet for a person, or for the group."""
    row = round_of(request, diagnostic)
    items, _official = reads.items_to_show(row, request.coalition)
    return render(request, "evaluation/diagnostic-paper.html", {**of_round(request, row), "items": items})
