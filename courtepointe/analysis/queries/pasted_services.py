"""What a pasted table of services would add, line by line; nothing is written here. It may be the form that was sent
out, come back filled: its titles, those of the other language and the names of HSDS 3.0 are all known."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import pasted
from courtepointe.analysis.models import Service
from courtepointe.analysis.queries.ages import AGES
from courtepointe.analysis.queries.inventory import parts_of
from courtepointe.analysis.queries.pasted_needs import CREATED, ERROR, SKIPPED, day_of
from courtepointe.coalitions.models import Organisation
from courtepointe.i18n import sort_key
from courtepointe.meetings.models import Process
from courtepointe.meetings.wording import method_of

# Column: its title, its name in HSDS 3.0 (none: ours alone), other words for it.
COLUMNS: dict[str, tuple[Any, str, str]] = {
    "organisation": (gettext_lazy("Organisation"), "organization.name", "organisme|nom de l'organisme|organization"),
    "name": (gettext_lazy("Service or activity"), "service.name", "service|activite|activity|nom du service|name"),
    "category": (gettext_lazy("Category"), "taxonomy_term.name", "categorie de services|type"),
    "ages": (gettext_lazy("For whom"), "attribute.age", "age|ages|clientele|public vise"),
    "systems": (gettext_lazy("Systems that it reaches"), "attribute.system", "systeme|systemes|system|systems"),
    "where": (gettext_lazy("Where"), "service_area.name", "territoire|lieu|municipalite|territory|place"),
    "description": (gettext_lazy("In a few words"), "service.description", "description"),
    "public": (
        gettext_lazy("For which families, when it is for some"),
        "service.eligibility_description",
        "familles visees",
    ),
    "moment": (gettext_lazy("When"), "schedule.description", "moment|horaire|frequence|schedule"),
    "capacity": (gettext_lazy("Places"), "service_capacity.maximum", "capacite|capacity"),
    "reached": (gettext_lazy("People reached in a year"), "", "personnes rejointes|nombre rejoint"),
    "waiting": (gettext_lazy("People on the waiting list"), "", "liste d'attente|waiting list"),
    "cost": (gettext_lazy("Cost to the family"), "service.fees_description", "cout|cost|frais"),
    "access": (gettext_lazy("What makes it easier to come"), "accessibility.description", "acces|accessibilite|access"),
    "funding": (gettext_lazy("Funding"), "funding.source", "stabilite"),
    "funded_until": (gettext_lazy("Funded until"), "", "fin du financement|echeance"),
    "partners": (gettext_lazy("With whom"), "", "partenaires|partners"),
    "limits": (gettext_lazy("Limits, needs that it does not meet"), "", "limites|besoins non repondus|limits"),
}
NUMBERS = ("capacity", "reached", "waiting")
TEXTS = {"description": 2000, "public": 200, "moment": 200, "cost": 200, "access": 300, "partners": 300, "limits": 600}
WHOLE = "tout le territoire|the whole territory|whole territory|partout|everywhere"
SEVERAL = re.compile(r"[;,/|]")


def _headers() -> dict[str, str]:
    found = {}
    for column, (label, hsds, others) in COLUMNS.items():
        said = pasted.words_for(partial(list, [(column, label)]), {column: others})
        found[column] = "|".join([*said, *([pasted.fold(hsds)] if hsds else [])])
    return found


@lru_cache(1)
def layout() -> pasted.Layout:
    """The columns that a table of services may have; made at the first asking, when both languages are there."""
    return pasted.Layout(columns=tuple(COLUMNS), headers=_headers(), free=("organisation", "name", "category"))


@dataclass(slots=True)
class Outcome:
    """What becomes of one line, in words, with what to write and for whom."""

    row: pasted.Row
    result: str
    words: str = ""
    organisation: Organisation | None = None
    fields: dict[str, Any] = field(default_factory=dict)

    where = ""

    @property
    def title(self) -> str:
        return self.row.cells.get("name") or self.row.text[:80]


@dataclass(slots=True)
class ServicesPlan:
    outcomes: list[Outcome]

    @property
    def counts(self) -> Counter[str]:
        return Counter(outcome.result for outcome in self.outcomes)

    @property
    def lines(self) -> list[tuple[Organisation, dict[str, Any]]]:
        return [
            (one.organisation, dict(one.fields)) for one in self.outcomes if one.result == CREATED and one.organisation
        ]

    @property
    def writes(self) -> bool:
        return bool(self.lines)


def services_plan(process: Process, table: pasted.Table, default: Organisation | None = None) -> ServicesPlan:
    """What adding the table would do; four queries, whatever its length. `default`: whose lines they are, when a line
    names no organisation."""
    return _Planner(process, default).plan(table)


class _Planner:
    def __init__(self, process: Process, default: Organisation | None) -> None:
        coalition, method = process.coalition, method_of(process.coalition)
        self.default = default
        self.organisations = {row.sort_key: row for row in coalition.organisations.present()}
        self.categories = _named(method.categories)
        self.systems = _named(method.systems)
        self.ages = pasted.words_for(lambda: [(age.slug, age.name) for age in AGES], {"parents": "parent"})
        self.funding = pasted.words_for(
            lambda: Service.Funding.choices, {"recurrent": "oui", "project": "projet|project"}
        )
        self.parts = {pasted.fold(part.name): part for part in parts_of(coalition)}
        rows = Service.objects.present().filter(process=process).values_list("organisation_id", "name")
        self.there = {(organisation, sort_key(name)) for organisation, name in rows}

    def plan(self, table: pasted.Table) -> ServicesPlan:
        return ServicesPlan([self._outcome(row) for row in table.rows])

    def _outcome(self, row: pasted.Row) -> Outcome:
        name = row.cells.get("name", "")
        if not name:
            alone = not set(row.cells) - {"organisation"}  # a line of the form that was left blank
            return Outcome(row, SKIPPED if alone else ERROR, _("The name of the service is missing."))
        wrong: list[str] = []
        organisation = self._organisation(row.cells.get("organisation", ""), wrong)
        fields = self._fields(row.cells, wrong)
        if wrong or organisation is None:
            return Outcome(row, ERROR, " ".join(wrong))
        key = organisation.pk, sort_key(name)
        if key in self.there:
            return Outcome(row, SKIPPED, _("Already in the list of this organisation."))
        self.there.add(key)
        words = _("New service, for %(organisation)s.") % {"organisation": organisation.name}
        return Outcome(row, CREATED, words, organisation, fields)

    def _organisation(self, name: str, wrong: list[str]) -> Organisation | None:
        found = self.organisations.get(sort_key(name)[:200]) if name else self.default
        if found is None:
            wrong.append(
                _("There is no organisation named “%(name)s” here.") % {"name": name[:60]}
                if name
                else _("The organisation is missing.")
            )
        return found

    def _fields(self, cells: dict[str, str], wrong: list[str]) -> dict[str, Any]:
        fields: dict[str, Any] = {"name": cells["name"], "category": ""}
        category = self._several(cells.get("category", ""), self.categories, wrong, whole=True)
        fields["category"] = category[0] if category else ""
        fields["ages"] = self._several(cells.get("ages", ""), self.ages, wrong)
        fields["systems"] = self._several(cells.get("systems", ""), self.systems, wrong)
        for column, there in (("category", category), ("ages", fields["ages"]), ("systems", fields["systems"])):
            if not there and not cells.get(column):
                wrong.append(_("“%(column)s” is missing.") % {"column": COLUMNS[column][0]})
        fields |= self._where(cells.get("where", ""), wrong)
        funding = self._several(cells.get("funding", ""), self.funding, wrong, whole=True)
        fields["funding"] = funding[0] if funding else ""
        fields["funded_until"] = day_of(cells.get("funded_until", ""))
        if cells.get("funded_until") and fields["funded_until"] is None:
            wrong.append(_("“%(text)s” is not a date: write it as 2026-10-15.") % {"text": cells["funded_until"][:40]})
        for column in NUMBERS:
            fields[column] = self._number(cells.get(column, ""), wrong)
        for column, most in {"name": 200, **TEXTS}.items():
            fields[column] = cells.get(column, "")
            if len(fields[column]) > most:
                wrong.append(_("“%(text)s…” is too long.") % {"text": fields[column][:30]})
        return fields

    def _several(self, text: str, known: dict[str, str], wrong: list[str], *, whole: bool = False) -> list[str]:
        """Values parted by semicolons or commas; `whole`: one value, whose name may hold such signs."""
        if not text:
            return []
        parts = (
            [text] if whole or pasted.fold(text) in known else [part for part in SEVERAL.split(text) if part.strip()]
        )
        unknown = [part.strip() for part in parts if pasted.fold(part) not in known]
        wrong += [
            _("“%(text)s” is not known here: leave it empty, or correct it.") % {"text": part[:40]} for part in unknown
        ]
        return list(dict.fromkeys(known[pasted.fold(part)] for part in parts if pasted.fold(part) in known))

    def _where(self, text: str, wrong: list[str]) -> dict[str, Any]:
        if not text or pasted.fold(text) in WHOLE.split("|"):
            return {"everywhere": True, "places": []}
        names = {name: name for name in self.parts}
        places = [self.parts[name] for name in self._several(text, names, wrong)]
        return {"everywhere": False, "places": places}

    def _number(self, text: str, wrong: list[str]) -> int | None:
        digits = re.sub(r"\s", "", text)
        if digits and not (digits.isascii() and digits.isdecimal() and len(digits) <= 6):
            wrong.append(_("“%(text)s” is not a whole number.") % {"text": text[:40]})
            return None
        return int(digits) if digits else None


def _named(entries: Any) -> dict[str, str]:
    """Slugs by the names of entries of the method, in both languages."""
    return {pasted.fold(name): one.slug for one in entries for name in (one.name.fr, one.name.en, one.slug)}
