"""Lines of the plan of the analysis pasted from a table: look, correct, add."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courtepointe import pasted
from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.analysis.actions.data_plan import add_needs
from courtepointe.analysis.forms.data_plan import COLUMN_LABELS, NeedsTableForm
from courtepointe.analysis.queries.pasted_needs import CREATED, ERROR, SKIPPED, NeedsPlan, needs_plan
from courtepointe.coalitions.views.pasting_page import PastingPage, not_taken
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import see_other
from courtepointe.pages import url

SHOWN = {ERROR: 100, CREATED: 100, SKIPPED: 20}
PAGE = PastingPage("analysis/data-plan-paste.html", "analysis", lambda: COLUMN_LABELS, SHOWN)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def needs_paste(request: MemberRequest) -> HttpResponse:
    """Nothing is written before the second button; lines that cannot be taken stay in the field."""
    process = current_process(request.coalition)
    if process is None:
        raise Http404
    if request.method == "GET":
        return PAGE.show(request, NeedsTableForm())
    form = NeedsTableForm(request.POST)
    if not form.is_valid():
        return PAGE.show(request, form, status=422)
    table = form.table()
    plan = needs_plan(process, table)
    if "confirm" not in request.POST or not plan.lines:
        return PAGE.show(request, form, table, plan)
    return _confirmed(request, process, table, plan)


def _confirmed(request: MemberRequest, process: Process, table: pasted.Table, plan: NeedsPlan) -> HttpResponse:
    add_needs(process, plan.lines, by=request.member)
    messages.success(request, _("Lines added: %(count)s. Change them as you like.") % {"count": len(plan.lines)})
    text = not_taken(table, plan)
    if not text:
        return see_other(request, url("data-plan", coalition=request.coalition))
    form = NeedsTableForm({"text": text})
    form.is_valid()
    rest = pasted.read(text, form.layout, columns=table.columns, header=table.header)
    return PAGE.show(request, form, rest, needs_plan(process, rest), done=True)
