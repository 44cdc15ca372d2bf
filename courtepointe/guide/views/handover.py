"""The hand-over page: for a coordinator who arrives, prepared by nobody."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from courtepointe.access import COORDINATOR, MemberRequest, member
from courtepointe.coalitions.models import Role
from courtepointe.coalitions.models_personal import PersonalRequest
from courtepointe.guide import benchmarks
from courtepointe.guide import handover_lines as lines
from courtepointe.guide.handover import hand_over_of
from courtepointe.guide.plain_lines import Line
from courtepointe.guide.retention.periods import periods
from courtepointe.meetings.models import Decision
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.wording import method_of, stage_names
from courtepointe.pages import render, url
from courtepointe.planning.models import Action


@member(COORDINATOR)
@require_GET
def hand_over(request: MemberRequest) -> HttpResponse:
    """Where the coalition stands, for whoever takes over."""
    coalition = request.coalition
    process, method = current_process(coalition), method_of(coalition)
    stages = benchmarks.by_stage(benchmarks.standings_of(process, method), method) if process else {}
    names = stage_names(method)
    context: dict[str, Any] = {
        "nav": "home",
        "process": process,
        "stage_name": names.get(process.stage, "") if process else "",
        "stages": [(slug, names[slug], benchmarks.progress_of(rows)) for slug, rows in stages.items() if rows],
        "found": hand_over_of(coalition, process),
        "roles": {value: str(label) for value, label in Role.choices},
        "results": {value: str(label) for value, label in Decision.Result.choices},
        "statuses": {value: str(label) for value, label in Action.Status.choices},
        "said": _said,
        "kinds": _kinds(),
        "places": {kind: url(page, coalition=coalition) for kind, page in PAGES.items()},
        "page": lambda row: _page(request, row),
        "waits": _waits,
    }
    return render(request, "guide/handover.html", context)


PAGES = {  # where each kind of line is mended; those that have their own page below
    lines.FOLLOW_UP: "follow-ups",
    lines.CHECKPOINT: "plan-calendar",
    lines.COMMUNICATION: "communications",
    lines.REQUEST: "personal-requests",
    lines.KEEPING: "keeping",
    lines.HELD: "keeping",
    lines.INCIDENT: "incidents",
    lines.CONSENT: "members",
    lines.BALLOT: "priorities",
    lines.RESULT: "results",
    lines.REPORT: "follow-up-of-plan",
    lines.INVENTORY: "services",
    lines.HOMEWORK: "meetings",
    lines.PART: "plan-versions",
    lines.COMING: "meetings",
    lines.INVITATION: "members",
}


def _page(request: MemberRequest, row: Line) -> str:
    if row.kind == lines.MEETING:
        return url("meeting", coalition=request.coalition, meeting=row.uid)
    if row.kind == lines.DIAGNOSTIC:
        return url("diagnostic", coalition=request.coalition, diagnostic=row.uid)
    return url(PAGES[row.kind], coalition=request.coalition)


def _kinds() -> dict[str, str]:
    """What each kind is called."""
    return {
        lines.MEETING: _("Meeting"),
        lines.FOLLOW_UP: _("Follow-up"),
        lines.CHECKPOINT: _("Follow-up calendar"),
        lines.COMMUNICATION: _("Communication plan"),
        lines.REQUEST: _("Personal information"),
        lines.KEEPING: _("Personal information"),
        lines.HELD: _("Personal information"),
        lines.INCIDENT: _("Confidentiality incident"),
        lines.CONSENT: _("Consent"),
        lines.BALLOT: _("Ballots that are open"),
        lines.RESULT: _("Results asked for"),
        lines.REPORT: _("Progress reports asked for"),
        lines.DIAGNOSTIC: _("Partnership diagnostic"),
        lines.INVENTORY: _("Services and factors asked for"),
        lines.HOMEWORK: _("To prepare for a meeting"),
        lines.PART: _("Parts of the plan to confirm"),
        lines.COMING: _("Answers to a convocation"),
        lines.INVITATION: _("Invitations"),
    }


def _said(row: Line) -> str:
    """A line of what is due, in words."""
    if row.kind == lines.REQUEST:
        return _("Answer a request: %(what)s") % {"what": PersonalRequest.Kind(row.note).label}
    if row.kind == lines.KEEPING:
        return _("What was kept too long goes by itself: look at it before")
    if row.kind == lines.HELD:
        return _("Held back until this day: %(what)s") % {"what": periods()[row.note].what}
    if row.kind == lines.INCIDENT:
        risk = _("assess the risk") if not row.note else _("tell the Commission and the people concerned")
        return _("Incident %(number)s: %(what)s") % {"number": row.number, "what": risk}
    if row.kind == lines.CONSENT:
        return _("The words of a consent have changed: ask it again")
    if row.kind == lines.CHECKPOINT and row.number:
        return f"A{row.number} · {row.text}"
    return row.text


def _waits(kind: str, rows: list[Line]) -> str:
    """How much waits of a kind; organisations are named, people are counted."""
    if kind in (lines.BALLOT, lines.DIAGNOSTIC):
        return ", ".join(row.text for row in rows)
    if kind in (lines.COMING, lines.INVITATION):
        count = len({row.about if kind == lines.INVITATION else row.uid for row in rows})
        return ngettext("%(num)s person has not answered", "%(num)s people have not answered", count) % {"num": count}
    houses = sorted({row.who for row in rows if row.who})
    words = ngettext("%(num)s waits", "%(num)s wait", len(rows)) % {"num": len(rows)}
    return f"{words} · {', '.join(houses)}" if houses else words
