"""Where a name stands in what people typed: a machine cannot take it out of a sentence, so it lists the sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from courtepointe.analysis.models import (
    Answer,
    Observation,
    Questionnaire,
)
from courtepointe.analysis.queries.observations import ANONYMOUS, FEWEST
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.evaluation.models import (
    DiagnosticComment,
)
from courtepointe.guide.personal.texts import TEXTS, Texts
from courtepointe.i18n import sort_key
from courtepointe.meetings.models import (
    Attendance,
)
from courtepointe.pages import url

AROUND = 60  # characters shown on each side of what was found
MOST = 300


@dataclass(frozen=True)
class Found:
    """A text in which a name occurs: where, the words around it, and the page."""

    code: str
    title: str
    before: str
    name: str
    after: str
    address: str


def where_named(coalition: Coalition, names: Iterable[str]) -> list[Found]:
    """The texts of a coalition in which one of the names occurs, accents and capitals aside; one query a table."""
    wanted = [folded for folded in (sort_key(name) for name in names) if len(folded) > 1]
    found: list[Found] = []
    for texts in TEXTS if wanted else ():
        for row in _rows(texts, coalition):
            found += _in_row(texts, row, wanted, coalition)
            if len(found) >= MOST:
                return found[:MOST]
    return found


def _rows(texts: Texts, coalition: Coalition) -> Iterable[dict[str, Any]]:
    where = {"pk": coalition.pk} if texts.model is Coalition else {"coalition": coalition}
    rows = texts.model._default_manager.filter(**where)
    if texts.model is Attendance:  # the name of a member is the program's own: it goes with them
        rows = rows.filter(member=None)
    if texts.model is DiagnosticComment:
        rows = rows.filter(shown=True)
    if texts.model is Answer:  # what nobody may read yet is not read by this door either
        rows = rows.filter(questionnaire__state=Questionnaire.State.CLOSED, questionnaire__answered__gte=FEWEST)
    if texts.model is Observation:
        rows = rows.exclude(attribution=ANONYMOUS, process__in=_with_few(coalition))
    return rows.order_by("pk").values(*texts.columns, *texts.named.values())


def _with_few(coalition: Coalition) -> QuerySet[Observation, Any]:
    """The cycles whose anonymous observations are not shown yet."""
    nameless = Observation.objects.present().filter(coalition=coalition, attribution=ANONYMOUS).order_by()
    return nameless.values("process").annotate(count=Count("pk")).filter(count__lt=FEWEST).values("process")


def _in_row(texts: Texts, row: dict[str, Any], wanted: list[str], coalition: Coalition) -> Iterator[Found]:
    for column in texts.columns:
        for text in _strings(row[column]):
            place = _place(text, wanted)
            if place is not None:
                start, end = place
                named = {key: row[path] for key, path in texts.named.items()}
                yield Found(
                    texts.code,
                    str(texts.title),
                    ("…" if start > AROUND else "") + text[max(0, start - AROUND) : start],
                    text[start:end],
                    text[end : end + AROUND] + ("…" if end + AROUND < len(text) else ""),
                    url(texts.page, coalition=coalition, **named),
                )


def _strings(value: Any) -> Iterator[str]:
    """The texts in a column, whatever its shape."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _place(text: str, wanted: list[str]) -> tuple[int, int] | None:
    """Where one of the folded names stands, as a whole word."""
    folded, places = _folded(text)
    for name in wanted:
        at = folded.find(name)
        while at >= 0:
            end = at + len(name)
            whole = (at == 0 or not folded[at - 1].isalnum()) and (end == len(folded) or not folded[end].isalnum())
            if whole:
                return places[at], places[end - 1] + 1
            at = folded.find(name, at + 1)
    return None


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without accents and capitals, and for each of its characters its place in the text."""
    letters, places = [], []
    for place, letter in enumerate(text):
        for plain in sort_key(letter) if letter.strip() else " ":
            letters.append(plain)
            places.append(place)
    return "".join(letters), places


def names_of(member: Member) -> list[str]:
    """What a member is called in texts: their name, and their address."""
    return [name for name in (member.name, member.email) if name]
