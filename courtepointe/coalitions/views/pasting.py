"""People and organisations pasted from a spreadsheet: look, correct, confirm."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courtepointe.access import COORDINATOR, MemberRequest, member
from courtepointe.coalitions import pasting
from courtepointe.coalitions.actions.pasting import paste
from courtepointe.coalitions.forms.pasting import COLUMN_LABELS, PasteForm
from courtepointe.coalitions.queries.pasted import CREATED, ERROR, SKIPPED, UPDATED, Plan, plan_of
from courtepointe.coalitions.views.editing import SeeOther, posted
from courtepointe.coalitions.views.pasting_page import PastingPage, not_taken
from courtepointe.pages import url
from courtepointe.rows import Refused

SHOWN = {ERROR: 100, UPDATED: 50, CREATED: 50, SKIPPED: 20}
PAGE = PastingPage("coalitions/paste.html", "members", lambda: COLUMN_LABELS, SHOWN)


@member(COORDINATOR)
@require_http_methods(["GET", "POST"])
def paste_list(request: MemberRequest) -> HttpResponse:
    """Nothing is written before the second button; the lines that cannot be taken stay in the field."""
    form = PasteForm(posted(request))
    if not form.is_bound:
        return PAGE.show(request, form)
    if not form.is_valid():
        return PAGE.show(request, form, status=422)
    table = form.table()
    if "confirm" not in request.POST:
        return PAGE.show(request, form, table, plan_of(request.coalition, table))
    return _confirmed(request, form, table)


def _confirmed(request: MemberRequest, form: PasteForm, table: pasting.Table) -> HttpResponse:
    try:
        plan = paste(request.coalition, table, by=request.member)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return PAGE.show(request, form, table, plan_of(request.coalition, table), status=422)
    _say(request, plan)
    text = not_taken(table, plan)
    if not text:
        return SeeOther(url("members", coalition=request.coalition))
    rest = pasting.read(text, columns=table.columns, header=table.header)
    return PAGE.show(request, PasteForm({"text": text}), rest, plan_of(request.coalition, rest), done=True)


def _say(request: MemberRequest, plan: Plan) -> None:
    people = sum(1 for outcome in plan.outcomes if outcome.result == CREATED and outcome.person)
    facts = {
        "people": people,
        "organisations": len(plan.new_organisations),
        "corrections": plan.counts[UPDATED],
    }
    messages.success(
        request,
        _(
            "Done. New people: %(people)s; new organisations: %(organisations)s; lines that corrected something: "
            "%(corrections)s."
        )
        % facts,
    )
