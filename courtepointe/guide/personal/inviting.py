"""Sending a member the personal link to the information held about them."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import history, links, mail
from courtepointe.coalitions.models import Member
from courtepointe.mail import Delivery
from courtepointe.rows import Refused

PURPOSE = "my-information"
DAYS = 60

history.declare({"personal.page_sent": gettext_lazy("%(who)s sent a member the address of their own information.")})


def give_page(member: Member, *, by: Member) -> str:
    """The address of a member's own page, to give by hand; an earlier one stops working."""
    with transaction.atomic():
        secret = links.give(member, PURPOSE, member.uid, days=DAYS)
        history.record(member, "personal.page_sent", by=by)
    return settings.BASE_URL + reverse("me", kwargs={"secret": secret})


def send_page(member: Member, *, by: Member) -> None:
    """Send it by e-mail, in the member's language. Raises Refused without an address."""
    if not member.email:
        raise Refused(_("Write the e-mail address of %(name)s first.") % {"name": member.name})
    with transaction.atomic():
        link = give_page(member, by=by)
        _send(member, link)


def _send(member: Member, link: str) -> None:
    with translation.override(member.language):
        words = {"name": member.name, "coalition": member.coalition.name, "link": link, "days": DAYS}
        mail.queue(
            purpose="personal-page",
            thing_uid=member.uid,
            thing_version=Delivery.objects.filter(purpose="personal-page", thing_uid=member.uid).count() + 1,
            coalition=member.coalition,
            recipient=member.email,
            recipient_name=member.name,
            member=member,
            subject=_("Your information at %(coalition)s") % words,
            body=_(
                "Hello %(name)s,\n\n"
                "This page shows what %(coalition)s holds about you. You may read it, take it away, correct it, "
                "say what you agree to, or have it erased. No account is needed:\n"
                "%(link)s\n\n"
                "The address is yours alone and works for %(days)s days."
            )
            % words,
        )
