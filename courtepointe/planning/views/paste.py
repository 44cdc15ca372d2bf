"""A plan that exists elsewhere, pasted from a table: look, correct, add."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courtepointe import pasted
from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.coalitions.forms.pasting import shape_of
from courtepointe.meetings.models import Process
from courtepointe.meetings.views.common import see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.pages import render, url
from courtepointe.planning.actions.pasting import add_lines
from courtepointe.planning.forms.paste import COLUMN_LABELS, PlanTableForm
from courtepointe.planning.queries.pasted_plan import CREATED, ERROR, SKIPPED, PastedPlan, pasted_plan

SHOWN = {ERROR: 100, CREATED: 100, SKIPPED: 20}


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def plan_paste(request: MemberRequest) -> HttpResponse:
    """Nothing is written before the second button; lines that cannot be taken stay in the field."""
    process = the_process(request)
    if request.method == "GET":
        return _page(request, PlanTableForm())
    form = PlanTableForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    table = form.table()
    plan = pasted_plan(request.reader, process, table)
    if "confirm" not in request.POST or not plan.lines:
        return _page(request, form, table, plan)
    return _confirmed(request, process, table, plan)


def _confirmed(request: MemberRequest, process: Process, table: pasted.Table, plan: PastedPlan) -> HttpResponse:
    added = add_lines(process, plan.lines, by=request.member)
    messages.success(request, _("Lines added: %(count)s. Change them as you like.") % {"count": added})
    left = [outcome.row.text for outcome in plan.outcomes if outcome.result == ERROR]
    if not left:
        return see_other(request, url("plan", coalition=request.coalition))
    form = PlanTableForm({"text": "\n".join([*([table.first_line] if table.header else []), *left])})
    form.is_valid()
    rest = pasted.read(form.data["text"], form.layout, columns=table.columns, header=table.header)
    return _page(request, form, rest, pasted_plan(request.reader, process, rest), done=True)


def _page(
    request: MemberRequest,
    form: PlanTableForm,
    table: pasted.Table | None = None,
    plan: PastedPlan | None = None,
    *,
    done: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"nav": "plan", "form": form, "plan": plan, "pasted": table, "done": done}
    if plan is not None:
        outcomes = {result: [o for o in plan.outcomes if o.result == result] for result in SHOWN}
        context |= {
            "counts": plan.counts,
            "groups": [(result, found[: SHOWN[result]]) for result, found in outcomes.items() if found],
            "shape": shape_of(str(form["text"].value())),
            "column_labels": COLUMN_LABELS,
        }
    return render(request, "planning/plan-paste.html", context, status=status)
