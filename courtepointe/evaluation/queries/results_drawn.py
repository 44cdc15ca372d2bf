"""The chart of an indicator: baseline, target and results over time; under it, on the same time, what is done.

The actions stand there because they contribute: the drawing never says that they alone caused a value.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from courtepointe import i18n
from courtepointe.chart_parts import (
    LETTERS,
    LINE,
    REACH,
    WIDTH,
    Scale,
    drawing,
    drawn_value,
    flow,
    mark,
    short,
    thread,
    width_of,
    words,
    wrapped,
)
from courtepointe.charts import FABRICS
from courtepointe.evaluation.queries.results import Sign
from courtepointe.planning.models import Action

HEIGHT, BAR, GAP = 110.0, 10, 8
EDGE = REACH + 3.0
Spot = tuple[dt.date, Decimal, str]


class Time:
    """From days to units of the drawing."""

    def __init__(self, days: Sequence[dt.date]) -> None:
        self.first, self.last = min(days), max(days)

    def __call__(self, day: dt.date) -> float:
        span = (self.last - self.first).days
        share = (day - self.first).days / span if span else 0.5
        return EDGE + share * (WIDTH - 2 * EDGE)


def drawn(sign: Sign, actions: Sequence[Any], system: str, today: dt.date) -> Markup | None:
    """The chart of an indicator; None while no value has a day."""
    results = _results(sign)
    target = _target(sign)
    spots = [*results, *target]
    if not spots:
        return None
    dated = [one.row for one in actions if one.row.starts_on and one.row.ends_on]
    edges = [day for row in dated for day in (row.starts_on, row.ends_on)]
    time = Time([*(day for day, _value, _text in spots), *edges])
    parts, y = flow([(0, _("Results")), *([(1, _("Way to the target"))] if target else [])], 0)
    parts += _curve(results, target, time, y + LINE)
    y += LINE + HEIGHT
    parts += _days(time, today, y)
    y += LINE + 10
    told = [_("%(name)s: %(text)s") % {"name": i18n.short_date(day), "text": text} for day, _value, text in results]
    told += [
        _("target on %(day)s: %(text)s") % {"day": i18n.short_date(d), "text": text} for d, _v, text in target[-1:]
    ]
    if actions:
        parts += words([_("What is done in the meantime")], 0, y + LETTERS, "chart-name")
        y += LINE + 4
    for one in actions:
        lines, text = _action(one.row, system, time, y)
        parts += lines
        told.append(text)
        y += LINE * len(wrapped(_named(one.row), WIDTH)) + BAR + GAP
    title = _("%(name)s: baseline, results and target, with the actions over time") % {"name": sign.row.name}
    return drawing(title, "; ".join(told), y, parts, f"sign-{sign.row.pk}")


def _results(sign: Sign) -> list[Spot]:
    """The baseline, then the results of everybody that may be shown."""
    row = sign.row
    found: list[Spot] = []
    if row.baseline is not None and row.baseline_on is not None:
        found.append((row.baseline_on, row.baseline, sign.written(row.baseline)))
    for one in sign.told:
        assert one.value is not None
        found.append((one.measured_on, one.value, sign.written(one.value, one.decimals)))
    return sorted(found)


def _target(sign: Sign) -> list[Spot]:
    """From the baseline to the target; the target alone without a baseline."""
    row = sign.row
    if row.target is None or row.target_on is None:
        return []
    end = (row.target_on, row.target, sign.written(row.target))
    if row.baseline is None or row.baseline_on is None:
        return [end]
    return [(row.baseline_on, row.baseline, ""), end]


def _curve(results: Sequence[Spot], target: Sequence[Spot], time: Time, top: float) -> list[str]:
    results = [spot for spot in results if drawn_value(spot[1]) is not None]
    target = [spot for spot in target if drawn_value(spot[1]) is not None]
    values = [float(value) for _day, value, _text in (*results, *target)]
    scale = Scale(values, top + HEIGHT - REACH, top + LETTERS)
    parts = [f'<path class="chart-axis" d="M0 {short(scale(0))}H{WIDTH}"/>']
    for place, spots in ((1, target), (0, results)):
        points = [(time(day), scale(float(value))) for day, value, _text in spots]
        parts += thread(place, points)
        parts += [mark(place, *(points if place == 0 else points[-1:]))] if points else []
    taken: list[tuple[float, float]] = []
    for day, value, text in (*target[-1:], *reversed(results)):
        half = width_of(text) / 2 + 5  # bold letters are wider
        x = min(max(time(day), half), WIDTH - half)
        if all(abs(x - other) > half + wide + 4 for other, wide in taken):
            taken.append((x, half))
            parts += words([text], x, scale(float(value)) - REACH - 3, "chart-value", "middle")
    return parts


def _days(time: Time, today: dt.date, y: float) -> list[str]:
    """The first and the last day, and a mark for today."""
    parts = words([i18n.short_date(time.first)], 0, y + LETTERS, "chart-period")
    if time.last != time.first:
        parts += words([i18n.short_date(time.last)], WIDTH, y + LETTERS, "chart-period", "end")
    if time.first < today < time.last:
        x = time(today)
        parts.append(f'<path class="chart-open" d="M{short(x)} {short(y - HEIGHT)}V{short(y)}"/>')
    return parts


def _action(row: Any, system: str, time: Time, y: float) -> tuple[list[str], str]:
    """The name of an action, and under it its bar from start to end; abandoned, it is an open seam."""
    lines = wrapped(_named(row), WIDTH)
    parts = words(lines, 0, y + LETTERS)
    y += LINE * len(lines) + 2
    if not (row.starts_on and row.ends_on):
        parts.append(f'<path class="chart-open" d="M1 {short(y + BAR / 2)}H{WIDTH - 1}"/>')
        return parts, _("%(name)s: %(text)s") % {"name": _named(row), "text": _("no dates yet")}
    start, end = time(row.starts_on), time(row.ends_on)
    wide = max(end - start, 3)
    if row.status == Action.Status.ABANDONED:
        parts.append(f'<path class="chart-open" d="M{short(start)} {short(y)}h{short(wide)}v{BAR}h-{short(wide)}z"/>')
    else:
        cloth = f"url(#fabric-{system if system in FABRICS else 'fourth'})"
        parts.append(
            f'<rect class="chart-bar" x="{short(start)}" y="{short(y)}" width="{short(wide)}" height="{BAR}"'
            f' fill="{cloth}"/>'
        )
    when = f"{i18n.short_date(row.starts_on)} – {i18n.short_date(row.ends_on)}"
    return parts, _("%(name)s: %(text)s") % {"name": _named(row), "text": when}


def _named(row: Any) -> str:
    name = f"A{row.number} · {row.title}"
    return _("%(name)s (abandoned)") % {"name": name} if row.status == Action.Status.ABANDONED else name
