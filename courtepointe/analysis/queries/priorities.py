"""Ballots, priorities, factors and objectives, as a reader may see them."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from courtepointe.access import SPEAKING, Reader
from courtepointe.analysis.models import (
    Ballot,
    BallotItem,
    BallotPaper,
    Evidence,
    FactorChoice,
    FactorPriority,
    Finding,
    Objective,
    Priority,
)
from courtepointe.coalitions.models import Member
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.library.method import Factor, Method
from courtepointe.meetings.models import Process


def ballots_for(reader: Reader, process: Process) -> QuerySet[Ballot]:
    """The ballots of a cycle, the latest first; those in preparation are for who steers."""
    found = Ballot.objects.present().filter(coalition_id=reader.coalition_id, process=process)
    if not reader.steers:
        found = found.exclude(state=Ballot.State.DRAFT)
    return found.order_by("-created_at", "-pk")


def ballot_for(reader: Reader, process: Process, uid: uuid.UUID) -> Ballot | None:
    """One of `ballots_for`, with its meeting and its decision."""
    found = _BALLOT.first(reader.coalition_id, process.pk, uid)
    if found is None or (found.state == Ballot.State.DRAFT and not reader.steers):
        return None
    found.process = process
    return found


_BALLOT: Prepared[Ballot] = Prepared(
    lambda coalition, process, uid: (
        Ballot.objects.present()
        .filter(coalition_id=coalition, process=process, uid=uid)
        .select_related("meeting", "decision")[:1]
    ),
    MARK,
    MARK - 1,
    uuid.UUID(int=2**127 + 3),
)


def items_of(ballot: Ballot) -> list[Any]:
    """What is on a ballot, in its order, with the origin of each finding. Never a total before closing."""
    return _ITEMS.all(ballot.pk)


def _items(ballot: int) -> QuerySet[BallotItem, Any]:
    seen = Q(finding__observations__removed_at=None)
    evidence = Evidence.objects.filter(observation__finding=OuterRef("finding"), observation__removed_at=None)
    shown = BallotItem.objects.filter(ballot_id=ballot).annotate(
        seen=Count("finding__observations", filter=seen),
        houses=Count("finding__observations__organisation", filter=seen, distinct=True),
        rests=Exists(evidence),
    )
    names = ["uid", "position", "finding__uid", "finding__statement", "finding__system", "finding__analysis"]
    return shown.order_by("position").values_list(*names, "finding__missing", "seen", "houses", "rests", named=True)


_ITEMS: Prepared[Any] = Prepared(_items, MARK)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A finding of a closed ballot with its totals and its rank."""

    item: BallotItem
    rank: int
    priority: Priority | None


def results_of(ballot: Ballot) -> list[Ranked]:
    """The findings of a closed ballot, first the one that got most: dots, then the mean of the criteria.

    Empty before closing: totals leave the server only afterwards. Equal totals have the same rank.
    """
    if ballot.state != Ballot.State.CLOSED:
        return []
    items = list(ballot.items.select_related("finding"))
    priorities = {row.finding_id: row for row in Priority.objects.present().filter(process_id=ballot.process_id)}
    items.sort(key=lambda item: (-(item.dots or 0), -(item.score or 0), item.position))
    ranked: list[Ranked] = []
    for place, item in enumerate(items, start=1):
        before = ranked[-1] if ranked else None
        same = before and (before.item.dots, before.item.score) == (item.dots, item.score)
        rank = before.rank if before and same else place
        ranked.append(Ranked(item, rank, priorities.get(item.finding_id)))
    return ranked


def papers_of(ballot: Ballot) -> list[Any]:
    """The ballots that were cast, without what is on them: `uid`, `member_id`, `label`; none once it is closed."""
    return [] if ballot.state == Ballot.State.CLOSED else _PAPERS.all(ballot.pk)


def turnout_of(ballot: Ballot, papers: list[Any]) -> tuple[int, int]:
    """How many ballots were cast, and how many people may cast one: numbers only, whoever asks."""
    if ballot.state == Ballot.State.CLOSED:
        return ballot.papers, ballot.seats
    seats = _SEATS.first(ballot.coalition_id)
    return len(papers), seats.count if seats else 0


_PAPERS: Prepared[Any] = Prepared(
    lambda ballot: (
        BallotPaper.objects.filter(ballot_id=ballot).order_by("pk").values_list("uid", "member_id", "label", named=True)
    ),
    MARK,
)
_SEATS: Prepared[Any] = Prepared(
    lambda coalition: (
        Member.objects.filter(coalition_id=coalition, left_at=None, role__in=SPEAKING)
        .order_by()
        .values("coalition")
        .annotate(count=Count("pk"))
        .values_list("count", named=True)
    ),
    MARK,
)


def own_paper(ballot: Ballot, member: Member) -> BallotPaper | None:
    """What this member put on the ballot, while it is open."""
    return _OWN.first(ballot.pk, member.pk)


_OWN: Prepared[BallotPaper] = Prepared(
    lambda ballot, member: BallotPaper.objects.filter(ballot_id=ballot, member_id=member).order_by("pk")[:1],
    MARK,
    MARK - 1,
)


def priorities_for(reader: Reader, process: Process) -> QuerySet[Priority]:
    """The priorities of a cycle in their rank."""
    found = Priority.objects.present().filter(coalition_id=reader.coalition_id, process=process)
    return found.select_related("finding", "ballot", "decision", "process").order_by("position")


def priority_lines(reader: Reader, process: Process) -> list[Any]:
    """The priorities in their rank, as lists show them: plain values."""
    return _PRIORITIES.all(reader.coalition_id, process.pk)


def left_findings(reader: Reader, process: Process) -> tuple[int, list[Any]]:
    """Findings that are not priorities: how many are still open, and those set aside with their reason."""
    here = (reader.coalition_id, process.pk)
    open_ = _OPEN.first(*here)
    return open_.count if open_ else 0, _ASIDE.all(*here)


def ballot_lines(reader: Reader, process: Process) -> list[Any]:
    """The latest ballots, twenty at most, as lists show them: plain values."""
    return (_BALLOTS if reader.steers else _BALLOTS_SEEN).all(reader.coalition_id, process.pk)


def _priority_lines(coalition: int, process: int) -> QuerySet[Priority, Any]:
    found = Priority.objects.present().filter(coalition_id=coalition, process=process).order_by("position")
    shown = found.annotate(
        finding_uid=F("finding__uid"),
        statement=F("finding__statement"),
        system=F("finding__system"),
        analysis=F("finding__analysis"),
        number=F("decision__number"),
    )
    names = ("pk", "uid", "position", "reason", "finding_uid", "statement", "system", "analysis", "number")
    return shown.values_list(*names, named=True)


def _not_chosen(coalition: int, process: int) -> QuerySet[Finding]:
    found = Finding.objects.present().filter(coalition_id=coalition, process=process)
    return found.exclude(Exists(Priority.objects.present().filter(finding=OuterRef("pk"))))


def _open(coalition: int, process: int) -> QuerySet[Finding, Any]:
    rows = _not_chosen(coalition, process).filter(set_aside_because="").order_by().values("process")
    return rows.annotate(count=Count("pk")).values_list("count", named=True)


def _aside(coalition: int, process: int) -> QuerySet[Finding, Any]:
    rows = _not_chosen(coalition, process).exclude(set_aside_because="").order_by("position", "pk")
    return rows.values_list("uid", "statement", "set_aside_because", named=True)


def _ballot_lines(coalition: int, process: int, **drafts: Any) -> QuerySet[Ballot, Any]:
    found = Ballot.objects.present().filter(coalition_id=coalition, process=process).exclude(**drafts)
    return found.order_by("-created_at", "-pk").values_list("uid", "title", "state", "closed_at", named=True)[:20]


_HERE = (MARK, MARK - 1)
_PRIORITIES: Prepared[Any] = Prepared(_priority_lines, *_HERE)
_OPEN: Prepared[Any] = Prepared(_open, *_HERE)
_ASIDE: Prepared[Any] = Prepared(_aside, *_HERE)
_BALLOTS: Prepared[Any] = Prepared(lambda *here: _ballot_lines(*here), *_HERE)
_BALLOTS_SEEN: Prepared[Any] = Prepared(lambda *here: _ballot_lines(*here, state=Ballot.State.DRAFT), *_HERE)


@dataclass(frozen=True, slots=True)
class FactorLine:
    """A protective factor as the screen of choice shows it."""

    factor: Factor
    choice: FactorChoice | None
    priorities: frozenset[int] = field(default_factory=frozenset)  # keys of those it answers
    coverage: Any = None  # of `queries.factor_coverage`, when organisations said what they do

    @property
    def state(self) -> str:
        return self.choice.state if self.choice else ""


def factor_lines(process: Process, method: Method, coverage: dict[str, Any]) -> list[FactorLine]:
    """Every factor of the coalition's method, in its order, with what the group said of it."""
    choices = {row.factor: row for row in _CHOICES.all(process.coalition_id, process.pk)}
    answers: dict[int, set[int]] = {row.pk: set() for row in choices.values()}
    for line in _ANSWERS.all(process.coalition_id, process.pk):
        answers[line.factor_choice_id].add(line.priority_id)
    lines = []
    for factor in method.factors:
        choice = choices.get(factor.slug)
        answered = frozenset(answers[choice.pk] if choice else ())
        lines.append(FactorLine(factor, choice, answered, coverage.get(factor.slug)))
    return lines


_CHOICES: Prepared[FactorChoice] = Prepared(
    lambda coalition, process: FactorChoice.objects.filter(coalition_id=coalition, process=process).order_by("pk"),
    *_HERE,
)
_ANSWERS: Prepared[Any] = Prepared(
    lambda coalition, process: (
        FactorPriority.objects.filter(coalition_id=coalition, factor_choice__process=process)
        .order_by("pk")
        .values_list("factor_choice_id", "priority_id", named=True)
    ),
    *_HERE,
)


def kept_factors(process: Process) -> QuerySet[FactorChoice]:
    """The factors that the group keeps."""
    return FactorChoice.objects.filter(process=process, state=FactorChoice.State.KEPT).order_by("pk")


def objectives_for(reader: Reader, process: Process) -> QuerySet[Objective]:
    """The objectives of a cycle in their order, with their factors."""
    found = Objective.objects.present().filter(coalition_id=reader.coalition_id, process=process)
    return found.select_related("process", "decision").prefetch_related("factors__factor_choice").order_by("position")
