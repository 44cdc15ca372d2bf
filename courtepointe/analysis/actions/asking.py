"""Ask partners for something by a personal link that needs no account: the mail, and the address to give by hand."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history, i18n, links, mail
from courtepointe.analysis.models import DataNeed
from courtepointe.coalitions.models import Member, Organisation
from courtepointe.meetings.actions.follow_ups import concerns
from courtepointe.meetings.models import Process

OBSERVE, BRING = "observe", "bring"
OPEN_FOR = dt.timedelta(days=120)

history.declare(
    {
        "observations.asked": gettext_lazy("%(who)s asked organisations (%(count)s) for their observations."),
        "data.asked": gettext_lazy("%(who)s asked for the data of the plan of the analysis (lines: %(count)s)."),
    }
)


@transaction.atomic
def ask_observations(process: Process, organisations: Iterable[Organisation], *, by: Member, words: str = "") -> int:
    """Write to the people of these organisations, each with their own address; how many messages.

    Asked twice the same day, nobody is written to twice.
    """
    chosen = list(organisations)
    people = Member.objects.filter(coalition_id=process.coalition_id, organisation__in=chosen, left_at=None)
    sent = 0
    for member in people.exclude(email="").select_related("coalition"):
        with translation.override(member.language):
            text = [
                _("Hello %(name)s,") % {"name": member.name},
                _(
                    "%(coalition)s is preparing its analysis of the situation. What do you observe, in your work or "
                    "around you, of young children and their families: what goes well, what worries you?"
                )
                % {"coalition": process.coalition.name},
                words.strip(),
                _("A few sentences are enough, without an account:") + "\n" + observe_address(process, member),
            ]
            sent += _write(
                process,
                member,
                OBSERVE,
                _("Your observations: %(coalition)s") % {"coalition": process.coalition.name},
                text,
            )
    history.record(process, "observations.asked", by=by, count=len(chosen))
    return sent


def observe_address(process: Process, member: Member) -> str:
    """Where this member writes observations without signing in. Opens the link if it is not given yet."""
    secret = links.same(member, OBSERVE, process.uid, until=clock.now() + OPEN_FOR)
    return settings.BASE_URL + reverse("observe", kwargs={"secret": secret})


@transaction.atomic
def ask_data(process: Process, needs: Iterable[DataNeed], *, by: Member, words: str = "") -> int:
    """Write to whoever brings these lines of the plan, with their lines and their address; how many messages.

    A line goes to the person named, otherwise to everybody of its organisation. Asked twice the same day, nobody is
    written to twice.
    """
    rows = [need for need in needs if need.received_at is None]
    people = (
        Member.objects.filter(coalition_id=process.coalition_id, left_at=None)
        .exclude(email="")
        .select_related("coalition")
    )
    sent = 0
    for member in people:
        theirs = [need for need in rows if concerns(need, member)]
        if not theirs:
            continue
        with translation.override(member.language):
            text = [
                _("Hello %(name)s,") % {"name": member.name},
                _("%(coalition)s gathers data for its analysis of the situation. This is expected of you:")
                % {"coalition": process.coalition.name},
                "\n".join(
                    f"- {need.question}" + (f" ({i18n.long_date(need.due_on)})" if need.due_on else "")
                    for need in theirs
                ),
                words.strip(),
                _("A file, a few lines or the address of a page, without an account:")
                + "\n"
                + bring_address(process, member),
            ]
            sent += _write(
                process, member, BRING, _("Data to bring: %(coalition)s") % {"coalition": process.coalition.name}, text
            )
    history.record(process, "data.asked", by=by, count=len(rows))
    return sent


def bring_address(process: Process, member: Member) -> str:
    """Where this member brings data without signing in. Opens the link if it is not given yet."""
    secret = links.same(member, BRING, process.uid, until=clock.now() + OPEN_FOR)
    return settings.BASE_URL + reverse("bring", kwargs={"secret": secret})


def write_to(
    member: Member, purpose: str, thing: uuid.UUID, subject: str, parts: list[str], *, version: int = 1
) -> bool:
    """Queue a message to a member about a thing, once for a version of it; whether there is one."""
    row = mail.queue(
        purpose=purpose,
        thing_uid=thing,
        thing_version=version,
        coalition=member.coalition,
        member=member,
        recipient=member.email,
        recipient_name=member.name,
        subject=subject,
        body="\n\n".join(part for part in parts if part),
    )
    return row is not None


def _write(process: Process, member: Member, purpose: str, subject: str, parts: list[str]) -> bool:
    """Queue the message of a day to a member; whether there is one."""
    return write_to(member, purpose, process.uid, subject, parts, version=clock.today().toordinal())
