"""The periods, read from their file; a mistake in it is named with its line and stops the program at its start."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, register

from courtepointe.guide.retention.kinds import KINDS
from courtepointe.library.method import Text
from courtepointe.library.reading import Entry, Notebook, Problem, entries_of

FILE = Path(__file__).with_name("periods.yaml")


@dataclass(frozen=True, slots=True)
class Period:
    """How long one kind of thing is kept, in days, and the bounds within which a coalition may choose."""

    slug: str
    days: int
    least: int
    most: int
    what: Text
    since: Text
    then: Text
    why: Text


class BrokenPeriodsError(Exception):
    """The file of the periods cannot be read; each problem has its line."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@lru_cache(1)
def periods() -> dict[str, Period]:
    """All periods by slug, in the order of the file. Raises BrokenPeriodsError."""
    return read(FILE)


def read(path: Path) -> dict[str, Period]:
    """The periods of a file. Raises BrokenPeriodsError."""
    notes = Notebook()
    found = [_period(entry) for entry in entries_of(path, path.name, notes)]
    missing = set(KINDS) - {period.slug for period in found}
    if missing and not notes.problems:
        notes.problems.append(Problem(path.name, 1, f"no period for {', '.join(sorted(missing))}"))
    if notes.problems:
        raise BrokenPeriodsError(sorted(notes.problems))
    return {period.slug: period for period in found}


def _period(entry: Entry) -> Period:
    slug = entry.choice("slug", tuple(KINDS))
    entry.define("period", slug)
    days, least, most = (entry.integer(name) for name in ("days", "least", "most"))
    if not least <= days <= most:
        entry.wrong(None, f"{days} days is not between {least} and {most}")
    words = {name: entry.text(name) for name in ("what", "since", "then", "why")}
    entry.finish()
    return Period(slug, days, least, most, **words)


@register()
def retention_periods(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """``manage.py check`` names what is wrong in the file."""
    try:
        read(FILE)
    except BrokenPeriodsError as error:
        where = "courtepointe/guide/retention"
        return [Error(f"{where}/{problem}", id="courtepointe.E020") for problem in error.problems]
    return []
