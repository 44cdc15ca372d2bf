"""What the columns of a table of figures hold, proposed from their titles: ours, the ISQ's, Statistics Canada's."""

import re
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courtepointe import pasted
from courtepointe.analysis import periods, values
from courtepointe.analysis.models import PopulationIndicator, Territory
from courtepointe.i18n import sort_key

ROLES: dict[str, Promise] = {
    "": _("Leave aside"),
    "indicator": _("Indicator"),
    "code": _("Code of the indicator"),
    "theme": _("Theme"),
    "territory": _("Territory"),
    "kind": _("Kind of territory"),
    "geo_code": _("Code of the territory"),
    "period": _("Period"),
    "sub_group": _("Sub-group"),
    "value": _("Value"),
    "by_period": _("Values of the period in the title"),
    "by_territory": _("Values of the territory in the title"),
    "by_group": _("Values of the sub-group in the title"),
    "unit": _("Unit"),
    "flags": _("Marks of the value"),
    "sign": _("Comparison: + − ="),
    "comparator": _("Compared with"),
    "interval": _("Confidence interval"),
    "low": _("Lower end of the interval"),
    "high": _("Upper end of the interval"),
    "level": _("Level of the interval (%)"),
    "people": _("Number of people"),
    "base": _("Out of how many people"),
    "remark": _("Remark"),
    "source": _("Source"),
    "source_url": _("Address of the source"),
    "consulted_on": _("Consulted on"),
}
VALUES = ("value", "by_period", "by_territory", "by_group")
SEVERAL = ("", "flags", "by_period", "by_territory", "by_group")  # roles that several columns may have

TITLES = {
    "code": "indicateur code|code indicateur|code de l'indicateur|code|indicator code|characteristic id",
    "indicator": "libelle|indicateur|indicateurs|nom de l'indicateur|domaine|domaines|domaine de developpement|"
    "variable|caracteristique|indicator|name|characteristic name|characteristic|domain",
    "theme": "theme|categorie|sujet|category|topic",
    "kind": "niveau territorial|niveau geographique|niveau|type de territoire|sorte de territoire|geo level|"
    "geographic level|level of geography|kind of territory|level",
    "territory": "territoire|territoires|nom du territoire|lieu|region|mrc|rls|clsc|municipalite|geo name|geo|"
    "geographie|geography|territory|place|region administrative",
    "geo_code": "dguid|alt geo code|code geographique|code du territoire|code officiel|geo code|code of the territory",
    "period": "periode|annee|annees|annee de reference|annee scolaire|cycle|edition|date|date de reference|period|year|"
    "census year|ref date|reference date",
    "sub_group": "sous groupe|sous groupes|groupe|sexe|genre|sub group|subgroup|group|sex|gender",
    "value": "valeur|valeurs|proportion|proportion %|pourcentage|taux|resultat|donnee|nombre|value|percentage|rate|"
    "number|%|c1 count total|count",
    "unit": "unite|unite de mesure|unit|uom|unit of measure",
    "flags": "drapeau|drapeaux|marque|marques|marques de la valeur|symbole|symbol|exposant|qualite|flag|flags|status|"
    "statut|marks|marks of the value|precision",
    "sign": "comparaison|comparaison + − =|comparaison + =|interpretation du test|test|ecart|signe|comparison|sign|"
    "comparison + =",
    "comparator": "comparateur|comparaison avec|compare a|groupe de comparaison|comparator|compared with|compared to",
    "interval": "intervalle de confiance|intervalle de confiance 95 %|intervalle|ic|ic 95 %|ic 95|confidence interval|"
    "ci|95 % ci|ci 95 %",
    "low": "borne inferieure|borne inferieure de l'intervalle|limite inferieure|ic bas|ic inf|ic min|lower bound|"
    "lower limit|lower end of the interval|ci low",
    "high": "borne superieure|borne superieure de l'intervalle|limite superieure|ic haut|ic sup|ic max|upper bound|"
    "upper limit|upper end of the interval|ci high",
    "level": "niveau de confiance|niveau de l'intervalle %|ic niveau|confidence level|level of the interval %",
    "people": "effectif|nombre de personnes|nombre estime|nombre estime arrondi a la dizaine|numerateur|"
    "number of people|numerator|estimated number",
    "base": "denominateur|sur combien de personnes|base|denominator|out of how many people",
    "remark": "note|notes|remarque|remarques|commentaire|remark|remarks|comment",
    "source": "source titre|source|sources|provenance|source title|titre de la source",
    "source_url": "source url|url|adresse|adresse de la source|lien|address|address of the source|source address|link",
    "consulted_on": "consultee le|consulte le|date de consultation|consulted on|accessed on",
}
BY_TITLE = {word: role for role, words in TITLES.items() for word in words.split("|")}
# Titles of columns that hold values: the title says for which territory or sub-group.
PLACES = "quebec|le quebec|ensemble du quebec|province|canada|reste du quebec"
GROUPS = "garcons|filles|hommes|femmes|boys|girls|men|women|men+|women+|hommes+|femmes+|c2 count men+|c3 count women+"
GROUP_TITLES = {"c2 count men+": "Hommes+", "c3 count women+": "Femmes+"}
TOTALS = "total|ensemble|sexes reunis|les deux sexes|both sexes"

_KIND = Territory.Kind
KINDS = {
    _KIND.PROVINCE: "province|province or territory",
    _KIND.REGION: "region administrative|region|regions administratives|administrative region",
    _KIND.MRC: "mrc|mrc te|mrc ou territoire equivalent|mrc et territoire equivalent|census division|te|"
    "division de recensement|rcm",
    _KIND.MUNICIPALITY: "municipalite|municipalites|ville|village|census subdivision|subdivision de recensement|city",
    _KIND.BOROUGH: "arrondissement|arrondissements",
    _KIND.NEIGHBOURHOOD: "quartier|secteur|voisinage|voisinages|neighborhood",
    _KIND.RSS: "rss|region sociosanitaire|region socio sanitaire|health region",
    _KIND.RTS: "rts|reseau territorial de services",
    _KIND.RLS: "rls|reseau local de services|reseau local",
    _KIND.CLSC: "clsc|territoire de clsc",
    _KIND.SERVICE_CENTRE: "css|centre de services scolaire|commission scolaire|cs|school board",
    _KIND.SCHOOL: "ecole|bassin d'ecole|ecoles|school",
    _KIND.OTHER: "autre|other|country|pays|economic region|region economique|dissemination area",
}
SIGNS = {
    "+": "plus eleve|plus elevee|superieur|superieure|significativement plus eleve|higher|significantly higher",
    "-": "plus faible|moins eleve|moins elevee|inferieur|inferieure|lower|significantly lower",
    "=": "pas de difference|pas de difference significative|semblable|comparable|similaire|non significatif|"
    "not different|no difference|similar",
}
SIGN_WORDS = {word: sign for sign, words in SIGNS.items() for word in words.split("|")}

_MEASURE = PopulationIndicator.Measure
MEASURES = {
    _MEASURE.PERCENTAGE: "%|pourcentage|pour cent|percent|percentage",
    _MEASURE.AMOUNT: "$|dollars|dollars constants",
    _MEASURE.COUNT: "personnes|personne|enfants|enfant|familles|menages|naissances|eleves|meres|peres|parents|people|"
    "children|families|households|births|pupils",
    _MEASURE.THINGS: "places|place|ecoles|services|organismes|milieux|logements|schools|organizations|organisations",
}
# Where an indicator stands when nothing else is said: themes of the tables met so far.
SYSTEMS = {
    "child": "developpement|sante|developpement de l'enfant|maternelle|child development",
    "family": "conditions vie|conditions de vie|famille|familles|revenu|logement|family|living conditions",
    "community": "services garde|services de garde|defavorisation|demographie|communaute|population|community",
}


def fold(title: str) -> str:
    """A title as it is compared."""
    return " ".join(re.sub(r"[^\w'%$+= ]+|_", " ", sort_key(title.replace("’", "'"))).split())


def _folded(table: dict[str, str]) -> dict[str, str]:
    return {fold(word): role for word, role in table.items()}


_TITLES = _folded(BY_TITLE)
_PLACES, _GROUPS, _TOTALS = (set(map(fold, words.split("|"))) for words in (PLACES, GROUPS, TOTALS))
KIND_WORDS = {
    **{fold(word): str(kind) for kind, words in KINDS.items() for word in words.split("|")},
    **{str(kind): str(kind) for kind in Territory.Kind.values},
}
_MEASURES = {fold(word): str(measure) for measure, words in MEASURES.items() for word in words.split("|")}
_SYSTEMS = {fold(word): slug for slug, words in SYSTEMS.items() for word in words.split("|")}


def kind_of(text: str) -> str | None:
    """The kind of territory that a cell names, in the words of tables or in those of our own lists."""
    word = fold(text)
    return KIND_WORDS.get(word) or pasted.words_for(lambda: Territory.Kind.choices, {}).get(pasted.fold(text))


def measure_of(unit: str) -> str:
    """The kind of measure that a unit tells."""
    word = fold(unit)
    if word.startswith(("pour 1", "pour 1 000", "per 1", "taux", "rate")):
        return str(_MEASURE.RATE)
    return "amount" if unit.strip().startswith("$") else _MEASURES.get(word, str(_MEASURE.OTHER))


def system_of(theme: str) -> str:
    """The system that a theme belongs to, as a first guess; empty when it tells nothing."""
    return _SYSTEMS.get(fold(theme), "")


def title_line(rows: Sequence[Sequence[str]]) -> int:
    """Which line holds the titles (1, 2...): the one of the first ten with the most known titles; 0 when none has."""
    known = [sum(bool(_role_of(cell)) for cell in row) for row in rows[:10]]
    best = max(known, default=0)
    return known.index(best) + 1 if best >= 2 or (best and len(rows) > 1 and len(rows[0]) <= 3) else 0


def _role_of(title: str) -> str:
    word = fold(title)
    if word in _TITLES:
        return _TITLES[word]
    if word in _PLACES:
        return "by_territory"
    if word in _GROUPS:
        return "by_group"
    return "by_period" if title and _is_period(title) else ""


def _is_period(text: str) -> bool:
    try:
        periods.read(text)
    except values.Unreadable:
        return False
    return True


def proposed(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A role for each column, from its title; a title of a place or a period counts only above values."""
    width = max((len(row) for row in [header, *rows]), default=0)
    roles: list[str] = []
    for place in range(width):
        title = header[place] if place < len(header) else ""
        cells = [row[place] for row in rows if place < len(row) and row[place]]
        roles.append(_settled(_role_of(title), title, cells, roles))
    if not any(role in VALUES for role in roles) and not any(header):
        roles = _guessed(rows, width)
    if "value" not in roles and not any(role in VALUES for role in roles) and "people" in roles:
        roles[roles.index("people")] = "value"
    return roles


def _settled(role: str, title: str, cells: list[str], before: list[str]) -> str:
    numeric = _mostly_values(cells)
    if role == "territory" and numeric and cells:
        role = "by_territory"  # "Région" above percentages
    if role in ("by_period", "by_territory", "by_group") and not numeric:
        role = ""
    if fold(title) in _TOTALS and numeric and "value" not in before:
        role = "value"
    return "" if role in before and role not in SEVERAL else role


def _mostly_values(cells: list[str]) -> bool:
    good = 0
    for cell in cells:
        try:
            values.read(cell)
            good += 1
        except values.Unreadable:
            continue
    return good * 2 > len(cells)


def _guessed(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Columns of a table without titles: what looks like a period, then like values, then texts in the usual order."""
    roles = [""] * width
    for place in range(width):
        cells = [row[place] for row in rows if place < len(row) and row[place]]
        if cells and sum(map(_is_period, cells)) * 2 > len(cells) and "period" not in roles:
            roles[place] = "period"
        elif cells and _mostly_values(cells) and "value" not in roles:
            roles[place] = "value"
    for role in ("indicator", "territory", "sub_group", "source"):
        if "" in roles:
            roles[roles.index("")] = role
    return roles


def decimal_of(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> str:
    """The decimal sign of a table: a point when its values have some, and no comma that could be one."""
    cells = [row[place] for row in rows for place, role in enumerate(columns) if role in VALUES and place < len(row)]
    points = sum(bool(re.search(r"\d\.\d{1,2}(?!\d)", cell)) for cell in cells)
    commas = sum(bool(re.search(r"\d,\d{1,2}(?!\d)", cell)) for cell in cells)
    return "." if points > commas else ","
