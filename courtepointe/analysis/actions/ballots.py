"""The ballot on findings: prepared, opened, cast, closed. What was put on it is secret, and is emptied at closing."""

import math
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.access import SPEAKING
from courtepointe.analysis.models import Ballot, BallotItem, BallotPaper, Finding
from courtepointe.coalitions.models import Member
from courtepointe.library.method import Method
from courtepointe.meetings.actions.guard import already_made, identity, mark_removed, undo_removal
from courtepointe.meetings.models import Process
from courtepointe.rows import Refused, write

LOW, HIGH = 1, 5  # of a criterion
Choices = dict[str, dict[str, Any]]

history.declare(
    {
        "ballot.made": gettext_lazy("%(who)s prepared a ballot: “%(title)s”."),
        "ballot.changed": gettext_lazy("%(who)s changed a ballot: “%(title)s”."),
        "ballot.opened": gettext_lazy("%(who)s opened a ballot: “%(title)s”."),
        "ballot.closed": gettext_lazy("%(who)s closed a ballot: “%(title)s”. Ballots cast: %(papers)s of %(seats)s."),
        "ballot.removed": gettext_lazy("%(who)s removed a ballot: “%(title)s”."),
        "ballot.restored": gettext_lazy("%(who)s put back a ballot: “%(title)s”."),
    }
)


def dots_for(items: int) -> int:
    """How many dots to give each person: about a third of the items, three at least and ten at most.

    A usual rule of dot voting (a quarter to a third of what is to be sorted), to be changed by the group.
    """
    return max(3, min(10, math.ceil(items / 3)))


def criteria_of(method: Method, chosen: Iterable[str], language: str) -> list[dict[str, str]]:
    """The criteria as a ballot keeps them: in the coalition's words of that day."""
    wanted = set(chosen)
    return [
        {
            "slug": one.slug,
            "name": one.name.for_language(language),
            "question": one.question.for_language(language),
            "low": one.low.for_language(language) if one.low else "",
            "high": one.high.for_language(language) if one.high else "",
        }
        for one in method.criteria
        if one.slug in wanted
    ]


@transaction.atomic
def make_ballot(
    process: Process, findings: Iterable[Finding], *, by: Member, uid: uuid.UUID | None = None, **fields: Any
) -> Ballot:
    """Prepare a ballot on these findings, in their order. Refused without any. A form that comes twice makes one."""
    made = already_made(process.ballots, uid)
    if made is not None:
        return made
    rows = list(findings)
    if not rows:
        raise Refused(_("Choose at least one finding."))
    here = {"coalition_id": process.coalition_id}
    ballot = Ballot.objects.create(process=process, **here, **identity(Ballot, uid), **fields)
    _put_items(ballot, rows)
    _record(ballot, "ballot.made", by=by)
    return ballot


@transaction.atomic
def edit_ballot(ballot: Ballot, findings: Iterable[Finding], *, by: Member, version: int, **fields: Any) -> None:
    """Change a ballot that is not open yet. Raises Conflict (nothing written), or Refused once it is open."""
    if _locked(ballot).state != Ballot.State.DRAFT:
        raise Refused(_("This ballot is open: it cannot change any more."))
    rows = list(findings)
    if not rows:
        raise Refused(_("Choose at least one finding."))
    write(ballot, version=version, **fields)
    ballot.items.all().delete()
    _put_items(ballot, rows)
    _record(ballot, "ballot.changed", by=by)


@transaction.atomic
def open_ballot(ballot: Ballot, *, by: Member) -> None:
    """Let people answer. Opening twice changes nothing."""
    rows = Ballot.objects.present().filter(pk=ballot.pk, state=Ballot.State.DRAFT)
    if rows.update(state=Ballot.State.OPEN, opened_at=clock.now()):
        _record(ballot, "ballot.opened", by=by)


@transaction.atomic
def cast(
    ballot: Ballot, choices: Mapping[str, Mapping[str, Any]], *, member: Member | None = None, label: str = "",
    paper: BallotPaper | None = None, anew: bool = False,
) -> BallotPaper:  # fmt: skip
    """Put a ballot in, or change one's own until closing: `choices` of some items replace what was said of those.

    `label` is for a sheet that came by hand. `anew` forgets what was said before, of the other items too.
    Raises Refused when the ballot is not open, when more dots are placed than there are, or when a value is out of
    its bounds; then nothing is written.
    """
    locked = _locked(ballot)
    if locked.state != Ballot.State.OPEN or locked.removed_at:
        raise Refused(_("This ballot is closed: nothing can be added to it."))
    if paper is None and member is not None:
        paper = BallotPaper.objects.filter(ballot=ballot, member=member).first()
    items = {str(uid) for uid in ballot.items.values_list("uid", flat=True)}
    whole: Choices = {**(paper.choices if paper and not anew else {})}
    whole.update({key: dict(value) for key, value in choices.items() if key in items})
    _check(locked, whole)
    if paper is None:
        return BallotPaper.objects.create(
            coalition_id=ballot.coalition_id,
            ballot=ballot,
            member=member,
            label=label,
            choices=whole,
            cast_on=clock.today(ballot.process.coalition.timezone),
        )
    paper.choices, paper.label = whole, label or paper.label
    paper.save(update_fields=["choices", "label"])
    return paper


def _check(ballot: Ballot, choices: Choices) -> None:
    placed = 0
    slugs = {one["slug"] for one in ballot.criteria}
    for value in choices.values():
        dots = value.get("dots", 0)
        if not isinstance(dots, int) or dots < 0:
            raise Refused(_("A number of dots is 0 or more."))
        if ballot.most_on_one and dots > ballot.most_on_one:
            raise Refused(_("At most %(most)s dots on one finding.") % {"most": ballot.most_on_one})
        placed += dots
        for slug, score in value.get("scores", {}).items():
            if slug not in slugs or not isinstance(score, int) or not LOW <= score <= HIGH:
                raise Refused(_("A criterion is scored from %(low)s to %(high)s.") % {"low": LOW, "high": HIGH})
    if placed > ballot.dots:
        raise Refused(
            _("You placed %(placed)s dots and have %(dots)s: take some back.") % {"placed": placed, "dots": ballot.dots}
        )


@transaction.atomic
def close_ballot(ballot: Ballot, *, by: Member) -> None:
    """Count, show the results, and forget who put what. It cannot be opened again. Closing twice changes nothing."""
    locked = _locked(ballot)
    if locked.state != Ballot.State.OPEN:
        return
    papers = list(BallotPaper.objects.filter(ballot=ballot))
    for item in ballot.items.all():
        _count(item, [paper.choices.get(str(item.uid), {}) for paper in papers], locked)
    seats = Member.objects.filter(coalition_id=ballot.coalition_id, left_at=None, role__in=SPEAKING).count()
    by_hand = sum(paper.member_id is None for paper in papers)
    counted = {"seats": max(seats, by_hand), "papers": len(papers)}
    Ballot.objects.filter(pk=ballot.pk).update(
        state=Ballot.State.CLOSED, closed_at=clock.now(), closed_by=by.person, **counted
    )
    BallotPaper.objects.filter(ballot=ballot).update(choices={})
    _record(ballot, "ballot.closed", by=by, **counted)


@transaction.atomic
def close_with_totals(ballot: Ballot, totals: Mapping[str, int], *, by: Member, papers: int, discussion: str) -> None:
    """Close a discussion with the totals that the group counted by hand: the same record as a ballot.

    Raises Refused when it is closed already.
    """
    if _locked(ballot).state == Ballot.State.CLOSED:
        raise Refused(_("This ballot is closed: nothing can be added to it."))
    for item in ballot.items.all():
        item.dots = totals.get(str(item.uid))
        item.save(update_fields=["dots"])
    Ballot.objects.filter(pk=ballot.pk).update(
        state=Ballot.State.CLOSED,
        opened_at=ballot.opened_at or clock.now(),
        closed_at=clock.now(),
        closed_by=by.person,
        papers=papers,
        seats=papers,
        discussion=discussion,
    )
    _record(ballot, "ballot.closed", by=by, papers=papers, seats=papers)


def _count(item: BallotItem, choices: list[dict[str, Any]], ballot: Ballot) -> None:
    if ballot.dots:
        item.dots = sum(one.get("dots", 0) for one in choices)
    scores: dict[str, list[int]] = {}
    for slug in (one["slug"] for one in ballot.criteria):
        given = [one["scores"][slug] for one in choices if slug in one.get("scores", {})]
        if given:
            scores[slug] = [sum(given), len(given)]
    item.scores = scores
    if scores:
        means = [Decimal(total) / count for total, count in scores.values()]
        item.score = (sum(means, Decimal()) / len(means)).quantize(Decimal("0.01"))
    item.save(update_fields=["dots", "scores", "score"])


@transaction.atomic
def remove_ballot(ballot: Ballot, *, by: Member, reason: str = "") -> None:
    """Take it out; `restore_ballot` undoes it. Priorities that it gave stay."""
    mark_removed(ballot, by=by, reason=reason)
    _record(ballot, "ballot.removed", by=by)


@transaction.atomic
def restore_ballot(ballot: Ballot, *, by: Member) -> None:
    """Undo a removal."""
    undo_removal(ballot)
    _record(ballot, "ballot.restored", by=by)


def _put_items(ballot: Ballot, findings: list[Finding]) -> None:
    BallotItem.objects.bulk_create(
        BallotItem(coalition_id=ballot.coalition_id, ballot=ballot, finding=finding, position=place)
        for place, finding in enumerate(findings, start=1)
    )


def _locked(ballot: Ballot) -> Ballot:
    return Ballot.objects.select_for_update(no_key=True).get(pk=ballot.pk)


def _record(ballot: Ballot, verb: str, *, by: Member, **facts: int) -> None:
    history.record(ballot, verb, by=by, title=ballot.title, **facts)
