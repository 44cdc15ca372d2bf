"""The table of services, to send out and to take in again: the form, the file, and the pasting with its preview."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, JsonResponse, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe import pasted
from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.analysis import tables
from courtepointe.analysis.actions.inventory import Writing, add_services, inventory_of
from courtepointe.analysis.forms.services_paste import ServicesTableForm
from courtepointe.analysis.queries.hsds import hsds_of
from courtepointe.analysis.queries.pasted_needs import CREATED, ERROR, SKIPPED
from courtepointe.analysis.queries.pasted_services import COLUMNS, ServicesPlan, layout, services_plan
from courtepointe.analysis.queries.service_file import form_book, form_table, offer_table, titles
from courtepointe.coalitions.views.pasting_page import PastingPage, not_taken
from courtepointe.meetings.models import Process
from courtepointe.meetings.views.common import see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import url
from courtepointe.rows import Refused
from courtepointe.spreadsheet import download, download_workbook

SHOWN = {ERROR: 100, CREATED: 100, SKIPPED: 20}


def _labels() -> dict[str, Any]:
    return {"": _("Leave aside"), **{column: label for column, (label, _h, _w) in COLUMNS.items()}}


PAGE = PastingPage("analysis/services-paste.html", "analysis", _labels, SHOWN)


@member(*EVERYONE)
@require_GET
def services_file(request: MemberRequest) -> HttpResponse:
    """All that is offered, for a spreadsheet; `blank`: the form to send out, in the language of the coalition."""
    process = the_process(request)
    if "blank" in request.GET:
        with translation.override(request.coalition.language):
            if request.GET["blank"] == "xlsx":
                return download_workbook(form_book(process, titles()), _("services-form"))
            return download(form_table(process, titles()), _("services-form"))
    whole = _("The whole territory")
    return download(offer_table(process, method_of(request.coalition), whole), _("services-offered"))


@member(*EVERYONE)
@require_GET
def services_hsds(request: MemberRequest) -> HttpResponse:
    """All that is offered, as directories of services exchange it (Open Referral HSDS 3.0), in its language."""
    process, coalition = the_process(request), request.coalition
    with translation.override(coalition.language):
        found = hsds_of(process, method_of(coalition), coalition.territory or _("The whole territory"))
        name = _("services-offered")
    answer = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.hsds.json"'
    return answer


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def services_paste(request: MemberRequest) -> HttpResponse:
    """Nothing is written before the second button; lines that cannot be taken stay in the field."""
    process = the_process(request)
    if request.method == "GET":
        return PAGE.show(request, ServicesTableForm(request.coalition))
    data, refusal = _with_file(request)
    form = ServicesTableForm(request.coalition, data)
    if refusal:
        form.add_error("text", refusal)
    if not form.is_valid():
        return PAGE.show(request, form, status=422)
    table = form.table()
    plan = services_plan(process, table, form.cleaned_data["organisation"])
    if "confirm" not in request.POST or not plan.lines:
        return PAGE.show(request, form, table, plan)
    return _confirmed(request, process, table, plan, form)


def _with_file(request: MemberRequest) -> tuple[QueryDict, str]:
    """What was posted, where a file that was chosen takes the place of the text; and why that file is refused."""
    upload = request.FILES.get("file")
    if upload is None:
        return request.POST, ""
    data = request.POST.copy()
    try:
        rows = tables.from_file(str(upload.name), upload.read(tables.limit() + 1))
    except Refused as refused:
        return data, refused.message
    data["text"] = "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)
    return data, ""


def _confirmed(
    request: MemberRequest, process: Process, table: pasted.Table, plan: ServicesPlan, form: ServicesTableForm
) -> HttpResponse:
    lines: dict[Any, list[dict[str, Any]]] = {}
    for organisation, fields in plan.lines:
        lines.setdefault(organisation, []).append(fields)
    with transaction.atomic():
        for organisation, wanted in lines.items():
            add_services(Writing(inventory_of(process, organisation), request.member, for_them=True), wanted)
    messages.success(request, _("Services added: %(count)s.") % {"count": len(plan.lines)})
    text = not_taken(table, plan)
    if not text:
        return see_other(request, url("services", coalition=request.coalition) + "#list")
    again = ServicesTableForm(request.coalition, {"text": text, "organisation": request.POST.get("organisation", "")})
    again.is_valid()
    rest = pasted.read(text, layout(), columns=table.columns, header=table.header)
    return PAGE.show(request, again, rest, services_plan(process, rest, form.cleaned_data["organisation"]), done=True)
