"""To whom the minutes of a meeting go, and what became of the messages."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from courtepointe.coalitions.models import Member
from courtepointe.mail import Delivery, MailRefusal
from courtepointe.meetings.models import Meeting, Minutes
from courtepointe.meetings.queries.convened import convened

KIND = "minutes"  # what a member may turn off in one click
PURPOSE = "minutes"


@dataclass(slots=True)
class Recipients:
    """The members of the body that met, by what can be done for them."""

    by_mail: list[Member] = field(default_factory=list)  # who do not have this edition yet
    have_it: list[Member] = field(default_factory=list)
    refuse: list[Member] = field(default_factory=list)
    on_paper: list[Member] = field(default_factory=list)  # no address


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the messages of one edition."""

    left: int
    waiting: int
    failed: list[tuple[str, str]]  # name and address

    @property
    def total(self) -> int:
        return self.left + self.waiting + len(self.failed)


def recipients_of(meeting: Meeting, minutes: Minutes | None, *, kind: str = KIND) -> Recipients:
    """Who gets the minutes as they stand now: three queries.

    A member who changed their address has them already, unless the message never left.
    """
    members = convened(meeting)
    current = minutes is not None and minutes.edition_is_current
    have = _members_sent(minutes) if minutes is not None and current else set()
    refuse = refusing(members, kind)
    found = Recipients()
    for member in members:
        if not member.email:
            found.on_paper.append(member)
        elif member.pk in have:
            found.have_it.append(member)
        elif member.pk in refuse:
            found.refuse.append(member)
        else:
            found.by_mail.append(member)
    return found


def refusing(members: Iterable[Member], kind: str) -> set[int]:
    """Keys of those who turned this kind of mail off."""
    rows = MailRefusal.objects.filter(member__in=[member.pk for member in members], kind=kind)
    return set(rows.values_list("member_id", flat=True))


def _members_sent(minutes: Minutes) -> set[int | None]:
    rows = Delivery.objects.filter(purpose=PURPOSE, thing_uid=minutes.uid, thing_version=minutes.edition)
    return set(rows.exclude(status=Delivery.FAILED).values_list("member_id", flat=True))
