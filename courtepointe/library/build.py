"""One content entry to one value of the method."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from courtepointe.library.method import (
    ActivityKind,
    AgendaItem,
    Category,
    CountRule,
    Criterion,
    DataKind,
    DataNeed,
    Factor,
    MeetingRow,
    MeetingTemplate,
    Objective,
    Point,
    RulePart,
    Section,
    Sheet,
    Source,
    Stage,
    System,
    SystemShape,
    Task,
    Technique,
    Term,
    Tool,
)
from courtepointe.library.partnership import Condition, DiagnosticItem, Prerequisite
from courtepointe.library.reading import Entry

COUNTS = ("fixed", "per_factor", "regular", "regular_plus_functioning")
KINDS = ("information", "discussion", "collection", "decision", "break", "round")
DATA = ("figures", "words")
SHAPES = ("small", "middle", "large", "side")
STANDINGS = ("opening", "adoption", "minutes", "follow_ups", "varia")
BREAK_AFTER = 120

T = TypeVar("T")


def built(entry: Entry, make: Callable[[Entry], T]) -> T:
    value = make(entry)
    entry.finish()
    return value


def sourced(entry: Entry) -> dict[str, Any]:
    return {"source": entry.references("source", "source"), "inferred": entry.boolean("inferred")}


def named(entry: Entry, kind: str) -> dict[str, Any]:
    return {"slug": defined(entry, kind), "name": entry.text("name"), **sourced(entry)}


def defined(entry: Entry, kind: str) -> str:
    slug = entry.slug("slug")
    entry.define(kind, slug)
    return slug


def stage(entry: Entry) -> Stage:
    return Stage(
        **named(entry, "stage"),
        short=entry.text("short"),
        purpose=entry.text("purpose"),
        question=entry.text("question"),
        outputs=entry.texts("outputs"),
    )


def system(entry: Entry) -> System:
    return System(
        **named(entry, "system"),
        definition=entry.text("definition"),
        shape=cast(SystemShape, entry.choice("shape", SHAPES)),
        optional=entry.has("optional") and entry.boolean("optional"),
    )


def factor(entry: Entry) -> Factor:
    return Factor(
        **named(entry, "factor"),
        system=entry.reference("system", "system"),
        code=entry.string("code"),
        short=entry.text("short"),
        subfactors=entry.texts("subfactors"),
    )


def category(entry: Entry) -> Category:
    return Category(**named(entry, "category"), definition=entry.text("definition"))


def criterion(entry: Entry) -> Criterion:
    return Criterion(
        **named(entry, "criterion"),
        question=entry.text("question"),
        low=entry.text_or_none("low"),
        high=entry.text_or_none("high"),
    )


def tool(entry: Entry) -> Tool:
    number = entry.integer("number")
    entry.define("tool", str(number))
    return Tool(
        **sourced(entry),
        number=number,
        slug=defined(entry, "tool slug"),
        title=entry.text("title"),
        purpose=entry.text("purpose"),
        who=entry.text("who"),
        when=entry.text("when"),
        stages=entry.references("stages", "stage"),
        screen=entry.string("screen") if entry.has("screen") else None,
    )


def meeting_row(entry: Entry) -> MeetingRow:
    slug = defined(entry, "meeting row")
    count = cast(CountRule, entry.choice("count", COUNTS))
    return MeetingRow(
        **sourced(entry),
        slug=slug,
        stage=entry.reference("stage", "stage"),
        label=entry.text("label"),
        count=count,
        number=entry.integer("number") if count == "fixed" else None,
        note=entry.text_or_none("note"),
        objectives=tuple(objective(item, slug) for item in entry.entries("objectives")),
        tools=entry.numbers("tools", "tool"),
    )


def objective(entry: Entry, row: str) -> Objective:
    value = Objective(
        slug=defined(entry, "objective"),
        row=row,
        text=entry.text("text"),
        key_verb=entry.text("key_verb"),
        key_noun=entry.text("key_noun"),
    )
    entry.finish()
    return value


def meeting_template(entry: Entry) -> MeetingTemplate:
    template = MeetingTemplate(
        **sourced(entry),
        slug=defined(entry, "meeting template"),
        row=entry.reference("row", "meeting row"),
        stage=entry.reference("stage", "stage"),
        title=entry.text("title"),
        minutes=entry.integer("minutes"),
        objectives=entry.references("objectives", "objective"),
        tools=entry.numbers("tools", "tool"),
        agenda=tuple(built(item, agenda_item) for item in entry.entries("agenda")),
    )
    check_time(template, entry)
    return template


def agenda_item(entry: Entry) -> AgendaItem:
    return AgendaItem(
        title=entry.text("title"),
        aim=entry.text("aim"),
        kind=cast(ActivityKind, entry.choice("kind", KINDS)),
        technique=entry.reference("technique", "technique") if entry.has("technique") else None,
        minutes=entry.integer("minutes"),
        material=entry.text_or_none("material"),
        standing=entry.choice("standing", STANDINGS) if entry.has("standing") else "",
    )


def check_time(template: MeetingTemplate, entry: Entry) -> None:
    total = sum(item.minutes for item in template.agenda)
    if total != template.minutes:
        entry.wrong(None, f"the agenda lasts {total} minutes, the meeting states {template.minutes}")
    if template.agenda and template.agenda[0].standing not in ("opening", "adoption"):
        entry.wrong(None, "an agenda opens with its adoption: the first item needs a standing")
    if template.minutes > BREAK_AFTER and all(item.kind != "break" for item in template.agenda):
        entry.wrong(None, f"a meeting of more than {BREAK_AFTER} minutes needs a break")


def data_need(entry: Entry) -> DataNeed:
    return DataNeed(
        **sourced(entry),
        slug=defined(entry, "data need"),
        question=entry.text("question"),
        system=entry.reference("system", "system"),
        kind=cast(DataKind, entry.choice("kind", DATA)),
        where=entry.text("where"),
        who=entry.text("who"),
    )


def term(entry: Entry) -> Term:
    return Term(
        **sourced(entry),
        slug=defined(entry, "term"),
        term=entry.text("term"),
        definition=entry.text("definition"),
        example=entry.text_or_none("example"),
    )


def section(entry: Entry) -> Section:
    return Section(
        **sourced(entry),
        slug=defined(entry, "section"),
        title=entry.text("title"),
        paragraphs=entry.texts_or_none("paragraphs"),
        points=entry.texts_or_none("points"),
    )


def rule_part(entry: Entry) -> RulePart:
    return RulePart(
        **sourced(entry),
        slug=defined(entry, "rule"),
        name=entry.text("name"),
        question=entry.text("question"),
        example=entry.text("example"),
    )


def task(entry: Entry) -> Task:
    return Task(**sourced(entry), slug=defined(entry, "task"), days=entry.days("days"), text=entry.text("text"))


def prerequisite(entry: Entry) -> Prerequisite:
    return Prerequisite(**sourced(entry), slug=defined(entry, "prerequisite"), question=entry.text("question"))


def condition(entry: Entry) -> Condition:
    return Condition(**sourced(entry), slug=defined(entry, "condition"), name=entry.text("name"))


def diagnostic_item(entry: Entry) -> DiagnosticItem:
    number = entry.integer("number")
    entry.define("diagnostic item", str(number))
    return DiagnosticItem(
        **sourced(entry),
        number=number,
        condition=entry.reference("condition", "condition"),
        title=entry.text("title"),
        a=entry.text("a"),
        b=entry.text("b"),
        c=entry.text("c"),
    )


def technique(entry: Entry) -> Technique:
    return Technique(
        **sourced(entry),
        slug=defined(entry, "technique"),
        name=entry.text("name"),
        when=entry.texts("when"),
        size=entry.text_or_plain("size"),
        minutes=entry.text_or_plain("minutes"),
        steps=entry.texts("steps"),
        material=entry.texts("material"),
        tip=entry.text_or_none("tip"),
    )


def point(entry: Entry) -> Point:
    return Point(**sourced(entry), text=entry.text("text"))


def sheet(entry: Entry) -> Sheet:
    slug = entry.reference("factor", "factor")
    entry.define("sheet", slug)
    return Sheet(
        source=entry.references("sources", "source"),
        inferred=entry.boolean("inferred"),
        factor=slug,
        definition=entry.texts("definition"),
        why=entry.texts("why"),
        moments=entry.texts("moments"),
        present=entry.texts_or_none("present"),
        absent=entry.texts_or_none("absent"),
        links=entry.texts("links"),
        practices=tuple(built(item, point) for item in entry.entries("practices")),
        indicators=tuple(built(item, point) for item in entry.entries("indicators")),
        partners=entry.texts("partners"),
    )


def source(entry: Entry, id_: str) -> Source:
    return Source(
        id=id_,
        title=entry.text_or_plain("title"),
        address=entry.string("address") if entry.has("address") else "",
        note=entry.text_or_none("note"),
    )
