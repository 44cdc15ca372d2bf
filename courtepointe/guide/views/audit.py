"""The history of a coalition. Everybody reads what was done; filters and the file are for those who answer for it."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courtepointe import clock, history
from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.coalitions.queries.personal import answers_for_privacy
from courtepointe.guide import audit
from courtepointe.guide.forms import HistoryForm
from courtepointe.guide.views.privacy import require_responsible
from courtepointe.pages import render
from courtepointe.spreadsheet import download, separated

PAGE = 100
ALL = 5000  # lines on one page to print


@member(*EVERYONE)
@require_GET
def done(request: MemberRequest) -> HttpResponse:
    """Everything that was done in the coalition, latest first."""
    responsible = answers_for_privacy(request.reader, request.coalition, request.member)
    rows = audit.lines_for(request.coalition, responsible=responsible)
    # The filters name everybody: they are made when they are asked for.
    form = _form(request) if responsible and request.GET else None
    wanted = form.wanted() if form else {}
    rows = audit.filtered(rows, request.coalition, wanted)
    size = ALL if responsible and request.GET.get("all") == "1" else PAGE
    context = {
        "nav": "home",
        "page": Paginator(rows.only("at", "actor_name", "verb", "facts"), size).get_page(request.GET.get("page")),
        "responsible": responsible,
        "form": form,
        "query": urlencode({name: str(value) for name, value in wanted.items()}),
        "wanted": {name: str(value) for name, value in wanted.items()},
    }
    return render(request, "guide/history.html", context)


@member(*EVERYONE)
@require_POST
def history_file(request: MemberRequest) -> HttpResponse:
    """The lines that answer the filters, for a spreadsheet. It leaves the house, so it is told in the history."""
    require_responsible(request)
    rows = audit.lines_for(request.coalition, responsible=True)
    rows = audit.filtered(rows, request.coalition, _form(request, request.POST).wanted())
    zone, table = request.coalition.timezone, []
    for entry in rows.iterator():
        at = entry.at.astimezone(zone)
        table.append((at.date(), at.strftime("%H:%M"), history.name_read(entry), entry.sentence))
    with transaction.atomic():
        history.record(request.coalition, "personal.history_saved", by=request.member)
    text = separated([_("Date"), _("Hour"), _("Who"), _("What was done")], table)
    return download(text, f"history-{clock.today(zone).isoformat()}")


def _form(request: MemberRequest, data: Any = None) -> HistoryForm:
    coalition = request.coalition
    return HistoryForm(request.GET if data is None else data, people=audit.people(coalition), kinds=audit.kinds())
