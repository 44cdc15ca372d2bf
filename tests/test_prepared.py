"""What is written by hand for speed gives the same as Django's own way."""

import datetime as dt
import pickle
import uuid
from contextlib import closing
from typing import Any

import markupsafe
import pytest
from django.contrib.sessions.backends.db import SessionStore as DjangoSessions
from django.db import connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.models import Count, F, Max, Min
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from courtepointe import clock
from courtepointe.access import _SEAT, _present_seat
from courtepointe.database.base import USUAL, Cursor
from courtepointe.database.prepared import MARK, Prepared, identity_of
from courtepointe.meetings.models import Meeting
from courtepointe.meetings.queries.meetings import _LINES, _lines
from courtepointe.pages import _env, written
from courtepointe.planning.models import Indicator
from courtepointe.web.sessions import SessionStore
from tests.cast import Cast
from tests.factories import make_meeting, make_objective, make_process
from tests.planning.planned import change, objective, sign


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


def test_an_identity_is_the_one_that_python_makes() -> None:
    one = uuid.uuid4()
    made = identity_of(one.hex)
    assert made == one
    assert (hash(made), str(made), repr(made), made.is_safe) == (hash(one), str(one), repr(one), one.is_safe)
    assert pickle.loads(pickle.dumps(made)) == one
    assert identity_of(None) is None


def test_days_and_instants_are_those_of_the_ordinary_query(cast: Cast) -> None:
    make_meeting(cast.coalition, on=dt.date(2026, 10, 1))
    make_meeting(cast.coalition, on=None)

    def lines(coalition: int) -> Any:
        rows = Meeting.objects.filter(coalition_id=coalition).annotate(
            latest=Max("coalition__created_at"), first=Min("on"), born=F("coalition__created_at")
        )
        return rows.order_by("pk").values_list("pk", "uid", "on", "latest", "first", "born", named=True)

    prepared = Prepared(lines, MARK).all(cast.coalition.pk)
    ordinary = list(lines(cast.coalition.pk))
    assert [tuple(row) for row in prepared] == [tuple(row) for row in ordinary]
    assert [[type(value) for value in row] for row in prepared] == [[type(value) for value in row] for row in ordinary]


def test_numbers_and_hours_are_those_of_the_ordinary_query(cast: Cast) -> None:
    change_made = change(cast, objective(cast))
    for baseline, target in ((1, 1), ("1.0", "29.7"), (0, None), ("-0.125", "100")):
        made = sign(cast, change_made)
        Indicator.objects.filter(pk=made.pk).update(baseline=baseline, target=target)
    make_meeting(cast.coalition, starts_at=dt.time(9, 5))

    def numbers(coalition: int) -> Any:
        rows = Indicator.objects.filter(coalition=coalition).annotate(signs=Count("transformation__indicators"))
        return rows.order_by("pk").values_list("baseline", "target", "signs", named=True)

    def hours(coalition: int) -> Any:
        return Meeting.objects.filter(coalition=coalition).values_list("starts_at", "minutes", named=True)

    for rows in (numbers, hours):
        prepared: Prepared[Any] = Prepared(rows, MARK)
        for _time in range(2):  # the second reads what the first has made
            assert repr([tuple(line) for line in prepared.all(cast.coalition.pk)]) == repr(
                [tuple(line) for line in rows(cast.coalition.pk)]
            )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite marks its values otherwise than Django")
@pytest.mark.parametrize(
    "query",
    ["SELECT %s", "SELECT '100 %%', '%%s', %s", f"SELECT '{'é' * USUAL}', %s"],
    ids=["a value", "percents", "long"],
)
def test_a_statement_has_the_marks_that_django_writes(db: None, query: str) -> None:
    connection.ensure_connection()
    ours = connection.connection.cursor(factory=Cursor)
    with closing(ours), closing(connection.connection.cursor(factory=SQLiteCursorWrapper)) as theirs:
        assert ours.convert_query(query) == theirs.convert_query(query)
        assert ours.convert_query("SELECT %(a)s", param_names=["a"]) == "SELECT :a"


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


def test_a_prepared_line_of_values_is_the_one_of_the_ordinary_query(cast: Cast, django_assert_num_queries) -> None:
    process = make_process(cast.coalition)
    late = make_meeting(cast.coalition, "Sans date", process=process, on=None, starts_at=None)
    first = make_meeting(cast.coalition, "La première", process=process)
    make_objective(first, "Un objectif", outcome="reached")
    make_objective(first, "Un autre")
    make_meeting(cast.other, "Ailleurs")
    ordinary = list(_lines(cast.coalition.pk, process.pk))
    with django_assert_num_queries(1):
        prepared = _LINES.all(cast.coalition.pk, process.pk)
    assert [line._asdict() for line in prepared] == [line._asdict() for line in ordinary]
    assert [(line.title, line.objective_count, line.reached_count) for line in prepared] == [
        ("La première", 2, 1),
        ("Sans date", 0, 0),
    ]
    assert prepared[1].uid == late.uid


def test_a_kept_component_says_the_same_in_each_language() -> None:
    for language, word in (("fr-ca", "Tenue"), ("en", "Held")):
        with translation.override(language):
            assert word in _env().from_string("{{ state_of_meeting('held', true) }}").render()
            assert "&lt;b&gt;" in _env().from_string("{{ badge('<b>') }}").render()


class _Html:
    def __html__(self) -> str:
        return "<i>é</i>"


@pytest.mark.parametrize(
    "value", ["<b>&\"'", Markup("<b>"), 12, None, _Html(), gettext_lazy("Home"), ["<"], "é « »", mark_safe("<hr>")]
)
def test_a_page_writes_a_value_as_markupsafe_escapes_it(value: object) -> None:
    assert written(value) == markupsafe.escape(value)
    assert _env().from_string("{{ value }}{% macro m(x) %}{{ x }}{% endmacro %}{{ m(value) }}").render(
        value=value
    ) == 2 * str(markupsafe.escape(value))


def test_a_kept_component_escapes_the_text_that_equals_a_markup() -> None:
    badge = _env().globals["badge"]
    assert "<b>kept</b>" in badge(Markup("<b>kept</b>"))
    assert "<b>kept</b>" not in badge("<b>kept</b>")
