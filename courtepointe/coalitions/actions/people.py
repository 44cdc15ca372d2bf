"""Accounts that an administrator gives."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from courtepointe import mail
from courtepointe.coalitions.models import Person
from courtepointe.mail import Delivery

PURPOSE = "welcome"


@transaction.atomic
def welcome(email: str, name: str = "") -> Person:
    """Let somebody sign in and open coalitions, and write to them where; an account that exists keeps its name.

    Asked again, it writes again.
    """
    email = email.strip().lower()
    person = Person.objects.filter(email=email).first() or Person.objects.create_user(email, name)
    Person.objects.filter(pk=person.pk).update(may_open=True)
    person.may_open = True
    _send(person)
    return person


def _send(person: Person) -> None:
    with translation.override(person.language):
        body = _(
            "Hello,\n\n"
            "You may open a coalition on Courtepointe. Sign in with this address; a code will be sent to you, no "
            "password is needed:\n"
            "%(link)s\n\n"
            "A name and a date are enough to begin."
        ) % {"link": settings.BASE_URL + reverse(settings.LOGIN_URL)}
        mail.queue(
            purpose=PURPOSE,
            thing_uid=person.uid,
            thing_version=Delivery.objects.filter(purpose=PURPOSE, thing_uid=person.uid).count() + 1,
            recipient=person.email,
            recipient_name=person.name,
            subject=_("You may open a coalition on Courtepointe"),
            body=body,
        )
