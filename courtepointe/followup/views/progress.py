"""How the plan goes: at a meeting, what asks for a talk first; the follow-up of the cycle; one action over time."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from courtepointe import clock
from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.followup.forms.adjusting import DECIDED
from courtepointe.followup.forms.progress import STATES
from courtepointe.followup.queries import progress as reads
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import meeting_of
from courtepointe.pages import is_htmx, render
from courtepointe.planning.amounts import dollars
from courtepointe.planning.views.common import action_of, words

TONES = {"": "gap", "accepted": "good", "refused": "bad", "later": "wait"}


@member(*EVERYONE)
@require_GET
def follow_up(request: MemberRequest) -> HttpResponse:
    """The follow-up meetings of the cycle, and what was asked and decided at them."""
    process = current_process(request.coalition)
    context = {
        **_named(request),
        "process": process,
        "meetings": reads.follow_up_meetings(process) if process else [],
        "adjustments": reads.adjustments_of(process) if process else [],
    }
    return render(request, "followup/follow-up.html", context)


@member(*EVERYONE)
@require_GET
def progress(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """What was said of each action before a meeting: the exceptions, then what goes as planned, folded."""
    found = meeting_of(request, meeting)
    told = reads.told_at(found, clock.today(request.coalition.timezone))
    house = request.reader.organisation_id
    context = {
        **_named(request),
        "meeting": found,
        "total": len(told),
        "sent": sum(one.row.handed_in_at is not None for one in told),
        "exceptions": [one for one in told if one.reasons],
        "planned": [one for one in told if not one.reasons],
        "mine": [one.row for one in told if house is not None and one.row.lead_id == house],
    }
    return render(request, "followup/progress.html", context, fragment="said" if is_htmx(request) else None)


@member(*EVERYONE)
@require_GET
def action_progress(request: MemberRequest, action: uuid.UUID) -> HttpResponse:
    """What was said of one action, meeting after meeting, and what the group adjusted in it."""
    row = action_of(request, action)
    stones = {str(one.uid): one.text for one in row.milestones.order_by("position")}
    context = {
        **_named(request),
        "row": row,
        "of_action": True,
        "reports": reads.reports_of(row),
        "adjustments": reads.adjustments_to(row),
        "stones": stones,
        "cost": reads.cost_of(row),
    }
    return render(request, "followup/action-progress.html", context, fragment="adjusted" if is_htmx(request) else None)


def _named(request: MemberRequest) -> dict[str, Any]:
    return {
        **words(request),
        "dollars": dollars,
        "statuses": STATES,
        "results": DECIDED,
        "tones": TONES,
        "of_action": False,
    }
