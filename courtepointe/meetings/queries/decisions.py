"""Decisions: those of a meeting, and the coalition's register."""

from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Coalesce

from courtepointe.access import Reader
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.i18n import sort_key
from courtepointe.meetings.models import Decision, Meeting
from courtepointe.meetings.queries.parts import of_meeting, with_names


def decisions_for(reader: Reader) -> QuerySet[Decision]:
    """All decisions that a member of the coalition may read, last first, with their meeting."""
    return (
        Decision.objects.present()
        .filter(coalition_id=reader.coalition_id, meeting__removed_at=None)
        .select_related("meeting")
        .order_by("-number")
    )


def search_decisions(reader: Reader, *, year: int | None = None, text: str = "") -> QuerySet[Decision]:
    """The register, of one year or holding all the words; accents and case do not matter."""
    found = decisions_for(reader)
    if year is not None:
        found = found.filter(meeting__on__year=year)
    for word in sort_key(text).split():
        found = found.filter(search_text__contains=word)
    return found


def register_of(found: QuerySet[Decision]) -> QuerySet[Decision, Any]:
    """What a line of the register shows, and no more: `on` and `held` are the day and the uid of the meeting."""
    shown = found.select_related(None).annotate(
        on=F("meeting__on"), held=F("meeting__uid"), who=Coalesce("owner__name", "owner_organisation__name")
    )
    return shown.values_list("number", "wording", "result", "on", "held", "who", "due_on", named=True)


def years_of_decisions(reader: Reader) -> list[int]:
    """Years in which something was decided, last first."""
    return sorted((line.year for line in _YEARS.all(reader.coalition_id) if line.year is not None), reverse=True)


_YEARS: Prepared[Any] = Prepared(
    lambda coalition: (
        Decision.objects.present()
        .filter(coalition_id=coalition, meeting__removed_at=None)
        .annotate(year=F("meeting__on__year"))
        .order_by()
        .values_list("year", named=True)
        .distinct()
    ),
    MARK,
)


def decisions_of(meeting: Meeting) -> list[Decision]:
    """Decisions of one meeting, in the order of their numbers."""
    return of_meeting(_OF_MEETING, meeting)


# The meeting whose agenda takes it up, while that item and that meeting are there.
_TAKEN = Case(
    When(
        taken_in__removed_at=None,
        taken_in__meeting__removed_at=None,
        taken_in__isnull=False,
        then=F("taken_in__meeting__title"),
    ),
    default=Value(""),
)
_OF_MEETING: Prepared[Any] = Prepared(
    lambda meeting: (
        with_names(Decision.objects.present().filter(meeting_id=meeting), "owner", "owner_organisation")
        .annotate(taken_title=_TAKEN)
        .order_by("number")
    ),
    MARK,
)
