"""Follow-ups: those of a meeting, and the coalition's register."""

import datetime as dt
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from courtepointe import clock
from courtepointe.access import Reader
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import FollowUp, Meeting
from courtepointe.meetings.queries.parts import of_meeting, with_names

STATES = ("open", "late", "done", "all")
A_PAGE = 80  # of the register


def follow_ups_for(reader: Reader) -> QuerySet[FollowUp]:
    """All follow-ups that a member of the coalition may read, by due date, those without one last."""
    return _of_coalition(reader.coalition_id).select_related("meeting", "member", "organisation", "done_by")


def _of_coalition(coalition: int) -> QuerySet[FollowUp]:
    found = FollowUp.objects.present().filter(coalition_id=coalition, meeting__removed_at=None)
    return found.order_by(F("due_on").asc(nulls_last=True), "pk")


def mine(reader: Reader) -> Q:
    """What the reader does, by name, or their organisation does without naming anyone."""
    own = Q(member_id=reader.member_id)
    if reader.organisation_id is not None:
        own |= Q(member=None, organisation_id=reader.organisation_id)
    return own


def search_follow_ups(
    reader: Reader, *, state: str = "open", only_mine: bool = False, today: dt.date | None = None
) -> QuerySet[FollowUp]:
    """The register: `open`, `late` (open and past its date), `done` or `all`; everybody's or the reader's."""
    found = follow_ups_for(reader)
    if only_mine:
        found = found.filter(mine(reader))
    if state == "done":
        return found.filter(done_at__isnull=False).order_by("-done_at")
    if state in ("open", "late"):
        found = found.filter(done_at=None)
    if state == "late":
        found = found.filter(due_on__lt=today or clock.today())
    return found


def register_of(found: QuerySet[FollowUp]) -> QuerySet[FollowUp, Any]:
    """What a line of the register shows, and no more: `title` and `held` are the meeting's, `who` may be nobody."""
    shown = found.select_related(None).annotate(
        title=F("meeting__title"), held=F("meeting__uid"), who=Coalesce("member__name", "organisation__name")
    )
    fields = ("uid", "what", "due_on", "done_at", "member_id", "organisation_id", "title", "held", "who")
    return shown.values_list(*fields, named=True)


class OpenLines:
    """Rows for a Paginator: the register as it opens, what is to do, everybody's. Its count and its first page, which
    everybody asks for, are read by statements written once."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def __len__(self) -> int:
        found = _OPEN_COUNT.first(self.reader.coalition_id)
        return found.count if found else 0

    def __getitem__(self, asked: slice) -> list[Any]:
        if not asked.start and asked.stop <= A_PAGE:
            return _OPEN_PAGE.all(self.reader.coalition_id)
        return list(register_of(search_follow_ups(self.reader))[asked])


def _open(coalition: int) -> QuerySet[FollowUp]:
    return _of_coalition(coalition).filter(done_at=None)


_OPEN_PAGE: Prepared[Any] = Prepared(lambda coalition: register_of(_open(coalition))[:A_PAGE], MARK)
_OPEN_COUNT: Prepared[Any] = Prepared(
    lambda coalition: (
        _open(coalition).order_by().values("coalition").annotate(count=Count("pk")).values_list("count", named=True)
    ),
    MARK,
)


def follow_ups_of(meeting: Meeting) -> list[FollowUp]:
    """Follow-ups of one meeting, in the order they were noted."""
    return of_meeting(_OF_MEETING, meeting)


_OF_MEETING = Prepared(
    lambda meeting: with_names(
        FollowUp.objects.present().filter(meeting_id=meeting), "member", "organisation"
    ).order_by("pk"),
    MARK,
)
