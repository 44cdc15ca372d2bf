"""What is written by hand for speed gives the same as Django's own way."""

import datetime as dt
import uuid

import pytest
from django.contrib.sessions.backends.db import SessionStore as DjangoSessions

from courtepointe import clock
from courtepointe.access import _SEAT, _present_seat
from courtepointe.web.sessions import SessionStore
from tests.cast import Cast


def test_the_prepared_seat_is_the_one_of_the_ordinary_query(cast: Cast, django_assert_num_queries) -> None:
    for who in (cast.amina, cast.benoit, cast.chloe):
        assert who.person is not None
        (ordinary,) = _present_seat(cast.coalition.uid, who.person.pk)
        with django_assert_num_queries(1):
            prepared = _SEAT.first(cast.coalition.uid, who.person.pk)
            assert prepared is not None
            for one, other in (
                (prepared, ordinary),
                (prepared.person, ordinary.person),
                (prepared.coalition, ordinary.coalition),
            ):
                assert one == other
                names = [field.attname for field in type(other)._meta.concrete_fields]
                assert [getattr(one, name) for name in names] == [getattr(other, name) for name in names]


def test_the_prepared_seat_finds_nobody_elsewhere_or_gone(cast: Cast) -> None:
    assert cast.driss.person is not None
    assert cast.benoit.person is not None
    assert _SEAT.first(cast.coalition.uid, cast.driss.person.pk) is None
    assert _SEAT.first(uuid.uuid4(), cast.benoit.person.pk) is None
    type(cast.benoit).objects.filter(pk=cast.benoit.pk).update(left_at=clock.now())
    assert _SEAT.first(cast.coalition.uid, cast.benoit.person.pk) is None


@pytest.mark.django_db
def test_a_session_is_read_as_django_wrote_it() -> None:
    written = DjangoSessions()
    written["who"] = "Amina"
    written.create()
    assert SessionStore(written.session_key)["who"] == "Amina"


@pytest.mark.django_db
def test_an_expired_or_unknown_session_is_empty_and_its_key_is_not_taken_up() -> None:
    written = DjangoSessions()
    written["who"] = "Amina"
    written.create()
    row = written.get_model_class().objects.get(session_key=written.session_key)
    row.expire_date = clock.now() - dt.timedelta(seconds=1)
    row.save()
    for key in (written.session_key, "nobodys0key0nobodys0key0nobodys0"):
        session = SessionStore(key)
        assert session.get("who") is None
        assert session.session_key is None
