"""The columns of a pasted list of people and organisations, and the words for their values."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db.models import TextChoices

from courtepointe import pasted
from courtepointe.coalitions.models import Contact, Kind, Role, Sector
from courtepointe.pasted import MOST_LINES as MOST_LINES
from courtepointe.pasted import Row as Row
from courtepointe.pasted import Table as Table
from courtepointe.pasted import fold as fold

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


def read(text: str, *, columns: list[str] | None = None, header: bool | None = None) -> Table:
    """The list in a pasted text; `columns` and `header` are the person's corrections of what was guessed."""
    return pasted.read(text, LAYOUT, columns=columns, header=header)


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
    choices, usual = _VALUES[what]
    return pasted.words_for(lambda: choices.choices if choices else (), usual)


LAYOUT = pasted.Layout(
    columns=COLUMNS,
    headers=HEADERS,
    looks={
        "email": lambda cell: "@" in cell[1:],
        "phone": lambda cell: re.fullmatch(r"[\d\s().+/#xposte-]{7,}", cell) is not None,
        "role": role_of,
        "language": language_of,
        "contact": contact_of,
        "kind": kind_of,
        "sector": sector_of,
    },
    free=("name", "organisation", "title"),
    joined=("first_name", "name"),
)
