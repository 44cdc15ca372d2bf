"""The standard module's SQLite has a bug that can corrupt a database in WAL mode; take a mended library."""

import importlib
import sys
import warnings

SAFE = (3, 51, 3)


def use() -> None:
    """Make ``import sqlite3`` give pysqlite3, for every module loaded from now on.

    Two SQLite libraries in one process lose each other's file locks, so the swap is for the whole process.
    Without a wheel for this machine, the standard module is kept, with a warning when its SQLite is old.
    """
    try:
        current = importlib.import_module("pysqlite3")
    except ImportError:
        _warn_if_old()
        return
    sys.modules["sqlite3"] = current
    sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")


def _warn_if_old() -> None:
    standard = importlib.import_module("sqlite3")
    if standard.sqlite_version_info < SAFE:
        warnings.warn(
            f"SQLite {standard.sqlite_version} may corrupt a database under simultaneous writes: "
            "install pysqlite3, or use PostgreSQL (DATABASE_URL).",
            RuntimeWarning,
            stacklevel=3,
        )
