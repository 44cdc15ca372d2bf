"""Queries that are written once: the seat of the reader, which every request asks, and the pages asked most.

Django writes the SQL of a query anew at each call, which costs three times what the database takes to answer
(measured on the seat: 1.4 ms against 0.4 ms). Here it is written at the first call of each connection; later calls give
new values to the same SQL. A test compares the rows with those of the ordinary query.
"""

import datetime as dt
import uuid
from collections import namedtuple
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import DecimalField, IntegerField, QuerySet, TimeField, UUIDField
from django.db.models.base import ModelState
from django.db.models.query import RelatedPopulator, get_related_populators
from django.utils.dateparse import parse_date, parse_datetime

Row = TypeVar("Row")

MARK = 2**31 - 1


class _Written:
    """The SQL of a queryset for one connection, with where the values go and how a row becomes objects."""

    def __init__(self, queryset: QuerySet[Any], marks: tuple[Any, ...]) -> None:
        self.compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self.sql, parameters = self.compiler.as_sql()
        self.parameters = list(parameters)
        prepared = [as_parameter(mark, self.compiler.connection) for mark in marks]
        self.places = [self.parameters.index(mark) for mark in prepared]
        converters = self.compiler.get_converters([column[0] for column in self.compiler.select])
        self.converters = [
            (place, _one_converter(found, expression, self.compiler.connection))
            for place, (found, expression) in converters.items()
        ]
        self.built = self._plain(queryset) if queryset._fields else self._whole()  # type: ignore[attr-defined]

    def _plain(self, queryset: QuerySet[Any]) -> Callable[[Any], Any]:
        """A line of values by name, as `values_list(..., named=True)` gives."""
        make: Callable[[Any], Any] = namedtuple("Line", queryset._fields)._make  # type: ignore[attr-defined]
        return make

    def _whole(self) -> Callable[[Any], Any]:
        """The object of a row, with those that select_related asked for."""
        info, select = self.compiler.klass_info, self.compiler.select
        chosen = info["select_fields"]
        model, start, end = info["model"], chosen[0], chosen[-1] + 1
        names = [column[0].target.attname for column in select[start:end]]
        # The types are those of Django 6.1, which adds an argument; a test fails when we get there.
        added = list((self.compiler.annotation_col_map or {}).items())
        populators = [_quickly(one) for one in get_related_populators(info, select, DEFAULT_DB_ALIAS)]  # type: ignore[call-arg]

        def built(row: Any) -> Any:
            # As `from_db`, without the signals and the defaults of a new object (5 µs instead of 26).
            one = model.__new__(model)
            one.__dict__.update(zip(names, row[start:end], strict=True), _state=_read())
            for populator in populators:
                populator.populate(row, one)
            for name, place in added:
                setattr(one, name, row[place])
            return one

        return built

    def rows(self, values: list[Any]) -> list[Any]:
        return [self.built(row) for row in self.read(values)]

    def read(self, values: list[Any]) -> Any:
        """The rows as the database gives them, in the types of their columns."""
        parameters = list(self.parameters)
        for place, value in zip(self.places, values, strict=True):
            parameters[place] = value
        with self.compiler.connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            found = cursor.fetchall()
        if not self.converters or not found:
            return found
        # A column at a time: Django goes row by row, through three layers for each value.
        columns: list[Any] = list(zip(*found, strict=True))
        for place, convert in self.converters:
            columns[place] = map(convert, columns[place])
        return list(zip(*columns, strict=True))


def _one_converter(converters: list[Any], expression: Any, connection: Any) -> Callable[[Any], Any]:
    """What Django makes of a value of one column; on SQLite, a shorter way to the same identity, truth, day or time."""
    if len(converters) == 1 and connection.vendor == "sqlite" and connection.timezone is dt.UTC:
        shorter = _SHORTER.get(getattr(converters[0], "__name__", ""))
        if shorter is not None:
            return shorter

    def all_of_them(value: Any) -> Any:
        for convert in converters:
            value = convert(value, expression, connection)
        return value

    if connection.vendor == "sqlite" and isinstance(expression.output_field, (DecimalField, IntegerField, TimeField)):
        return lru_cache(4096)(all_of_them)  # a few numbers and hours, again and again; what is made of them is final
    return all_of_them


def _day_of(value: Any) -> Any:
    """A column of days comes as days, one that was reckoned as text."""
    return value if value is None or value.__class__ is dt.date else _day_in(value)


_day_in = lru_cache(16_384)(parse_date)


def _instant_of(value: Any) -> Any:
    """An instant is kept in universal time, without saying so; it comes as an instant or, reckoned, as text."""
    if value is None:
        return None
    if value.__class__ is not dt.datetime:
        return _instant_in(value)
    return value if value.tzinfo is not None else value.replace(tzinfo=dt.UTC)


@lru_cache(16_384)
def _instant_in(text: str) -> dt.datetime | None:
    made = parse_datetime(text)
    return made if made is None or made.tzinfo is not None else made.replace(tzinfo=dt.UTC)


def _truth_of(value: Any) -> Any:
    return bool(value) if value in (1, 0) else value


_SLOTS: Any = vars(uuid.UUID)
_set_int, _set_safe = _SLOTS["int"].__set__, _SLOTS["is_safe"].__set__
_UNKNOWN, _new = uuid.SafeUUID.unknown, object.__new__  # asked of their classes a thousand times a page, they count


def identity_of(text: str | None) -> uuid.UUID | None:
    """`uuid.UUID(text)` of a text that this program wrote itself: 32 hexadecimal digits, nothing to check."""
    if text is None:
        return None
    made = _new(uuid.UUID)
    _set_int(made, int(text, 16))
    _set_safe(made, _UNKNOWN)
    return made


_SHORTER: dict[str, Callable[[Any], Any]] = {  # by the name of what Django does
    "convert_uuidfield_value": identity_of,
    "convert_booleanfield_value": _truth_of,
    "convert_datefield_value": _day_of,
    "convert_datetimefield_value": _instant_of,
}


class _Quick(RelatedPopulator):
    """What a row points to, made as the row itself is."""

    def populate(self, row: Any, from_obj: Any) -> None:
        values = self.reorder_for_init(row) if self.reorder_for_init else row[self.cols_start : self.cols_end]
        one = None
        if values[self.pk_idx] is not None:
            one = self.model_cls.__new__(self.model_cls)
            one.__dict__.update(zip(self.init_list, values, strict=True), _state=_read())
            for populator in self.related_populators:
                populator.populate(row, one)
        self.local_setter(from_obj, one)
        if one is not None:
            self.remote_setter(one, from_obj)


def _quickly(populator: Any) -> Any:
    populator.__class__ = _Quick
    for inner in populator.related_populators:
        _quickly(inner)
    return populator


def _read() -> ModelState:
    """The state of an object that was read from the database."""
    state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    return state


def as_parameter(value: Any, connection: Any) -> Any:
    """A value as this database takes it: whole numbers and texts as they are, identities, days and instants adapted."""
    if isinstance(value, uuid.UUID):
        return UUIDField().get_db_prep_value(value, connection)
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value


class Prepared(Generic[Row]):
    """The rows of the queryset that `make(*marks)` builds, for other values.

    A mark is a value found nowhere else in the query (numbers from `MARK` down, days of the year 9999): its place in
    the SQL is where the value goes. A queryset of whole rows, or of `values_list(..., named=True)`: what a list
    shows is read as plain values.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Row]], *marks: Any) -> None:
        self._make, self._marks = make, marks
        self._written: WeakKeyDictionary[Any, _Written] = WeakKeyDictionary()

    def all(self, *values: Any) -> list[Row]:
        """The rows for these values."""
        return self._statement().rows([as_parameter(value, connections[DEFAULT_DB_ALIAS]) for value in values])

    def _statement(self) -> _Written:
        connection = connections[DEFAULT_DB_ALIAS]
        written = self._written.get(connection)
        if written is None:
            written = self._written[connection] = _Written(self._make(*self._marks), self._marks)
        return written

    def tuples(self, *values: Any) -> Any:
        """The rows as bare tuples: a matrix has a thousand, and naming their columns costs as much as reading them."""
        return self._statement().read([as_parameter(value, connections[DEFAULT_DB_ALIAS]) for value in values])

    def first(self, *values: Any) -> Row | None:
        """The first of them, or None; the queryset itself should ask for no more."""
        return next(iter(self.all(*values)), None)
