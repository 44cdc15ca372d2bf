"""An answer to a question of consent, and what it sets off."""

from typing import Any

from django.db import transaction

from courtepointe.coalitions.actions import consents
from courtepointe.coalitions.models import Member
from courtepointe.coalitions.models_personal import Consent, Subject
from courtepointe.meetings.actions.files import withdraw_photos


@transaction.atomic
def answer(member: Member, subject: str, *, agrees: bool, **how: Any) -> Consent:
    """Keep the answer (see `coalitions.actions.consents.answer_consent`); a no takes effect at once.

    Photos leave the minutes, closed ones too. Contact details and summaries are decided where they are shown or sent.
    """
    row = consents.answer_consent(member, subject, agrees=agrees, **how)
    if subject == Subject.PHOTO and not agrees:
        withdraw_photos(member)
    return row
