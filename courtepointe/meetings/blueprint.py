"""A démarche without its people: what its meetings are for, in which order and how far apart. Pure values.

It is how a new cycle takes up the last one, and what a template file holds. Texts that are the method's own are said
in the language of whoever takes it up; words that people typed stay as they are.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from courtepointe.library.load import the_method
from courtepointe.library.method import Text
from courtepointe.meetings.schedule import Rhythm, Slot, next_day, open_day

LONGEST_GAP = 52  # weeks
NUMBERED = re.compile(r"(?P<title>.+) \((?P<turn>\d{1,3})\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """An objective of a meeting; `slug` is the method's, empty for one's own."""

    slug: str
    text: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of an agenda."""

    title: str
    aim: str = ""
    kind: str = "discussion"
    technique: str = ""
    minutes: int = 15
    standing: str = ""
    material: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A line of the checklist, so many days before (negative) or after the meeting."""

    slug: str
    text: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPrepare:
    """Something that organisations prepare; `days` before (negative) the meeting, None when no date was set."""

    what: str
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A meeting of the démarche. `weeks` since the one before; None when no date is proposed."""

    title: str
    stage: str
    template: str = ""
    turn: int = 1
    weeks: int | None = None
    minutes: int = 165
    tools: tuple[int, ...] = ()
    objectives: tuple[Aim, ...] = ()
    agenda: tuple[Item, ...] = ()
    checklist: tuple[Task, ...] = ()
    to_prepare: tuple[ToPrepare, ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        return self.template, self.turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """A whole démarche; the meetings are in order."""

    name: str = ""
    language: str = "fr-ca"
    opened_at_stage: str = "intention"
    weeks_between: int = 4
    summer_pause: bool = True
    factor_count: int = 3
    meetings: tuple[Outline, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Proposed:
    """A meeting that would be made, on a day or without one: as outlined, or (`slot`) from the method."""

    title: str
    stage: str
    objectives: int
    on: dt.date | None
    outline: Outline | None = None
    slot: Slot | None = None

    @property
    def own(self) -> bool:
        return self.outline is not None and not self.outline.template


def gap(before: dt.date, on: dt.date, rhythm: Rhythm) -> int:
    """The weeks between two meetings, pauses aside: the usual number when the rhythm alone leads from one to the other.

    At least one: two meetings of a same week come a week apart when they are taken up.
    """
    if next_day(before, rhythm) == on:
        return rhythm.weeks_between
    return min(LONGEST_GAP, max(1, round((on - before).days / 7)))


def days_of(outlines: Iterable[Outline], rhythm: Rhythm, *, keep_gaps: bool) -> Iterator[dt.date | None]:
    """The day of each meeting from the start: with the gaps it had, or evenly; holidays and pauses are avoided."""
    last: dt.date | None = None
    for outline in outlines:
        if outline.weeks is None:
            yield None
            continue
        weeks = outline.weeks if keep_gaps else rhythm.weeks_between
        last = (
            next_day(last, replace(rhythm, weeks_between=max(1, weeks)))
            if last
            else open_day(rhythm.starts_on, summer_pause=rhythm.summer_pause)
        )
        yield last


def proposed(blueprint: Blueprint, rhythm: Rhythm, *, keep_gaps: bool) -> list[Proposed]:
    """Every meeting of the blueprint with the day it would have."""
    days = days_of(blueprint.meetings, rhythm, keep_gaps=keep_gaps)
    return [as_proposed(outline, on) for outline, on in zip(blueprint.meetings, days, strict=True)]


def as_proposed(outline: Outline, on: dt.date | None) -> Proposed:
    return Proposed(outline.title, outline.stage, len(outline.objectives), on, outline=outline)


def in_language(blueprint: Blueprint, language: str) -> Blueprint:
    """The same démarche, with the method's own texts in another language and people's words untouched."""
    say = Translator(language)
    return replace(blueprint, language=language, meetings=tuple(say.outline(one) for one in blueprint.meetings))


class Translator:
    """Texts of the method, recognised in either language, as one language says them."""

    def __init__(self, language: str) -> None:
        self.language, self.known = language, _texts()

    def words(self, text: str) -> str:
        known = self.known.get(text)
        return known.for_language(self.language) if known else text

    def is_own(self, text: str) -> bool:
        """Whether people wrote it: no text of the method says the same."""
        numbered = NUMBERED.fullmatch(text)
        return bool(text) and text not in self.known and not (numbered and numbered["title"] in self.known)

    def title(self, text: str) -> str:
        """A title of the method may carry the number of its turn."""
        numbered = NUMBERED.fullmatch(text)
        if numbered and numbered["title"] in self.known:
            return f"{self.words(numbered['title'])} ({numbered['turn']})"
        return self.words(text)

    def outline(self, one: Outline) -> Outline:
        return replace(
            one,
            title=self.title(one.title),
            objectives=tuple(replace(aim, text=self.words(aim.text)) for aim in one.objectives),
            agenda=tuple(
                replace(i, title=self.words(i.title), aim=self.words(i.aim), material=self.words(i.material))
                for i in one.agenda
            ),
            checklist=tuple(replace(task, text=self.words(task.text)) for task in one.checklist),
        )


@cache
def _texts() -> dict[str, Text]:
    """Every text that a meeting takes from the method, by its words in either language."""
    method = the_method()
    found: list[Text] = [objective.text for objective in method.objectives]
    for template in method.templates:
        found.append(template.title)
        for item in template.agenda:
            found += [item.title, item.aim, *([item.material] if item.material else [])]
    return {words: text for text in found for words in (text.fr, text.en)}


def own_words(blueprint: Blueprint) -> list[str]:
    """What people wrote themselves, once each, to be read before it is given to others. The name stays at home."""
    is_own = Translator(blueprint.language).is_own
    return [text for text in dict.fromkeys(_all_texts(blueprint)) if is_own(text)]


def _all_texts(blueprint: Blueprint) -> Iterator[str]:
    for one in blueprint.meetings:
        yield one.title
        yield from (aim.text for aim in one.objectives)
        for item in one.agenda:
            yield from (item.title, item.aim, item.material)
        yield from (task.text for task in one.checklist)
        yield from (thing.what for thing in one.to_prepare)


def renewed(
    blueprint: Blueprint, wanted: Sequence[Slot], left_out: frozenset[tuple[str, int]], stages: Sequence[str]
) -> list[Outline | Slot]:
    """The meetings of a new cycle: the method's, each as the last cycle adapted it, and those of one's own in place.

    A meeting that the last cycle had removed (`left_out`) is not proposed again. `stages` are those of the new cycle.
    """
    known = {one.key: one for one in blueprint.meetings if one.template}
    own = _own_after(blueprint)
    found: list[Outline | Slot] = []
    done: set[tuple[str, int] | None] = set()
    for slot in [None, *(slot for slot in wanted if slot.key not in left_out)]:
        key = slot.key if slot else None
        if slot is not None:
            found.append(known.get(slot.key, slot))
        found += [one for one in own.get(key, ()) if one.stage in stages]
        done.add(key)
    for key, ours in own.items():  # the meeting they followed is not in the new cycle
        found += [one for one in ours if key not in done and one.stage in stages]
    return found


def _own_after(blueprint: Blueprint) -> dict[tuple[str, int] | None, list[Outline]]:
    """Meetings of the coalition's own, by the meeting of the method that they follow."""
    found: dict[tuple[str, int] | None, list[Outline]] = {}
    last: tuple[str, int] | None = None
    for one in blueprint.meetings:
        if one.template:
            last = one.key
        else:
            found.setdefault(last, []).append(one)
    return found
