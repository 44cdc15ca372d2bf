"""Charts: whatever the values, marks stay inside, words do not cover each other, and every value is said."""

import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courtepointe import charts
from courtepointe.chart_parts import LINE, WIDTH, width_of
from courtepointe.charts import Bar, Point, Row, Series

few = settings(max_examples=60, deadline=None)
texts = st.text(alphabet="abcdeé -'’0123456789,%*()<>&\u202f\u00a0", min_size=1, max_size=40)
shorts = st.text(alphabet="0123456789,%*a", min_size=1, max_size=9)
numbers = st.none() | st.floats() | st.decimals(-(10**12), 10**12, places=2) | st.integers(-(10**9), 10**9).map(float)
series_of = st.lists(
    st.builds(
        Series,
        name=texts,
        points=st.lists(
            st.builds(
                Point,
                at=st.integers(0, 20000).map(float),
                period=st.text(alphabet="0123456789-", min_size=1, max_size=10),
                value=numbers,
                text=shorts,
                low=numbers,
                high=numbers,
            ),
            max_size=8,
            unique_by=lambda p: p.at,
        ).map(lambda points: sorted(points, key=lambda p: p.at)),
    ),
    max_size=8,
)
bars_of = st.lists(
    st.builds(Bar, label=texts, value=numbers, text=texts, low=numbers, high=numbers, ours=st.booleans()), max_size=6
)


def read(markup: str) -> ET.Element:
    """The drawing, as a browser reads it."""
    assert not re.search("nan|inf", re.sub("<desc.*?</desc>|<text.*?</text>|<title.*?</title>", "", markup))
    return ET.fromstring(markup)


def said(drawing: ET.Element) -> str:
    found = drawing.find("desc")
    assert found is not None
    return found.text or ""


def boxes(drawing: ET.Element) -> list[tuple[float, float, float, float]]:
    """Where each line of words stands, at its widest: left, top, right, bottom."""
    found = []
    for text in drawing.iter("text"):
        wide = width_of(text.text or "")
        x, y = float(text.get("x", "")), float(text.get("y", ""))
        left = {"end": x - wide, "middle": x - wide / 2}.get(text.get("text-anchor", ""), x)
        found.append((left, y - LINE + 5, left + wide, y + 4))
    return found


def stays_inside(drawing: ET.Element) -> None:
    _x, _y, width, height = map(float, drawing.get("viewBox", "").split())
    for rect in drawing.iter("rect"):
        x, y, w, h = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
        assert min(x, y, w, h) >= 0
        assert x + w <= width
        assert y + h <= height
    for path in drawing.iter("path"):
        if "chart-mark" in path.get("class", ""):
            for x, y in re.findall(r"M([-\d.]+) ([-\d.]+)m", path.get("d", "")):
                assert 6 <= float(x) <= width - 6
                assert 6 <= float(y) <= height - 6
        else:
            start = re.match(r"M(-?[\d.]+) (-?[\d.]+)", path.get("d", ""))
            assert start
            assert -0.1 <= float(start[1]) <= width
            assert -0.1 <= float(start[2]) <= height


def no_words_cover_others(drawing: ET.Element) -> None:
    found = boxes(drawing)
    for n, (left, top, right, bottom) in enumerate(found):
        for other in found[n + 1 :]:
            across = left < other[2] - 1 and other[0] < right - 1
            assert not (across and top < other[3] - 1 and other[1] < bottom - 1), (found[n], other)


@few
@given(bars_of)
def test_bars_hold_whatever_the_values(rows: list[Bar]) -> None:
    drawing = read(charts.bars("Titre <b>", rows, key="k", system="child"))
    stays_inside(drawing)
    no_words_cover_others(drawing)
    assert all(row.text in said(drawing) for row in rows)


@few
@given(series_of)
def test_series_hold_whatever_the_values(series: list[Series]) -> None:
    drawing = read(charts.lines("Titre", series, key="k"))
    stays_inside(drawing)
    no_words_cover_others(drawing)
    assert all(point.text in said(drawing) for one in series for point in one.points)


@few
@given(
    st.lists(texts, max_size=5),
    st.lists(st.tuples(texts, st.lists(st.tuples(numbers, texts), min_size=5, max_size=5)), max_size=4),
)
def test_comparisons_hold_whatever_the_values(
    names: list[str], told: list[tuple[str, list[tuple[float | None, str]]]]
) -> None:
    rows = [Row(label, values[: len(names)]) for label, values in told]
    drawing = read(charts.dots("Titre", names, rows, key="k"))
    stays_inside(drawing)
    no_words_cover_others(drawing)
    assert all(text in said(drawing) for row in rows for _value, text in row.values)


def test_a_bar_is_as_long_as_its_value_and_starts_at_zero() -> None:
    drawing = read(charts.bars("T", [Bar("Ici", Decimal("30"), "30"), Bar("Là", 15.0, "15")], key="k"))
    first, second = (float(rect.get("width", "")) for rect in drawing.iter("rect"))
    assert first == WIDTH - 2
    assert second == pytest.approx(first / 2, abs=0.1)
    below = read(charts.bars("T", [Bar("Ici", 10, "10"), Bar("Là", -10, "-10")], key="k"))
    (left, right) = sorted(float(rect.get("x", "")) for rect in below.iter("rect"))
    assert right == pytest.approx(left + float(next(below.iter("rect")).get("width", "")), abs=0.1)


def test_what_has_no_value_is_an_open_seam_and_says_why() -> None:
    markup = charts.bars("T", [Bar("Ici", None, "Confidentiel")], key="k")
    assert "<rect" not in markup
    assert "chart-open" in markup
    assert ">Confidentiel</text>" in markup


def test_lines_part_where_a_value_is_missing_and_are_named_at_their_end() -> None:
    def at(year: int, value: float | None) -> Point:
        return Point(float(year), str(year), value, "x" if value is None else f"{value:.1f}")

    markup = charts.lines(
        "T",
        [Series("Ici", [at(2012, 25.7), at(2017, None), at(2022, 29.7)]), Series("Québec", [at(2022, 28.7)])],
        key="k",
    )
    (thread, other) = re.findall(r'chart-line chart-\d" d="([^"]*)"', markup)
    assert thread.count("M") == 2
    assert "L" not in thread + other
    for word in ("Ici", "Québec", "25.7", "29.7", "28.7", "2012", "2022"):
        assert f">{word}</text>" in markup


def test_a_drawing_carries_its_name_its_description_and_no_style() -> None:
    markup = charts.dots("Vulnérables", ["Ici", "Québec"], [Row("Santé", [(10.3, "10,3"), (10.0, "10,0")])], key="c1")
    assert 'role="img" aria-labelledby="c1-t" aria-describedby="c1-d"' in markup
    assert '<title id="c1-t">Vulnérables</title>' in markup
    assert "style" not in markup
    assert len(set(re.findall(r"chart-mark chart-\d", markup))) == 2
