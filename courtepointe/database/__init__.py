"""Where the data lives: SQLite by default, PostgreSQL by DATABASE_URL.

``configuration`` gives Django's settings for either. The SQLite backend itself is in ``base``; importing this
package swaps the current SQLite library in, so it happens before Django's own backend is loaded.
"""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from courtepointe.database import sqlite_current
from courtepointe.environment import BadSetting

sqlite_current.use()

# secure_delete: what was erased about somebody is overwritten in the file, not only forgotten.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA cache_size=-20000; "
    "PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000; PRAGMA secure_delete=ON"
)
_POSTGRESQL = frozenset({"postgres", "postgresql"})


def configuration(url: str, *, default_file: Path, synchronous: str = "NORMAL") -> dict[str, Any]:
    """Settings of one database, from an address; a blank address means SQLite in ``default_file``.

    Raises BadSetting, without ever quoting the address: it holds a password.
    """
    if not url:
        return _sqlite(str(default_file), synchronous)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path), synchronous)
    if parts.scheme in _POSTGRESQL:
        return _postgresql(parts)
    raise BadSetting("DATABASE_URL must start with sqlite:/// or postgresql://.")


def _sqlite(name: str, synchronous: str) -> dict[str, Any]:
    if not name.strip("/"):
        raise BadSetting("DATABASE_URL names no SQLite file: write sqlite:////folder/file.sqlite3.")
    return {
        "ENGINE": "courtepointe.database",
        "NAME": name,
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": ":memory:"},  # pytest-django knows Django's own engine only, and would name a file
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": _PRAGMAS.format(synchronous=synchronous),
        },
    }


def _postgresql(parts: SplitResult) -> dict[str, Any]:
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = {k: v for k, v in query.items() if k not in {"pool", "host", "port"}}
    pool = query.get("pool")
    if pool is not None:
        options["pool"] = {"min_size": 1, "max_size": _pool_size(pool)}
    if not parts.path.strip("/"):
        raise BadSetting("DATABASE_URL names no database: write postgresql://user:password@host/database.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or unquote(parts.hostname or ""),
        "PORT": query.get("port") or _port(parts),
        # The page threads last, so each keeps its connection; a pool hands them out instead.
        "CONN_MAX_AGE": 0 if pool is not None else None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _pool_size(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise BadSetting("In DATABASE_URL, pool= must be a whole number of connections, such as pool=8.")
    return int(value)


def _port(parts: SplitResult) -> str:
    try:
        return str(parts.port or "")
    except ValueError:
        raise BadSetting("In DATABASE_URL, the port must be a number.") from None
