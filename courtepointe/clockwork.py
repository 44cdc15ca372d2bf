"""What the worker does by itself, and how often. Add a line here to have something done regularly.

Each duty is a function without argument that may be called at any time, by several workers at once, and again
after an interruption: what is to be done, and what is done, is in rows.
"""

from collections.abc import Callable
from dataclasses import dataclass

from courtepointe import files, mail
from courtepointe.analysis.actions import imports
from courtepointe.guide import digest
from courtepointe.guide.retention import keeping
from courtepointe.meetings.actions import evaluations, notices


@dataclass(frozen=True)
class Duty:
    """Something to do every so many seconds."""

    name: str
    seconds: float
    run: Callable[[], object]


DUTIES: tuple[Duty, ...] = (
    Duty("send mail", 3, mail.send_due),
    Duty("tell what changed in meetings", 5, notices.tell_due),
    Duty("take away files that nothing names", 6 * 3600, files.sweep),
    Duty("remind of meetings", 600, notices.remind_due),
    Duty("keep to the periods", 6 * 3600, keeping.keep_to_periods),
    Duty("drop tables left half-way", 6 * 3600, imports.drop_forgotten),
    Duty("tell the week", 600, digest.tell_week),
    Duty("close evaluations", 600, evaluations.close_what_is_over),
)
