"""History: a verb has one sentence."""

import pytest
from django.utils.translation import gettext_lazy as _

from courtepointe import history


def test_a_verb_keeps_its_first_sentence() -> None:
    before = history.declared()
    history.declare({"meeting.added": before["meeting.added"]})
    with pytest.raises(AssertionError, match=r"meeting\.added"):
        history.declare({"meeting.added": _("Something else.")})
    assert history.declared() == before
