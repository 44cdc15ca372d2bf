"""The plan of the analysis: what the group wants to know, line by line, and what of it was received."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from courtepointe.access import Reader
from courtepointe.analysis.models import DataNeed
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.library.load import the_method
from courtepointe.library.method import DataNeed as Suggestion
from courtepointe.library.method import Method
from courtepointe.meetings.models import Meeting, Process

ABOUT_DATA = "present-data"  # the objective of the meeting for which data are wanted
WEEK = dt.timedelta(weeks=1)
OWED = 8


def needs_for(reader: Reader, process: Process) -> QuerySet[DataNeed]:
    """The lines of a process's plan, in order. Every member of the coalition may read them."""
    found = DataNeed.objects.present().filter(coalition_id=reader.coalition_id, process=process)
    return found.select_related("organisation", "member", "received_by").order_by("position")


def removed_need_for(reader: Reader, uid: uuid.UUID) -> DataNeed | None:
    """A line that was removed and may be put back, for those who steer."""
    if not reader.steers:
        return None
    return DataNeed.objects.filter(coalition_id=reader.coalition_id, uid=uid, removed_at__isnull=False).first()


def is_late(need: DataNeed, today: dt.date) -> bool:
    """Whether it was wanted before today and has not come."""
    return need.received_at is None and need.due_on is not None and need.due_on < today


@dataclass(frozen=True, slots=True)
class Summary:
    """The plan in figures."""

    total: int
    received: int
    late: int
    nobody: int  # still to come, and nobody named to bring it

    @property
    def to_come(self) -> int:
        return self.total - self.received


def summary_of(needs: Sequence[DataNeed], today: dt.date) -> Summary:
    """How many lines, received, late, without anybody."""
    open_ = [need for need in needs if need.received_at is None]
    return Summary(
        total=len(needs),
        received=len(needs) - len(open_),
        late=sum(is_late(need, today) for need in open_),
        nobody=sum(need.organisation_id is None and need.member_id is None for need in open_),
    )


def owed_needs(coalition: Coalition, member: Member) -> list[DataNeed]:
    """What is expected of the member by name, or of their organisation when nobody is named; one query."""
    if member.organisation_id is None:
        return _MINE.all(coalition.pk, member.pk)
    return _OURS.all(coalition.pk, member.pk, member.organisation_id)


def _open(coalition: int, mine: Q) -> QuerySet[DataNeed]:
    found = DataNeed.objects.present().filter(mine, coalition_id=coalition, received_at=None)
    return found.order_by(F("due_on").asc(nulls_last=True), "position", "pk")[:OWED]


_MINE = Prepared(lambda coalition, member: _open(coalition, Q(member_id=member)), MARK, MARK - 1)
_OURS = Prepared(
    lambda coalition, member, organisation: _open(
        coalition, Q(member_id=member) | Q(member=None, organisation_id=organisation)
    ),
    MARK,
    MARK - 1,
    MARK - 2,
)


def first_due(process: Process, today: dt.date) -> dt.date | None:
    """A week before the meeting at which data are presented; None when it has no date or that day has passed."""
    meetings = process.meetings.present().exclude(status=Meeting.CANCELLED)
    on = meetings.filter(objectives__slug=ABOUT_DATA, on__isnull=False).order_by("on").values_list("on", flat=True)
    first = on.first()
    return first - WEEK if first and first - WEEK >= today else None


Group = tuple[str, str, list[Suggestion]]


def suggestions_for(process: Process, method: Method) -> list[Group]:
    """Lines of the library that the plan does not have yet, by system: its slug, its name, its lines."""
    texts = set(DataNeed.objects.present().filter(process=process).values_list("question", flat=True))
    left = [one for one in the_method().data_needs if not {one.question.fr, one.question.en} & texts]
    groups = [(s.slug, str(s.name), [one for one in left if one.system == s.slug]) for s in method.systems]
    return [group for group in groups if group[2]]


def earlier_needs(process: Process) -> list[DataNeed]:
    """What the cycle before wanted to know and this one has not taken up."""
    if process.previous_id is None:
        return []
    there = DataNeed.objects.present().filter(process=process).values("question")
    found = DataNeed.objects.present().filter(process_id=process.previous_id).exclude(question__in=there)
    return list(found.select_related("organisation", "member").order_by("position"))


def lines_of(
    chosen: Collection[str], groups: Sequence[Group], earlier: Sequence[DataNeed], language: str
) -> list[dict[str, Any]]:
    """The fields of the lines chosen, by slug in the library or by uid in the last cycle, in a coalition's language.

    The last cycle's lines keep their organisation as long as it is there; people are named anew.
    """
    lines: list[dict[str, Any]] = [
        {
            "question": one.question.for_language(language),
            "system": one.system,
            "kind": one.kind,
            "source": one.where.for_language(language)[:300],
        }
        for _slug, _name, suggestions in groups
        for one in suggestions
        if one.slug in chosen
    ]
    for need in earlier:
        if str(need.uid) in chosen:
            there = need.organisation if need.organisation and need.organisation.removed_at is None else None
            plain = {name: getattr(need, name) for name in ("question", "system", "kind", "source", "remark")}
            lines.append({**plain, "organisation": there})
    return lines
