"""The chart that fits an indicator: bars by territory, a series in time, bars by group; and all of a system at once."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from courtepointe import charts
from courtepointe.analysis.queries.portrait import Figures

MOST_BARS = 20
MOST_LINES = 6


class Drawing(NamedTuple):
    """A chart and what it is of, to be read above it."""

    title: str
    chart: Markup


def drawings(figures: Figures, *, key: str = "") -> list[Drawing]:
    """The charts of an indicator, none when there is nothing to compare. `key` tells two of them on a page apart."""
    key = key or figures.key
    found = [_in_time(figures, key) or _by_territory(figures, key), _by_group(figures, f"{key}-g")]
    return [chart for chart in found if chart]


def title_of(figures: Figures, more: str = "") -> str:
    """What a chart is of: indicator, unit, and its period or its place."""
    name, unit = figures.indicator.name, figures.indicator.unit
    return ", ".join(filter(None, (f"{name} ({unit})" if unit else name, more)))


def _in_time(figures: Figures, key: str) -> Drawing | None:
    drawn = [row for row in figures.focus if figures.value(row) is not None]
    if len(drawn) < 2:
        return None
    here = drawn[0].territory_id
    chain = figures.places.chain
    shown = [here] if figures.adds_up else [pk for pk in chain[chain.index(here) :] if figures.series(pk)]
    lines = [
        charts.Series(figures.places.name(pk), [_point(figures, row) for row in figures.series(pk)])
        for pk in shown[:MOST_LINES]
    ]
    return Drawing(title_of(figures), charts.lines(title_of(figures), lines, key=key))


def _point(figures: Figures, row: Any) -> charts.Point:
    middle = (row.starts_on.toordinal() + row.ends_on.toordinal()) / 2
    low, high = _interval(figures, row)
    return charts.Point(middle, row.period, figures.value(row), figures.text(row, unit=False), low, high)


def _by_territory(figures: Figures, key: str) -> Drawing | None:
    latest = figures.latest or _last(figures)
    if latest is None:
        return None
    here, places = figures.at(latest), figures.places
    alike = [
        pk for pk in here if places.are_alike(pk, latest.territory_id) or (pk in places.chain and not figures.adds_up)
    ]
    if len(alike) < 2:
        return None
    bars = [_bar(figures, here[pk], places.name(pk)) for pk in sorted(alike, key=places.rank)[:MOST_BARS]]
    title = title_of(figures, latest.period)
    return Drawing(title, charts.bars(title, bars, key=key, system=figures.indicator.system))


def _last(figures: Figures) -> Any | None:
    """The latest row of any territory, when none of ours has a value."""
    return next((row for row in reversed(figures.rows) if not row.sub_group), None)


def _by_group(figures: Figures, key: str) -> Drawing | None:
    rows = figures.groups
    if not rows:
        return None
    whole = figures.at(_Whole(rows[0].starts_on, rows[0].ends_on, rows[0].source)).get(rows[0].territory_id)
    bars = [_bar(figures, row, row.sub_group, ours=True) for row in rows[:MOST_BARS]]
    if whole and not figures.adds_up:
        bars.append(_bar(figures, whole, _("Together"), ours=False))
    if len(bars) < 2:
        return None
    title = title_of(figures, f"{figures.places.name(rows[0].territory_id)}, {rows[0].period}")
    return Drawing(title, charts.bars(title, bars, key=key, system=figures.indicator.system))


class _Whole:
    """The period of a row, for all groups together."""

    sub_group = ""

    def __init__(self, starts_on: dt.date, ends_on: dt.date, source: str) -> None:
        self.starts_on, self.ends_on, self.source = starts_on, ends_on, source


def _bar(figures: Figures, row: Any, label: str, *, ours: bool | None = None) -> charts.Bar:
    own = figures.places.own
    low, high = _interval(figures, row)
    cloth = ours if ours is not None else own is not None and row.territory_id == own.pk
    return charts.Bar(label, figures.value(row), figures.text(row), low, high, cloth)


def _interval(figures: Figures, row: Any) -> tuple[Any, Any]:
    return (None, None) if figures.value(row) is None else (row.low, row.high)


def at_a_glance(all_figures: Sequence[Figures], *, key: str) -> Markup | None:
    """All the percentages of a system on one scale: here, or the closest known, beside the wider territories."""
    shown = [one for one in all_figures if one.indicator.unit == "%" and one.latest is not None]
    if len(shown) < 2:
        return None
    chain = shown[0].places.chain
    latest = [(one, {pk: row for pk, row in one.at(one.latest).items() if pk in chain}) for one in shown]
    latest = [(one, here) for one, here in latest if len(here) > 1]
    if len(latest) < 2:
        return None
    names = [pk for pk in chain if any(pk in here for _one, here in latest)][:MOST_LINES]
    if len(names) < 2:
        return None
    rows = [
        charts.Row(
            _("%(name)s (%(period)s)")
            % {"name": one.indicator.name, "period": one.latest.period if one.latest else ""},
            [(one.value(here[pk]), one.said(here[pk])) if pk in here else (None, "") for pk in names],
        )
        for one, here in latest
    ]
    places = shown[0].places
    return charts.dots(_("The percentages at a glance"), [places.name(pk) for pk in names], rows, key=key)
