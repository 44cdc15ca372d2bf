"""Reading a list pasted from a spreadsheet: pure text, nothing of the database.

Tabs, semicolons or commas; a header row in French or English, or none. Nothing here raises on what people paste, and no
line is lost. A cell that begins with = + - or @ is text like any other.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import TextChoices
from django.utils import translation

from courtepointe.coalitions.models import Contact, Kind, Role, Sector
from courtepointe.i18n import sort_key

MOST_LINES = 2000

COLUMNS = (
    "name",
    "first_name",
    "title",
    "organisation",
    "kind",
    "sector",
    "email",
    "phone",
    "contact",
    "language",
    "role",
)

HEADERS = {
    "name": "nom|nom complet|prenom et nom|nom et prenom|nom de famille|personne|membre|participant|participante|"
    "name|full name|last name|surname|family name|person|member",
    "first_name": "prenom|first name|given name|forename",
    "title": "fonction|titre|poste|titre d'emploi|titre ou fonction|title|job title|position|function",
    "organisation": "organisation|organisme|nom de l'organisation|nom de l'organisme|milieu|employeur|partenaire|"
    "organization|organisation name|organization name|employer|partner|agency",
    "kind": "type|type d'organisation|type d'organisme|genre|kind|organisation type|organization type",
    "sector": "secteur|secteur d'activite|sector",
    "email": "courriel|adresse courriel|adresse electronique|email|e mail|mail|adresse mail|email address|adresse",
    "phone": "telephone|tel|numero de telephone|cellulaire|cell|phone|phone number|telephone number|mobile",
    "contact": "coordonnees|type de coordonnees|contact|contact details|contact type",
    "language": "langue|language",
    "role": "role|role dans le regroupement|role in the coalition",
}

KINDS = {
    Kind.CPE: "cpe|centre de la petite enfance|childcare centre|bc cpe",
    Kind.CHILDCARE: "garderie|service de garde|daycare|childcare|halte garderie",
    Kind.CHILDCARE_OFFICE: "bureau coordonnateur|bc|coordinating office|home childcare office",
    Kind.SCHOOL_CENTRE: "css|centre de services scolaire|centre de services scolaires|commission scolaire|"
    "school board|school service centre",
    Kind.SCHOOL: "ecole|ecole primaire|school|primary school|elementary school",
    Kind.HEALTH: "cisss|ciusss|clsc|sante|sante et services sociaux|health|health and social services",
    Kind.MUNICIPALITY: "ville|municipalite|arrondissement|city|town|municipality|borough",
    Kind.MRC: "mrc|municipalite regionale de comte|regional county municipality",
    Kind.FAMILY: "ocf|organisme communautaire famille|maison de la famille|family organisation|family organization",
    Kind.COMMUNITY: "organisme communautaire|communautaire|obnl|osbl|community organisation|"
    "community organization|non profit|nonprofit|community",
    Kind.LIBRARY: "bibliotheque|library",
    Kind.PARENTS: "comite de parents|parents|parents' committee|parent committee",
    Kind.REGIONAL: "instance regionale|regional|organisme regional|regional body",
    Kind.FUNDER: "bailleur de fonds|bailleur|fondation|funder|foundation",
    Kind.OTHER: "autre|autres|other",
}

SECTORS = {
    Sector.EARLY_CHILDHOOD: "petite enfance|services educatifs a l'enfance|early childhood",
    Sector.EDUCATION: "education|scolaire|school",
    Sector.HEALTH: "sante|sante et services sociaux|health",
    Sector.MUNICIPAL: "municipal|municipalite",
    Sector.COMMUNITY: "communautaire|community",
    Sector.CULTURE: "culture|loisir|loisirs|culture et loisirs|recreation",
    Sector.FAMILIES: "familles|parents|citoyens|families",
    Sector.FUNDING: "financement|bailleur de fonds|funding",
    Sector.OTHER: "autre|other",
}

ROLES = {
    Role.COORDINATOR: "coordonnatrice|coordonnateur|coordination|coordinator",
    Role.FACILITATOR: "animatrice|animateur|animation|facilitatrice|facilitateur|facilitator",
    Role.PARTNER: "partenaire|partner|membre|member",
    Role.OBSERVER: "observatrice|observateur|observation|observer",
    Role.COMPANION: "accompagnatrice|accompagnateur|accompagnement|accompagnement regional|companion|"
    "regional companion",
}

CONTACTS = {
    Contact.PROFESSIONAL: "professionnelles|professionnel|professionnelle|travail|bureau|pro|work|professional",
    Contact.PERSONAL: "personnelles|personnel|personnelle|prive|maison|personal|private|home",
}

LANGUAGES = {"fr-ca": "francais|fr|french|fr ca", "en": "anglais|en|english|eng"}

# Words at the start of an organisation's name that say what it is.
NAMES = {
    Kind.CPE: r"cpe\b|centre de la petite enfance",
    Kind.CHILDCARE_OFFICE: r"bureau coordonnateur",
    Kind.CHILDCARE: r"garderie|service de garde",
    Kind.SCHOOL_CENTRE: r"centre de services scolaires?|css\b|commission scolaire",
    Kind.SCHOOL: r"ecole\b",
    Kind.HEALTH: r"ciusss|cisss|clsc\b",
    Kind.MUNICIPALITY: r"ville d|municipalite d|arrondissement|canton d|paroisse d",
    Kind.MRC: r"mrc\b",
    Kind.FAMILY: r"maisons? (de la famille|des familles)|carrefour (des? )?familles?",
    Kind.LIBRARY: r"bibliotheque",
    Kind.PARENTS: r"comite de parents",
    Kind.FUNDER: r"fondation|centraide",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: its number in what was pasted, its text, and its cells by column."""

    number: int
    text: str
    cells: dict[str, str]

    @property
    def empty(self) -> bool:
        """Separators and nothing else."""
        return not re.sub(r'[\s;,"]', "", self.text)


@dataclass(frozen=True, slots=True)
class Table:
    """What was pasted, cut in cells. `columns` names each column ("" when it is left aside)."""

    header: bool
    columns: list[str]
    samples: list[list[str]]
    rows: list[Row]
    first_line: str  # the header as it was pasted, kept for the lines that go back to the person


def read(text: str, *, columns: list[str] | None = None, header: bool | None = None) -> Table:
    """The list in a pasted text; `columns` and `header` are the person's corrections of what was guessed."""
    lines = [(n, line) for n, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1) if line.strip()]
    separator = _separator([line for _, line in lines[:20]])
    cut = [(n, line, _cells(line, separator)) for n, line in lines]
    first = cut[0][2] if cut else []
    header = _is_header(first) if header is None else header and bool(cut)
    body = cut[1:] if header else cut
    width = max((len(cells) for _, _, cells in cut[:200]), default=0)
    guessed = _named(first) if header else _guessed([cells for _, _, cells in body[:50]])
    chosen = _once([*(columns or guessed), *[""] * width][: max(width, len(columns or guessed))])
    return Table(
        header=header,
        columns=chosen,
        samples=[first if header else [], *[cells for _, _, cells in body[:3]]],
        rows=[Row(n, line, _by_column(cells, chosen)) for n, line, cells in body],
        first_line=cut[0][1] if header and cut else "",
    )


def fold(text: str) -> str:
    """A word as it is compared: accents, case, punctuation and spaces aside."""
    return " ".join(re.sub(r"[^\w' ]+", " ", sort_key(text.replace("’", "'"))).split())


def kind_of(text: str) -> str | None:
    return _words("kind").get(fold(text))


def sector_of(text: str) -> str | None:
    return _words("sector").get(fold(text))


def role_of(text: str) -> str | None:
    return _words("role").get(fold(text))


def contact_of(text: str) -> str | None:
    return _words("contact").get(fold(text))


def language_of(text: str) -> str | None:
    return _words("language").get(fold(text))


def kind_from_name(name: str) -> str:
    """The kind that an organisation's name says, or "other"."""
    folded = fold(name)
    found = next((kind for kind, pattern in NAMES.items() if re.match(pattern, folded)), Kind.OTHER)
    return found.value


_VALUES: dict[str, tuple[type[TextChoices] | None, Mapping[Any, str]]] = {
    "kind": (Kind, KINDS),
    "sector": (Sector, SECTORS),
    "role": (Role, ROLES),
    "contact": (Contact, CONTACTS),
    "language": (None, LANGUAGES),
}


@lru_cache(8)
def _words(what: str) -> dict[str, str]:
    """All the words for the values of a column: keys, labels in both languages, usual names."""
    choices, usual = _VALUES[what]
    words: dict[str, str] = {}
    for language in ("fr-ca", "en"):
        with translation.override(language):
            words |= {fold(str(label)): str(value) for value, label in (choices.choices if choices else ())}
    words |= {fold(str(value)): str(value) for value, _ in (choices.choices if choices else ())}
    return words | {word: str(value) for value, names in usual.items() for word in names.split("|")}


def _separator(lines: list[str]) -> str:
    for candidate in ("\t", ";"):
        if any(candidate in line for line in lines):
            return candidate
    return ","


def _cells(line: str, separator: str) -> list[str]:
    cells = line.split(separator)
    if '"' in line:
        with suppress(csv.Error, StopIteration):  # a quotation mark may be only a quotation mark
            cells = next(csv.reader([line], delimiter=separator, strict=True))
    return [_clean(cell) for cell in cells]


def _clean(cell: str) -> str:
    """Without control characters (databases refuse some) and with single spaces."""
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in cell).split())


@lru_cache(1)
def _headers() -> dict[str, str]:
    return {word: column for column, words in HEADERS.items() for word in words.split("|")}


def _named(cells: list[str]) -> list[str]:
    return [_headers().get(fold(cell), "") for cell in cells]


def _is_header(cells: list[str]) -> bool:
    known = [name for name in _named(cells) if name]
    return bool(known) and len(known) * 2 >= len([cell for cell in cells if cell]) and not any("@" in c for c in cells)


def _guessed(lines: list[list[str]]) -> list[str]:
    """Columns of a list without header, from what its cells look like."""
    width = max(map(len, lines), default=0)
    columns = [
        _looks_like([cells[place] for cells in lines if place < len(cells) and cells[place]]) for place in range(width)
    ]
    for free in ("name", "organisation", "title"):
        if free not in columns and "" in columns:
            columns[columns.index("")] = free
    return columns


def _looks_like(cells: list[str]) -> str:
    tests: dict[str, Callable[[str], object]] = {
        "email": lambda cell: "@" in cell[1:],
        "phone": lambda cell: re.fullmatch(r"[\d\s().+/#xposte-]{7,}", cell) is not None,
        "role": role_of,
        "language": language_of,
        "contact": contact_of,
        "kind": kind_of,
        "sector": sector_of,
    }
    for name, test in tests.items():
        if cells and sum(bool(test(cell)) for cell in cells) * 2 > len(cells):
            return name
    return ""


def _once(columns: list[str]) -> list[str]:
    """Each column once: a second one of the same name is left aside."""
    seen: set[str] = set()
    chosen = []
    for name in columns:
        keep = name in COLUMNS and name not in seen
        seen.add(name)
        chosen.append(name if keep else "")
    return chosen


def _by_column(cells: list[str], columns: list[str]) -> dict[str, str]:
    named = {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell}
    first = named.pop("first_name", "")
    if first:
        named["name"] = f"{first} {named.get('name', '')}".strip()
    return named
