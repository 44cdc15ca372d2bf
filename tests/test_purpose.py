"""Wherever something is asked about a person, the page says why, who sees it, and where to read more."""

from pathlib import Path

import pytest
from django.template import engines

from courtepointe.addresses import policy_address

PACKAGE = Path(__file__).resolve().parent.parent / "courtepointe"
ASKING = (
    "coalitions/invitation coalitions/member coalitions/paste coalitions/setting meetings/attendance meetings/meeting "
    "meetings/homework meetings/photo meetings/reply meetings/_evaluation_questions analysis/questions "
    "web/account account/signup"
).split()


@pytest.mark.parametrize("name", ASKING)
def test_a_form_that_asks_something_of_somebody_says_why(name: str) -> None:
    source, _path, _fresh = engines["jinja2"].env.loader.get_source(engines["jinja2"].env, f"{name}.html")
    assert "{{ purpose(" in source


def test_the_sentence_leads_to_the_policy() -> None:
    said = engines["jinja2"].env.from_string("{{ purpose('Pour vous écrire.') }}").render()
    assert f'href="{policy_address()}"' in said
    assert "Pour vous écrire." in said
