"""Django's SQLite backend, with our write lock around everything that writes."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base
from django.utils.dateparse import parse_date, parse_datetime

from courtepointe.database.write_lock import WriteLock, lock_of

_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|REINDEX|WITH)\b", re.IGNORECASE)

# The days and instants of a coalition are read again at each page: each text is understood once, as Django does.
_of_day = lru_cache(16_384)(lambda written: parse_date(written.decode()))
_of_instant = lru_cache(16_384)(lambda written: parse_datetime(written.decode()))
for _kind, _understood in (("date", _of_day), ("datetime", _of_instant), ("timestamp", _of_instant)):
    base.Database.register_converter(_kind, _understood)  # type: ignore[attr-defined]  # Django's stubs leave it out


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes the write lock at the start of the outermost transaction, or around a lone writing statement."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: WriteLock | None = None
        self._lock: tuple[str, WriteLock] | None = None

    def _write_lock(self) -> WriteLock:
        name = str(self.settings_dict["NAME"])
        if self._lock is None or self._lock[0] != name:  # the name changes when a test database is made
            self._lock = (name, lock_of(name, in_memory=self.is_in_memory_db()))
        return self._lock[1]

    def _take_write_lock(self) -> None:
        if self._held is not None:
            return
        lock = self._write_lock()
        if not lock.take(float(self.settings_dict["OPTIONS"].get("timeout", 5))):
            raise OperationalError("database is locked: another writer has kept it too long")
        self._held = lock

    def _give_write_lock(self) -> None:
        """Let it go, unless a transaction is still open on this connection."""
        if self._held is None or (self.connection is not None and self.connection.in_transaction):
            return
        lock, self._held = self._held, None
        lock.give()

    def writing(self, run: Callable[[], Any]) -> Any:
        """Run one statement that writes; inside a transaction the lock is kept until its end."""
        self._take_write_lock()
        try:
            return run()
        finally:
            self._give_write_lock()

    def create_cursor(self, name: str | None = None) -> "Cursor":
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.database = self
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        self._take_write_lock()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django's stubs leave it out
        finally:
            self._give_write_lock()

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # Django's stubs leave it out
        finally:
            self._give_write_lock()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # Django's stubs leave it out
        finally:
            self._give_write_lock()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # Django's stubs leave it out
        finally:
            lock, self._held = self._held, None
            if lock is not None:
                lock.give()


USUAL = 20_000  # characters: those that write many rows at once are longer, and each is another


@lru_cache(1024)
def _with_marks(query: str) -> str:
    """With `?` where the values go (see Django's SQLiteCursorWrapper)."""
    return str(base.FORMAT_QMARK_REGEX.sub("?", query)).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    """Knows its connection, and asks it for the write lock when a statement writes."""

    database: DatabaseWrapper

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        """As Django's, once for each statement of a usual length: those of a page come again at each request."""
        if param_names is None and len(query) < USUAL:
            return _with_marks(query)
        return str(super().convert_query(query, param_names=param_names))

    def execute(self, query: str, params: Any = None) -> Any:
        if not _WRITES.match(query):
            return super().execute(query, params)
        return self.database.writing(lambda: super(Cursor, self).execute(query, params))

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        return self.database.writing(lambda: super(Cursor, self).executemany(query, param_list))
