"""The diagnostic of the partnership: its rounds, one of them with its results, two of them side by side.

For those who speak in the coalition: observers and funders do not read it, and no document for them holds it.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import clock
from courtepointe.access import SPEAKING, STEERING, MemberRequest, member
from courtepointe.analysis.views.saving import Theirs, saved, tried
from courtepointe.evaluation.actions import diagnostic as acts
from courtepointe.evaluation.actions import diagnostic_asking as asking
from courtepointe.evaluation.forms.diagnostic import RoundForm, initial_of
from courtepointe.evaluation.models import Diagnostic
from courtepointe.evaluation.queries import diagnostic as reads
from courtepointe.evaluation.queries.diagnostic_drawn import cards_of, levels_bar, rows_of
from courtepointe.library.load import the_method
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import as_uid, meeting_of, see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.pages import private, render, url

TONES = {"draft": "calm", "open": "wait", "closed": "good"}


@member(*SPEAKING)
@require_GET
def diagnostics(request: MemberRequest) -> HttpResponse:
    """All the rounds, the latest first; two closed ones may be compared."""
    rows = reads.rounds_for(request.reader)
    gone = None
    if "removed" in request.GET and request.reader.steers:
        removed = request.coalition.diagnostics.filter(removed_at__isnull=False)
        gone = removed.filter(uid=as_uid(request.GET["removed"])).first()
    context = {
        **frame(request),
        "rows": rows,
        "closed": [row for row in rows if row.state == Diagnostic.State.CLOSED],
        "process": current_process(request.coalition),
        "brought": reads.brought_wording(request.coalition),
        "gone": gone,
    }
    return render(request, "evaluation/diagnostics.html", context)


@member(*SPEAKING)
@require_GET
def diagnostic(request: MemberRequest, diagnostic: uuid.UUID) -> HttpResponse:
    """A round: what it supposes, who is asked, or its results once it is closed."""
    row = round_of(request, diagnostic)
    today = clock.today(request.coalition.timezone)
    alone = row.mode != Diagnostic.Mode.COLLECTIVE
    is_open = row.state == Diagnostic.State.OPEN
    results = reads.results_of(request.reader, row, request.coalition)
    group = reads.takes_the_group(row)
    by_number = request.GET.get("order") == "number"
    context = {
        **of_round(request, row),
        "takes": reads.takes_answers(row, today),
        "turnout": sum(reads.turnout(row)) if is_open and alone else 0,
        "answered": is_open and alone and acts.has_answered(row, request.member),
        "results": results,
        "by_number": by_number,
        "bar": levels_bar,
        "comments": reads.comments_in(row) if request.reader.steers else 0,
        "group": group,
        "lacking": lacking(row),
    }
    if group or row.state == Diagnostic.State.CLOSED:
        context |= {"cards": cards_of(results, by_number=by_number), "rows": rows_of(results)}
    return render(request, "evaluation/diagnostic.html", context)


@member(*SPEAKING)
@require_GET
def diagnostic_card(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """On the page of a meeting and in its room: the rounds talked over there. `devoted`: and the one that is open."""
    found = meeting_of(request, meeting)
    devoted = request.GET.get("devoted") == "1"
    rows = reads.rounds_at(request.reader, found.uid, and_open=devoted)
    today = clock.today(request.coalition.timezone)
    taking = {row.uid for row in rows if reads.is_answered_today(row.state, row.mode, row.closes_on, today)}
    context = {**frame(request), "rows": rows, "taking": taking, "devoted": devoted}
    return render(request, "evaluation/diagnostic-card.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def diagnostic_new(request: MemberRequest) -> HttpResponse:
    """Prepare a round: what the tool supposes (a warning, never a block), a title, a way to hold it."""
    process = the_process(request)
    if request.method == "GET":
        return _form_page(request, RoundForm(process, initial={"title": _("Our partnership")}))
    form = RoundForm(process, request.POST)

    def act() -> str:
        row = acts.make_round(process, by=request.member, uid=form.new_uid, **form.values())
        return address_of(request, row)

    return saved(form, lambda f, theirs, status: _form_page(request, f, theirs, status), act, request)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def diagnostic_edit(request: MemberRequest, diagnostic: uuid.UUID) -> HttpResponse:
    """Change a round; its mode stays once it is open."""
    row = round_of(request, diagnostic)
    process = Process.objects.get(pk=row.process_id)
    if request.method == "GET":
        return _form_page(request, RoundForm(process, initial=initial_of(row)), row=row)
    form = RoundForm(process, request.POST)

    def act() -> str:
        version = form.cleaned_data["version"] or 1
        acts.edit_round(row, by=request.member, version=version, **form.values())
        return address_of(request, row)

    return saved(form, lambda f, theirs, status: _form_page(request, f, theirs, status, row), act, request)


@member(*STEERING)
@require_POST
def diagnostic_act(request: MemberRequest, diagnostic: uuid.UUID) -> HttpResponse:
    """Open it, ask, remind, show the addresses, remove it or (`restore`) put it back."""
    if "restore" in request.POST:
        gone = get_object_or_404(request.coalition.diagnostics, uid=diagnostic)
        return tried(request, lambda: acts.restore_round(gone, by=request.member), address_of(request, gone))
    row = round_of(request, diagnostic)
    back = address_of(request, row)
    if "links" in request.POST:
        return _addresses(request, row)
    if "ask" in request.POST or "remind" in request.POST:
        sent: list[int] = []
        again = "remind" in request.POST
        answer = tried(request, lambda: sent.append(asking.ask(row, by=request.member, reminder=again)), back)
        if sent:
            words = ngettext("One message leaves.", "%(num)s messages leave.", sent[0]) % {"num": sent[0]}
            messages.success(request, words)
        return answer
    if "remove" in request.POST:
        gone_to = url("diagnostics", coalition=request.coalition) + f"?removed={row.uid}"
        return tried(request, lambda: acts.remove_round(row, by=request.member), gone_to)
    if "open" not in request.POST:
        return see_other(request, back)
    return tried(request, lambda: acts.open_round(row, by=request.member), back)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def diagnostic_close(request: MemberRequest, diagnostic: uuid.UUID) -> HttpResponse:
    """Asked once more before closing, for it cannot be undone."""
    row = round_of(request, diagnostic)
    if request.method == "POST":
        acts.close_round(row, by=request.member)
        return see_other(request, address_of(request, row))
    themselves, paper = reads.turnout(row)
    lost = themselves if 0 < themselves < reads.LEAST <= paper else 0
    context = {**of_round(request, row), "turnout": themselves + paper, "least": reads.LEAST, "lost": lost}
    if themselves < reads.LEAST and paper < reads.LEAST:
        context["lost"] = themselves + paper
    return render(request, "evaluation/diagnostic-close.html", context)


@member(*SPEAKING)
@require_GET
def diagnostic_compare(request: MemberRequest) -> HttpResponse:
    """Two closed rounds side by side: distributions, never a difference called progress."""
    rows = [row for row in reads.rounds_for(request.reader) if row.state == Diagnostic.State.CLOSED]
    known = {str(row.uid): row for row in rows}
    latest = [str(row.uid) for row in rows]
    after = request.GET.get("after", "")
    after = after if after in known else next(iter(latest), "")
    before = request.GET.get("before", "")
    if before not in known or before == after:
        before = next((uid for uid in latest if uid != after), "")
    two = [_read(request, uid) for uid in (before, after)] if before and after else []
    context = {
        **frame(request),
        "rows": rows,
        "before": before,
        "after": after,
        "two": two,
        "lines": list(zip(*(one[1].lines for one in two), strict=True)),
        "bar": levels_bar,
    }
    return render(request, "evaluation/diagnostic-compare.html", context)


def _read(request: MemberRequest, uid: str) -> tuple[Diagnostic, reads.Results]:
    row = round_of(request, as_uid(uid))
    return row, reads.results_of(request.reader, row, request.coalition)


def _addresses(request: MemberRequest, row: Diagnostic) -> HttpResponse:
    given = asking.give_addresses(row) if row.state == Diagnostic.State.OPEN else []
    context = {**of_round(request, row), "given": given}
    return private(render(request, "evaluation/diagnostic-addresses.html", context))


def _form_page(
    request: MemberRequest,
    form: RoundForm,
    theirs: Theirs | None = None,
    status: int = 200,
    row: Diagnostic | None = None,
) -> HttpResponse:
    context = {**frame(request), "form": form, "theirs": theirs or [], "row": row}
    return render(request, "evaluation/diagnostic-form.html", context, status=status)


# --- What the pages of the diagnostic share --------------------------------------------------------------------------

Page = Callable[..., HttpResponse]


def round_of(request: MemberRequest, uid: uuid.UUID) -> Diagnostic:
    """A round of the reader's coalition, or 404."""
    row = reads.round_of(request.reader, uid)
    if row is None:
        raise Http404
    return row


def address_of(request: MemberRequest, row: Diagnostic, at: str = "") -> str:
    """The page of a round, at one of its items."""
    return url("diagnostic", coalition=request.coalition, diagnostic=row) + (f"#{at}" if at else "")


def frame(request: MemberRequest) -> dict[str, Any]:
    """What every page needs."""
    return {"nav": "plan", "tones": TONES, "modes": {value: str(label) for value, label in Diagnostic.Mode.choices}}


def of_round(request: MemberRequest, row: Diagnostic) -> dict[str, Any]:
    """What the pages of one round need; one query more before it is open."""
    official = row.official if row.items else reads.brought_wording(request.coalition) is not None
    return {**frame(request), "row": row, "official": official, "alone": row.mode != Diagnostic.Mode.COLLECTIVE}


def lacking(row: Diagnostic) -> list[str]:
    """The prerequisites that are not said to be met, in words."""
    return [str(one.question) for one in the_method().prerequisites if row.prerequisites.get(one.slug) is not True]
