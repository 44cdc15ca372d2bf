"""The mails that ask an organisation for its services and factors, in their reader's language."""

from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from courtepointe import i18n
from courtepointe.analysis.models import Inventory
from courtepointe.coalitions.models import Member


class Letter(NamedTuple):
    subject: str
    body: str


def letter(inventory: Inventory, member: Member, coalition: str, address: str, again: bool, sender: str) -> Letter:
    """What is written to one person of the organisation: what is asked, by when, and their own address to say it."""
    with translation.override(member.language):
        words = {
            "name": member.name,
            "coalition": coalition,
            "organisation": inventory.organisation.name,
            "date": i18n.long_date(inventory.due_on) if inventory.due_on else "",
            "address": address,
            "sender": sender,
        }
        subject = _("Reminder: your services, by %(date)s") if again else _("Your services, by %(date)s")
        parts = [
            _("Hello %(name)s,"),
            _(
                "%(coalition)s gathers what each organisation offers to young children and their families, and how it"
                " works on the ten protective factors. It has nothing from %(organisation)s yet: some twenty minutes"
                " are enough."
            )
            if again
            else _(
                "%(coalition)s gathers what each organisation offers to young children and their families, and how it"
                " works on the ten protective factors. It takes some twenty minutes for %(organisation)s, in one go or"
                " in several: all is kept as you write."
            ),
            _("Write here by %(date)s, without signing in, on a telephone too:\n%(address)s"),
            _("This address is yours alone. One answer is enough for your organisation: agree on who writes it."),
            _("%(sender)s\nfor %(coalition)s"),
        ]
        return Letter(subject % words, "\n\n".join(part % words for part in parts))
