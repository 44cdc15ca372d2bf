"""The session's end, signing out everywhere, the language, one's own account."""

import datetime as dt

from django.conf import settings

from courtepointe import clock
from courtepointe.coalitions.models import Person
from tests.cast import Cast


def test_pages_say_when_the_session_ends(cast: Cast) -> None:
    text = cast.client(cast.benoit).get("/account/").content.decode()
    assert "data-session-expires=" in text
    assert "/account/extend/" in text


def test_extending_starts_the_time_again(cast: Cast) -> None:
    client = cast.client(cast.benoit)
    client.get("/account/")
    later = clock.now() + dt.timedelta(minutes=3)
    with clock.at(later):
        answer = client.post("/account/extend/")
    assert answer.status_code == 204
    ends = dt.datetime.fromisoformat(answer.headers["X-Session-Expires"])
    assert ends == later + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)


def test_a_stranger_extends_nothing(cast: Cast) -> None:
    assert cast.client(None).post("/account/extend/").status_code == 302
    assert cast.client(cast.benoit).get("/account/extend/").status_code == 405


def test_signing_out_everywhere_keeps_this_session_only(cast: Cast) -> None:
    here, there = cast.client(cast.benoit), cast.client(cast.benoit)
    here.post("/account/sign-out-everywhere/")
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert there.get(f"/c/{cast.coalition.uid}/").status_code == 302


def test_the_language_is_kept_with_the_person(cast: Cast) -> None:
    client = cast.client(cast.benoit)
    client.post("/language/", {"language": "en", "next": "/account/"})
    assert Person.objects.get(pk=cast.benoit.person_id).language == "en"
    assert "My account" in client.get("/account/").content.decode()


def test_the_language_button_sends_nobody_to_another_site(cast: Cast) -> None:
    for elsewhere in ("https://ailleurs.example/", "//ailleurs.example"):
        answer = cast.client(None).post("/language/", {"language": "en", "next": elsewhere})
        assert answer.headers["Location"] == "/"


def test_ones_name_and_language_are_saved(cast: Cast) -> None:
    client = cast.client(cast.benoit)
    answer = client.post("/account/", {"name": "Benoît B.", "language": "en"}, follow=True)
    assert "Your account is saved." in answer.content.decode()
    assert Person.objects.get(pk=cast.benoit.person_id).name == "Benoît B."


def test_an_empty_name_is_refused_and_nothing_is_saved(cast: Cast) -> None:
    client = cast.client(cast.benoit)
    answer = client.post("/account/", {"name": "", "language": "en"})
    assert answer.status_code == 422
    assert Person.objects.get(pk=cast.benoit.person_id).name == "Benoît"
    assert Person.objects.get(pk=cast.benoit.person_id).language == "fr-ca"


def test_the_account_page_shows_ones_own_coalitions_only(cast: Cast) -> None:
    text = cast.client(cast.benoit).get("/account/").content.decode()
    assert "Les petits pas" in text
    assert "Autre rive" not in text
