"""What lines of a table would do to the values that are there: added, changed, already there, or refused.

Known things are read for many lines at once; nothing is written here.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as _

from courtepointe.analysis import columns as titles
from courtepointe.analysis.lines import Plan, Problem, Reading, labels_of, read_line
from courtepointe.analysis.models import DataImport, Datum, ImportLines, PopulationIndicator, Territory
from courtepointe.i18n import sort_key

ADDED, CHANGED, SAME, REFUSED = "added", "changed", "same", "refused"
RESULTS = (ADDED, CHANGED, SAME, REFUSED)

Key = tuple[Any, Any, dt.date, dt.date, str, str]

ABOUT = ("indicator_id", "territory_id", "starts_on", "ends_on", "sub_group", "source")  # the names of a key
SET = (  # what an import writes of a value, besides what it is about
    *("published", "value", "decimals", "state", "caution", "letters", "revision", "sign", "comparator"),
    *("low", "high", "level", "people", "base", "collected", "source_url", "consulted_on", "remark", "period"),
)
COMPARED = tuple(name for name in SET if name not in ("published", "period"))


def plan_of(row: DataImport) -> Plan:
    """How the lines of an import are read."""
    settings = row.settings
    return Plan(
        header=row.header,
        columns=row.columns,
        common=settings.get("common", {}),
        decimal=settings.get("decimal", ","),
        labels=settings.get("labels", {}),
    )


def numbered(handfuls: Iterable[ImportLines], row: DataImport) -> Iterator[tuple[int, list[str]]]:
    """The lines of handfuls with their numbers in the file, without its titles."""
    for handful in handfuls:
        for number, cells in enumerate(handful.cells, start=handful.first):
            if number > row.settings.get("skip", 0):
                yield number, cells


def labels_for(row: DataImport) -> dict[str, dict[str, str]]:
    """The sub-groups hidden in the labels of the whole file."""
    if "code" not in row.columns or "indicator" not in row.columns:
        return {}
    code, label = row.columns.index("code"), row.columns.index("indicator")
    pairs = (
        (cells[code], cells[label])
        for _number, cells in numbered(row.lines.order_by("first").iterator(), row)
        if len(cells) > max(code, label)
    )
    known = row.coalition.population_indicators.present().exclude(slug="").values_list("slug", "name")
    return labels_of(pairs, dict(known))


@dataclass(slots=True)
class Outcome:
    """What becomes of one value of a line. New things are named by their place among the new ones, as a text."""

    reading: Reading
    key: Key
    fields: dict[str, Any]  # see `fields_of`
    result: str
    old: Any = None


@dataclass(slots=True)
class Known:
    """What the coalition has, by the names that tables use; and what is new in the table."""

    coalition_id: int
    by_code: dict[str, Any] = field(default_factory=dict)
    by_name: dict[str, Any] = field(default_factory=dict)
    places: dict[tuple[str, str], Any] = field(default_factory=dict)
    bare: dict[str, list[Any]] = field(default_factory=dict)
    new_indicators: dict[str, dict[str, Any]] = field(default_factory=dict)
    new_places: dict[str, dict[str, Any]] = field(default_factory=dict)
    sources: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, coalition_id: int) -> "Known":
        """Two queries."""
        known = cls(coalition_id)
        rows = PopulationIndicator.objects.present().filter(coalition_id=coalition_id).order_by("-position", "-pk")
        for pk, slug, name in rows.values_list("pk", "slug", "name"):
            known.by_name[sort_key(name)] = pk
            if slug:
                known.by_code[slug] = pk
        there = Territory.objects.present().filter(coalition_id=coalition_id).order_by("pk")
        for pk, kind, name in there.values_list("pk", "kind", "name"):
            known._add_place(pk, kind, name)
        return known

    def _add_place(self, key: Any, kind: str, name: str) -> None:
        bare = bare_name(name)
        self.places.setdefault((kind, bare), key)
        self.bare.setdefault(bare, []).append(key)

    def indicator(self, reading: Reading) -> Any:
        """The key of the indicator, or the name of a new one."""
        if reading.code and reading.code in self.by_code:
            return self.by_code[reading.code]
        by_name = self.by_name.get(sort_key(reading.indicator)) if not reading.code else None
        if by_name is not None:
            return by_name
        new = f"new:{reading.code or sort_key(reading.indicator)}"
        fields = self.new_indicators.setdefault(new, _new_indicator(reading))
        if reading.indicator and not fields["name"]:
            fields["name"] = reading.indicator
        return new

    def place(self, reading: Reading) -> Any:
        """The key of the territory, or the name of a new one; None when several have this name."""
        bare = bare_name(reading.territory)
        kind = reading.kind or kind_told(reading.territory)
        if kind and (kind, bare) in self.places:
            return self.places[kind, bare]
        if (Territory.Kind.OWN, bare) in self.places and kind in _AS_OWN:
            return self.places[Territory.Kind.OWN, bare]
        if not reading.kind and bare in self.bare:
            return self.bare[bare][0] if len(self.bare[bare]) == 1 else None
        kind = kind or str(Territory.Kind.OTHER)
        new = f"new:{kind}:{bare}"
        fields = {"name": reading.territory, "kind": kind, "official_code": reading.geo_code}
        self.new_places[new] = fields
        self._add_place(new, kind, reading.territory)
        return new


_AS_OWN = ("", *(str(kind) for kind in Territory.Kind if kind not in (Territory.Kind.PROVINCE, Territory.Kind.REGION)))
_PREFIX = re.compile(
    r"^(?:la |le |l')?(?:(mrc|rls|clsc|rts|rss|css|municipalite|ville|region administrative|region)\b)"
    r"(?: de la| de l'| d'| de| du| des)? ?"
)
_WHOLE = re.compile(r"^(?:l')?ensemble du |^le (?=quebec$)")
_TOLD = {"municipalite": "municipality", "ville": "municipality", "region administrative": "region"}


def bare_name(name: str) -> str:
    """A territory's name as it is compared: `MRC d'Abitibi-Ouest` is `Abitibi-Ouest`."""
    folded = sort_key(name.replace("’", "'")).replace("-", " ")
    bare = _PREFIX.sub("", _WHOLE.sub("", folded)).strip()
    return " ".join((bare or folded).split())[:200]


def kind_told(name: str) -> str:
    """The kind that a name tells by itself: `MRC de ...`, `Québec`; empty when it tells none."""
    found = _PREFIX.match(sort_key(name.replace("’", "'")))
    if found:
        return _TOLD.get(found[1], found[1])
    return str(Territory.Kind.PROVINCE) if bare_name(name) == "quebec" else ""


def _new_indicator(reading: Reading) -> dict[str, Any]:
    return {
        "slug": reading.code,
        "name": reading.indicator,
        "unit": reading.unit,
        "measure": titles.measure_of(reading.unit),
        "theme": reading.theme,
        "system": titles.system_of(reading.theme),
    }


def outcomes_of(
    lines: Sequence[tuple[int, list[str]]], plan: Plan, known: Known, seen: dict[str, list[Any]], *, collected: bool
) -> tuple[list[Outcome], list[Problem]]:
    """What these lines would do. `seen` remembers, from one handful to the next, which line gave which value."""
    readings: list[Reading] = []
    problems: list[Problem] = []
    for number, cells in lines:
        found, wrong = read_line(number, cells, plan)
        readings += found
        problems += wrong
    keyed: list[tuple[Reading, Key]] = []
    for reading in readings:
        place = known.place(reading)
        if place is None:
            sentence = _("Several territories are named “%(text)s”: say which kind it is.")
            problems.append((reading.line, _column(plan, "territory"), sentence, {"text": reading.territory[:40]}))
            continue
        period = reading.period
        what = known.indicator(reading)
        keyed.append((reading, (what, place, period.starts_on, period.ends_on, reading.sub_group, reading.source)))
    there = _there(known.coalition_id, [key for _reading, key in keyed])
    outcomes = []
    for reading, key in keyed:
        fields = fields_of(reading, collected=collected)
        before = _seen(seen, key, fields, reading.line)
        if before:
            sentence = _("Line %(line)s gives another value for the same thing.")
            problems.append((reading.line, reading.column, sentence, {"line": before}))
            continue
        outcomes.append(Outcome(reading, key, fields, *_result(there.get(key), fields, again=before == 0)))
    return outcomes, problems


def _result(old: Any, fields: dict[str, Any], *, again: bool) -> tuple[str, Any]:
    if again:
        return SAME, old
    if old is None:
        return ADDED, None
    same = all(getattr(old, name) == value for name, value in fields.items() if name in COMPARED)
    return (SAME if same else CHANGED), old


def fields_of(reading: Reading, *, collected: bool) -> dict[str, Any]:
    """What a Datum keeps of it, besides what it is about. What the table does not say is not among them."""
    fields = {**reading.value.fields(), **reading.fields, "period": reading.period.text}
    return {**fields, "collected": True} if collected else fields


def _seen(seen: dict[str, list[Any]], key: Key, fields: dict[str, Any], line: int) -> int | None:
    """0 when the same value stood above, its line when another one did, None when nothing did."""
    name = hashlib.sha256(repr(key).encode()).hexdigest()[:16]
    told = [str(fields[part]) for part in ("value", "state", "caution", "letters", "sign")]
    value = hashlib.sha256(repr(told).encode()).hexdigest()[:12]
    before = seen.get(name)
    if before is None:
        seen[name] = [line, value]
        return None
    return 0 if before[1] == value else int(before[0])


def _there(coalition_id: int, keys: Sequence[Key]) -> dict[Key, Any]:
    """The values that are there around these keys, by what they are about. One query."""
    indicators: set[int] = {key[0] for key in keys if isinstance(key[0], int)}
    places: set[int] = {key[1] for key in keys if isinstance(key[1], int)}
    if not indicators or not places:
        return {}
    rows = Datum.objects.present().filter(
        coalition_id=coalition_id,
        indicator_id__in=indicators,
        territory_id__in=places,
        starts_on__range=(min(key[2] for key in keys), max(key[2] for key in keys)),
    )
    return {
        tuple(line[: len(ABOUT)]): line for line in rows.values_list(*ABOUT, "pk", "uid", "version", *SET, named=True)
    }


def _column(plan: Plan, role: str) -> int:
    return plan.place.get(role, 0)


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return str(value) if isinstance(value, Decimal | dt.date) else value
