"""Take a whole database out, and put it back; the only place with commands of one engine.

SQLite gives a copy of its file. PostgreSQL gives one COPY per table, read at one instant: this needs no program
beside ours, of whatever version; the tables themselves are made again by the migrations.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from courtepointe.database.archive import BadArchive, Facts

FILE = "database.sqlite3"


def save(folder: Path) -> Facts:
    """Write the database as it is at one instant into an empty folder, while others go on writing."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / FILE)])
        return {"engine": "sqlite", "migrations": _applied()}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tables = {table: _copy_out(table, folder) for table in _tables()}
        return {"engine": "postgresql", "migrations": _applied(), "tables": tables}


def check(folder: Path, facts: Facts) -> None:
    """Raise BadArchive when what ``save`` wrote cannot be put back here."""
    if facts["engine"] != connection.vendor:
        raise BadArchive(f"The archive comes from {facts['engine']} and this installation uses {connection.vendor}.")
    known = set(MigrationLoader(None).disk_migrations or ())
    if not {tuple(name) for name in facts["migrations"]} <= known:
        raise BadArchive("The archive comes from a newer version of Courtepointe: install that one first.")
    if connection.vendor == "sqlite":
        _check_file(folder / FILE)


def is_empty() -> bool:
    """Whether nothing would be lost: no table holds a person."""
    people = get_user_model()
    return people._meta.db_table not in _tables() or not people._default_manager.exists()


def load(folder: Path, facts: Facts) -> None:
    """Put in the place of all data what ``save`` wrote, after ``check``. Nobody else may use the database."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(folder / FILE)) as source:
            source.backup(connection.connection)
        return
    _remove_tables()
    executor = MigrationExecutor(connection)
    executor.migrate(_last_of_each(executor, {tuple(name) for name in facts["migrations"]}))
    with transaction.atomic():
        _fill(folder, facts["tables"])


def _applied() -> list[tuple[str, str]]:
    loader = MigrationLoader(connection)
    return sorted(loader.applied_migrations)


def _last_of_each(executor: MigrationExecutor, applied: set[tuple[Any, ...]]) -> list[tuple[str, str]]:
    nodes = executor.loader.graph.node_map
    parents = {parent.key for key in applied for parent in nodes[key].parents if parent.key[0] == key[0]}
    return sorted(key for key in applied if key not in parents)


def _tables() -> list[str]:
    return sorted(connection.introspection.table_names())


def _check_file(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            found = [row[0] for row in database.execute("PRAGMA integrity_check")]
            orphans = database.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error as problem:
        raise BadArchive(f"The database in the archive cannot be read: {problem}") from None
    if found != ["ok"] or orphans:
        raise BadArchive("The database in the archive is damaged.")


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
            "AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]


def _quoted(table: str, columns: list[str]) -> str:
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(map(quote, columns))})"


def _file_of(folder: Path, table: str) -> Path:
    return folder / f"{table}.copy"


def _copy_out(table: str, folder: Path) -> list[str]:
    columns = _columns(table)
    command = f"COPY {_quoted(table, columns)} TO STDOUT"
    with connection.cursor() as cursor, cursor.copy(command) as copy, _file_of(folder, table).open("wb") as file:
        for part in copy:
            file.write(part)
    return columns


def _remove_tables() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")


def _fill(folder: Path, tables: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        names = ", ".join(map(connection.ops.quote_name, _tables()))
        cursor.execute(f"TRUNCATE {names}")  # what the migrations filled is in the archive too
        for table, columns in tables.items():
            with cursor.copy(f"COPY {_quoted(table, columns)} FROM STDIN") as copy:
                for part in _parts(_file_of(folder, table)):
                    copy.write(part)
        for command in _sequences():
            cursor.execute(command)


def _sequences() -> list[str]:
    models = connection.introspection.installed_models(_tables())
    return connection.ops.sequence_reset_sql(no_style(), list(models))


def _parts(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while part := source.read(1024 * 1024):
            yield part
