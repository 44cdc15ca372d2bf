"""A table of figures: brought, matched, checked by handfuls, taken in, undone; and all the values, to take away."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import clock, spreadsheet
from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.analysis import columns as titles
from courtepointe.analysis import tables
from courtepointe.analysis.actions import imports as acts
from courtepointe.analysis.forms.imports import ColumnsForm, ImportForm
from courtepointe.analysis.models import DataImport
from courtepointe.analysis.queries import imports as reads
from courtepointe.analysis.queries.data_plan import needs_for
from courtepointe.analysis.queries.import_lines import RESULTS
from courtepointe.analysis.views.saving import tried
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import see_other
from courtepointe.pages import is_htmx, render, url
from courtepointe.rows import Refused

Status = DataImport.Status
LATEST = 10


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def import_new(request: MemberRequest) -> HttpResponse:
    """Bring a file or paste a table: nothing of it is among the values yet."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        name = form.name or _("Pasted table")
        row = acts.start_import(request.coalition, name, form.rows, by=request.member)
        return see_other(request, _address(request, row))
    context = {
        "nav": "analysis",
        "form": form,
        "limits": tables,
        "megabytes": tables.limit() // 1_000_000,
        "latest": reads.imports_for(request.reader)[:LATEST],
    }
    return render(request, "analysis/import-new.html", context, status=422 if form.is_bound else 200)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def data_import(request: MemberRequest, data_import: uuid.UUID) -> HttpResponse:
    """An import at its step; a POST says what its columns hold, which begins the checking."""
    row = _row(request, data_import)
    if request.method == "GET":
        return _page(request, row, again="columns" in request.GET)
    form = ColumnsForm(row, reads.first_lines(row), request.POST)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    try:
        acts.choose_columns(row, form.columns, **form.choice())
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(request, row, form=form, status=422)
    return see_other(request, _address(request, row))


@member(*STEERING)
@require_POST
def import_check(request: MemberRequest, data_import: uuid.UUID) -> HttpResponse:
    """Check the next handful of lines: the page sends this as long as some are left, or the person does."""
    row = _row(request, data_import)
    after = request.POST.get("after", "")
    try:
        row = acts.check_lines(row, after=int(after) if after.isdecimal() else -1)
    except Refused:
        row = _row(request, data_import)
    return _page(request, row) if is_htmx(request) else see_other(request, _address(request, row))


@member(*STEERING)
@require_POST
def import_take(request: MemberRequest, data_import: uuid.UUID) -> HttpResponse:
    """Take in all the good lines, in one act."""
    row = _row(request, data_import)
    return tried(request, lambda: acts.take_in(row, by=request.member), _address(request, row))


@member(*STEERING)
@require_POST
def import_undo(request: MemberRequest, data_import: uuid.UUID) -> HttpResponse:
    """Undo an import, but for what somebody changed since, and say so."""
    row = _row(request, data_import)
    try:
        counts = acts.undo_import(row, by=request.member)
    except Refused as refused:
        messages.error(request, refused.message)
        return see_other(request, _address(request, row))
    messages.success(request, _("The import is undone."))
    if counts["kept"]:
        kept = ngettext(
            "%(num)s value was kept: somebody has changed it since the import.",
            "%(num)s values were kept: somebody has changed them since the import.",
            counts["kept"],
        )
        messages.warning(request, kept % {"num": counts["kept"]})
    return see_other(request, _address(request, row))


@member(*STEERING)
@require_POST
def import_drop(request: MemberRequest, data_import: uuid.UUID) -> HttpResponse:
    """Leave a table that was not taken in: nothing of it stays."""
    row = _row(request, data_import)
    done, there = _("The table was left: nothing of it was kept."), url("import-new", coalition=request.coalition)
    return tried(request, lambda: acts.drop_import(row), there, done)


@member(*EVERYONE)
@require_GET
def data_export(request: MemberRequest) -> HttpResponse:
    """All the values as a table for a spreadsheet, small numbers masked as on the pages."""
    columns, rows = reads.export_rows(request.reader)
    text = spreadsheet.separated(columns, rows)
    return spreadsheet.download(text, f"donnees-{clock.today(request.coalition.timezone).isoformat()}")


def _row(request: MemberRequest, uid: uuid.UUID) -> DataImport:
    return get_object_or_404(request.coalition.data_imports.select_related("made_by"), uid=uid)


def _address(request: MemberRequest, row: DataImport) -> str:
    return url("import", coalition=request.coalition, data_import=row)


def _page(
    request: MemberRequest,
    row: DataImport,
    *,
    form: ColumnsForm | None = None,
    again: bool = False,
    status: int = 200,
) -> HttpResponse:
    waiting = row.status in (Status.CHECKING, Status.CHECKED)
    if form is None and (row.status == Status.MATCHING or (again and waiting)):
        form = ColumnsForm(row, reads.first_lines(row))
    told = row.settings.get("counts", {})
    context: dict[str, Any] = {
        "nav": "analysis",
        "row": row,
        "form": form,
        "roles": titles.ROLES,
        "counts": {result: told.get(result, 0) for result in RESULTS},
        "step": "matching" if form else row.status,
    }
    if row.status == Status.DONE:
        process = current_process(request.coalition)
        context["needs"] = list(needs_for(request.reader, process)) if process else []
    if form is None and row.status == Status.CHECKED:
        context |= {
            "problems": reads.problems_of(row),
            "understood": reads.understood_of(row),
            "new_indicators": [f["name"] or f["slug"] for f in row.settings.get("new_indicators", {}).values()],
            "new_places": [f["name"] for f in row.settings.get("new_places", {}).values()],
            "most_new": reads.SHOWN_NEW,
        }
    fragment = "import" if is_htmx(request) else None
    return render(request, "analysis/import.html", context, fragment=fragment, status=status)
