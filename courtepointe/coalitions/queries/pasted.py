"""What a pasted list would do to a coalition, line by line; nothing is written here."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from courtepointe.access import COORDINATOR
from courtepointe.coalitions import pasting
from courtepointe.coalitions.models import (
    SECTOR_OF_KIND,
    Coalition,
    Contact,
    Kind,
    Member,
    Organisation,
    Person,
    Role,
    Sector,
)
from courtepointe.i18n import sort_key

CREATED, UPDATED, SKIPPED, ERROR = "created", "updated", "skipped", "error"

PLAIN = ("name", "title", "phone")
LONGEST = {"name": 200, "title": 200, "organisation": 200, "email": 254, "phone": 40}


@dataclass(slots=True)
class Outcome:
    """What becomes of one line: an outcome, in words, with what to write."""

    row: pasting.Row
    result: str
    words: str = ""
    person: dict[str, str] = field(default_factory=dict)
    member: Member | None = None
    organisation: str = ""  # its sort key in `Plan.organisations`

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def title(self) -> str:
        return self.row.cells.get("name") or self.row.cells.get("organisation") or self.row.text[:80]

    @property
    def where(self) -> str:
        return self.row.cells.get("organisation", "") if "name" in self.row.cells else ""


@dataclass(slots=True)
class Place:
    """An organisation named in the list: the one that exists, or the one to make."""

    row: Organisation
    new: bool
    line: int
    changes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """The whole list: an outcome for each line, and the organisations it needs."""

    outcomes: list[Outcome]
    organisations: dict[str, Place]

    @property
    def counts(self) -> Counter[str]:
        return Counter(outcome.result for outcome in self.outcomes)

    @property
    def new_organisations(self) -> list[Organisation]:
        return [place.row for place in self.organisations.values() if place.new]

    @property
    def writes(self) -> bool:
        return bool(self.counts[CREATED] or self.counts[UPDATED])


class _Wrong(Exception):
    """This line cannot be taken, and why, in words."""


class _Same(Exception):
    """This line brings nothing, and why, in words."""


def plan_of(coalition: Coalition, table: pasting.Table) -> Plan:
    """What confirming the list would do; two queries, whatever its length.

    People are recognised by address, else by name and organisation; organisations by name. Empty cells change nothing.
    """
    return _Planner(coalition).plan(table)


class _Planner:
    def __init__(self, coalition: Coalition) -> None:
        self.coalition = coalition
        organisations = coalition.organisations.present()
        self.places = {row.sort_key: Place(row, new=False, line=0) for row in organisations}
        self.members = list(coalition.members.filter(left_at=None).select_related("organisation"))
        self.by_address = {row.email: row for row in self.members if row.email}
        self.by_name = {(row.sort_key, self._key(row.organisation)): row for row in self.members}
        self.lines_of_address: dict[str, tuple[int, str]] = {}
        self.lines_of_name: dict[tuple[str, str], int] = {}
        self.lines_of_member: dict[int, int] = {}
        self.used: dict[str, Place] = {}

    def plan(self, table: pasting.Table) -> Plan:
        outcomes = [self._outcome(row) for row in table.rows]
        return Plan(outcomes, self.used)

    def _outcome(self, row: pasting.Row) -> Outcome:
        try:
            return self._taken(row)
        except _Wrong as wrong:
            return Outcome(row, ERROR, str(wrong))
        except _Same as same:
            return Outcome(row, SKIPPED, str(same))

    def _taken(self, row: pasting.Row) -> Outcome:
        if row.empty:
            raise _Same(_("Empty line."))
        person, organisation, kind, sector = values_of(row)
        if "name" not in person:
            if person:
                raise _Wrong(_("The name of the person is missing."))
            if not organisation:
                raise _Wrong(_("Neither a person nor an organisation on this line."))
            return self._organisation_alone(row, organisation, kind, sector)
        key = sort_key(organisation)[:200]
        known = self._known(row, person, key)
        self._remember(row, person, key, known)
        outcome = self._update(row, known, person, key, organisation) if known else self._create(row, person, key)
        self._place(row, organisation, kind, sector)
        return outcome

    def _organisation_alone(self, row: pasting.Row, name: str, kind: str, sector: str) -> Outcome:
        before = self.used.get(sort_key(name)[:200])
        place = self._place(row, name, kind, sector)
        if place.new and before is None:
            return Outcome(row, CREATED, _("New organisation."), organisation=place.row.sort_key)
        changes = {"kind": kind, "sector": sector or (SECTOR_OF_KIND[Kind(kind)].value if kind else "")}
        place.changes = {k: v for k, v in changes.items() if v and v != getattr(place.row, k)}
        if place.new or not place.changes:
            raise _Same(_("This organisation is already there."))
        return Outcome(row, UPDATED, _("Its kind or sector changes."), organisation=place.row.sort_key)

    def _place(self, row: pasting.Row, name: str, kind: str, sector: str) -> Place:
        key = sort_key(name)[:200]
        if key not in self.used and name:
            kind_here = kind or pasting.kind_from_name(name)
            new = Organisation(
                coalition=self.coalition,
                name=name,
                sort_key=key,
                kind=kind_here,
                sector=sector or SECTOR_OF_KIND[Kind(kind_here)].value,
            )
            self.used[key] = self.places.get(key) or Place(new, new=True, line=row.number)
        return self.used[key] if key else Place(Organisation(), new=False, line=0)

    def _known(self, row: pasting.Row, person: dict[str, str], key: str) -> Member | None:
        """The member that the line is about. An earlier line about the same person is said."""
        email = person.get("email", "")
        if email in self.lines_of_address:
            line, name = self.lines_of_address[email]
            if sort_key(name) == sort_key(person["name"]):
                raise _Same(_("Same person as on line %(line)s.") % {"line": line})
            raise _Wrong(_("Line %(line)s already has this address, for %(name)s.") % {"line": line, "name": name})
        name_key = (sort_key(person["name"])[:200], key)
        if name_key in self.lines_of_name and not email:
            raise _Same(_("Same person as on line %(line)s.") % {"line": self.lines_of_name[name_key]})
        known = self.by_address.get(email) or (None if name_key in self.lines_of_name else self.by_name.get(name_key))
        if known is not None and known.pk in self.lines_of_member:
            raise _Same(_("Same person as on line %(line)s.") % {"line": self.lines_of_member[known.pk]})
        return known

    def _create(self, row: pasting.Row, person: dict[str, str], key: str) -> Outcome:
        if person.get("role") == COORDINATOR:
            raise _Wrong(_("The role of coordinator is not given by a list: give it on the page of the person."))
        person = {"language": self.coalition.language, **person}
        return Outcome(row, CREATED, _("New person."), person=person, organisation=key)

    def _update(self, row: pasting.Row, known: Member, person: dict[str, str], key: str, organisation: str) -> Outcome:
        changes = {name: value for name, value in person.items() if value != getattr(known, name)}
        if COORDINATOR in (changes.get("role"), known.role if "role" in changes else ""):
            raise _Wrong(_("The role of coordinator is not given or taken by a list: use the page of the person."))
        moved = bool(key) and key != self._key(known.organisation)
        if not changes and not moved:
            raise _Same(_("Already there, nothing changes."))
        words = [f"{_shown(name, getattr(known, name))} → {_shown(name, value)}" for name, value in changes.items()]
        words += [f"{known.organisation or '—'} → {organisation}"] if moved else []
        return Outcome(row, UPDATED, " · ".join(words), changes, known, key if moved else "")

    def _remember(self, row: pasting.Row, person: dict[str, str], key: str, known: Member | None) -> None:
        if person.get("email"):
            self.lines_of_address[person["email"]] = (row.number, person["name"])
        self.lines_of_name.setdefault((sort_key(person["name"])[:200], key), row.number)
        if known is not None:
            self.lines_of_member[known.pk] = row.number

    def _key(self, organisation: Organisation | None) -> str:
        return organisation.sort_key if organisation and organisation.removed_at is None else ""


def values_of(row: pasting.Row) -> tuple[dict[str, str], str, str, str]:
    """The person, the organisation, its kind and its sector of a line, checked. Raises _Wrong with all that is."""
    cells = row.cells
    wrong: list[str] = []
    for name, most in LONGEST.items():
        if len(cells.get(name, "")) > most:
            wrong.append(_("“%(text)s…” is too long.") % {"text": cells[name][:30]})
    person: dict[str, str] = {name: cells[name] for name in PLAIN if name in cells}
    if "email" in cells:
        person["email"] = _address(cells["email"], wrong)
    for name, (read, choices) in CHOSEN.items():
        if name in cells:
            person[name] = _one_of(cells[name], read(cells[name]), choices, wrong)
    kind, sector = person.pop("kind", ""), person.pop("sector", "")
    organisation = cells.get("organisation", "")
    if wrong:
        raise _Wrong(" ".join(wrong))
    return person, organisation if sort_key(organisation) else "", kind, sector


# The columns whose values are chosen among a few: how to read them, and what they may be.
CHOSEN: dict[str, tuple[Callable[[str], str | None], list[tuple[Any, Any]]]] = {
    "contact": (pasting.contact_of, Contact.choices),
    "language": (pasting.language_of, Person.LANGUAGES),
    "role": (pasting.role_of, Role.choices),
    "kind": (pasting.kind_of, Kind.choices),
    "sector": (pasting.sector_of, Sector.choices),
}


def _shown(name: str, value: str) -> str:
    labels: dict[str, list[tuple[Any, Any]]] = {
        "role": Role.choices,
        "contact": Contact.choices,
        "language": Person.LANGUAGES,
    }
    return str(dict(labels.get(name, [])).get(value, value)) or "—"


def _address(text: str, wrong: list[str]) -> str:
    email = text.removeprefix("mailto:").strip("<> ").lower()
    try:
        validate_email(email)
    except ValidationError:
        wrong.append(_("“%(text)s” is not an e-mail address.") % {"text": text[:80]})
    return email


def _one_of(text: str, found: str | None, choices: list[tuple[Any, Any]], wrong: list[str]) -> str:
    if found is None:
        known = {"text": text[:80], "known": ", ".join(str(label) for _value, label in choices)}
        wrong.append(_("“%(text)s” is not known here. Choose among: %(known)s.") % known)
    return found or ""
