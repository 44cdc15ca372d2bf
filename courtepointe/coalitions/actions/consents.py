"""Answers to questions of consent. What an answer sets off in meetings is in `guide/personal/consenting.py`."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history, mail
from courtepointe.coalitions.consent_texts import QUESTIONS
from courtepointe.coalitions.models import Member
from courtepointe.coalitions.models_personal import Consent, Subject, Way
from courtepointe.rows import Refused

# One word for who reads the history: what was answered to what is the person's own business.
history.declare(
    {
        "personal.consent": gettext_lazy("%(who)s answered a question of consent."),
        "personal.consent_entered": gettext_lazy("%(who)s entered an answer to a question of consent."),
    }
)


def answer_consent(
    member: Member,
    subject: str,
    *,
    agrees: bool,
    language: str,
    way: str = Way.PAGE,
    by: Member | None = None,
    answered_on: dt.date | None = None,
) -> Consent:
    """Keep an answer with the words that were asked, in the language they were asked in.

    A no after a yes is a withdrawal. `by` is who enters it for the person, from paper or from what they said. Closes
    the answer before. Raises Refused for a day to come, or an answer older than the one that holds.
    """
    question, today = QUESTIONS[subject], clock.today(member.coalition.timezone)
    day = answered_on or today
    if day > today:
        raise Refused(_("This day is still to come."))
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=member.pk)
        before = Consent.objects.filter(member=member, subject=subject, current=True).first()
        if before is not None and before.answered_on > day:
            raise Refused(_("A later answer is already kept: it is the one that holds."))
        Consent.objects.filter(member=member, subject=subject, current=True).update(current=False)
        row = Consent.objects.create(
            coalition_id=member.coalition_id,
            member=member,
            subject=subject,
            answer=_answer(agrees, before),
            asked=question.said_in(language),
            language=language,
            text_version=question.version,
            way=way,
            answered_on=day,
            entered_by=by,
        )
        if subject == Subject.DIGEST:
            (mail.accept if agrees else mail.refuse)(member, "digest")
        history.record(member, "personal.consent_entered" if by else "personal.consent", by=by or member)
    return row


def _answer(agrees: bool, before: Consent | None) -> str:
    if agrees:
        return Consent.GIVEN
    had = before is not None and before.answer in (Consent.GIVEN, Consent.WITHDRAWN)
    return Consent.WITHDRAWN if had else Consent.REFUSED
