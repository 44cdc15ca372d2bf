"""Whom a meeting convenes, and what they said of coming."""

from dataclasses import dataclass, field

from courtepointe.coalitions.models import Member
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.i18n import sort_key
from courtepointe.meetings.models import Meeting, Reply
from courtepointe.meetings.queries.parts import of_meeting


def convened(meeting: Meeting) -> list[Member]:
    """The people whom a meeting convenes: the members present, or those of its committee; by name."""
    found = Member.objects.filter(coalition_id=meeting.coalition_id, left_at=None)
    if meeting.committee_id is not None:
        found = found.filter(committee_seats__committee_id=meeting.committee_id, committee_seats__left_at=None)
    return list(found.select_related("organisation", "coalition").order_by("sort_key", "pk"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One person convened, with their answer if there is one."""

    member: Member
    reply: Reply | None


@dataclass(slots=True)
class Answers:
    """What people said of coming, by organisation, and how many."""

    groups: list[tuple[str, list[Asked]]] = field(default_factory=list)
    coming: int = 0
    replaced: int = 0
    not_coming: int = 0
    silent: int = 0

    @property
    def asked(self) -> int:
        return self.coming + self.replaced + self.not_coming + self.silent

    @property
    def expected(self) -> int:
        """People expected in the room: those who come and those who are sent instead."""
        return self.coming + self.replaced


def replies_of(meeting: Meeting) -> list[Reply]:
    """The answers to the convocation."""
    return of_meeting(_REPLIES, meeting)


_REPLIES = Prepared(lambda meeting: Reply.objects.filter(meeting_id=meeting), MARK)


def answers_to(meeting: Meeting) -> Answers:
    """Everybody convened with what they said, by organisation; those who left since and answered are not shown."""
    by_member = {reply.member_id: reply for reply in replies_of(meeting)}
    found = Answers()
    groups: dict[str, list[Asked]] = {}
    for member in convened(meeting):
        reply = by_member.get(member.pk)
        groups.setdefault(member.organisation.name if member.organisation else "", []).append(Asked(member, reply))
        name = "silent" if reply is None else reply.answer
        setattr(found, name, getattr(found, name) + 1)
    found.groups = sorted(groups.items(), key=lambda group: (group[0] == "", sort_key(group[0])))
    return found
