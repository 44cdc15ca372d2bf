"""What the plan lacks: each gap opens the place to mend it, is left so with a reason, or goes on the next agenda."""

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courtepointe import clock
from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.addresses import url_of_each
from courtepointe.analysis.views.saving import tried
from courtepointe.coalitions.models import Coalition
from courtepointe.i18n import language_code
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.pages import render, url
from courtepointe.planning import amounts
from courtepointe.planning.actions import gaps as acts
from courtepointe.planning.models import LeftGap
from courtepointe.planning.queries.gaps import (
    NO_SYSTEM,
    NOT_COVERED,
    TITLES,
    Gap,
    by_kind,
    gaps_of,
    next_meeting,
)
from courtepointe.planning.queries.tree import Tree, tree_for
from courtepointe.planning.views.common import words
from courtepointe.rows import Refused


class Shown(NamedTuple):
    """A gap as the page shows it: the template takes it apart, which is quicker than asking for each value."""

    key: str
    text: str
    address: str
    more: str


@member(*EVERYONE)
@require_GET
def plan_gaps(request: MemberRequest) -> HttpResponse:
    """Everything that the plan lacks, by kind."""
    return _page(request)


def _page(
    request: MemberRequest, *, ticked: Collection[str] = (), reason: str = "", refused: str = "", status: int = 200
) -> HttpResponse:
    process = current_process(request.coalition)
    tree = tree_for(request.reader, process, partners=False) if process else Tree([])
    said = words(request)
    gaps = gaps_of(tree, said["systems"], process)
    lacking = [gap for gap in gaps if gap.left is None]
    address, language = _addresses(request.coalition), language_code()

    def shown(gap: Gap) -> Shown:
        return Shown(gap.key, gap.text, address(gap), _detail(gap, said["systems"], language))

    context = {
        **said,
        "goals": tree.goals,
        "groups": {kind: [shown(gap) for gap in rows] for kind, rows in by_kind(lacking).items()},
        "left": [(TITLES[gap.kind], shown(gap), gap.left.reason) for gap in gaps if gap.left is not None],
        "titles": {kind: str(title) for kind, title in TITLES.items()},
        "meeting": next_meeting(process, _today(request)) if request.reader.steers and process else None,
        **{"ticked": ticked, "reason": reason, "refused": refused},
    }
    return render(request, "planning/gaps.html", context, status=status)


@member(*STEERING)
@require_POST
def gap_leave(request: MemberRequest) -> HttpResponse:
    """Those that are ticked are left so for now, because...; or (`again`) one is taken up again."""
    process = the_process(request)
    keys = request.POST.getlist("gap")
    chosen = [_asked(key) for key in keys]
    back = url("plan-gaps", coalition=request.coalition)
    if "again" in request.POST:
        kind, thing, system = chosen[0] if chosen else _asked("")
        row = LeftGap.objects.filter(process=process, kind=kind, thing_uid=thing, system=system).first()
        return tried(request, lambda: row and acts.take_up_gap(row, by=request.member), back)
    reason = request.POST.get("reason", "").strip()[:400]
    try:
        acts.leave_gaps(process, chosen, by=request.member, reason=reason)
    except Refused as refused:
        return _page(request, ticked=set(keys), reason=reason, refused=refused.message, status=422)
    return see_other(request, back)


@member(*STEERING)
@require_POST
def gaps_to_agenda(request: MemberRequest) -> HttpResponse:
    """Those that are ticked become an item of the next agenda."""
    process = the_process(request)
    said = words(request)
    back = url("plan-gaps", coalition=request.coalition)
    meeting = next_meeting(process, _today(request))
    if meeting is None:
        messages.error(request, _("No meeting is to come: plan one first."))
        return see_other(request, back)
    ticked = set(request.POST.getlist("gap"))
    gaps = [
        gap
        for gap in gaps_of(tree_for(request.reader, process, partners=False), said["systems"], process)
        if gap.key in ticked
    ]
    with translation.override(request.coalition.language):  # the agenda is the whole coalition's
        sentences = [_("%(what)s: %(title)s") % {"what": TITLES[gap.kind], "title": gap.text} for gap in gaps]
    done = _("It is on the agenda of “%(title)s”.") % {"title": meeting.title}
    return tried(request, lambda: acts.put_on_agenda(meeting, sentences, by=request.member), back, done)


def _addresses(coalition: Coalition) -> Callable[[Gap], str]:
    """Where each gap is mended; the address of a page is resolved once for all the gaps that it mends."""
    pages: dict[str, Callable[[Any], str]] = {}

    def address(gap: Gap) -> str:
        if not gap.name:
            return url(gap.page, coalition=coalition) + gap.query
        if gap.page not in pages:
            pages[gap.page] = url_of_each(gap.page, gap.name, coalition=coalition)
        return pages[gap.page](gap.uid) + gap.query

    return address


def _detail(gap: Gap, systems: dict[str, str], language: str) -> str:
    """What more there is to say of it."""
    if gap.kind == NO_SYSTEM:
        return systems.get(gap.system, gap.system)
    return _number_of(gap.kind, gap.number, language) if gap.number else ""


@lru_cache(4096)
def _number_of(kind: str, number: int, _language: str) -> str:
    """What its number says, in the language of the reader."""
    if kind == NOT_COVERED:
        return _("%(amount)s to find") % {"amount": amounts.dollars(number)}
    return _("%(count)s actions under way") % {"count": number}


def _asked(text: str) -> tuple[str, uuid.UUID, str]:
    """A gap as a form names it; 404 for anything else."""
    kind, _colon, rest = text.partition(":")
    uid, _colon, system = rest.partition(":")
    try:
        thing = uuid.UUID(uid)
    except ValueError:
        raise Http404 from None
    if kind not in TITLES or len(system) > 30:
        raise Http404
    return kind, thing, system


def _today(request: MemberRequest) -> dt.date:
    return clock.today(request.coalition.timezone)
