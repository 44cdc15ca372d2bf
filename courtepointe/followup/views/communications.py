"""The communication plan: read, changed in place, said done; saved for a spreadsheet; its piece of a year."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import clock
from courtepointe.access import EVERYONE, SPEAKING, STEERING, MemberRequest, member
from courtepointe.analysis.views.saving import saved
from courtepointe.followup.actions import communications as acts
from courtepointe.followup.forms.communications import OF_COMMUNICATION, CommunicationForm
from courtepointe.followup.models import Communication
from courtepointe.followup.queries import communications as reads
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import as_uid
from courtepointe.meetings.views.process import the_process
from courtepointe.pages import render, url
from courtepointe.planning.amounts import dollars, typed_amount
from courtepointe.planning.forms.lines import initial_of
from courtepointe.planning.views.calendar import period_asked
from courtepointe.planning.views.common import words
from courtepointe.planning.views.ticking import Ticking, act_on
from courtepointe.spreadsheet import download, separated

TICKING = Ticking(acts.tick_communication, acts.remove_communication, acts.restore_communication)


@member(*EVERYONE)
@require_GET
def communications(request: MemberRequest) -> HttpResponse:
    """What is said to whom, by day; what is done too."""
    return _page(request)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def communication_add(request: MemberRequest) -> HttpResponse:
    """One line more."""
    process = the_process(request)
    form = CommunicationForm(process, request.POST if request.method == "POST" else None)

    def act() -> str:
        row = acts.add_communication(process, by=request.member, uid=form.new_uid, **form.values())
        return f"{_list(request)}#c-{row.uid}"

    return _answer(request, form, act, "new")


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def communication_edit(request: MemberRequest, communication: uuid.UUID) -> HttpResponse:
    """Change a line in its place."""
    near = ("organisation", "member", "action", "milestone")
    row = _row(request, communication, near=near)
    sent = request.POST if request.method == "POST" else None
    form = CommunicationForm(the_process(request), sent, initial=initial_of(row, OF_COMMUNICATION))

    def act() -> str:
        acts.edit_communication(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
        return f"{_list(request)}#c-{row.uid}"

    return _answer(request, form, act, str(row.uid))


@member(*SPEAKING)
@require_POST
def communication_act(request: MemberRequest, communication: uuid.UUID) -> HttpResponse:
    """It is done, it is still to do; removed, put back (by those who steer). An act is named by its button."""
    row = _row(request, communication, removed=request.POST.get("act") == "restore")
    return act_on(request, row, TICKING, back=_list(request), mark="c")


@member(*EVERYONE)
@require_GET
def communications_file(request: MemberRequest) -> HttpResponse:
    """The communication plan for a spreadsheet."""
    columns = [
        *(_("To whom"), _("Message"), _("By which channel"), _("Organisation"), _("Person"), _("For when")),
        *(_("Cost"), _("Action"), _("Milestone"), _("Done on"), _("Remark")),
    ]
    rows = (
        (
            *(row.public, row.message, row.channel, row.house or "", row.person or "", row.due_on),
            *(typed_amount(row.cents), f"A{row.number}" if row.number else "", row.step or "", row.done_on, row.remark),
        )
        for row in reads.communications_for(request.reader, the_process(request))
    )
    today = clock.today(request.coalition.timezone)
    return download(separated(columns, rows), f"communications-{today.isoformat()}")


@member(*EVERYONE)
@require_GET
def communications_year(request: MemberRequest) -> HttpResponse:
    """What is to be said between two days (`from`, `until`): a piece of the page of a year of meetings."""
    first, after = period_asked(request)
    rows = reads.communications_between(request.reader, first, after)
    context = {**words(request), "rows": rows, "today": clock.today(request.coalition.timezone)}
    return render(request, "followup/communications-year.html", context, fragment="year")


def _list(request: MemberRequest) -> str:
    return url("communications", coalition=request.coalition)


def _row(request: MemberRequest, uid: uuid.UUID, *, removed: bool = False, near: tuple[str, ...] = ()) -> Communication:
    rows = request.coalition.communications.filter(process=the_process(request), removed_at__isnull=not removed)
    row = get_object_or_404(rows.select_related(*near) if near else rows, uid=uid)
    row.coalition = request.coalition
    return row


def _answer(request: MemberRequest, form: CommunicationForm, act: Callable[[], str], editing: str) -> HttpResponse:
    def page(form: Any, theirs: list[tuple[str, str]], status: int = 200) -> HttpResponse:
        return _page(request, form=form, editing=editing, theirs=theirs, status=status)

    return page(form, []) if request.method == "GET" else saved(form, page, act, request)


def _page(
    request: MemberRequest,
    *,
    form: CommunicationForm | None = None,
    editing: str = "",
    theirs: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    process = current_process(request.coalition)
    rows = reads.communications_for(request.reader, process) if process else []
    gone = None
    if "removed" in request.GET and request.reader.steers:
        removed = request.coalition.communications.filter(removed_at__isnull=False)
        gone = removed.filter(uid=as_uid(request.GET["removed"])).first()
    context = {
        **words(request),
        "process": process,
        "rows": rows,
        "total": sum(row.cents or 0 for row in rows),
        "done": sum(row.done_on is not None for row in rows),
        "may_tick": {row.uid for row in rows if request.reader.answers_for(row.organisation_id)},
        "dollars": dollars,
        "today": clock.today(request.coalition.timezone),
        "form": form,
        "editing": editing,
        "theirs": theirs or [],
        "gone": gone,
    }
    return render(request, "followup/communications.html", context, status=status)
