"""The method as data: what the files of ``content/`` say, read only, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from courtepointe.i18n import language_code

if TYPE_CHECKING:  # it is made of what is below
    from courtepointe.library.partnership import Condition, DiagnosticItem, Prerequisite

CountRule = Literal["fixed", "per_factor", "regular", "regular_plus_functioning"]
ActivityKind = Literal["information", "discussion", "collection", "decision", "break", "round"]
DataKind = Literal["figures", "words"]
SystemShape = Literal["small", "middle", "large", "side"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of ours in both languages, or (``lang`` set) words that people typed in one language."""

    fr: str
    en: str
    lang: str | None = None

    def for_language(self, code: str | None) -> str:
        return self.en if (code or "").startswith("en") else self.fr

    def __str__(self) -> str:
        return self.for_language(language_code())

    def __bool__(self) -> bool:
        return bool(self.fr or self.en)

    @classmethod
    def typed(cls, words: str, lang: str) -> Text:
        return cls(words, words, lang)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """What every entry of the library states: where it comes from, and whether we inferred it."""

    source: tuple[str, ...] = ()
    inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Adaptable(Sourced):
    """An entry that a coalition may rename (``original`` is then the method's name) or add (``own``)."""

    slug: str
    name: Text
    original: Text | None = None
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Adaptable):
    short: Text
    purpose: Text
    question: Text
    outputs: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class System(Adaptable):
    definition: Text
    shape: SystemShape
    optional: bool = False

    @property
    def mark(self) -> str:
        """The name of its fabric in drawings; a fourth system has its own."""
        return "fourth" if self.optional else self.slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor(Adaptable):
    system: str
    code: str
    short: Text
    subfactors: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Adaptable):
    definition: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Adaptable):
    question: Text
    low: Text | None = None
    high: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """One of the 29 lines of Outil 2, in our words; the key verb and noun are the paper's own."""

    slug: str
    row: str
    text: Text
    key_verb: Text
    key_noun: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow(Sourced):
    """One row of Outil 2: a stage, one or more meetings, their objectives and their tools."""

    slug: str
    stage: str
    label: Text
    count: CountRule
    number: int | None
    note: Text | None
    objectives: tuple[Objective, ...]
    tools: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    title: Text
    aim: Text
    kind: ActivityKind
    technique: str | None
    minutes: int
    material: Text | None
    standing: str = ""  # what every agenda has: its opening or adoption, the previous minutes, the follow-ups


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingTemplate(Sourced):
    """A meeting that a coalition gets; ``minutes`` is exactly the sum of its agenda."""

    slug: str
    row: str
    stage: str
    title: Text
    minutes: int
    objectives: tuple[str, ...]
    tools: tuple[int, ...]
    agenda: tuple[AgendaItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool(Sourced):
    number: int
    slug: str
    title: Text
    purpose: Text
    who: Text
    when: Text
    stages: tuple[str, ...]
    screen: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(Sourced):
    """A practice or an indicator of a sheet, with its own source."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Sourced):
    factor: str
    definition: tuple[Text, ...]
    why: tuple[Text, ...]
    moments: tuple[Text, ...]
    present: tuple[Text, ...]
    absent: tuple[Text, ...]
    links: tuple[Text, ...]
    practices: tuple[Point, ...]
    indicators: tuple[Point, ...]
    partners: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique(Sourced):
    slug: str
    name: Text
    when: tuple[Text, ...]
    size: Text
    minutes: Text
    steps: tuple[Text, ...]
    material: tuple[Text, ...]
    tip: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Sourced):
    slug: str
    term: Text
    definition: Text
    example: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataNeed(Sourced):
    """Something that a group usually wants to know of its situation, with where it is found and who has it."""

    slug: str
    question: Text
    system: str
    kind: DataKind
    where: Text
    who: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Sourced):
    """A part of the synthesis: sentences first, then points."""

    slug: str
    title: Text
    paragraphs: tuple[Text, ...]
    points: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    id: str
    title: Text
    address: str = ""
    note: Text | None = None

    @property
    def label(self) -> str:
        """Short enough for a source line: who said it, and its number in the list of sources."""
        author = re.split(r",|\s*:", str(self.title), maxsplit=1)[0]
        return self.mark if self.id in OURS else f"{author} ({self.id})"

    @property
    def mark(self) -> str:
        return str(OURS.get(self.id, self.id))


# The two sources that have a name rather than a number.
OURS = {
    "O2": Text("Outil 2", "Outil 2"),
    "house": Text("notre propre pratique", "our own practice"),
}


class _Slugged(Protocol):
    @property
    def slug(self) -> str: ...


S = TypeVar("S", bound=_Slugged)


def by_slug(items: Iterable[S]) -> dict[str, S]:
    return {item.slug: item for item in items}


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePart(Sourced):
    """A section of the working rules: the question it answers and an example to start from."""

    slug: str
    name: Text
    question: Text
    example: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Sourced):
    """Something to do so many days before (negative) or after a meeting."""

    slug: str
    days: int
    text: Text


@dataclass(frozen=True, kw_only=True)
class Method:
    """The whole method. Lookups by slug raise ``KeyError`` on a slug that the method does not have."""

    stages: tuple[Stage, ...]
    systems: tuple[System, ...]
    optional_systems: tuple[System, ...]
    rows: tuple[MeetingRow, ...]
    templates: tuple[MeetingTemplate, ...]
    tools: tuple[Tool, ...]
    factors: tuple[Factor, ...]
    sheets: Mapping[str, Sheet]
    techniques: tuple[Technique, ...]
    terms: tuple[Term, ...]
    categories: tuple[Category, ...]
    criteria: tuple[Criterion, ...]
    synthesis: tuple[Section, ...]
    data_needs: tuple[DataNeed, ...]
    rules: tuple[RulePart, ...]
    checklist: tuple[Task, ...]
    prerequisites: tuple[Prerequisite, ...]
    conditions: tuple[Condition, ...]
    diagnostic: tuple[DiagnosticItem, ...]
    sources: Mapping[str, Source]
    hidden: tuple[Adaptable, ...] = field(default=())

    @cached_property
    def objectives(self) -> tuple[Objective, ...]:
        return tuple(objective for row in self.rows for objective in row.objectives)

    @cached_property
    def _stages(self) -> dict[str, Stage]:
        return by_slug(self.stages)

    @cached_property
    def _systems(self) -> dict[str, System]:
        return by_slug(self.systems)

    @cached_property
    def _rows(self) -> dict[str, MeetingRow]:
        return by_slug(self.rows)

    @cached_property
    def _templates(self) -> dict[str, MeetingTemplate]:
        return by_slug(self.templates)

    @cached_property
    def _objectives(self) -> dict[str, Objective]:
        return by_slug(self.objectives)

    @cached_property
    def _factors(self) -> dict[str, Factor]:
        return by_slug(self.factors)

    @cached_property
    def _techniques(self) -> dict[str, Technique]:
        return by_slug(self.techniques)

    @cached_property
    def _tools(self) -> dict[int, Tool]:
        return {tool.number: tool for tool in self.tools}

    def stage(self, slug: str) -> Stage:
        return self._stages[slug]

    def system(self, slug: str) -> System:
        return self._systems[slug]

    def row(self, slug: str) -> MeetingRow:
        return self._rows[slug]

    def template(self, slug: str) -> MeetingTemplate:
        return self._templates[slug]

    def objective(self, slug: str) -> Objective:
        return self._objectives[slug]

    def factor(self, slug: str) -> Factor:
        return self._factors[slug]

    def technique(self, slug: str) -> Technique:
        return self._techniques[slug]

    def tool(self, number: int) -> Tool:
        return self._tools[number]

    def factors_of(self, system: str) -> tuple[Factor, ...]:
        return tuple(factor for factor in self.factors if factor.system == system)

    def rows_of(self, stage: str) -> tuple[MeetingRow, ...]:
        return tuple(row for row in self.rows if row.stage == stage)

    def templates_of(self, row: str) -> tuple[MeetingTemplate, ...]:
        return tuple(template for template in self.templates if template.row == row)

    def tools_of(self, stage: str) -> tuple[Tool, ...]:
        return tuple(tool for tool in self.tools if stage in tool.stages)
