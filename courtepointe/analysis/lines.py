"""The lines of a table of figures, read by its columns: what each gives, or what is wrong in it and in which cell.

Nothing of the database: what is known there is looked up afterwards, for many lines at once.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_noop as _

from courtepointe.analysis import columns as titles
from courtepointe.analysis import periods, values
from courtepointe.analysis.values import Unreadable

Problem = tuple[int, int, str, dict[str, Any]]  # line, column, sentence, its arguments

LONGEST = {
    **{"code": 60, "indicator": 300, "theme": 120, "territory": 200, "geo_code": 40, "unit": 40, "sub_group": 120},
    **{"comparator": 120, "remark": 600, "source": 300, "source_url": 600},
}
MOST_PEOPLE = 10**9


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of a line, with what it is about. `fields` holds what its line says more, and nothing else."""

    line: int
    column: int
    code: str
    indicator: str
    theme: str
    unit: str
    territory: str
    kind: str | None
    geo_code: str
    period: periods.Period
    sub_group: str
    value: values.Value
    source: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What each column holds, and what is the same for all the lines (`common`: by role, as texts)."""

    header: Sequence[str]
    columns: Sequence[str]
    common: Mapping[str, str] = field(default_factory=dict)
    decimal: str = ","
    labels: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # sub-groups by code and label: see `labels_of`

    @cached_property
    def place(self) -> dict[str, int]:
        """The first column of each role."""
        return {role: self.columns.index(role) for role in set(self.columns) if role}

    @cached_property
    def value_columns(self) -> list[tuple[int, str, int | None]]:
        """Columns with values: their place, their role, the place of the marks that go with them."""
        held = [(place, role) for place, role in enumerate(self.columns) if role in titles.VALUES]
        flags = [place for place, role in enumerate(self.columns) if role == "flags"]
        found = []
        for number, (place, role) in enumerate(held):
            end = held[number + 1][0] if number + 1 < len(held) else len(self.columns)
            after = next((flag for flag in flags if place < flag < end), None)
            lone = flags[0] if len(held) == 1 and flags else None
            found.append((place, role, after if after is not None else lone))
        return found

    def title(self, place: int) -> str:
        return self.header[place] if place < len(self.header) else ""


def read_line(number: int, cells: Sequence[str], plan: Plan) -> tuple[list[Reading], list[Problem]]:
    """The values of a line, or what is wrong in it: a line with one mistake gives nothing."""
    if not any(cells):
        return [], []
    reader = _Line(number, cells, plan)
    try:
        return reader.readings(), []
    except _Wrong as wrong:
        return [], [(number, wrong.column, wrong.problem.sentence, wrong.problem.arguments)]


class _Wrong(Exception):
    def __init__(self, column: int, problem: Unreadable) -> None:
        super().__init__(str(problem))
        self.column = column
        self.problem = problem


class _Line:
    def __init__(self, number: int, cells: Sequence[str], plan: Plan) -> None:
        self.number, self.cells, self.plan = number, cells, plan

    def cell(self, place: int | None) -> str:
        return self.cells[place] if place is not None and place < len(self.cells) else ""

    def text(self, role: str) -> str:
        """What the line says, or what is said of all the lines."""
        found = self.cell(self.plan.place.get(role)) or self.plan.common.get(role, "")
        if len(found) > LONGEST.get(role, 600):
            self.wrong(role, Unreadable(_("“%(text)s…” is too long."), text=found[:30]))
        return found

    def wrong(self, role: str, problem: Unreadable) -> None:
        raise _Wrong(self.plan.place.get(role, 0), problem) from problem

    def readings(self) -> list[Reading]:
        wide = len(self.plan.value_columns) > 1 or any(role != "value" for _p, role, _f in self.plan.value_columns)
        about = self._about()
        fields = self._fields()
        found = []
        for place, role, flags in self.plan.value_columns:
            if wide and not self.cell(place) and not self.cell(flags):
                continue  # a hole in a wide table is no value
            found.append(self._reading(place, role, flags, about, fields))
        if not found:
            raise _Wrong(self.plan.value_columns[0][0], Unreadable(_("There is no value.")))
        return found

    def _about(self) -> dict[str, Any]:
        code, indicator = self.text("code"), self.text("indicator")
        if not code and not indicator:
            self.wrong("indicator", Unreadable(_("The indicator is missing.")))
        sub_group = self.text("sub_group")
        group = self.plan.labels.get(code, {}).get(indicator) if code else None
        if group:
            sub_group, indicator = ", ".join(part for part in (group, sub_group) if part), ""
        if len(sub_group) > LONGEST["sub_group"]:
            self.wrong("sub_group", Unreadable(_("“%(text)s…” is too long."), text=sub_group[:30]))
        words = self.text("kind")
        kind = _kind(words) if words else None
        if words and kind is None:
            self.wrong("kind", Unreadable(_("“%(text)s” is not a kind of territory that is known."), text=words[:40]))
        plain = {name: self.text(name) for name in ("theme", "unit", "geo_code", "source")}
        return {"code": code, "indicator": indicator, "sub_group": sub_group, "kind": kind, **plain}

    def _reading(
        self, place: int, role: str, flags: int | None, about: dict[str, Any], fields: dict[str, Any]
    ) -> Reading:
        about = dict(about)
        title = self.plan.title(place)
        period = title if role == "by_period" else self.text("period")
        territory = title if role == "by_territory" else self.text("territory")
        if role == "by_group":
            group = titles.GROUP_TITLES.get(titles.fold(title), title)
            about["sub_group"] = ", ".join(part for part in (about["sub_group"], group) if part)[:120]
        if role == "by_territory":
            about["kind"] = None
        if not territory:
            self.wrong("territory", Unreadable(_("The territory is missing.")))
        days: periods.Period | None = None
        try:
            days = _period(period)
        except Unreadable as problem:
            raise _Wrong(place if role == "by_period" else self.plan.place.get("period", 0), problem) from problem
        try:
            value = values.read_line(self.cell(place), flags=self.cell(flags), decimal=self.plan.decimal)
        except Unreadable as problem:
            raise _Wrong(place, problem) from problem
        sign = fields.get("sign")
        own = {name: told for name, told in fields.items() if name != "sign"}
        value = values.marked(value, sign=sign) if sign else value
        unit = about.pop("unit") or value.unit
        return Reading(
            line=self.number,
            column=place,
            period=days,
            value=value,
            territory=territory,
            unit=unit,
            fields=own,
            **about,
        )

    def _fields(self) -> dict[str, Any]:
        """What the line says beside its value: only of the columns that the table has."""
        has = {role for role in (*self.plan.place, *self.plan.common) if role in _FIELDS}
        found: dict[str, Any] = {}
        for role in sorted(has):
            try:
                found |= _FIELDS[role](self.text(role), self.plan.decimal)
            except Unreadable as problem:
                self.wrong(role, problem)
        low, high = found.get("low"), found.get("high")
        if low is not None and high is not None and low > high:
            self.wrong("low", Unreadable(_("The interval “%(text)s” ends before it begins."), text=f"{low}-{high}"))
        if (people := found.get("people")) and (base := found.get("base")) and people > base:
            self.wrong("people", Unreadable(_("There cannot be more people than the whole that they are part of.")))
        return found


@lru_cache(4096)
def _period(text: str) -> periods.Period:
    return periods.read(text)


@lru_cache(256)
def _kind(text: str) -> str | None:
    return titles.kind_of(text)


def _sign(text: str, _decimal: str) -> dict[str, Any]:
    return {"sign": titles.SIGN_WORDS.get(titles.fold(text)) or values.read_sign(text)} if text else {}


def _interval(text: str, _decimal: str) -> dict[str, Any]:
    low, high = values.read_interval(text) if text and text not in values.SYMBOLS else (None, None)
    return {"low": low, "high": high}


def _end(name: str) -> Any:
    def read(text: str, decimal: str) -> dict[str, Any]:
        return {name: values.read(text, decimal=decimal).value if text else None}

    return read


def _count(name: str, least: int, most: int) -> Any:
    def read(text: str, decimal: str) -> dict[str, Any]:
        value = values.read(text, decimal=decimal).value if text else None
        if value is not None and (value != int(value) or not least <= value <= most):
            raise Unreadable(_("“%(text)s” is not a whole number that fits."), text=text[:40])
        return {name: None if value is None else int(value)}

    return read


def _address(text: str, _decimal: str) -> dict[str, Any]:
    if text and not text.lower().startswith(("http://", "https://")):
        raise Unreadable(_("“%(text)s” is not the address of a page on the web."), text=text[:40])
    return {"source_url": text}


def _day(text: str, _decimal: str) -> dict[str, Any]:
    try:
        day: dt.date | None = forms.DateField(required=False).clean(text)
    except ValidationError as problem:
        raise Unreadable(_("“%(text)s” is not a date: write it as 2026-10-15."), text=text[:40]) from problem
    return {"consulted_on": day}


_FIELDS = {
    "sign": _sign,
    "comparator": lambda text, _decimal: {"comparator": text},
    "interval": _interval,
    "low": _end("low"),
    "high": _end("high"),
    "level": _count("level", 1, 100),
    "people": _count("people", 0, MOST_PEOPLE),
    "base": _count("base", 1, MOST_PEOPLE),
    "remark": lambda text, _decimal: {"remark": text},
    "source_url": _address,
    "consulted_on": _day,
}


def labels_of(pairs: Iterable[tuple[str, str]], known: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Sub-groups hidden in labels: several labels under one code are one indicator and its sub-groups.

    `Vulnérables (garçons)` beside `Vulnérables` is the sub-group `garçons`; labels that have nothing in common are each
    a sub-group of their code. `known` gives the names of the indicators that are there already, by code.
    """
    by_code: dict[str, dict[str, int]] = {}
    for code, label in pairs:
        if code and label:
            found = by_code.setdefault(code, {})
            found[label] = found.get(label, 0) + 1
    result = {}
    for code, labels in by_code.items():
        whole = _whole(labels, known.get(code, ""))
        groups = {label: _rest(label, whole) for label in labels if label != whole} if len(labels) > 1 or whole else {}
        if groups:
            result[code] = groups
    return result


def _whole(labels: Mapping[str, int], known: str) -> str:
    """The label of everybody: that of the indicator that is there, or the one that begins all the others."""
    if len(labels) == 1:
        (label,) = labels
        return known if known and label != known and label.startswith(known) else ""
    candidates = [known] if known in labels else sorted(labels, key=len)
    first = candidates[0]
    return first if known in labels or all(label.startswith(first) for label in labels) else ""


def _rest(label: str, whole: str) -> str:
    rest = label[len(whole) :] if whole and label.startswith(whole) else label
    rest = rest.strip(" \u00a0\u202f,;:–—-")
    return (rest[1:-1] if rest.startswith("(") and rest.endswith(")") else rest)[:120] or label[:120]
