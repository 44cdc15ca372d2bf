"""The lines of a sheet: each is added and changed in its place; moved, removed, put back."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courtepointe import clock
from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.analysis.models import Objective
from courtepointe.analysis.views.common import system_names
from courtepointe.analysis.views.saving import saved, tried
from courtepointe.coalitions.models import Organisation
from courtepointe.meetings.views.common import as_uid
from courtepointe.meetings.views.process import the_process
from courtepointe.planning import amounts
from courtepointe.planning.actions import lines as acts
from courtepointe.planning.actions.money import set_money
from courtepointe.planning.actions.plan import plan_of
from courtepointe.planning.forms.lines import (
    OF_ACTION,
    OF_INDICATOR,
    OF_TRANSFORMATION,
    ActionForm,
    IndicatorForm,
    NewActionForm,
    TransformationForm,
    initial_of,
)
from courtepointe.planning.models import Action, FundingLine, Instrument
from courtepointe.planning.views.common import KINDS, action_of, change_of, goal_of, sheet_address
from courtepointe.planning.views.plan import sheet

Theirs = list[tuple[str, str]]
Act = Callable[[], str]


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def transformation_add(request: MemberRequest, goal: uuid.UUID) -> HttpResponse:
    """The change wished in one system (`system` in the address chooses it)."""
    objective = goal_of(request, goal)
    wanted = request.POST.get("system") or request.GET.get("system", "")
    form = _transformation_form(request, initial={"system": wanted})

    def act() -> str:
        row = acts.add_transformation(
            objective, by=request.member, uid=form.new_uid, partners=form.partners(), **form.values()
        )
        return sheet_address(request, objective, f"t-{row.uid}")

    return _answer(request, objective, f"new-transformation-{wanted}", form, act)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def transformation_edit(request: MemberRequest, transformation: uuid.UUID) -> HttpResponse:
    """Change it in its place."""
    row = change_of(request, transformation)
    form = _transformation_form(request, initial=initial_of(row, OF_TRANSFORMATION))

    def act() -> str:
        acts.edit_line(row, by=request.member, version=_version(form), partners=form.partners(), **form.values())
        return sheet_address(request, row.objective, f"t-{row.uid}")

    return _answer(request, row.objective, f"transformation-{row.uid}", form, act, partners_of=row)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def indicator_add(request: MemberRequest, transformation: uuid.UUID) -> HttpResponse:
    """One sign more."""
    parent = change_of(request, transformation)
    form = IndicatorForm(request.coalition, *_sent(request))

    def act() -> str:
        row = acts.add_indicator(parent, by=request.member, uid=form.new_uid, **form.values())
        return sheet_address(request, parent.objective, f"i-{row.uid}")

    return _answer(request, parent.objective, f"new-indicator-{parent.uid}", form, act)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def plan_indicator_edit(request: MemberRequest, plan_indicator: uuid.UUID) -> HttpResponse:
    """Change an indicator in its place."""
    rows = request.coalition.plan_indicators.filter(process=the_process(request), removed_at=None)
    near = ("transformation__objective", "process", "instrument", "population", "holder", "holder_member")
    row = get_object_or_404(rows.select_related(*near), uid=plan_indicator)
    start = {**initial_of(row, OF_INDICATOR), "tool": row.instrument.name if row.instrument else ""}
    form = IndicatorForm(request.coalition, *_sent(request), initial=start)

    def act() -> str:
        acts.edit_line(row, by=request.member, version=_version(form), **form.values())
        return sheet_address(request, row.transformation.objective, f"i-{row.uid}")

    return _answer(request, row.transformation.objective, f"indicator-{row.uid}", form, act)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def action_add(request: MemberRequest, transformation: uuid.UUID) -> HttpResponse:
    """What will be done: what it is, when, who; its cost and its funder when they are known."""
    parent = change_of(request, transformation)
    form = NewActionForm(request.coalition, parent.process, *_sent(request))

    def act() -> str:
        row = acts.add_action(parent, by=request.member, uid=form.new_uid, partners=form.partners(), **form.values())
        _first_money(row, form.cleaned_data, request)
        return sheet_address(request, parent.objective, f"a-{row.uid}")

    return _answer(request, parent.objective, f"new-action-{parent.uid}", form, act)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def action_edit(request: MemberRequest, action: uuid.UUID) -> HttpResponse:
    """Change an action in its place."""
    row = action_of(request, action)
    form = ActionForm(request.coalition, row.process, *_sent(request), initial=initial_of(row, OF_ACTION))
    objective = row.transformation.objective

    def act() -> str:
        acts.edit_line(row, by=request.member, version=_version(form), partners=form.partners(), **form.values())
        return sheet_address(request, objective, f"a-{row.uid}")

    return _answer(request, objective, f"action-{row.uid}", form, act, partners_of=row)


@member(*STEERING)
@require_POST
def plan_line_act(request: MemberRequest) -> HttpResponse:
    """Move a line up or down, remove it, put it back: the button says which, as "<kind>-<uid>"."""
    verb = next((name for name in ("up", "down", "remove", "restore") if name in request.POST), "")
    kind, _dash, uid = request.POST.get(verb, "").partition("-")
    if kind not in KINDS:
        raise Http404
    rows = KINDS[kind]._default_manager.filter(coalition=request.coalition, process=the_process(request))
    row: Any = get_object_or_404(rows.filter(removed_at__isnull=verb != "restore"), uid=as_uid(uid))
    objective = row.objective if kind == "transformation" else row.transformation.objective
    if verb == "restore":
        address = sheet_address(request, objective, f"{kind[0]}-{row.uid}")
        return tried(request, lambda: acts.restore_line(row, by=request.member), address)
    if verb == "remove":
        address = sheet_address(request, objective) + f"?removed={kind}-{row.uid}"
        return tried(request, lambda: acts.remove_line(row, by=request.member), address)
    steps = -1 if verb == "up" else 1
    return tried(
        request, lambda: acts.step_line(row, steps=steps), sheet_address(request, objective, f"{kind[0]}-{row.uid}")
    )


def _first_money(row: Action, typed: dict[str, Any], request: MemberRequest) -> None:
    """The cost and the funder that were typed with a new action, in the year in which it begins."""
    cost, funder = typed.get("cost"), typed.get("funder")
    if not (cost or funder) or row.budget.exists() or row.funding.exists():
        return
    starts = plan_of(row.process).year_start
    year = amounts.year_of(row.starts_on or clock.today(request.coalition.timezone), starts)
    asked = {"name": funder, "year": year, "status": FundingLine.Status.TO_APPROACH, "asked_cents": cost}
    set_money(
        row,
        by=request.member,
        version=row.version,
        budget=[{"year": year, "cents": cost, "what": _("Cost")}] if cost else [],
        funding=[asked] if funder else [],
    )


def _transformation_form(request: MemberRequest, **kwargs: Any) -> TransformationForm:
    return TransformationForm(request.coalition, system_names(request.coalition), *_sent(request), **kwargs)


def _sent(request: MemberRequest) -> tuple[Any, ...]:
    return (request.POST,) if request.method == "POST" else ()


def _version(form: Any) -> int:
    return form.cleaned_data["version"] or 0


def _answer(
    request: MemberRequest,
    objective: Objective,
    editing: str,
    form: Any,
    act: Act,
    *,
    partners_of: Any = None,
) -> HttpResponse:
    """The sheet with the form in its place, or what the act answers."""
    more = {
        "organisations": _organisations(request),
        "roles": _roles(request, partners_of),
        "tools": list(Instrument.objects.present().filter(process=objective.process_id).values_list("name", flat=True)),
    }

    def page(form: Any, theirs: Theirs, status: int = 200) -> HttpResponse:
        return sheet(request, objective.uid, editing=editing, form=form, theirs=theirs, status=status, **more)

    return page(form, []) if request.method == "GET" else saved(form, page, act, request)


def _organisations(request: MemberRequest) -> list[Organisation]:
    return list(request.coalition.organisations.present().order_by("sort_key"))


def _roles(request: MemberRequest, row: Any) -> dict[str, str]:
    """The partners that are ticked, with the role of each, as sent or as they are kept."""
    if request.method == "POST":
        return {uid: request.POST.get(f"role-{uid}", "") for uid in request.POST.getlist("partner")}
    if row is None:
        return {}
    return {str(one.organisation.uid): one.role for one in row.partners.select_related("organisation")}
