"""What the group makes of a round: comments let through, an item talked over; and the official wording brought in."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe import clock
from courtepointe.access import SPEAKING, STEERING, MemberRequest, member
from courtepointe.evaluation.actions import diagnostic_group as acts
from courtepointe.evaluation.forms.diagnostic import ItemForm, WordingForm
from courtepointe.evaluation.models import Diagnostic
from courtepointe.evaluation.queries import diagnostic as reads
from courtepointe.evaluation.queries.diagnostic_drawn import levels_bar
from courtepointe.evaluation.views.diagnostic import address_of, frame, of_round, round_of
from courtepointe.evaluation.wording import COLUMNS
from courtepointe.meetings.models import Process
from courtepointe.meetings.views.common import as_uid, see_other
from courtepointe.pages import render, url
from courtepointe.rows import Conflict, Refused
from courtepointe.spreadsheet import download, separated

Theirs = list[tuple[str, str]]


@member(*SPEAKING)
@require_http_methods(["GET", "POST"])
def diagnostic_item(request: MemberRequest, diagnostic: uuid.UUID, number: int) -> HttpResponse:
    """An item talked over: what each answered, what the group says, what will be done. Written by those who steer."""
    row = round_of(request, diagnostic)
    results = reads.results_of(request.reader, row, request.coalition)
    line = next((one for one in results.lines if one.item.number == number), None)
    if line is None:
        raise Http404
    form = _item_form(request, row, line)
    if request.method == "GET":
        return _item_page(request, row, line, form)
    if not request.reader.steers:
        return HttpResponse(status=403)
    if not form.is_valid():
        return _item_page(request, row, line, form, status=422)
    try:
        said = acts.say_item(row, number, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
        if form.cleaned_data["meeting"]:
            chosen = {name: form.cleaned_data[name] for name in ("member", "organisation", "due_on")}
            acts.promise(said, form.cleaned_data["meeting"], by=request.member, **chosen)
    except Conflict as conflict:
        theirs = form.against(conflict.row)  # type: ignore[arg-type]
        return _item_page(request, row, line, form, theirs=theirs, status=409)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _item_page(request, row, line, form, status=422)
    messages.success(request, _("Item %(item)s is noted.") % {"item": number})
    if "next" in request.POST and number < len(results.lines):
        return see_other(request, _item_address(request, row, number + 1))
    return see_other(request, address_of(request, row, f"i-{number}"))


def _item_form(request: MemberRequest, row: Diagnostic, line: reads.Line) -> ItemForm:
    process = Process.objects.get(pk=row.process_id)
    levels = row.mode != Diagnostic.Mode.COMPILED
    if request.method == "POST":
        return ItemForm(request.coalition, process, levels, request.POST)
    start: dict[str, Any] = {"version": 0}
    if line.group.row is not None:
        start = {name: getattr(line.group.row, name) for name in ("version", *ItemForm.said)}
    return ItemForm(request.coalition, process, levels, initial=start)


def _item_page(
    request: MemberRequest,
    row: Diagnostic,
    line: reads.Line,
    form: ItemForm,
    *,
    theirs: Theirs | None = None,
    status: int = 200,
) -> HttpResponse:
    said = line.group.row
    promised = said.follow_up if said is not None else None
    context = {
        **of_round(request, row),
        "line": line,
        "form": form,
        "theirs": theirs or [],
        "bar": levels_bar,
        "may": request.reader.steers and reads.takes_the_group(row),
        "promised": promised if promised is not None and promised.removed_at is None else None,
        "item_address": lambda number: _item_address(request, row, number),
        "last": 18,
    }
    return render(request, "evaluation/diagnostic-item.html", context, status=status)


def _item_address(request: MemberRequest, row: Diagnostic, number: int) -> str:
    return url("diagnostic-item", coalition=request.coalition, diagnostic=row, number=number)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def diagnostic_comments(request: MemberRequest, diagnostic: uuid.UUID) -> HttpResponse:
    """The comments of a closed round, before the group sees them: those that name or point at somebody stay hidden."""
    row = round_of(request, diagnostic)
    if request.method == "POST":
        acts.let_through(row, [as_uid(one) for one in request.POST.getlist("shown")], by=request.member)
        messages.success(request, _("The comments that are ticked are shown to the group."))
        return see_other(request, address_of(request, row))
    items, _official = reads.items_to_show(row, request.coalition)
    context = {
        **of_round(request, row),
        "comments": reads.comments_to_read(row),
        "titles": {item.number: item.title for item in items},
    }
    return render(request, "evaluation/diagnostic-comments.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def diagnostic_wording(request: MemberRequest) -> HttpResponse:
    """The official wording: a file or a table, seen before it is kept, with the ground on which it may be used."""
    if request.method == "POST" and "remove" in request.POST:
        brought = reads.brought_wording(request.coalition)
        if brought is not None:
            acts.take_wording_away(brought, by=request.member)
        return see_other(request, url("diagnostic-wording", coalition=request.coalition))
    if request.method != "POST":
        return _wording_page(request, WordingForm())
    form = WordingForm(request.POST, request.FILES)
    if not form.is_valid():
        return _wording_page(request, form, status=422)
    right = form.cleaned_data["right"]
    if request.POST.get("act") != "keep":
        return _wording_page(request, form, seen=form.items)
    try:
        acts.bring_wording(request.coalition, form.items, by=request.member, right=right)
    except Conflict:
        form.add_error(None, _("Somebody changed this at the same moment: here it is as it stands now."))
        return _wording_page(request, form, seen=form.items, status=409)
    messages.success(request, _("The official wording is kept: the next diagnostic that opens uses it."))
    return see_other(request, url("diagnostics", coalition=request.coalition))


def _wording_page(
    request: MemberRequest, form: WordingForm, *, seen: list[dict[str, Any]] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        **frame(request),
        "form": form,
        "seen": seen,
        "payload": json.dumps(seen, ensure_ascii=False) if seen else "",
        "brought": reads.brought_wording(request.coalition),
    }
    return render(request, "evaluation/diagnostic-wording.html", context, status=status)


@member(*STEERING)
@require_GET
def diagnostic_wording_model(request: MemberRequest) -> HttpResponse:
    """A table to fill in with the official wording: its five columns, its eighteen numbers, nothing else."""
    text = separated(COLUMNS, [(number, "", "", "", "") for number in range(1, 19)])
    return download(text, f"diagnostic-{clock.today(request.coalition.timezone).isoformat()}")
