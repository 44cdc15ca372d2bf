"""Ask people to answer the diagnostic by a personal link that needs no account, and remind them.

A reminder goes to everybody who was asked: written only to those who had not answered, the messages that left would say
who had, and when.
"""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history, i18n, links, mail
from courtepointe.coalitions.models import Member
from courtepointe.evaluation.actions.diagnostic import seat_everybody
from courtepointe.evaluation.models import Diagnostic, DiagnosticSeat
from courtepointe.evaluation.queries.diagnostic import takes_answers
from courtepointe.rows import Refused

PURPOSE = "diagnostic"  # of the personal links, and of the mail that gives them
REMINDER = "diagnostic-reminder"
OPEN_FOR = dt.timedelta(days=400)  # the link says for how long it serves: until the round is closed

history.declare(
    {
        "diagnostic.asked": gettext_lazy("%(who)s asked people to answer a diagnostic of the partnership."),
        "diagnostic.reminded": gettext_lazy("%(who)s reminded people of a diagnostic of the partnership."),
    }
)


@transaction.atomic
def ask(row: Diagnostic, *, by: Member, reminder: bool = False) -> int:
    """Write to everybody who may answer and has an address, each with their own link; how many messages.

    Asked twice the same day, nobody is written to twice. Raises Refused when no answer is taken.
    """
    locked = Diagnostic.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if not takes_answers(locked, clock.today(by.coalition.timezone)):
        raise Refused(_("This diagnostic takes no answers: open it first, or choose a later last day."))
    sent = 0
    for member in people_of(locked):
        if not member.email:
            continue
        with translation.override(member.language):
            message = mail.queue(
                purpose=REMINDER if reminder else PURPOSE,
                thing_uid=row.uid,
                thing_version=clock.today().toordinal(),
                coalition=member.coalition,
                member=member,
                recipient=member.email,
                recipient_name=member.name,
                subject=_("How our partnership is doing: %(coalition)s") % {"coalition": member.coalition.name},
                body=_letter(locked, member, by, reminder),
            )
        sent += message is not None
    history.record(row, "diagnostic.reminded" if reminder else "diagnostic.asked", by=by)
    return sent


def _letter(row: Diagnostic, member: Member, by: Member, reminder: bool) -> str:
    parts = [
        _("Hello %(name)s,") % {"name": member.name},
        _("%(coalition)s takes a look at its own way of working together: eighteen items, about twenty minutes.")
        % {"coalition": member.coalition.name},
        _("This message goes to everybody: if you have answered already, thank you, there is nothing more to do.")
        if reminder
        else "",
        _("Nothing ties an answer to the person who gives it, and you are free not to answer."),
        _("You may answer until %(date)s, without an account:") % {"date": i18n.long_date(row.closes_on)} + "\n"
        if row.closes_on
        else _("To answer, without an account:") + "\n",
    ]
    parts[-1] += address_for(row, member)
    return "\n\n".join([*(part for part in parts if part), by.name])


@transaction.atomic
def give_addresses(row: Diagnostic) -> list[tuple[str, str]]:
    """Open the personal links of all who may answer, to be given on paper or by telephone: names and addresses."""
    return [(member.name, address_for(row, member)) for member in people_of(row)]


def people_of(row: Diagnostic) -> list[Member]:
    """Those who may answer, newcomers too, by name."""
    seat_everybody(row)
    seated = DiagnosticSeat.objects.filter(diagnostic=row).values("member")
    people = Member.objects.filter(pk__in=seated, left_at=None).select_related("coalition", "person")
    return list(people.order_by("sort_key"))


def address_for(row: Diagnostic, member: Member) -> str:
    """Where this member answers without signing in. Opens the link if it is not given yet."""
    secret = links.same(member, PURPOSE, row.uid, until=clock.now() + OPEN_FOR)
    return settings.BASE_URL + reverse("diagnostic-link", kwargs={"secret": secret})
