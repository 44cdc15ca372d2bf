"""Who was there, by organisation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from courtepointe.coalitions.models import Member
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.i18n import sort_key
from courtepointe.meetings.models import Attendance, Meeting
from courtepointe.meetings.queries.parts import of_meeting

State = Attendance.State


@dataclass(frozen=True, slots=True)
class Seat:
    """A person on the list; `state` is empty while nothing was noted. A guest's `uid` is the attendance's own."""

    uid: UUID
    name: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one organisation; without a name: those who speak for none."""

    name: str
    seats: list[Seat] = field(default_factory=list)

    def of(self, state: str) -> list[Seat]:
        return [seat for seat in self.seats if seat.state == state]


@dataclass(frozen=True, slots=True)
class Presence:
    """How many are there, and for how many organisations."""

    people: int
    organisations: int
    marked: int


def presence_of(attendances: Iterable[Attendance]) -> Presence:
    """Count marks; an organisation is represented by a member or by a guest who names it."""
    rows = list(attendances)
    there = [row for row in rows if row.state == State.PRESENT]
    represented = {sort_key(row.organisation_name) for row in there if row.organisation_name}
    return Presence(len(there), len(represented), len(rows))


def marks_of(meeting: Meeting) -> list[Attendance]:
    """What was noted, by organisation then person."""
    rows = of_meeting(_MARKS, meeting)
    return sorted(
        rows, key=lambda row: (row.organisation_name == "", sort_key(row.organisation_name), sort_key(row.name))
    )


_MARKS = Prepared(lambda meeting: Attendance.objects.filter(meeting_id=meeting), MARK)


def sheet_of(meeting: Meeting) -> tuple[list[Group], list[Attendance], Presence]:
    """The list to mark (members by organisation), the guests, and the count. Two queries.

    Members who left since stay on the list of the meetings they were marked in.
    """
    marks = marks_of(meeting)
    states = {mark.member_id: mark.state for mark in marks if mark.member_id is not None}
    members = (
        Member.objects.filter(Q(left_at=None) | Q(pk__in=states), coalition_id=meeting.coalition_id)
        .select_related("organisation")
        .order_by("organisation__sort_key", "sort_key")
    )
    sitting, body = _committee(meeting)
    groups: dict[str, Group] = {}
    for member in members:
        name = member.organisation.name if member.organisation else ""
        name = body if body is not None and member.pk in sitting else name
        groups.setdefault(name, Group(name)).seats.append(Seat(member.uid, member.name, states.get(member.pk, "")))
    ordered = sorted(groups.values(), key=lambda group: (group.name != body, group.name == "", sort_key(group.name)))
    return ordered, [mark for mark in marks if mark.member_id is None], presence_of(marks)


def _committee(meeting: Meeting) -> tuple[set[int], str | None]:
    """Who sits on the committee whose meeting it is, and its name: they come first on the sheet."""
    if meeting.committee is None:
        return set(), None
    seats = meeting.committee.seats.filter(left_at=None).values_list("member_id", flat=True)
    return set(seats), meeting.committee.name


def groups_of(marks: Iterable[Attendance]) -> list[Group]:
    """What was noted, by organisation: for the minutes. Guests stand with the organisation they named."""
    groups: dict[str, Group] = {}
    for mark in marks:
        name = mark.organisation_name
        groups.setdefault(sort_key(name), Group(name)).seats.append(Seat(mark.uid, mark.name, mark.state))
    return list(groups.values())
