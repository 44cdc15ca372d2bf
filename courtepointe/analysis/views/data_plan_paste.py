"""Lines of the plan of the analysis pasted from a table: look, correct, add."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courtepointe import pasted
from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.analysis.actions.data_plan import add_needs
from courtepointe.analysis.forms.data_plan import COLUMN_LABELS, NeedsTableForm
from courtepointe.analysis.queries.pasted_needs import CREATED, ERROR, SKIPPED, NeedsPlan, needs_plan
from courtepointe.coalitions.forms.pasting import shape_of
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import see_other
from courtepointe.pages import render, url

SHOWN = {ERROR: 100, CREATED: 100, SKIPPED: 20}


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def needs_paste(request: MemberRequest) -> HttpResponse:
    """Nothing is written before the second button; lines that cannot be taken stay in the field."""
    process = current_process(request.coalition)
    if process is None:
        raise Http404
    if request.method == "GET":
        return _page(request, NeedsTableForm())
    form = NeedsTableForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    table = form.table()
    plan = needs_plan(process, table)
    if "confirm" not in request.POST or not plan.lines:
        return _page(request, form, table, plan)
    return _confirmed(request, process, table, plan)


def _confirmed(request: MemberRequest, process: Process, table: pasted.Table, plan: NeedsPlan) -> HttpResponse:
    add_needs(process, plan.lines, by=request.member)
    messages.success(request, _("Lines added: %(count)s. Change them as you like.") % {"count": len(plan.lines)})
    left = [outcome.row.text for outcome in plan.outcomes if outcome.result == ERROR]
    if not left:
        return see_other(request, url("data-plan", coalition=request.coalition))
    form = NeedsTableForm({"text": "\n".join([*([table.first_line] if table.header else []), *left])})
    form.is_valid()
    rest = pasted.read(form.data["text"], form.layout, columns=table.columns, header=table.header)
    return _page(request, form, rest, needs_plan(process, rest), done=True)


def _page(
    request: MemberRequest,
    form: NeedsTableForm,
    table: pasted.Table | None = None,
    plan: NeedsPlan | None = None,
    *,
    done: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"nav": "process", "form": form, "plan": plan, "pasted": table, "done": done}
    if plan is not None:
        outcomes = {result: [o for o in plan.outcomes if o.result == result] for result in SHOWN}
        context |= {
            "counts": plan.counts,
            "groups": [(result, found[: SHOWN[result]]) for result, found in outcomes.items() if found],
            "shape": shape_of(str(form["text"].value())),
            "column_labels": COLUMN_LABELS,
        }
    return render(request, "analysis/data-plan-paste.html", context, status=status)
