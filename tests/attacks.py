"""What somebody holds who wants to know who wrote what: a copy of the database, before and after; the logs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps

from courtepointe.logs import JsonLine


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as somebody who holds a copy of the database reads it."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.managed
    }


def changed(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> dict[str, list[Any]]:
    """The rows that an act left otherwise than they were, with only what differs in them."""
    found: dict[str, list[Any]] = {}
    for label, rows in after.items():
        old = {str(row.get("id", row)): row for row in before[label]}
        for row in rows:
            was = old.get(str(row.get("id", row)), {})
            if was != row:
                found.setdefault(label, []).append({k: v for k, v in row.items() if was.get(k) != v})
    return found


@contextmanager
def written() -> Iterator[list[str]]:
    """The lines of the logs, of every level, as they are written."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(JsonLine().format(record))

    handler = Kept(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    try:
        yield lines
    finally:
        logging.getLogger().removeHandler(handler)
