"""For those who steer: who has sent results before an evaluation meeting; ask, remind, addresses, enter for them."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.evaluation.actions.results_asking import RESULTS
from courtepointe.evaluation.queries import results as reads
from courtepointe.meetings.forms.asking import AskForm
from courtepointe.meetings.models import Meeting
from courtepointe.meetings.views.asking import asked, desk_of
from courtepointe.meetings.views.common import meeting_of
from courtepointe.pages import render, url
from courtepointe.planning.views.common import words


@member(*STEERING)
@require_GET
def results_desk(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Who has sent results, transformation by transformation."""
    return _page(request, meeting_of(request, meeting))


@member(*STEERING)
@require_POST
def results_ask(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Ask, remind, show the addresses, or prepare the sheets to fill for organisations: the button says which."""
    found = meeting_of(request, meeting)
    said = {
        "done": _("Sheets of results asked: %(count)s. Messages leave now."),
        "again": _("Sheets of results asked again: %(count)s."),
    }
    back = url("results-desk", coalition=request.coalition, meeting=found)
    return asked(request, found, RESULTS, _page, back=back, **said)


@member(*EVERYONE)
@require_GET
def results_card(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """On the page of an evaluation meeting: what was sent, transformation by transformation."""
    found = meeting_of(request, meeting)
    rows = reads.requests_for(found)
    context = {
        "meeting": found,
        "by_change": _by_change(rows),
        "sent": sum(row.handed_in_at is not None for row in rows),
        "total": len(rows),
        "signs": reads.signs_in(found.process) if rows else {},
        "mine": [row for row in rows if row.organisation_id == request.reader.organisation_id],
    }
    return render(request, "evaluation/results-card.html", context)


def _page(
    request: MemberRequest,
    meeting: Meeting,
    *,
    form: AskForm | None = None,
    given: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = reads.requests_for(meeting)
    context = {**words(request), **desk_of(request, meeting, RESULTS, rows, form, given), "by_change": _by_change(rows)}
    return render(request, "evaluation/results-desk.html", context, status=status)


def _by_change(rows: Any) -> dict[Any, list[Any]]:
    """The requests of each transformation, in the order of the plan."""
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(row.transformation, []).append(row)
    return found
