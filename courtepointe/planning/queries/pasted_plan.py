"""What a pasted plan would add, line by line; nothing is written here.

One line for each action, or for each indicator, or both. An objective, a system and a transformation that are not
written again are those of the line above, as people leave them in the tables of their documents.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courtepointe import pasted
from courtepointe.access import Reader
from courtepointe.i18n import sort_key
from courtepointe.library.method import Method
from courtepointe.meetings.models import Process
from courtepointe.meetings.wording import method_of
from courtepointe.planning import amounts
from courtepointe.planning.forms.fields import MeasureField
from courtepointe.planning.queries.tree import Tree, tree_for

CREATED, SKIPPED, ERROR = "created", "skipped", "error"
CARRIED = ("objective", "system", "transformation")

HEADERS = {
    "objective": "objectif|objectifs|objective|objectives|goal",
    "system": "systeme|systemes|system",
    "transformation": "transformation|transformations|transformation souhaitee|transformations souhaitees|"
    "changement|resultat vise|desired transformation|outcome",
    "indicator": "indicateur|indicateurs|indicator|indicators",
    "baseline": "depart|valeur de depart|base|situation de depart|baseline",
    "target": "cible|cibles|target|targets",
    "target_on": "date de la cible|echeance de la cible|target date",
    "tool": "outil|outils|outil de suivi|outils de suivi|outil d'evaluation|instrument|tool",
    "action": "action|actions|moyen|moyens|activite|activites|activity|activities",
    "lead": "responsable|responsables|organisme responsable|qui|lead|who",
    "partners": "partenaire|partenaires|partner|partners",
    "starts": "debut|date de debut|commence|start|starts|start date",
    "ends": "fin|date de fin|echeance|echeancier|end|ends|end date|deadline",
    "public": "public|public vise|clientele|pour qui|for whom|audience",
    "cost": "cout|couts|budget|montant|cost|costs|amount",
    "funder": "bailleur|bailleurs|bailleur de fonds|bailleurs de fonds|financement|funder|funders|funding",
}
SYSTEMS = {
    "child": "enfant|enfants|child|children",
    "family": "famille|familles|parents|family|families",
    "community": "communaute|milieu|community",
}
LONGEST = {"objective": 600, "transformation": 600, "indicator": 300, "action": 300, "public": 300, "tool": 200}
LAYOUT = pasted.Layout(columns=tuple(HEADERS), headers=HEADERS, free=("objective", "transformation", "action"))


@dataclass(slots=True)
class Outcome:
    """What becomes of one line, in words, with what to write."""

    row: pasted.Row
    result: str
    words: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        cells = self.row.cells
        named = (cells.get(name) for name in ("action", "indicator", "transformation", "objective"))
        return next((text for text in named if text), self.row.text[:80])


@dataclass(slots=True)
class PastedPlan:
    outcomes: list[Outcome]

    @property
    def counts(self) -> Counter[str]:
        return Counter(outcome.result for outcome in self.outcomes)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [outcome.fields for outcome in self.outcomes if outcome.result == CREATED]


def pasted_plan(reader: Reader, process: Process, table: pasted.Table) -> PastedPlan:
    """What adding the table would do; the queries of the tree and one more, whatever its length."""
    return _Planner(process, tree_for(reader, process)).plan(table)


class _Planner:
    def __init__(self, process: Process, tree: Tree) -> None:
        method = method_of(process.coalition)
        self.systems = {word: slug for slug, words in SYSTEMS.items() for word in words.split("|")}
        self.systems |= _named(method)
        self.organisations = {row.sort_key: row for row in process.coalition.organisations.present()}
        self.there = {
            ("action", _key(goal.row.text), change.row.system, _key(change.row.text), _key(one.row.title))
            for goal in tree.goals
            for change in goal.changes
            for one in change.actions
        }
        self.above: dict[str, str] = {}

    def plan(self, table: pasted.Table) -> PastedPlan:
        return PastedPlan([self._outcome(row) for row in table.rows])

    def _outcome(self, row: pasted.Row) -> Outcome:
        if row.empty:
            return Outcome(row, SKIPPED, _("An empty line."))
        cells = self._carried(row.cells)
        wrong: list[str] = []
        fields = self._fields(cells, wrong)
        if wrong:
            return Outcome(row, ERROR, " ".join(wrong))
        key = ("action", _key(fields["objective"]), fields["system"], _key(fields["transformation"]))
        if fields["action"] and (*key, _key(fields["action"])) in self.there:
            return Outcome(row, SKIPPED, _("Already in the plan."))
        self.there.add((*key, _key(fields["action"])))
        return Outcome(row, CREATED, self._said(fields), fields)

    def _carried(self, cells: dict[str, str]) -> dict[str, str]:
        """What is not written again is that of the line above, as long as nothing wider has changed."""
        found = dict(cells)
        for place, name in enumerate(CARRIED):
            if found.get(name):
                for narrower in CARRIED[place + 1 :]:
                    self.above.pop(narrower, None)
                self.above[name] = found[name]
            else:
                found[name] = self.above.get(name, "")
        return found

    def _fields(self, cells: dict[str, str], wrong: list[str]) -> dict[str, Any]:
        fields: dict[str, Any] = {name: cells.get(name, "") for name in (*LONGEST, "funder")}
        if not fields["objective"]:
            wrong.append(_("The objective is missing."))
        fields["system"] = self.systems.get(pasted.fold(cells.get("system", "")), "")
        if cells.get("system") and not fields["system"]:
            wrong.append(_("“%(text)s” is not a system: child, family or community.") % {"text": cells["system"][:40]})
        beyond = fields["transformation"] or fields["indicator"] or fields["action"]
        if beyond and not fields["system"]:
            wrong.append(_("The system is missing: child, family or community."))
        if (fields["indicator"] or fields["action"]) and not fields["transformation"]:
            wrong.append(_("The transformation is missing."))
        fields["baseline"], fields["target"] = (_number(cells.get(n, ""), wrong) for n in ("baseline", "target"))
        for name in ("target_on", "starts", "ends"):
            fields[name] = _day(cells.get(name, ""), wrong)
        if fields["starts"] and fields["ends"] and fields["ends"] < fields["starts"]:
            wrong.append(_("It ends after it starts."))
        fields["cost"] = _amount(cells.get("cost", ""), wrong)
        for name, most in LONGEST.items():
            if len(fields[name]) > most:
                wrong.append(_("“%(text)s…” is too long.") % {"text": fields[name][:30]})
        return {**fields, **self._houses(cells)}

    def _houses(self, cells: dict[str, str]) -> dict[str, Any]:
        """The organisations that are named; those that are not known are kept as words."""
        lead = self.organisations.get(sort_key(cells.get("lead", ""))[:200])
        known, unknown = [], [cells["lead"]] if cells.get("lead") and lead is None else []
        for name in filter(None, map(str.strip, cells.get("partners", "").replace(";", ",").split(","))):
            house = self.organisations.get(sort_key(name)[:200])
            known.append(house) if house is not None else unknown.append(name)
        return {"lead": lead, "partners": known, "unknown": ", ".join(unknown)[:400]}

    def _said(self, fields: dict[str, Any]) -> str:
        kinds = (
            ("action", _("an action")),
            ("indicator", _("an indicator")),
            ("transformation", _("a transformation")),
            ("objective", _("an objective")),
        )
        said = [words for name, words in kinds if fields[name]][: 2 if fields["action"] and fields["indicator"] else 1]
        words = _("Adds %(what)s.") % {"what": " + ".join(said)}
        if fields["unknown"]:
            words += " " + _("Not among the organisations, kept in the remark: %(names)s.") % {
                "names": fields["unknown"]
            }
        return words


def _named(method: Method) -> dict[str, str]:
    return {pasted.fold(str(system.name)): system.slug for system in method.systems}


def _key(text: str) -> str:
    return sort_key(text)


def _number(text: str, wrong: list[str]) -> Decimal | None:
    try:
        found: Decimal | None = MeasureField(required=False).clean(text)
    except ValidationError:
        wrong.append(_("“%(text)s” is not a number.") % {"text": text[:40]})
        return None
    return found


def _day(text: str, wrong: list[str]) -> dt.date | None:
    try:
        found: dt.date | None = forms.DateField(required=False).clean(text)
    except ValidationError:
        wrong.append(_("“%(text)s” is not a date: write it as 2026-10-15.") % {"text": text[:40]})
        return None
    return found


def _amount(text: str, wrong: list[str]) -> int | None:
    if not text:
        return None
    try:
        return amounts.cents_of(text)
    except ValueError:
        wrong.append(_("“%(text)s” is not an amount in dollars.") % {"text": text[:40]})
        return None
