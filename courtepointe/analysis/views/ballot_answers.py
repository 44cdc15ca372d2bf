"""What one person puts on a ballot: signed in, from a sheet of paper, or by a personal link without an account."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courtepointe import links
from courtepointe.access import SPEAKING, STEERING, MemberRequest, by_link, member
from courtepointe.analysis.actions import ballot_asking as asking
from courtepointe.analysis.actions.ballots import cast
from courtepointe.analysis.forms.priorities import Paper, typed_of
from courtepointe.analysis.models import Ballot, BallotPaper
from courtepointe.analysis.queries import priorities as reads
from courtepointe.analysis.views.ballot_words import words_of
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.meetings.views.common import as_uid, see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.pages import private, render, url
from courtepointe.rows import Refused

PART = 20  # findings scored on one page when there are criteria: more is a wall of boxes
KEPT = "ballots"  # in the session: the ballots put in by link from this device
MOST_KEPT = 20


@dataclass(slots=True)
class Sheet:
    """A part of a ballot as one person fills it, with what is in already, as far as this reader may see it."""

    ballot: Ballot
    items: list[Any]
    part: int
    parts: int
    paper: BallotPaper | None  # None too when a ballot is in that must not be shown here
    label: str
    typed: dict[str, str]
    problems: dict[str, Any]
    choices: dict[str, dict[str, Any]]

    @property
    def placed_elsewhere(self) -> int:
        here, there = {str(item.uid) for item in self.items}, self.paper.choices if self.paper else {}
        return sum(one.get("dots", 0) for key, one in there.items() if key not in here)

    @property
    def left(self) -> int:
        """The dots that remain; negative when too many are placed."""
        typed = (self.typed.get(f"d-{item.position}", "") for item in self.items)
        placed = sum(int(text) for text in typed if text.isdecimal() and len(text) < 6)
        return self.ballot.dots - self.placed_elsewhere - placed

    @property
    def is_last(self) -> bool:
        return self.part == self.parts

    def put(self, *, member: Member | None, anew: bool = False) -> bool:
        """Put it in; whether it was taken. What could not be is said in `problems`, beside its box."""
        if self.problems:
            return False
        try:
            label = "" if member else self.label or _("Sheet")
            paper = None if member else self.paper
            self.paper = cast(self.ballot, self.choices, member=member, label=label, paper=paper, anew=anew)
        except Refused as refused:
            self.ballot.refresh_from_db(fields=["state", "removed_at"])
            self.problems["budget" if is_open(self.ballot) and self.ballot.dots else ""] = refused.message
            return False
        return True

    def context(self, coalition: Coalition) -> dict[str, Any]:
        return {
            **words_of(coalition),
            "ballot": self.ballot,
            "sheet": self,
        }


def sheet_of(request: HttpRequest, row: Ballot, paper: BallotPaper | None) -> Sheet:
    """The part asked of a ballot: all the findings, or twenty at a time when each has criteria to score."""
    items, part, parts = reads.items_of(row), 1, 1
    if row.criteria and len(items) > PART:
        parts = (len(items) + PART - 1) // PART
        asked = request.GET.get("part", "1")
        part = min(max(int(asked) if asked.isdecimal() and len(asked) < 4 else 1, 1), parts)
        items = items[(part - 1) * PART : part * PART]
    label = paper.label if paper else ""
    if request.method != "POST":
        typed = typed_of(row, items, paper.choices if paper else {})
        return Sheet(row, items, part, parts, paper, label, typed, {}, {})
    read = Paper(row, items, request.POST)
    label = request.POST.get("label", "").strip()[:120] or label
    return Sheet(row, items, part, parts, paper, label, read.typed, dict(read.problems), read.choices)


def is_open(row: Ballot) -> bool:
    """Whether people may answer it now."""
    return row.state == Ballot.State.OPEN and row.removed_at is None and row.method != Ballot.Method.DISCUSSION


@member(*SPEAKING)
@require_http_methods(["GET", "POST"])
def ballot_answer(request: MemberRequest, ballot: uuid.UUID) -> HttpResponse:
    """Put one's ballot in, or change it. `paper` is a sheet that came by hand, entered by who steers."""
    row = the_ballot(request, ballot)
    if not is_open(row):
        messages.error(request, _("This ballot is closed: nothing can be added to it."))
        return see_other(request, url("ballot", coalition=request.coalition, ballot=row))
    hand = request.GET.get("paper") if request.reader.steers else None
    sheet = sheet_of(request, row, _paper(row, request, hand))
    if request.method != "POST" or not sheet.put(member=None if hand else request.member):
        context = {**sheet.context(request.coalition), "nav": "analysis", "hand": hand}
        return render(request, "analysis/ballot-answer.html", context, status=422 if sheet.problems else 200)
    if not sheet.is_last:
        query = f"?part={sheet.part + 1}" + (f"&paper={sheet.paper.uid}" if hand and sheet.paper else "")
        return see_other(request, url("ballot-answer", coalition=request.coalition, ballot=row) + query)
    messages.success(request, _("Thank you: the ballot is in. It can be changed until closing."))
    return see_other(request, url("ballot", coalition=request.coalition, ballot=row))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def ballot_ask(request: MemberRequest, ballot: uuid.UUID) -> HttpResponse:
    """Ask those who have not answered: by message, by addresses to give by hand; remind them once."""
    row = the_ballot(request, ballot)
    back = url("ballot", coalition=request.coalition, ballot=row)
    if not is_open(row):
        messages.error(request, _("This ballot is closed: nothing can be added to it."))
        return see_other(request, back)
    words, refusal, given = request.POST.get("words", "").strip()[:1000], "", []
    if request.method == "POST":
        try:
            if "links" in request.POST:
                given = asking.give_addresses(row)
            else:
                act = asking.remind if "remind" in request.POST else asking.ask
                count = act(row, by=request.member, words=words)
                messages.success(request, _("Messages that leave: %(count)s.") % {"count": count})
                return see_other(request, back)
        except Refused as refused:
            refusal = refused.message
    people, asked = asking.waiting_for(row), asking.written_to(row)
    context = {
        "nav": "analysis",
        "ballot": row,
        "waiting": len(people),
        "to_ask": sum(bool(one.email) and one.pk not in asked for one in people),
        "to_remind": sum(bool(one.email) and one.pk in asked for one in people),
        "without": sum(not one.email for one in people),
        "reminded": asking.was_reminded(row),
        "words": words,
        "refusal": refusal,
        "given": given,
    }
    page = render(request, "analysis/ballot-ask.html", context, status=422 if refusal else 200)
    return private(page) if given else page


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def ballot_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The ballot of one person without an account, until closing. A GET changes nothing."""
    link = links.find(secret, asking.PURPOSE)
    row = _of_link(link)
    if link is None or row is None or not is_open(row):
        state = "unknown" if link is None else "gone" if row is None else "closed"
        language = link.member.language if link else translation.get_language() or ""
        with links.reading_in(request, language):
            return private(render(request, "analysis/ballot-over.html", {"state": state, "ballot": row}, status=410))
    with links.reading_in(request, link.member.language):
        return private(_by_link(request, row, link.member, secret))


def _of_link(link: links.Link | None) -> Ballot | None:
    """The ballot that a link opens, closed or not; None for whoever has left or has no voice any more."""
    if link is None or not link.is_open() or link.member.left_at is not None or link.member.role not in SPEAKING:
        return None
    found = Ballot.objects.present().filter(coalition_id=link.coalition_id, uid=link.thing_uid)
    return found.exclude(state=Ballot.State.DRAFT).select_related("process__coalition").first()


def _by_link(request: HttpRequest, row: Ballot, person: Member, secret: str) -> HttpResponse:
    """Whoever prepared the ballot may have given the address by hand: what is in is shown again only on the device

    that put it in, or to the person signed in. From anywhere else, what is sent replaces it whole.
    """
    paper = reads.own_paper(row, person)
    known = paper is not None and (str(paper.uid) in request.session.get(KEPT, []) or _is_theirs(request, person))
    sheet = sheet_of(request, row, paper if known else None)
    here = url("ballot-link", secret=secret)
    if request.method == "POST" and sheet.put(member=person, anew=not known):
        assert sheet.paper is not None
        kept = [one for one in request.session.get(KEPT, []) if one != str(sheet.paper.uid)]
        request.session[KEPT] = [*kept, str(sheet.paper.uid)][-MOST_KEPT:]
        answer = HttpResponseRedirect(here + ("?in=1" if sheet.is_last else f"?part={sheet.part + 1}"))
        answer.status_code = 303
        return answer
    if not is_open(row):  # closed while it was being filled
        return render(request, "analysis/ballot-over.html", {"state": "closed", "ballot": row}, status=410)
    context = {
        **sheet.context(row.process.coalition),
        "nav": "",
        "asked": person,
        "asker": row.process.coalition,
        "is_in": paper is not None,
        "known": known,
        "noted": known and "in" in request.GET and not sheet.problems,
    }
    return render(request, "analysis/ballot-link.html", context, status=422 if sheet.problems else 200)


def _is_theirs(request: HttpRequest, person: Member) -> bool:
    return person.person_id is not None and request.user.is_authenticated and request.user.pk == person.person_id


def the_ballot(request: MemberRequest, uid: uuid.UUID) -> Ballot:
    """A ballot of the cycle that the reader may see, or 404."""
    found = reads.ballot_for(request.reader, the_process(request), uid)
    if found is None:
        raise Http404
    return found


def _paper(row: Ballot, request: MemberRequest, hand: str | None) -> BallotPaper | None:
    if hand is None:
        return reads.own_paper(row, request.member)
    if hand == "new":
        return None
    found = row.cast.filter(member=None, uid=as_uid(hand)).first()
    if found is None:
        raise Http404
    return found
