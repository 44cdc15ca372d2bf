"""Thousands of rows written at once: one statement, given the values of each row.

Django writes anew the SQL of each handful and asks each field of each row what to do: four times as long, for the
ten thousand lines of a table, as all the rest of taking it in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

PLAIN = frozenset({str, int, bool, type(None)})  # every database takes them as they are


def add(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows given by the names of their columns; what a row does not say has the default of its field."""
    fields: list[Any] = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(_quoted(field.column) for field in fields)
    marks = ", ".join("%s" for _field in fields)
    sql = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  (names of ours)
    ways = [(field.attname, _default_of(field), _way_of(field)) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            sql, [[way(row[name]) if name in row else default() for name, default, way in ways] for row in rows]
        )


def change(model: type[Model], names: Sequence[str], rows: Sequence[tuple[int, int, Sequence[Any]]]) -> int:
    """Write these columns of rows that are there and still at the version given, which goes up by one.

    Each row: its key, its version, its values in the order of `names`. How many were written: whoever asks for all must
    compare.
    """
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    told = "".join(f"{_quoted(field.column)} = %s, " for field in fields)
    table = _quoted(model._meta.db_table)
    sql = f"UPDATE {table} SET {told}version = version + 1 WHERE id = %s AND version = %s AND removed_at IS NULL"  # noqa: S608  (names of ours)
    ways = [_way_of(field) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            sql,
            [
                [*(way(value) for way, value in zip(ways, values, strict=True)), key, version]
                for key, version, values in rows
            ],
        )
        return int(cursor.rowcount) if rows else 0


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _way_of(field: Any) -> Callable[[Any], Any]:
    """How a value of this field is given to the database."""

    def way(value: Any) -> Any:
        return value if type(value) in PLAIN else field.get_db_prep_save(value, connection)

    return way


def _default_of(field: Any) -> Callable[[], Any]:
    way = _way_of(field)
    if field.has_default() and callable(field.default):
        return lambda: way(field.get_default())
    always = way(field.get_default())
    return lambda: always
