"""Ask for the answers to a ballot by a personal link that needs no account; remind once, by hand."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history, links, mail
from courtepointe.access import SPEAKING
from courtepointe.analysis.actions.asking import write_to
from courtepointe.analysis.models import Ballot, BallotPaper
from courtepointe.coalitions.models import Member
from courtepointe.rows import Refused

PURPOSE = "ballot"  # of the personal links, and of the mail that gives them
REMINDER = "ballot-reminder"
OPEN_FOR = dt.timedelta(days=120)

history.declare(
    {
        "ballot.asked": gettext_lazy("%(who)s asked for the answers to a ballot: “%(title)s” (people: %(count)s)."),
        "ballot.reminded": gettext_lazy(
            "%(who)s reminded those who had not answered a ballot: “%(title)s” (people: %(count)s)."
        ),
    }
)


def waiting_for(ballot: Ballot) -> list[Member]:
    """The members with a voice who have not answered, by name. It tells who took part, never what was put."""
    answered = BallotPaper.objects.filter(ballot=ballot, member__isnull=False).values("member")
    voices = Member.objects.filter(coalition_id=ballot.coalition_id, left_at=None, role__in=SPEAKING)
    return list(voices.exclude(pk__in=answered).select_related("coalition").order_by("sort_key", "pk"))


def written_to(ballot: Ballot, purpose: str = PURPOSE) -> set[int]:
    """The keys of the members who were sent a message about this ballot."""
    sent = mail.Delivery.objects.filter(coalition_id=ballot.coalition_id, purpose=purpose, thing_uid=ballot.uid)
    return {key for key in sent.values_list("member_id", flat=True) if key is not None}


@transaction.atomic
def ask(ballot: Ballot, *, by: Member, words: str = "") -> int:
    """Write, each with their own address, to those who have not answered and were not asked yet; how many.

    Raises Refused when the ballot takes no answer, or when nobody is left to ask.
    """
    _open(ballot)
    asked = written_to(ballot)
    people = [one for one in waiting_for(ballot) if one.email and one.pk not in asked]
    if not people:
        raise Refused(
            _("Nobody is left to write to: all have answered, were asked already, or have no e-mail address.")
        )
    _send(ballot, people, PURPOSE, words)
    history.record(ballot, "ballot.asked", by=by, title=ballot.title, count=len(people))
    return len(people)


@transaction.atomic
def remind(ballot: Ballot, *, by: Member, words: str = "") -> int:
    """Write once more to those who were asked and have not answered; how many. One reminder for a ballot, no more.

    Raises Refused when the ballot takes no answer, when the reminder has left already, or when nobody is to remind.
    """
    _open(ballot)
    if was_reminded(ballot):
        raise Refused(_("The reminder has left already: one is enough. The others may be told at the next meeting."))
    asked = written_to(ballot)
    people = [one for one in waiting_for(ballot) if one.email and one.pk in asked]
    if not people:
        raise Refused(_("Nobody is to be reminded: those who were asked have answered."))
    _send(ballot, people, REMINDER, words)
    history.record(ballot, "ballot.reminded", by=by, title=ballot.title, count=len(people))
    return len(people)


def was_reminded(ballot: Ballot) -> bool:
    """Whether the one reminder of this ballot has left."""
    told = history.Entry.objects.filter(coalition_id=ballot.coalition_id, thing=ballot.code, thing_uid=ballot.uid)
    return told.filter(verb="ballot.reminded").exists()


@transaction.atomic
def give_addresses(ballot: Ballot) -> list[tuple[str, str]]:
    """The names of those who have not answered with their addresses, to give to each by hand; opens their links."""
    _open(ballot)
    return [(one.name, address_for(ballot, one)) for one in waiting_for(ballot)]


def address_for(ballot: Ballot, member: Member) -> str:
    """Where this member answers without signing in. Opens the link if it is not given yet."""
    secret = links.same(member, PURPOSE, ballot.uid, until=clock.now() + OPEN_FOR)
    return settings.BASE_URL + reverse("ballot-link", kwargs={"secret": secret})


def _open(ballot: Ballot) -> None:
    """Hold the ballot while people are written to: closing waits, and two reminders at once make one."""
    locked = Ballot.objects.select_for_update(no_key=True).get(pk=ballot.pk)
    if locked.state != Ballot.State.OPEN or locked.removed_at or locked.method == Ballot.Method.DISCUSSION:
        raise Refused(_("This ballot is closed: nothing can be added to it."))


def _send(ballot: Ballot, people: list[Member], purpose: str, words: str) -> None:
    for member in people:
        with translation.override(member.language):
            said = {"name": member.name, "coalition": member.coalition.name, "title": ballot.title}
            subject = _("Reminder: your choice of priorities, %(coalition)s") if purpose == REMINDER else ""
            text = [
                _("Hello %(name)s,") % said,
                _("%(coalition)s chooses its priorities together, and your answer counts: “%(title)s”.") % said,
                words.strip(),
                _("Answer here, without an account, on a telephone too:") + "\n" + address_for(ballot, member),
                _(
                    "This address is yours alone: do not pass it on. Nobody sees what you put, and you may change it"
                    " until the ballot is closed."
                ),
            ]
            write_to(
                member,
                purpose,
                ballot.uid,
                (subject or _("Your choice of priorities: %(coalition)s")) % said,
                text,
            )
