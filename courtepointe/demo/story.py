"""The story as data: what happens at each meeting, read from `content/story`, typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from courtepointe.library.reading import NARROW, WIDE, french_spaces

CONTENT = Path(__file__).resolve().parent / "content"
ACTS = ("1-intention", "2-analysis", "3-planning", "4-implementation", "5-evaluation")
THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b(?!-))")
HOURS = re.compile(r"(?<=\d) (?=h\b)|(?<=\bh) (?=\d)")

NEXT = "next"  # a follow-up that is late: done on the day after the meeting that comes next


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The meeting was moved, so many days after another one was held."""

    after: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    name: str
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A decision, taken at a place of the agenda; 0: under none of its items."""

    at: int
    wording: str
    mode: str
    result: str = "adopted"
    votes: tuple[int, int, int] | None = None
    reasons: str = ""
    choices: tuple[tuple[str, int], ...] = ()  # with their stickers
    objections: tuple[tuple[str, str], ...] = ()  # with what the group answered
    owner: str = ""
    due: int | None = None  # days after the meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """A follow-up of a person (`who`) or an organisation (`of`); `due` and `done` in days after the meeting."""

    at: int
    what: str
    due: int
    who: str = ""
    of: str = ""
    done: int | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """What people thought of the meeting: for each question, how many at each of the four levels; what they wrote."""

    objectives: tuple[int, int, int, int]
    voice: tuple[int, int, int, int]
    time: tuple[int, int, int, int]
    decisions: tuple[int, int, int, int]
    next: tuple[int, int, int, int]
    words: tuple[str, ...] = ()

    def sheets(self) -> list[dict[str, int | None]]:
        """One sheet for each person who answered, which together give these counts."""
        columns = {
            question: [level for level, count in enumerate(getattr(self, question), start=1) for _ in range(count)]
            for question in ("objectives", "voice", "time", "decisions", "next")
        }
        people = max(len(levels) for levels in columns.values())
        return [
            {question: levels[n] if n < len(levels) else None for question, levels in columns.items()}
            for n in range(people)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One meeting of the story. A scene without notes has not been held yet: it is only prepared."""

    meeting: str
    turn: int = 1
    place: str = ""
    convoked: int = 10  # days before
    moved: Moved | None = None
    carried: tuple[str, ...] = ()  # objectives taken over from the meeting before
    leads: Mapping[int, str] = field(default_factory=dict)
    present: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    guests: tuple[Guest, ...] = ()
    notes: Mapping[int, str] = field(default_factory=dict)
    decisions: tuple[Settled, ...] = ()
    follow_ups: tuple[Promised, ...] = ()
    outcomes: Mapping[str, str] = field(default_factory=dict)
    minutes: int = 2  # days after: closed and sent
    corrected: str = ""  # what was corrected in them afterwards, before they were sent again
    adopting: str = ""  # changes that this meeting asked to the minutes of the one before
    thought: Thought | None = None
    opening: str = ""
    closing: str = ""

    @property
    def key(self) -> tuple[str, int]:
        return self.meeting, self.turn

    @property
    def held(self) -> bool:
        return bool(self.notes)


@lru_cache
def the_story() -> tuple[Scene, ...]:
    """Every meeting of the story, in order."""
    return tuple(scene for act in ACTS for scene in scenes(act))


def scenes(name: str) -> list[Scene]:
    """The scenes of one file of `content/story`."""
    return [_scene(entry) for entry in read(f"story/{name}")]


def read(name: str) -> Any:
    """A file of `content` with French spaces put in."""
    return _spaced(yaml.safe_load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8")))


def _scene(entry: dict[str, Any]) -> Scene:
    shaped: dict[str, Any] = {
        **entry,
        "moved": Moved(**entry["moved"]) if "moved" in entry else None,
        "guests": tuple(Guest(**guest) for guest in entry.get("guests", ())),
        "decisions": tuple(_settled(decision) for decision in entry.get("decisions", ())),
        "thought": _thought(entry["thought"]) if "thought" in entry else None,
        "follow_ups": tuple(Promised(**promise) for promise in entry.get("follow_ups", ())),
    }
    fields: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in shaped.items()}
    return Scene(**fields)


def _thought(entry: dict[str, Any]) -> Thought:
    return Thought(**{name: tuple(value) for name, value in entry.items()})


def _settled(entry: dict[str, Any]) -> Settled:
    votes = entry.get("votes")
    pairs = {
        name: tuple((first, second) for first, second in entry.get(name, ())) for name in ("choices", "objections")
    }
    return Settled(**{**entry, **pairs, "votes": (votes[0], votes[1], votes[2]) if votes else None})


def _spaced(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _spaced(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_spaced(inner) for inner in value]
    return spaces(value) if isinstance(value, str) else value


def spaces(words: str) -> str:
    """Authors type plain spaces; those of French, of hours and of thousands are put here."""
    return HOURS.sub(WIDE, THOUSANDS.sub(NARROW, french_spaces(words)))
