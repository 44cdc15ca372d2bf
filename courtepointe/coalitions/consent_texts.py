"""What people are asked to agree to, word for word. Each answer keeps its own copy.

A text that changes gets the next number: `tests/coalitions/test_consents.py` holds the fingerprint of each.
"""

from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courtepointe.coalitions.models_personal import Subject


@dataclass(frozen=True)
class Question:
    """One question, and what a yes or a withdrawal does."""

    version: int
    text: Promise
    effect: Promise

    def said_in(self, language: str) -> str:
        """The question in a language."""
        with translation.override(language):
            return str(self.text)


QUESTIONS: dict[str, Question] = {
    Subject.CONTACT: Question(
        1,
        _(
            "I agree that my personal contact details (e-mail address, telephone) stand in the list of the coalition, "
            "where only the people who coordinate and facilitate see them, to write to me or call me about its work."
        ),
        _("Without your agreement, nobody but you sees them. Messages still reach you until you erase the address."),
    ),
    Subject.SHARED: Question(
        1,
        _("I agree that all the members of the coalition see my personal contact details in its list."),
        _("Without your agreement, the other members do not see them."),
    ),
    Subject.PHOTO: Question(
        1,
        _(
            "I agree that photos of meetings in which I can be recognised stand in the minutes of the coalition, which "
            "its members read."
        ),
        _("When you withdraw it, the photos in which you were pointed out leave the minutes at once."),
    ),
    Subject.DIGEST: Question(
        1,
        _("I agree to receive summaries of the activity of the coalition by e-mail, beyond what my role needs."),
        _("When you withdraw it, no summary is sent to you any more."),
    ),
}
