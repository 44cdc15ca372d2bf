"""Inviting a member to sign in, and giving people the seats that wait for their address."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history, i18n, links, mail
from courtepointe.coalitions.models import Invitation, Member, Person
from courtepointe.rows import Refused

PURPOSE = "invitation"
DAYS = 30
OPEN, USED, EXPIRED, CLOSED = "open", "used", "expired", "closed"

history.declare(
    {
        "member.invited": gettext_lazy("%(who)s invited %(name)s to sign in."),
        "member.joined": gettext_lazy("%(name)s signed in for the first time."),
    }
)


@dataclass(frozen=True, slots=True)
class Opened:
    """An invitation as its link shows it; only an OPEN one can be accepted."""

    link: links.Link
    invitation: Invitation
    state: str

    @property
    def member(self) -> Member:
        return self.link.member


@transaction.atomic
def invite(member: Member, *, by: Member) -> Invitation:
    """Send a member their personal link, in their language; an earlier link stops working.

    Writes an invitation, a link, a message to send and a line of history. Raises Refused without an address, or when
    the member has left.
    """
    if member.left_at is not None:
        raise Refused(_("%(name)s has left the coalition.") % {"name": member.name})
    if not member.email:
        raise Refused(_("Write the e-mail address of %(name)s first.") % {"name": member.name})
    invitation = Invitation.objects.create(
        coalition_id=member.coalition_id, member=member, email=member.email, sent_by=by.person
    )
    secret = links.give(member, PURPOSE, member.uid, days=DAYS)
    _send(invitation, secret, by)
    history.record(member, "member.invited", by=by, name=member.name)
    return invitation


def _send(invitation: Invitation, secret: str, by: Member) -> None:
    member = invitation.member
    with translation.override(member.language):
        words = {
            "name": member.name,
            "who": by.name,
            "coalition": member.coalition.name,
            "link": settings.BASE_URL + reverse("invitation", kwargs={"secret": secret}),
            "until": i18n.long_date(clock.today(member.coalition.timezone) + timedelta(days=DAYS)),
        }
        subject = _("%(who)s invites you to join %(coalition)s on Courtepointe") % words
        body = (
            _(
                "Hello %(name)s,\n\n"
                "%(who)s invites you to follow the work of %(coalition)s on Courtepointe: meetings, agendas, "
                "minutes and decisions are there, in one place.\n\n"
                "Open this page, then press its button. No password is needed:\n"
                "%(link)s\n\n"
                "The link is yours alone and works once, until %(until)s. Later, you sign in at the same "
                "address with a code sent to this e-mail address.\n\n"
                "If you did not expect this message, you may leave it unanswered: nothing will happen."
            )
            % words
        )
    mail.queue(
        purpose=PURPOSE,
        thing_uid=invitation.uid,
        recipient=invitation.email,
        recipient_name=member.name,
        subject=subject,
        body=body,
        coalition=member.coalition,
    )


def opened(secret: str) -> Opened | None:
    """The invitation behind a link and whether it can still be accepted; None when there never was one."""
    link = links.find(secret, PURPOSE)
    if link is None:
        return None
    invitation = link.member.invitations.select_related("sent_by").order_by("-pk").first()
    return Opened(link, invitation, _state(link, invitation)) if invitation else None


def _state(link: links.Link, invitation: Invitation) -> str:
    if link.used_at is not None or invitation.accepted_at is not None:
        return USED
    # The link proves the address that it was sent to, nothing else: an address corrected since closes it.
    if not link.is_open() and link.revoked_at is None:
        return EXPIRED
    if not link.is_open() or link.member.left_at is not None or link.member.email != invitation.email:
        return CLOSED
    return OPEN


@transaction.atomic
def accept(found: Opened) -> Person:
    """Give the seat to the person of the address, made when there is none; the link has then served.

    Raises Refused when the invitation is not open any more, or the seat belongs to another account.
    """
    member = Member.objects.select_for_update().get(pk=found.member.pk)
    if found.state != OPEN:
        raise Refused(_("This invitation is closed."))
    person = Person.objects.filter(email=found.invitation.email).first() or Person.objects.create_user(
        email=found.invitation.email, name=member.name, language=member.language
    )
    if member.person_id not in (None, person.pk) or not person.is_active:
        raise Refused(_("This seat is already tied to another account."))
    if member.person_id is None and not _take(member, person):
        raise Refused(_("You already have another seat in this coalition."))
    _note_accepted(member)
    return person


def person_for_seat(email: str) -> Person | None:
    """The account of somebody whom a coalition knows by this address, made when there is none yet.

    The address is not proven by this: only a code or a link sent to it proves it.
    """
    seat = Member.objects.filter(email=email.lower(), person=None, left_at=None).order_by("pk").first()
    if seat is None or Person.objects.filter(email=email.lower()).exists():
        return None
    return Person.objects.create_user(email=email, name=seat.name, language=seat.language)


@transaction.atomic
def take_seats(person: Person) -> int:
    """Give a person the seats that wait for their address, which must be proven; say how many.

    Their invitations are accepted. A coalition where the person sits already is left alone.
    """
    waiting = Member.objects.filter(email=person.email, person=None, left_at=None)
    taken = [seat for seat in waiting if _take(seat, person)]
    for seat in taken:
        _note_accepted(seat)
    return len(taken)


def _take(seat: Member, person: Person) -> bool:
    if person.seats.filter(coalition_id=seat.coalition_id, left_at=None).exists():
        return False
    if not Member.objects.filter(pk=seat.pk, person=None, left_at=None).update(person=person):
        return False
    history.record(seat, "member.joined", by=person, name=seat.name)
    return True


def _note_accepted(member: Member) -> None:
    now = clock.now()
    member.invitations.filter(accepted_at=None).update(accepted_at=now)
    links.Link.objects.filter(member=member, purpose=PURPOSE, used_at=None).update(used_at=now)
