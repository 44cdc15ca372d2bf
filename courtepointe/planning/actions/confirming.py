"""Each organisation confirms its part of an adopted plan, or asks for a change: signed in, by a link, or on paper."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history, i18n, links, mail
from courtepointe.coalitions.models import Member, Organisation
from courtepointe.planning.models import Confirmation, PlanVersion
from courtepointe.planning.queries.parts import Standing, standings_of
from courtepointe.planning.snapshot import organisations_in
from courtepointe.rows import Conflict, Refused

PURPOSE = "plan-part"  # of the personal links, and of the mail that gives them
OPEN_FOR = dt.timedelta(days=120)
Answer = Confirmation.Answer

history.declare(
    {
        "confirmation.confirmed": gettext_lazy("%(who)s confirmed the part of %(organisation)s in the plan."),
        "confirmation.reserved": gettext_lazy(
            "%(who)s asked for a change in the part of %(organisation)s in the plan."
        ),
        "confirmation.entered": gettext_lazy(
            "%(who)s entered what %(organisation)s answers about its part of the plan."
        ),
        "confirmation.asked": gettext_lazy(
            "%(who)s asked organisations to confirm their part of the plan (organisations: %(count)s)."
        ),
    }
)


@transaction.atomic
def answer_part(
    version: PlanVersion,
    organisation: Organisation,
    *,
    by: Member,
    answer: str,
    words: str = "",
    name: str = "",
    for_them: bool = False,
    seen: str = "",
) -> Confirmation:
    """Note the answer of an organisation; a later one replaces it. `for_them`: entered by whoever steers.

    `seen` is the answer that was on the page (`mark_of`): Conflict when another one was given since. Raises Refused
    for an organisation without a part, for a version that another one replaced, for a change without a word.
    """
    PlanVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if str(organisation.uid) not in organisations_in(version.content):
        raise Refused(_("This organisation has no part in this version of the plan."))
    if is_replaced(version):
        raise Refused(_("A newer version of the plan was adopted since: answer that one."))
    if answer == Answer.RESERVED and not words:
        raise Refused(_("Say what should change."))
    fields = {
        "answer": answer,
        "words": words,
        "member": None if for_them else by,
        "name": name if for_them else by.name,
        "entered_by": by.person if for_them else None,
    }
    there = version.confirmations.filter(organisation=organisation).first()
    if there is not None and all(getattr(there, key) == value for key, value in fields.items()):
        return there  # the same form, sent twice
    if mark_of(there) != seen:
        raise Conflict(there or version, {"answer": answer, "words": words})
    row, _made = Confirmation.objects.update_or_create(
        version=version,
        organisation=organisation,
        defaults={
            **fields,
            "coalition_id": version.coalition_id,
            "answered_on": clock.today(version.coalition.timezone),
        },
    )
    verb = "confirmation.entered" if for_them else f"confirmation.{answer}"
    history.record(row, verb, by=by, organisation=organisation.name)
    return row


def mark_of(row: Confirmation | None) -> str:
    """What tells an answer from a later one, in a form."""
    if row is None:
        return ""
    said = f"{row.answer}:{row.answered_on.isoformat()}:{row.name}:{row.words}"
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def is_replaced(version: PlanVersion) -> bool:
    """Whether a newer version of the same plan was adopted."""
    return PlanVersion.objects.filter(plan_id=version.plan_id, number__gt=version.number).exists()


@transaction.atomic
def ask_parts(version: PlanVersion, *, by: Member, words: str = "") -> int:
    """Write to the people of the organisations that have not answered, each with their address; how many messages.

    Asked twice the same day, nobody is written to twice.
    """
    waiting = waiting_for(version)
    sent = 0
    for member in people_of(waiting):
        if not member.email or member.organisation is None:
            continue
        with translation.override(member.language):
            said = {"coalition": version.coalition.name, "organisation": member.organisation.name}
            parts = [
                _("Hello %(name)s,") % {"name": member.name},
                _(
                    "%(coalition)s adopted its plan of action on %(day)s. Here is the part of %(organisation)s: please"
                    " read it, then confirm it or say what should change."
                )
                % {**said, "day": i18n.long_date(version.adopted_on)},
                words.strip(),
                _("One minute is enough, without an account:") + "\n" + part_address(version, member),
            ]
            row = mail.queue(
                purpose=PURPOSE,
                thing_uid=version.uid,
                thing_version=clock.today().toordinal(),
                coalition=version.coalition,
                member=member,
                recipient=member.email,
                recipient_name=member.name,
                subject=_("The part of %(organisation)s in the plan: %(coalition)s") % said,
                body="\n\n".join(part for part in parts if part),
            )
        sent += row is not None
    history.record(version, "confirmation.asked", by=by, count=len(waiting))
    return sent


def part_address(version: PlanVersion, member: Member) -> str:
    """Where this member answers for their organisation without signing in. Opens the link if it is not given yet."""
    secret = links.same(member, PURPOSE, version.uid, until=clock.now() + OPEN_FOR)
    return settings.BASE_URL + reverse("part-link", kwargs={"secret": secret})


def waiting_for(version: PlanVersion) -> list[Standing]:
    """The organisations that are still there and have not answered."""
    return [one for one in standings_of(version) if one.here is not None and one.answer is None]


def people_of(standings: Iterable[Standing]) -> list[Member]:
    """The present members of these organisations, by name."""
    keys = [one.here.pk for one in standings if one.here is not None]
    rows = Member.objects.filter(organisation_id__in=keys, left_at=None)
    return list(rows.select_related("organisation", "coalition").order_by("organisation__sort_key", "sort_key"))
