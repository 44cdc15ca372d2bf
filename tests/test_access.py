"""Every address of the table, tried as a stranger, as a member of another coalition, and as an observer.

The other coalition has data that could leak: everything in it carries SECRET-AILLEURS, and the walks ask for that text.
"""

import uuid
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, get_resolver, reverse

from courtepointe.access import OBSERVER
from courtepointe.coalitions.models import Coalition
from courtepointe.meetings.models import Meeting
from tests import walk
from tests.cast import Cast
from tests.test_architecture import patterns

SECRET = "SECRET-AILLEURS"


def member_views() -> Iterator[tuple[str, URLPattern]]:
    for route, entry in patterns(get_resolver()):
        if getattr(getattr(entry.callback, "access", None), "kind", "") == "member":
            yield route, entry


MEMBER_VIEWS = sorted(member_views(), key=lambda pair: pair[0])
METHODS = ("get", "post")


@pytest.fixture
def theirs(cast: Cast) -> walk.Things:
    """Things of the other coalition, one of each kind that an address may name."""
    return walk.things_of(cast.other, SECRET)


@pytest.fixture
def ours(cast: Cast) -> walk.Things:
    return walk.things_of(cast.coalition, "des petits pas")


def test_the_walk_knows_what_every_address_names(theirs: walk.Things) -> None:
    """A new kind of thing in an address needs a line in tests/walk.py, or the walks below would miss it."""
    for route, entry in MEMBER_VIEWS:
        assert walk.address(entry, theirs), route


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_is_sent_to_sign_in(cast: Cast, theirs: walk.Things, method: str) -> None:
    browser = cast.client(None)
    for route, entry in MEMBER_VIEWS:
        answer = getattr(browser, method)(walk.address(entry, theirs))
        assert answer.status_code == 302, route
        assert answer.headers["Location"].startswith(reverse("account_login")), route


@pytest.mark.parametrize("method", METHODS)
def test_a_member_of_another_coalition_finds_nothing(cast: Cast, theirs: walk.Things, method: str) -> None:
    browser = cast.client(cast.amina)
    for route, entry in MEMBER_VIEWS:
        answer = getattr(browser, method)(walk.address(entry, theirs))
        assert answer.status_code == 404, route
        assert SECRET not in answer.content.decode(), route


@pytest.mark.parametrize("method", METHODS)
def test_a_thing_of_another_coalition_is_not_found_under_ones_own(
    cast: Cast, ours: walk.Things, theirs: walk.Things, method: str
) -> None:
    browser = cast.client(cast.amina)
    for route, entry in MEMBER_VIEWS:
        for name in walk.names(entry):
            if name == "coalition" or not isinstance(theirs[name], uuid.UUID):  # a text or a number is no thing
                continue
            mixed = {**ours, name: theirs[name]}
            answer = getattr(browser, method)(walk.address(entry, mixed))
            assert answer.status_code in (404, 405), f"{route} with their {name}: {answer.status_code}"
            assert SECRET not in answer.content.decode(), route


@pytest.mark.parametrize("method", METHODS)
def test_an_observer_is_refused_what_their_role_does_not_allow(cast: Cast, ours: walk.Things, method: str) -> None:
    browser = cast.client(cast.chloe)
    refused = 0
    for route, entry in MEMBER_VIEWS:
        if OBSERVER in entry.callback.access.roles:
            continue
        answer = getattr(browser, method)(walk.address(entry, ours))
        assert answer.status_code == 403, route
        refused += 1
    if not refused:
        pytest.skip("no page is refused to an observer yet")


def test_every_page_opens_for_the_coordinator(cast: Cast, ours: walk.Things) -> None:
    browser = cast.client(cast.amina)
    for route, entry in MEMBER_VIEWS:
        answer = browser.get(walk.address(entry, ours))
        answer.getvalue()  # a file is closed once it was read
        assert answer.status_code in (200, 405), f"{route}: {answer.status_code}"


def test_someone_who_left_is_an_outsider(cast: Cast, ours: walk.Things) -> None:
    browser = cast.client(cast.benoit)
    home = reverse("coalition-home", kwargs={"coalition": cast.coalition.uid})
    assert browser.get(home).status_code == 200
    type(cast.benoit).objects.filter(pk=cast.benoit.pk).update(left_at=cast.benoit.joined_at)
    assert browser.get(home).status_code == 404


def test_the_other_coalition_has_something_to_leak(cast: Cast, theirs: walk.Things) -> None:
    assert Meeting.objects.filter(coalition=cast.other, title__contains=SECRET).exists()
    assert Coalition.objects.filter(uid=uuid.UUID(str(theirs["coalition"]))).exists()
