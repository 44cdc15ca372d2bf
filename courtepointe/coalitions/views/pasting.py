"""People and organisations pasted from a spreadsheet: look, correct, confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courtepointe.access import COORDINATOR, MemberRequest, member
from courtepointe.coalitions import pasting
from courtepointe.coalitions.actions.pasting import paste
from courtepointe.coalitions.forms.pasting import COLUMN_LABELS, PasteForm, shape_of
from courtepointe.coalitions.queries.pasted import CREATED, ERROR, SKIPPED, UPDATED, Outcome, Plan, plan_of
from courtepointe.coalitions.views.editing import SeeOther, posted
from courtepointe.pages import render, url
from courtepointe.rows import Refused

SHOWN = {ERROR: 100, UPDATED: 50, CREATED: 50, SKIPPED: 20}


@member(COORDINATOR)
@require_http_methods(["GET", "POST"])
def paste_list(request: MemberRequest) -> HttpResponse:
    """Nothing is written before the second button; the lines that cannot be taken stay in the field."""
    form = PasteForm(posted(request))
    if not form.is_bound:
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    table = form.table()
    if "confirm" not in request.POST:
        return _page(request, form, table, plan_of(request.coalition, table))
    return _confirmed(request, form, table)


def _confirmed(request: MemberRequest, form: PasteForm, table: pasting.Table) -> HttpResponse:
    try:
        plan = paste(request.coalition, table, by=request.member)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _page(request, form, table, plan_of(request.coalition, table), status=422)
    _say(request, plan)
    left = [outcome.row.text for outcome in plan.outcomes if outcome.result == ERROR]
    if not left:
        return SeeOther(url("members", coalition=request.coalition))
    text = "\n".join([*([table.first_line] if table.header else []), *left])
    rest = pasting.read(text, columns=table.columns, header=table.header)
    return _page(request, PasteForm({"text": text}), rest, plan_of(request.coalition, rest), done=True)


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


def _page(
    request: MemberRequest,
    form: PasteForm,
    table: pasting.Table | None = None,
    plan: Plan | None = None,
    *,
    done: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"nav": "members", "form": form, "plan": plan, "pasted": table, "done": done}
    if plan is not None:
        context |= {
            "counts": plan.counts,
            "groups": [(result, _first(plan, result)) for result in SHOWN if plan.counts[result]],
            "shape": shape_of(str(form["text"].value())),
            "column_labels": COLUMN_LABELS,
        }
    return render(request, "coalitions/paste.html", context, status=status)


def _first(plan: Plan, result: str) -> list[Outcome]:
    return [outcome for outcome in plan.outcomes if outcome.result == result][: SHOWN[result]]
