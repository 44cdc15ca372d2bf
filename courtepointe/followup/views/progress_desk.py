"""For those who steer: who has said how their actions go before a meeting; ask, remind, addresses, enter for them."""

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.followup.actions.progress_asking import PROGRESS
from courtepointe.followup.queries import progress as reads
from courtepointe.i18n import sort_key
from courtepointe.meetings.forms.asking import AskForm
from courtepointe.meetings.models import Meeting
from courtepointe.meetings.views.asking import asked, desk_of
from courtepointe.meetings.views.common import meeting_of
from courtepointe.pages import render, url
from courtepointe.planning.views.common import words


@member(*STEERING)
@require_GET
def progress_desk(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Who has answered, organisation by organisation."""
    return _page(request, meeting_of(request, meeting))


@member(*STEERING)
@require_POST
def progress_ask(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Ask, remind, show the addresses, or prepare the reports to fill for organisations: the button says which."""
    found = meeting_of(request, meeting)
    said = {
        "done": _("Actions asked about: %(count)s. Messages leave now."),
        "again": _("Actions asked about again: %(count)s."),
    }
    back = url("progress-desk", coalition=request.coalition, meeting=found)
    return asked(request, found, PROGRESS, _page, back=back, **said)


def _page(
    request: MemberRequest,
    meeting: Meeting,
    *,
    form: AskForm | None = None,
    given: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = reads.reports_for(meeting)
    houses: dict[str, list[object]] = {}
    for row in sorted(rows, key=lambda row: sort_key(row.lead_name or "")):
        houses.setdefault(row.lead_name or "", []).append(row)
    context = {**words(request), **desk_of(request, meeting, PROGRESS, rows, form, given), "houses": houses}
    return render(request, "followup/progress-desk.html", context, status=status)
