"""One JSON line per event, without names, addresses, tokens, bodies or query strings.

A line says the event, the route (the pattern of the address, never the address: a personal link holds a secret), the
kind of an error and where in the code it happened; never its message, which may quote what somebody typed.
"""

import datetime as dt
import json
import logging
import traceback
from contextvars import ContextVar
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")

EXTRA = ("delivery", "problem", "status_code", "task", "seconds")


class JsonLine(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            # The words of the program, before values are put into them.
            "event": str(record.msg),
        }
        if request_id.get():
            line["request"] = request_id.get()
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        if match is not None:
            line["route"] = match.route
        line |= {name: getattr(record, name) for name in EXTRA if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False, default=str)
