"""History: a verb has one sentence, and quotes in a quote are inner ones."""

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from courtepointe import history
from courtepointe.meetings.actions import meetings as _verbs  # noqa: F401  (declares them)
from tests.cast import Cast
from tests.factories import make_meeting


def test_a_verb_keeps_its_first_sentence() -> None:
    before = history.declared()
    history.declare({"meeting.added": before["meeting.added"]})
    with pytest.raises(AssertionError, match=r"meeting\.added"):
        history.declare({"meeting.added": _("Something else.")})
    assert history.declared() == before


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [
        (
            "fr-ca",
            "Lire «\u202fAgora\u202f» et « Oser »",
            "Amina a ajouté la rencontre «\u202fLire “Agora” et “Oser”\u202f».",
        ),
        ("en", "Read “Agora”, « Oser »", "Amina added the meeting “Read ‘Agora’, ‘Oser’”."),
    ],
)
def test_a_quoted_title_that_quotes_takes_the_inner_marks(cast: Cast, language: str, title: str, sentence: str) -> None:
    meeting = make_meeting(cast.coalition, title)
    entry = history.record(meeting, "meeting.added", by=cast.amina, title=title)
    with translation.override(language):
        assert entry.sentence == sentence
