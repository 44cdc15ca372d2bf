"""The diagnostic of the partnership as its readers see it: wording, rounds, counts once they point at nobody.

Counts, never a score. Nothing is read before closing (each reading would tell what came since the last), nor of what
fewer than five people answered: the act that closes a round erases it.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from courtepointe.access import SPEAKING, Reader
from courtepointe.coalitions.models import Coalition
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.evaluation.models import (
    Diagnostic,
    DiagnosticComment,
    DiagnosticCount,
    DiagnosticItem,
    DiagnosticWording,
    Level,
)
from courtepointe.i18n import language_code
from courtepointe.library.load import the_method

LEAST = 5  # answers: below, one would know who answered what
TURNOUT = 0  # the item of the counter that tells how many people answered
PAPER = 100  # until closing, sheets of paper have counters of their own: whoever enters them could subtract them
LEVELS = tuple(Level.values)

# How the platform reads a distribution: conventions of ours, that the instrument does not have.
STRONG = Fraction(1, 2)  # more A than this
FRAGILE, FRAGILE_ALL = Fraction(1, 3), Fraction(2, 3)  # more C than this, or more B and C together
TOGETHER, APART = Fraction(3, 5), Fraction(1, 4)  # views part when no level has 60 %, or A and C have 25 % each


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it is read: its words, in the reader's language where we have them in both."""

    number: int
    condition: str
    title: str
    levels: dict[str, str]


Counts = tuple[int, int, int]  # of people, by level


@lru_cache(4096)  # the counts of a closed round never change, and a page asks for each some ten times
def _shares(counts: Counts) -> tuple[Fraction, Fraction, Fraction]:
    answered = sum(counts) or 1
    a, b, c = (Fraction(count, answered) for count in counts)
    return a, b, c


@lru_cache(4096)
def _read(counts: Counts) -> tuple[str, bool]:
    """How it is said in a word, and whether views part."""
    a, b, c = _shares(counts)
    strong, fragile = a > STRONG, c > FRAGILE or b + c > FRAGILE_ALL
    word = "mixed" if strong == fragile else ("strong" if strong else "fragile")
    return word, max(a, b, c) < TOGETHER or min(a, c) >= APART


@lru_cache(4096)
def _need(counts: Counts) -> tuple[float, float, float]:
    """What comes first when sorted most needs discussion: most C, then most B, then least A."""
    a, b, c = map(float, _shares(counts))
    return -c, -b, a


@dataclass(frozen=True, slots=True)
class Told:
    """How many people chose each level, of an item or of the items of a condition. Nothing below five answers."""

    counts: Counts

    @property
    def answered(self) -> int:
        return sum(self.counts)

    @property
    def shown(self) -> bool:
        return self.answered >= LEAST

    def share(self, level: str) -> Fraction:
        return _shares(self.counts)[LEVELS.index(level)]

    @property
    def parted(self) -> bool:
        """Whether views part: matter for discussion, not a mistake."""
        return self.shown and _read(self.counts)[1]

    @property
    def reading(self) -> str:
        """How the platform says it in a word: strong, mixed, fragile; empty when nothing is shown."""
        return _read(self.counts)[0] if self.shown else ""


@dataclass(frozen=True, slots=True)
class Discussed:
    """What the group said of an item; `follow_up` is what somebody will do."""

    row: DiagnosticItem | None = None
    comments: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        return self.row.level if self.row else ""


@dataclass(frozen=True, slots=True)
class Line:
    """An item of a round with all that is known of it."""

    item: Item
    told: Told
    group: Discussed


@dataclass(frozen=True, slots=True)
class Part:
    """A condition with its items; `left_out` are those that fewer than five people answered."""

    slug: str
    name: str
    items: list[int]
    told: Told
    left_out: list[int]


@dataclass(frozen=True, slots=True)
class Results:
    """A round as it is read. `answered` people took part in it; 0 when nothing individual is shown."""

    answered: int
    lines: list[Line]
    parts: list[Part] = field(default_factory=list)

    @property
    def counted(self) -> bool:
        """Whether any item has counts to show."""
        return any(line.told.shown for line in self.lines)

    @property
    def first(self) -> list[Line]:
        """Items in the order of what most needs discussion: most C, then most B, then least A; those with counts."""
        counted = (line for line in self.lines if line.told.shown)
        return sorted(counted, key=lambda line: (*_need(line.told.counts), line.item.number))


def round_of(reader: Reader, uid: uuid.UUID) -> Diagnostic | None:
    """A round of the reader's coalition that was not removed, for those who speak in it."""
    return _ROUND.first(reader.coalition_id, uid) if reader.role in SPEAKING else None


def rounds_for(reader: Reader) -> list[Any]:
    """All the rounds of the coalition, the latest first, as values."""
    return _ROUNDS.all(reader.coalition_id) if reader.role in SPEAKING else []


def rounds_at(reader: Reader, meeting: uuid.UUID, *, and_open: bool) -> list[Any]:
    """The rounds talked over at a meeting, the latest first; with the one that is open, wherever it will be."""
    return [
        row
        for row in rounds_for(reader)
        if row.meeting__uid == meeting or (and_open and row.state == Diagnostic.State.OPEN)
    ]


def takes_answers(row: Diagnostic, today: dt.date) -> bool:
    """Whether people may answer it today, each for themselves."""
    return row.removed_at is None and is_answered_today(row.state, row.mode, row.closes_on, today)


def is_answered_today(state: str, mode: str, closes_on: dt.date | None, today: dt.date) -> bool:
    """The same, of a round that was not removed, from its plain values."""
    open_to_each = state == Diagnostic.State.OPEN and mode != Diagnostic.Mode.COLLECTIVE
    return open_to_each and (closes_on is None or today <= closes_on)


def takes_the_group(row: Diagnostic) -> bool:
    """Whether the group may say what it makes of the items: after the answers of each, where there are some."""
    if row.mode == Diagnostic.Mode.COLLECTIVE:
        return row.state != Diagnostic.State.DRAFT
    return row.state == Diagnostic.State.CLOSED


def turnout(row: Diagnostic) -> tuple[int, int]:
    """How many people answered so far, by themselves and on paper."""
    rows = DiagnosticCount.objects.filter(diagnostic=row, item__in=(TURNOUT, TURNOUT + PAPER))
    found = dict(rows.values_list("item", "count"))
    return found.get(TURNOUT, 0), found.get(TURNOUT + PAPER, 0)


# --- Wording ---------------------------------------------------------------------------------------------------------


def brought_wording(coalition: Coalition) -> DiagnosticWording | None:
    """The official wording, when the coalition has brought it in."""
    return DiagnosticWording.objects.filter(coalition=coalition).first()


def wording_now(coalition: Coalition) -> tuple[list[dict[str, Any]], bool]:
    """The items as a round that opens today copies them, and whether they are the official ones."""
    brought = brought_wording(coalition)
    if brought is not None:
        return brought.items, True
    return [
        {
            "number": item.number,
            "title": {"fr": item.title.fr, "en": item.title.en},
            "A": {"fr": item.a.fr, "en": item.a.en},
            "B": {"fr": item.b.fr, "en": item.b.en},
            "C": {"fr": item.c.fr, "en": item.c.en},
        }
        for item in the_method().diagnostic
    ], False


def items_of(items: Sequence[dict[str, Any]]) -> list[Item]:
    """Kept items as they are read."""
    conditions = {item.number: item.condition for item in the_method().diagnostic}
    return [
        Item(
            number=one["number"],
            condition=conditions[one["number"]],
            title=_words(one["title"]),
            levels={level: _words(one[level]) for level in LEVELS},
        )
        for one in items
    ]


def items_to_show(row: Diagnostic, coalition: Coalition) -> tuple[list[Item], bool]:
    """The items of a round; of one that is not open yet, as they are today. And whether they are the official ones."""
    if row.items:
        return items_of(row.items), row.official
    items, official = wording_now(coalition)
    return items_of(items), official


def _words(value: str | dict[str, str]) -> str:
    if isinstance(value, str):
        return value
    return value["en" if language_code().startswith("en") else "fr"]


# --- Results ---------------------------------------------------------------------------------------------------------


def results_of(reader: Reader, row: Diagnostic, coalition: Coalition) -> Results:
    """A round with what may be read of it by this reader: three queries."""
    assert reader.role in SPEAKING
    items, _official = items_to_show(row, coalition)
    counts = _counts_of(row) if row.state == Diagnostic.State.CLOSED else {}
    answered = counts.get((TURNOUT, "A"), 0)
    rows = {one.item: one for one in _DISCUSSED.all(row.pk)}
    words: dict[int, list[str]] = {}
    if answered >= LEAST:
        for one in _COMMENTS.all(row.pk):
            words.setdefault(one.item, []).append(one.text)
    lines = []
    for item in items:
        told = _told(counts, [item.number])
        said = Discussed(rows.get(item.number), tuple(words.get(item.number, ())))
        lines.append(Line(item, told, said))
    shown = answered >= LEAST
    return Results(answered if shown else 0, lines, _parts(lines) if shown else [])


def comments_to_read(row: Diagnostic) -> list[Any]:
    """All the comments of a closed round, for whoever lets them through: by item, in an order that tells nothing."""
    if row.state != Diagnostic.State.CLOSED:
        return []
    rows = DiagnosticComment.objects.filter(diagnostic=row).order_by("item", "uid")
    return list(rows.values_list("uid", "item", "text", "shown", named=True))


def comments_in(row: Diagnostic) -> int:
    """How many comments a closed round holds, shown or not."""
    return len(_KEPT.all(row.pk)) if row.state == Diagnostic.State.CLOSED else 0


def _counts_of(row: Diagnostic) -> dict[tuple[int, str], int]:
    found = {(one.item, one.level): one.count for one in _COUNTS.all(row.pk)}
    return found if found.get((TURNOUT, "A"), 0) >= LEAST else {}


def _told(counts: dict[tuple[int, str], int], numbers: Sequence[int]) -> Told:
    a, b, c = (sum(counts.get((number, level), 0) for number in numbers) for level in LEVELS)
    told = Told((a, b, c))
    return told if told.shown else Told((0, 0, 0))


def _parts(lines: list[Line]) -> list[Part]:
    """Conditions with the counts of their items pooled. An item that is not shown is not counted either: the difference
    with the others would show it."""
    parts = []
    for one in the_method().conditions:
        mine = [line for line in lines if line.item.condition == one.slug]
        kept = [line.told.counts for line in mine if line.told.shown]
        a, b, c = (sum(counts[n] for counts in kept) for n in range(3))
        left_out = [line.item.number for line in mine if not line.told.shown]
        parts.append(Part(one.slug, str(one.name), [line.item.number for line in mine], Told((a, b, c)), left_out))
    return parts


# --- Statements written once -----------------------------------------------------------------------------------------

_ANY = uuid.UUID(int=2**127 + 5)
_ROUND = Prepared(
    lambda coalition, uid: Diagnostic.objects.filter(coalition_id=coalition, uid=uid, removed_at=None).select_related(
        "meeting"
    )[:1],
    MARK,
    _ANY,
)
_ROUNDS: Prepared[Any] = Prepared(
    lambda coalition: (
        Diagnostic.objects.filter(coalition_id=coalition, removed_at=None)
        .order_by("-created_at", "-pk")
        .values_list(
            *("uid", "title", "mode", "state", "official", "opened_on", "closes_on", "closed_on"),
            *("meeting__uid", "meeting__title", "meeting__on"),
            named=True,
        )
    ),
    MARK,
)
_COUNTS: Prepared[Any] = Prepared(
    lambda row: DiagnosticCount.objects.filter(diagnostic_id=row).values_list("item", "level", "count", named=True),
    MARK,
)
_DISCUSSED = Prepared(
    lambda row: DiagnosticItem.objects.filter(diagnostic_id=row).select_related(
        "follow_up__meeting", "follow_up__member", "follow_up__organisation"
    ),
    MARK,
)
_COMMENTS: Prepared[Any] = Prepared(
    lambda row: (
        DiagnosticComment.objects.filter(diagnostic_id=row, shown=True)
        .order_by("item", "uid")
        .values_list("item", "text", named=True)
    ),
    MARK,
)
_KEPT: Prepared[Any] = Prepared(
    lambda row: DiagnosticComment.objects.filter(diagnostic_id=row).values_list("item", named=True), MARK
)
