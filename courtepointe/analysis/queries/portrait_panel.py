"""An indicator as a page shows it: sentences, charts, the lines of its table, its marks and its sources."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from courtepointe.analysis.models import PopulationIndicator
from courtepointe.analysis.queries.portrait import Figures
from courtepointe.analysis.queries.portrait_drawn import Drawing, drawings
from courtepointe.analysis.queries.portrait_words import marks, not_local, sentences
from courtepointe.i18n import is_french, number, with_unit

SIGNS = {"-": "−"}


class Source(NamedTuple):
    """Where values come from, as it is printed under them."""

    name: str
    address: str
    consulted_on: dt.date | None


class Line(NamedTuple):
    """One line of the table; `source` is its number among the sources of the indicator."""

    place: str
    period: str
    group: str
    value: str
    interval: str
    comparison: str
    remark: str
    source: int


@dataclass(frozen=True, slots=True)
class Panel:
    """All that is shown of an indicator."""

    indicator: Any
    key: str
    direction: str
    sentences: list[str]
    charts: list[Drawing]
    lines: list[Line]
    marks: list[str]
    sources: list[Source]
    nearest: list[Source]  # those of our territory and of the ones around it

    def has(self, column: str) -> bool:
        """Whether a column of the table says anything."""
        return any(getattr(line, column) for line in self.lines)


def panel_of(figures: Figures) -> Panel:
    """Everything about an indicator."""
    one = figures.indicator
    sources = list(dict.fromkeys(_source(figures, row) for row in figures.rows))
    rows = sorted(figures.rows, key=lambda row: (*figures.places.rank(row.territory_id), row.sub_group))
    lines = [_line(figures, row, sources) for row in rows]
    remarks = {line.remark for line in lines if line.remark}
    if len(remarks) == 1:  # said of all, or of the only line that has one: once is enough
        lines = [line._replace(remark="") for line in lines]
    return Panel(
        indicator=one,
        key=figures.key,
        direction=str(PopulationIndicator.Direction(one.direction).label) if one.direction else "",
        sentences=sentences(figures),
        charts=drawings(figures),
        lines=lines,
        marks=marks(figures) + (sorted(remarks) if len(remarks) == 1 else []),
        sources=sources,
        nearest=list(dict.fromkeys(_source(figures, row) for row in rows if row.territory_id in figures.places.chain)),
    )


def _source(figures: Figures, row: Any) -> Source:
    address = row.source_url if row.source_url.startswith(("https://", "http://")) else ""
    return Source(row.source or figures.indicator.source or _("source not named"), address, row.consulted_on)


def _line(figures: Figures, row: Any, sources: list[Source]) -> Line:
    interval = ""
    if figures.value(row) is not None and row.low is not None and row.high is not None:
        told = {"low": number(row.low, row.decimals), "high": number(row.high, row.decimals)}
        level = with_unit(str(row.level), "%", french=is_french()) if row.level else ""
        interval = _("%(low)s to %(high)s") % told + (f" ({level})" if level else "")
    sign = SIGNS.get(row.sign, row.sign)
    return Line(
        place=figures.places.name(row.territory_id),
        period=row.period,
        group=row.sub_group,
        value=figures.text(row),
        interval=interval,
        comparison=" ".join(filter(None, (sign, row.comparator))) if sign else "",
        remark=row.remark,
        source=sources.index(_source(figures, row)) + 1,
    )


class Glance(NamedTuple):
    """An indicator in one line."""

    key: str
    name: str
    value: str
    period: str
    note: str  # whose figure it is, when it is not ours


def glances(all_figures: Iterable[Figures]) -> list[Glance]:
    """One line for each indicator that has a value here or around."""
    return [
        Glance(one.key, one.indicator.name, one.said(one.latest), one.latest.period, not_local(one, one.latest))
        for one in all_figures
        if one.latest is not None
    ]
