"""The page of one action: everything that the plan says of it; its budget, its funders, its milestones."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe import clock
from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.meetings.views.common import see_other
from courtepointe.pages import render, url
from courtepointe.planning import amounts
from courtepointe.planning.actions import money as acts
from courtepointe.planning.actions.plan import plan_of
from courtepointe.planning.forms.money import BudgetLineForm, FundingLineForm, Lines, MilestoneForm, MoneyForm
from courtepointe.planning.models import Action, BudgetLine, Frequency, Funder, FundingLine, Plan
from courtepointe.planning.queries.summary import plan_for
from courtepointe.planning.views.common import action_of, words
from courtepointe.rows import Conflict

YEARS_AFTER = 2  # offered beyond the last year of the action and of the plan


@member(*EVERYONE)
@require_GET
def plan_action(request: MemberRequest, action: uuid.UUID) -> HttpResponse:
    """Everything that the plan says of one action."""
    row = action_of(request, action)
    plan = plan_for(row.process) or Plan()
    budget = list(row.budget.select_related("organisation").order_by("year", "position"))
    funding = list(row.funding.select_related("funder").order_by("year", "position"))
    context = {
        **words(request),
        "row": row,
        "partners": list(row.partners.select_related("organisation").order_by("organisation__sort_key")),
        "milestones": list(row.milestones.order_by("position")),
        "budget": budget,
        "funding": funding,
        "cost": sum(line.cents for line in budget if line.kind == BudgetLine.Kind.MONEY),
        "in_kind": sum(line.cents for line in budget if line.kind == BudgetLine.Kind.IN_KIND),
        "confirmed": sum(line.confirmed_cents or 0 for line in funding if line.status == FundingLine.Status.CONFIRMED),
        "year_name": lambda year: amounts.year_name(year, plan.year_start),
        "dollars": amounts.dollars,
        "statuses": {value: str(label) for value, label in Action.Status.choices},
        "frequencies": {value: str(label) for value, label in Frequency.choices},
    }
    return render(request, "planning/action.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def action_money(request: MemberRequest, action: uuid.UUID) -> HttpResponse:
    """The budget lines and the funders of an action, in two tables saved at once."""
    row = action_of(request, action)
    plan = plan_of(row.process) if request.method == "POST" else plan_for(row.process)
    years = _years(row, plan or Plan(), clock.today(request.coalition.timezone))
    sent = request.POST if request.method == "POST" else None
    given, first = (request.coalition, years), {"year": years[0][0]}
    form = MoneyForm(sent, initial={"free": row.free, "version": row.version})
    budget = Lines(BudgetLineForm, "b", *given, data=sent, rows=_budget_of(row), start=first)
    funding = Lines(FundingLineForm, "f", *given, data=sent, rows=_funding_of(row), start=first)
    status, changed = 200, False
    if sent is not None:
        status = 422
        if all([form.is_valid(), budget.is_valid(), funding.is_valid()]):
            try:
                acts.set_money(
                    row,
                    by=request.member,
                    version=form.cleaned_data["version"] or 0,
                    budget=budget.values(),
                    funding=funding.values(),
                    free=form.cleaned_data["free"],
                )
                return see_other(request, url("plan-action", coalition=request.coalition, action=row) + "#money")
            except Conflict as conflict:
                form.against(conflict.row)  # type: ignore[arg-type]
                status, changed = 409, True
    context = {
        **words(request),
        "row": row,
        "form": form,
        "budget": budget.forms,
        "funding": funding.forms,
        "funders": list(Funder.objects.present().filter(coalition=request.coalition).values_list("name", flat=True)),
        "changed": changed,
    }
    return render(request, "planning/action-money.html", context, status=status)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def action_milestones(request: MemberRequest, action: uuid.UUID) -> HttpResponse:
    """The steps of an action, with their days."""
    row = action_of(request, action)
    sent = request.POST if request.method == "POST" else None
    form = MoneyForm(sent, initial={"version": row.version})
    names = ("uid", "text", "due_on", "done_on")
    rows = [{name: getattr(one, name) for name in names} for one in row.milestones.order_by("position")]
    lines = Lines(MilestoneForm, "m", data=sent, rows=rows)
    status, changed = 200, False
    if sent is not None:
        status = 422
        if all([form.is_valid(), lines.is_valid()]):
            try:
                version = form.cleaned_data["version"] or 0
                acts.set_milestones(row, lines.values(), by=request.member, version=version)
                return see_other(request, url("plan-action", coalition=request.coalition, action=row) + "#milestones")
            except Conflict as conflict:
                form.against(conflict.row)  # type: ignore[arg-type]
                status, changed = 409, True
    context = {**words(request), "row": row, "form": form, "lines": lines.forms, "changed": changed}
    return render(request, "planning/action-milestones.html", context, status=status)


def _years(row: Action, plan: Plan, today: dt.date) -> list[tuple[int, str]]:
    """The years of the action, of the plan and of the lines there are, and a few more."""
    days = [day for day in (row.starts_on, row.ends_on, plan.starts_on, plan.ends_on) if day] or [today]
    typed = [*row.budget.values_list("year", flat=True), *row.funding.values_list("year", flat=True)]
    found = [*(amounts.year_of(day, plan.year_start) for day in days), *typed]
    years = range(min(found), max(found) + YEARS_AFTER + 1)
    return [(year, amounts.year_name(year, plan.year_start)) for year in years]


def _budget_of(row: Action) -> list[dict[str, Any]]:
    names = ("what", "year", "kind", "nature", "cents")
    rows = row.budget.select_related("organisation").order_by("position")
    found = []
    for one in rows:
        giver = one.organisation.uid if one.organisation else None
        found.append({**{name: getattr(one, name) for name in names}, "organisation": giver})
    return found


def _funding_of(row: Action) -> list[dict[str, Any]]:
    names = ("year", "status", "asked_cents", "confirmed_cents")
    rows = row.funding.select_related("funder").order_by("position")
    return [{**{name: getattr(one, name) for name in names}, "name": one.funder.name} for one in rows]
