"""What a kept line of the plan says, in words of the reader: labels, choices, days, amounts, names."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import i18n
from courtepointe.analysis.models import PopulationIndicator
from courtepointe.planning.amounts import dollars, year_name
from courtepointe.planning.models import Action, BudgetLine, Frequency, FundingLine, Indicator, Plan, Transformation

PLAN, GOAL, CHANGE, SIGN, ACTION = "plan", "goal", "change", "sign", "action"

# The fields of each kind of line, in the order in which they are told, with their labels.
KINDS: dict[str, dict[str, Any]] = {
    PLAN: {
        "title": gettext_lazy("Title of the plan"),
        "starts_on": gettext_lazy("Starts on"),
        "ends_on": gettext_lazy("Ends on"),
        "year_start": gettext_lazy("Years of the budget"),
        "remark": gettext_lazy("Introduction"),
    },
    GOAL: {
        "text": gettext_lazy("Objective"),
        "remark": gettext_lazy("Remark"),
        "factors": gettext_lazy("Protective factors"),
    },
    CHANGE: {
        "text": gettext_lazy("Transformation"),
        "system": gettext_lazy("System"),
        "lead": gettext_lazy("Lead"),
        "person": gettext_lazy("Person responsible"),
        "partners": gettext_lazy("Partners"),
        "remark": gettext_lazy("Remark"),
        "standing": gettext_lazy("State"),
    },
    SIGN: {
        "name": gettext_lazy("Indicator"),
        "nature": gettext_lazy("Nature"),
        "definition": gettext_lazy("Definition"),
        "unit": gettext_lazy("Unit"),
        "direction": gettext_lazy("Direction"),
        "baseline": gettext_lazy("Baseline"),
        "baseline_on": gettext_lazy("Date of the baseline"),
        "target": gettext_lazy("Target"),
        "target_on": gettext_lazy("Date of the target"),
        "groups": gettext_lazy("Broken down by"),
        "frequency": gettext_lazy("How often it is followed"),
        "tool": gettext_lazy("Instrument"),
        "holder": gettext_lazy("Measured by"),
        "person": gettext_lazy("Person responsible"),
    },
    ACTION: {
        "title": gettext_lazy("Action"),
        "content": gettext_lazy("Content"),
        "public": gettext_lazy("For whom"),
        "expected": gettext_lazy("Expected"),
        "lead": gettext_lazy("Lead"),
        "person": gettext_lazy("Person responsible"),
        "partners": gettext_lazy("Partners"),
        "starts_on": gettext_lazy("Starts on"),
        "ends_on": gettext_lazy("Ends on"),
        "milestones": gettext_lazy("Milestones"),
        "frequency": gettext_lazy("How often it is followed"),
        "offer": gettext_lazy("Compared with what exists"),
        "service": gettext_lazy("Service of the inventory"),
        "people_needed": gettext_lazy("Human resources"),
        "things_needed": gettext_lazy("Material resources"),
        "free": gettext_lazy("Costs nothing"),
        "budget": gettext_lazy("Budget"),
        "funding": gettext_lazy("Funders"),
    },
}
KIND_NAMES = {
    PLAN: gettext_lazy("The plan"),
    GOAL: gettext_lazy("Objective"),
    CHANGE: gettext_lazy("Transformation"),
    SIGN: gettext_lazy("Indicator"),
    ACTION: gettext_lazy("Action"),
}
CHOICES: dict[str, Any] = {
    "year_start": Plan.YearStart,
    "standing": Transformation.Standing,
    "nature": Indicator.Nature,
    "direction": PopulationIndicator.Direction,
    "frequency": Frequency,
    "offer": Action.Offer,
}
DAYS = ("starts_on", "ends_on", "baseline_on", "target_on", "due_on")


def title_of(kind: str, line: Mapping[str, Any]) -> str:
    """How a line is called."""
    if kind == ACTION:
        return f"A{line['number']} · {line['title']}"
    return str(line.get("text") or line.get("name") or line.get("title") or "")


def fields_of(kind: str, line: Mapping[str, Any], told: "Told") -> list[tuple[str, str]]:
    """Labels and texts of what a line says, beside its title."""
    first = next(iter(KINDS[kind]))
    pairs = [(str(label), told.text(name, line)) for name, label in KINDS[kind].items() if name != first]
    return [(label, text) for label, text in pairs if text]


@dataclass(frozen=True, slots=True)
class Told:
    """Names that lines refer to: people by uid, systems and factors by slug; how years are counted."""

    people: Mapping[str, str]
    systems: Mapping[str, str]
    factors: Mapping[str, str]
    year_start: int = Plan.YearStart.SCHOOL

    def text(self, name: str, line: Mapping[str, Any]) -> str:
        """What a line says in a field; nothing: an empty text."""
        value = line.get(name)
        if value in (None, "", [], False):
            return ""
        if name in CHOICES:
            return str(dict(CHOICES[name].choices).get(value, value)) if value else ""
        if name in DAYS:
            return i18n.short_date(dt.date.fromisoformat(value))
        way: Callable[[Any], str] | None = getattr(self, f"_{name}", None)
        if name in ("baseline", "target"):
            return self._measure(value, line)
        return way(value) if way else str(value)

    def _measure(self, value: str, line: Mapping[str, Any]) -> str:
        unit = line.get("unit", "")
        return i18n.number(Decimal(value), line.get("decimals", 0)) + (f" {unit}" if unit else "")

    def _free(self, _value: bool) -> str:
        return _("yes")

    def _expected(self, value: int) -> str:
        return i18n.number(value)

    def _lead(self, value: Mapping[str, Any]) -> str:
        return str(value["name"])

    def _holder(self, value: Mapping[str, Any]) -> str:
        return str(value["name"])

    def _person(self, value: str) -> str:
        return self.people.get(value, i18n.former_member())

    def _system(self, value: str) -> str:
        return self.systems.get(value, value)

    def _factors(self, value: list[str]) -> str:
        return ", ".join(self.factors.get(slug, slug) for slug in value)

    def _partners(self, value: list[Mapping[str, Any]]) -> str:
        return "; ".join(f"{one['name']} ({one['role']})" if one["role"] else one["name"] for one in value)

    def _milestones(self, value: list[Mapping[str, Any]]) -> str:
        return "; ".join(
            f"{one['text']} ({self.text('due_on', one)})" if one["due_on"] else one["text"] for one in value
        )

    def _budget(self, value: list[Mapping[str, Any]]) -> str:
        natures, kinds = dict(BudgetLine.Nature.choices), dict(BudgetLine.Kind.choices)
        parts = []
        for one in value:
            what = one["what"] or natures.get(one["nature"], "")
            kind = f", {kinds[BudgetLine.Kind.IN_KIND]}" if one["kind"] == BudgetLine.Kind.IN_KIND else ""
            parts.append(f"{what}, {self._year(one)}, {dollars(one['cents'])}{kind}")
        return "; ".join(parts)

    def _funding(self, value: list[Mapping[str, Any]]) -> str:
        states = dict(FundingLine.Status.choices)
        parts = []
        for one in value:
            asked = f", {dollars(one['asked'])}" if one["asked"] is not None else ""
            sure = f" ({dollars(one['confirmed'])})" if one["confirmed"] is not None else ""
            parts.append(f"{one['funder']}, {self._year(one)}{asked}, {states.get(one['status'], '')}{sure}")
        return "; ".join(parts)

    def _year(self, line: Mapping[str, Any]) -> str:
        return year_name(line["year"], self.year_start)
