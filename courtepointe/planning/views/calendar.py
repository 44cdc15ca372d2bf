"""The follow-up calendar: read, filled from the plan, changed by hand, ticked; and its piece of a year of meetings."""

import datetime as dt
import uuid
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import clock, i18n
from courtepointe.access import EVERYONE, SPEAKING, STEERING, MemberRequest, member
from courtepointe.analysis.views.saving import saved, tried
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import as_uid
from courtepointe.meetings.views.process import the_process
from courtepointe.pages import render, url
from courtepointe.planning.actions import calendar as acts
from courtepointe.planning.checkpoints import Group, proposal
from courtepointe.planning.forms.calendar import OF_CHECKPOINT, CheckpointForm
from courtepointe.planning.forms.lines import initial_of
from courtepointe.planning.models import Checkpoint
from courtepointe.planning.queries.calendar import all_lines, calendar_for, due_between, title_of_line
from courtepointe.planning.queries.overview import head_of, milestones_of
from courtepointe.planning.queries.tree import tree_for
from courtepointe.planning.views.common import words
from courtepointe.planning.views.ticking import Ticking, act_on

Theirs = list[tuple[str, str]]
SOON = dt.timedelta(days=183)  # what is due later is shown on demand
LONGEST = dt.timedelta(days=400)  # of what a year asks for
TICKING = Ticking(acts.tick_checkpoint, acts.remove_checkpoint, acts.restore_checkpoint)


@member(*EVERYONE)
@require_GET
def plan_calendar(request: MemberRequest) -> HttpResponse:
    """What is followed, by month: what is still to do soon; on demand what is done, what is far, mine alone."""
    process = current_process(request.coalition)
    rows = calendar_for(request.reader, process) if process else []
    mine, done, far = ("mine" in request.GET), ("done" in request.GET), ("all" in request.GET)
    house, until = request.reader.organisation_id, clock.today(request.coalition.timezone) + SOON
    wanted = [
        row
        for row in rows
        if (row.done_at is None or done) and (not mine or (house is not None and row.organisation_id == house))
    ]
    shown = wanted if far else [row for row in wanted if row.due_on <= until]
    context = {
        **_said(request),
        "process": process,
        "rows": rows,
        "months": _by_month(shown),
        "later": len(wanted) - len(shown),
        "until": until,
        "mine": mine,
        "done": done,
        "far": far,
        "may_tick": {row.uid for row in shown if request.reader.answers_for(row.organisation_id)},
        "gone": _gone(request),
    }
    return render(request, "planning/calendar.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def plan_calendar_fill(request: MemberRequest) -> HttpResponse:
    """What the plan calls for, looked at before anything is written; what was ticked is taken up."""
    groups, process = _proposed(request)
    back = url("plan-calendar", coalition=request.coalition)
    if request.method == "POST":
        chosen = set(request.POST.getlist("thing"))
        done = _("The follow-up calendar is filled.")
        here = url("plan-calendar-fill", coalition=request.coalition)
        return tried(
            request,
            lambda: acts.fill_calendar(process, groups, by=request.member, chosen=chosen),
            back if chosen else here,
            done,
        )
    return render(request, "planning/calendar-fill.html", {**_said(request), "groups": groups})


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def checkpoint_add(request: MemberRequest) -> HttpResponse:
    """A line by hand."""
    process = _with_coalition(request, the_process(request))
    form = CheckpointForm(process, None, request.POST if request.method == "POST" else None)

    def act() -> str:
        acts.add_checkpoint(process, by=request.member, uid=form.new_uid, **form.values())
        return url("plan-calendar", coalition=request.coalition)

    return _form(request, form, act, None)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def checkpoint_edit(request: MemberRequest, checkpoint: uuid.UUID) -> HttpResponse:
    """Change a line: it is then ours, no proposal touches it."""
    row = _row(request, checkpoint)
    sent = request.POST if request.method == "POST" else None
    form = CheckpointForm(_with_coalition(request, row.process), row, sent, initial=initial_of(row, OF_CHECKPOINT))

    def act() -> str:
        acts.edit_checkpoint(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
        return url("plan-calendar", coalition=request.coalition)

    return _form(request, form, act, row)


@member(*SPEAKING)
@require_POST
def checkpoint_act(request: MemberRequest, checkpoint: uuid.UUID) -> HttpResponse:
    """It is done, it is still to do; removed, put back (by those who steer). An act is named by its button."""
    rows = Checkpoint.objects.filter(coalition=request.coalition, process=the_process(request))
    row = get_object_or_404(rows, uid=checkpoint)
    return act_on(request, row, TICKING, back=url("plan-calendar", coalition=request.coalition), mark="k")


@member(*EVERYONE)
@require_GET
def plan_calendar_year(request: MemberRequest) -> HttpResponse:
    """What is due between two days (`from`, `until`; a year from today): a piece of the page of a year of meetings."""
    first, after = period_asked(request)
    months = _by_month(due_between(request.reader, first, after))
    return render(request, "planning/calendar-year.html", {**_said(request), "months": months}, fragment="year")


def period_asked(request: MemberRequest) -> tuple[dt.date, dt.date]:
    """The two days that an address gives (`from`, `until`; a year from today), or 404."""
    today = clock.today(request.coalition.timezone)
    usual = {"from": today, "until": today + dt.timedelta(days=365)}
    try:
        first, after = (dt.date.fromisoformat(request.GET.get(name, day.isoformat())) for name, day in usual.items())
    except ValueError:
        raise Http404 from None
    if not dt.timedelta(0) < after - first <= LONGEST:
        raise Http404
    return first, after


def _proposed(request: MemberRequest) -> tuple[list[Group], Process]:
    head = head_of(request.reader)
    if head is None:
        raise Http404
    head.process.coalition = request.coalition
    groups = proposal(
        tree_for(request.reader, head.process, money=False),
        milestones_of(head.process),
        all_lines(head.process),
        today=clock.today(request.coalition.timezone),
        last_day=head.plan.ends_on,
    )
    return groups, head.process


def _by_month(rows: list[Any]) -> list[tuple[str, list[Any]]]:
    """The lines under the names of their months."""
    names = i18n.MONTHS_FR if i18n.is_french() else i18n.MONTHS_EN
    by_month = groupby(rows, key=lambda row: (row.due_on.year, row.due_on.month))
    return [(f"{names[month - 1]} {year}".capitalize(), list(found)) for (year, month), found in by_month]


def _said(request: MemberRequest) -> dict[str, Any]:
    return {
        **words(request),
        "kinds": {value: str(label) for value, label in Checkpoint.Kind.choices},
        "title_of_line": title_of_line,
        "today": clock.today(request.coalition.timezone),
    }


def _form(request: MemberRequest, form: CheckpointForm, act: Any, row: Checkpoint | None) -> HttpResponse:
    def page(form: Any, theirs: Theirs, status: int = 200) -> HttpResponse:
        context = {**_said(request), "form": form, "theirs": theirs, "row": row}
        return render(request, "planning/checkpoint-form.html", context, status=status)

    return page(form, []) if request.method == "GET" else saved(form, page, act, request)


def _row(request: MemberRequest, uid: uuid.UUID) -> Checkpoint:
    rows = Checkpoint.objects.present().filter(coalition=request.coalition, process=the_process(request))
    near = ("process", "organisation", "member", "instrument", "meeting", "action", "indicator", "milestone")
    return get_object_or_404(rows.select_related(*near), uid=uid)


def _with_coalition(request: MemberRequest, process: Process) -> Process:
    process.coalition = request.coalition
    return process


def _gone(request: MemberRequest) -> Checkpoint | None:
    """The line that was just removed, with a way to put it back."""
    if "removed" not in request.GET or not request.reader.steers:
        return None
    rows = Checkpoint.objects.filter(coalition=request.coalition, removed_at__isnull=False)
    return rows.filter(uid=as_uid(request.GET["removed"])).first()
