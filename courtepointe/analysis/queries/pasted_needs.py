"""What a pasted table would add to the plan of the analysis, line by line; nothing is written here."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courtepointe import pasted
from courtepointe.analysis.models import DataNeed
from courtepointe.coalitions.models import Coalition
from courtepointe.i18n import sort_key
from courtepointe.library.method import Method
from courtepointe.meetings.models import Process
from courtepointe.meetings.wording import method_of

CREATED, SKIPPED, ERROR = "created", "skipped", "error"

HEADERS = {
    "question": "ce que nous voulons savoir|ce qu'on veut savoir|question|donnee|donnees|information|quoi|"
    "what we want to know|data|what",
    "system": "systeme|system",
    "kind": "sorte|sorte de donnee|genre|type|type de donnee|nature|kind|kind of data",
    "source": "source|ou|provenance|origine|where",
    "who": "qui|responsable|organisation|organisme|personne|who|organization|person|lead",
    "due": "pour quand|quand|date|echeance|avant le|for when|when|due|due date|by when",
    "remark": "remarque|remarques|note|notes|commentaire|remark|remarks|comment",
}
KINDS = {
    DataNeed.Kind.FIGURES: "chiffre|chiffres|quantitatif|quantitative|quantitatives|statistiques|figures|numbers",
    DataNeed.Kind.WORDS: "mots|mots et vecu|qualitatif|qualitative|qualitatives|vecu|temoignages|words|experience",
}
SYSTEMS = {
    "child": "enfant|enfants|child|children",
    "family": "famille|familles|parents|family|families",
    "community": "communaute|milieu|community",
}


@lru_cache(1)
def _kinds() -> dict[str, str]:
    return pasted.words_for(lambda: DataNeed.Kind.choices, KINDS)


@lru_cache(1)
def _systems() -> dict[str, str]:
    return {word: slug for slug, words in SYSTEMS.items() for word in words.split("|")}


LAYOUT = pasted.Layout(
    columns=tuple(HEADERS),
    headers=HEADERS,
    looks={
        "kind": lambda cell: pasted.fold(cell) in _kinds(),
        "system": lambda cell: pasted.fold(cell) in _systems(),
        "due": lambda cell: day_of(cell),
    },
    free=("question", "source", "who", "remark"),
)


def day_of(text: str) -> dt.date | None:
    """A day as people write it in a form; None when it is not one."""
    try:
        day: dt.date | None = forms.DateField(required=False).clean(text)
    except ValidationError:
        return None
    return day


@dataclass(slots=True)
class Outcome:
    """What becomes of one line, in words, with what to write."""

    row: pasted.Row
    result: str
    words: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    where = ""

    @property
    def title(self) -> str:
        return self.row.cells.get("question") or self.row.text[:80]


@dataclass(slots=True)
class NeedsPlan:
    outcomes: list[Outcome]

    @property
    def counts(self) -> Counter[str]:
        return Counter(outcome.result for outcome in self.outcomes)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [outcome.fields for outcome in self.outcomes if outcome.result == CREATED]

    @property
    def writes(self) -> bool:
        return bool(self.lines)


def needs_plan(process: Process, table: pasted.Table) -> NeedsPlan:
    """What adding the table would do; three queries, whatever its length. An unknown name is kept as a remark."""
    return _Planner(process.coalition, process).plan(table)


class _Planner:
    def __init__(self, coalition: Coalition, process: Process) -> None:
        method = method_of(coalition)
        self.systems = _named_systems(method) | _systems()
        self.organisations = {row.sort_key: row for row in coalition.organisations.present()}
        self.members = {row.sort_key: row for row in coalition.members.filter(left_at=None)}
        asked = DataNeed.objects.present().filter(process=process).values_list("question", flat=True)
        self.there = {sort_key(question): 0 for question in asked}

    def plan(self, table: pasted.Table) -> NeedsPlan:
        return NeedsPlan([self._outcome(row) for row in table.rows])

    def _outcome(self, row: pasted.Row) -> Outcome:
        question = row.cells.get("question", "")
        if not question:
            return Outcome(row, SKIPPED if row.empty else ERROR, _("What we want to know is missing."))
        key = sort_key(question)
        if key in self.there:
            return Outcome(row, SKIPPED, _("Already in the plan."))
        wrong: list[str] = []
        fields = self._fields(row, wrong)
        if wrong:
            return Outcome(row, ERROR, " ".join(wrong))
        self.there[key] = row.number
        return Outcome(row, CREATED, self._said(fields), fields)

    def _fields(self, row: pasted.Row, wrong: list[str]) -> dict[str, Any]:
        cells = row.cells
        fields: dict[str, Any] = {"question": cells["question"], "source": cells.get("source", "")}
        fields["system"] = self._one_of(cells.get("system", ""), self.systems, wrong)
        fields["kind"] = self._one_of(cells.get("kind", ""), _kinds(), wrong)
        fields["due_on"] = day_of(cells.get("due", ""))
        if cells.get("due") and fields["due_on"] is None:
            wrong.append(_("“%(text)s” is not a date: write it as 2026-10-15.") % {"text": cells["due"][:40]})
        fields |= self._who(cells.get("who", ""))
        fields["remark"] = " · ".join(part for part in (cells.get("remark", ""), fields.pop("told", "")) if part)
        for name, most in (("question", 400), ("source", 300), ("remark", 400)):
            if len(fields[name]) > most:
                wrong.append(_("“%(text)s…” is too long.") % {"text": fields[name][:30]})
        return fields

    def _one_of(self, text: str, known: dict[str, str], wrong: list[str]) -> str:
        if text and pasted.fold(text) not in known:
            wrong.append(_("“%(text)s” is not known here: leave it empty, or correct it.") % {"text": text[:40]})
        return known.get(pasted.fold(text), "")

    def _who(self, name: str) -> dict[str, Any]:
        key = sort_key(name)[:200]
        if key in self.organisations:
            return {"organisation": self.organisations[key]}
        if key in self.members:
            return {"member": self.members[key]}
        return {"told": _("Who: %(name)s") % {"name": name}} if name else {}

    def _said(self, fields: dict[str, Any]) -> str:
        who = fields.get("organisation") or fields.get("member")
        return _("New line, for %(who)s.") % {"who": who} if who else _("New line, nobody named yet.")


def _named_systems(method: Method) -> dict[str, str]:
    return {pasted.fold(str(system.name)): system.slug for system in method.systems}
