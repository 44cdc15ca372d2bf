"""What a meeting to come could treat: proposed with the reasons, accepted line by line."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courtepointe import clock
from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.analysis.views.common import system_names
from courtepointe.analysis.views.saving import tried
from courtepointe.guide.accepting import accept
from courtepointe.guide.proposal import ORIGINS, Proposal, proposal_for
from courtepointe.meetings.models import Meeting, Process
from courtepointe.meetings.queries.came_back import COMING
from courtepointe.meetings.views.common import address_of, frame, meeting_of
from courtepointe.pages import render
from courtepointe.planning.queries.tree import tree_for


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def agenda_proposal(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """The lines by origin; those that are ticked go on the agenda."""
    found = meeting_of(request, meeting)
    if request.method == "POST":
        return tried(request, lambda: _accept(request, found), address_of("agenda-proposal", found))
    proposal = _proposed(request, found) if found.status in COMING else None
    context = {
        **frame(request, found, "agenda"),
        "proposal": proposal,
        "origins": {slug: str(name) for slug, name in ORIGINS.items()},
        "left": found.minutes - proposal.used if proposal else 0,
    }
    return render(request, "guide/proposal.html", context)


def _accept(request: MemberRequest, meeting: Meeting) -> None:
    keys = set(request.POST.getlist("line"))
    count = accept(meeting, keys, by=request.member, propose=lambda: _proposed(request, meeting))
    said = ngettext("%(num)s line was put on the agenda.", "%(num)s lines were put on the agenda.", count)
    messages.success(request, said % {"num": count})


def _proposed(request: MemberRequest, meeting: Meeting) -> Proposal:
    cycle = Process(pk=meeting.process_id, coalition_id=meeting.coalition_id)
    tree = tree_for(request.reader, cycle, partners=False)
    today = clock.today(request.coalition.timezone)
    return proposal_for(request.reader, meeting, tree, system_names(request.coalition), today)
