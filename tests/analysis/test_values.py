import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtepointe.analysis import periods, values
from courtepointe.analysis.models import Datum
from courtepointe.analysis.values import Unreadable, Value

SPACES = ["\u00a0", "\u202f", " "]


@pytest.mark.parametrize(
    ("cell", "number", "decimals", "marks"),
    [
        ("7.3", "7.3", 1, {}),
        ("10,0", "10.0", 1, {}),
        ("29,7a,b", "29.7", 1, {"letters": "a,b"}),
        ("29,7 % a, b", "29.7", 1, {"letters": "a,b", "unit": "%"}),
        ("4,1*", "4.1", 1, {"caution": "*"}),
        ("4,1 **", "4.1", 1, {"caution": "**"}),
        ("12.5E", "12.5", 1, {"caution": "E"}),
        ("14,1 (+)", "14.1", 1, {"sign": "+"}),
        ("9,7(−)", "9.7", 1, {"sign": "-"}),
        ("28,8 (=)", "28.8", 1, {"sign": "="}),
        ("20 526", "20526", 0, {}),
        ("1\u202f234\u202f567,25", "1234567.25", 2, {}),
        ("1\u00a0234", "1234", 0, {}),
        ("1,234,567", "1234567", 0, {}),
        ("1,234.5", "1234.5", 1, {}),
        ("1.234,5", "1234.5", 1, {}),
        ("96 000 $", "96000", 0, {"unit": "$"}),
        ("$96,000.50", "96000.50", 2, {"unit": "$"}),
        ("-3,2", "-3.2", 1, {}),
        ("147 082r", "147082", 0, {"revision": "r"}),
        ("147 082 p", "147082", 0, {"revision": "p"}),
        ("12,3a,b p", "12.3", 1, {"letters": "a,b", "revision": "p"}),
        ("12,3ab", "12.3", 1, {"letters": "ab"}),
        ("0012", "12", 0, {}),
    ],
)
def test_a_published_number_is_read_with_its_marks(
    cell: str, number: str, decimals: int, marks: dict[str, str]
) -> None:
    value = values.read(cell)
    assert value == Value(cell, Decimal(number), decimals, **marks)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("..", "not_available"),
        ("...", "not_applicable"),
        ("…", "not_applicable"),
        ("–", "nil"),
        ("-", "nil"),
        ("—", "negligible"),
        ("x", "confidential"),
        ("X", "confidential"),
        ("F", "unreliable"),
        ("< 5", "confidential"),
        ("n.d.", "not_available"),
        ("p", "not_available"),
        ("E", "not_available"),
    ],
)
def test_a_symbol_is_kept_as_what_it_means_and_shown_as_it_was(cell: str, state: str) -> None:
    value = values.read(f" {cell} ")
    assert (value.state, value.value, values.written(value, french=True)) == (state, None, cell)


def test_states_are_those_of_the_table() -> None:
    assert {*values.SYMBOLS.values(), ""} == set(Datum.State.values)


@pytest.mark.parametrize(
    "cell",
    ["", "   ", "abc", "12 kg", "1 23", "12;5", "3/4", "=1+1", "12 %%", "$5 $", "1" * 13, "0,1234567", "٣", "1e5"],
)
def test_what_is_no_published_value_is_refused(cell: str) -> None:
    with pytest.raises(Unreadable) as refused:
        values.read(cell)
    assert refused.value.sentence % refused.value.arguments


def test_one_comma_and_three_digits_are_read_as_the_file_writes_them() -> None:
    assert values.read("20,526").value == Decimal("20.526")
    assert values.read("20,526", decimal=".").value == 20526
    assert values.read("29,7", decimal=".").value == Decimal("29.7")
    assert values.read("0,526", decimal=".").value == Decimal("0.526")


def test_each_language_writes_it_its_own_way() -> None:
    value = values.read("1 234,50 % * a,b (-)")
    assert values.written(value, french=True) == "1\u202f234,50\u202f%*a,b\u00a0(−)"
    assert values.written(value, french=False) == "1,234.50%*a,b\u00a0(−)"
    money = values.read("-96000")
    assert values.written(money, french=True, unit="$") == "−96\u202f000\u202f$"
    assert values.written(money, french=False, unit="$") == "−$96,000"
    assert values.written(values.read("12"), french=True, unit="personnes") == "12"


def test_marks_in_columns_of_their_own_join_the_value() -> None:
    value = values.read_line("7.3", flags="a,b", sign="+")
    assert (value.published, value.letters, value.sign) == ("7.3", "a,b", "+")
    assert values.read_line("4.1", flags="*").caution == "*"
    assert values.read_line("4.1", flags="* p") == Value("4.1", Decimal("4.1"), 1, caution="*", revision="p")
    assert values.read_line("", flags="x").state == "confidential"
    assert values.read_line("..", flags="F").state == "unreliable"
    for flags, sign in (("douteux", ""), ("F", ""), ("", "plus")):
        with pytest.raises(Unreadable):
            values.read_line("4.1", flags=flags, sign=sign)


@pytest.mark.parametrize(
    "text",
    [
        "[25,1 ; 34,2]",
        "25,1-34,2",
        "25.1 – 34.2",
        "(25.1, 34.2)",
        "25,1 à 34,2",
        "25,1 % - 34,2 %",
        "IC 95 % : [25,1;34,2]",
    ],
)
def test_intervals_as_they_are_written(text: str) -> None:
    low, high = values.read_interval(text)
    assert (low, high) == (Decimal("25.1"), Decimal("34.2"))
    assert values.interval_written(low, high, 1, french=True) == "[25,1\u00a0;\u00a034,2]"


@pytest.mark.parametrize("text", ["", "25", "34,2-25,1", "a-b", "25,1 34,2", "1-2-3", "[" * 90, "1\u200b-2"])
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        values.read_interval(text)


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("2022", (2022, 1, 1), (2022, 12, 31)),
        ("2022.0", (2022, 1, 1), (2022, 12, 31)),
        ("2022-2023", (2022, 1, 1), (2023, 12, 31)),
        ("2022–2023", (2022, 1, 1), (2023, 12, 31)),
        ("2024-25", (2024, 1, 1), (2025, 12, 31)),
        ("2013/2017", (2013, 1, 1), (2017, 12, 31)),
        ("2024-05", (2024, 5, 1), (2024, 5, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2025-03-31", (2025, 3, 31), (2025, 3, 31)),
        ("2025-03-31 00:00:00", (2025, 3, 31), (2025, 3, 31)),
        ("31 mars 2025", (2025, 3, 31), (2025, 3, 31)),
        ("Mai 2024", (2024, 5, 1), (2024, 5, 31)),
        ("May 2024", (2024, 5, 1), (2024, 5, 31)),
        ("1er juillet 2021", (2021, 7, 1), (2021, 7, 1)),
    ],
)
def test_periods_have_their_days(text: str, starts: tuple[int, int, int], ends: tuple[int, int, int]) -> None:
    period = periods.read(text)
    assert (period.starts_on, period.ends_on) == (dt.date(*starts), dt.date(*ends))


@given(st.text(max_size=120))
def test_no_text_makes_the_reading_stumble(text: str) -> None:
    for reading in (values.read, values.read_interval, values.read_sign, periods.read):
        try:
            reading(text)
        except Unreadable as refused:
            str(refused.sentence % refused.arguments)


@given(
    st.text(alphabet="0123456789,.;-–−—+=*()[]%$ \u00a0\u202fabpreExF<", max_size=20), st.text("abpre,*xF ", max_size=6)
)
def test_what_is_shown_says_what_was_published(cell: str, flags: str) -> None:
    try:
        value = values.read_line(cell, flags=flags)
    except Unreadable:
        return
    same_but_for_the_text = {**value.fields(), "unit": value.unit, "published": None}
    for french in (True, False):
        shown = values.written(value, french=french)
        again = values.read(shown, decimal="," if french else ".")
        if value.value is None:
            assert again.state == value.state
            continue
        assert {**again.fields(), "unit": again.unit, "published": None} == same_but_for_the_text, shown


@st.composite
def cells(draw: st.DrawFn) -> str:
    """Published cells of all the shapes that the grammar knows."""
    whole = draw(st.integers(0, 10**9))
    places = draw(st.integers(0, 4))
    rest = "".join(draw(st.sampled_from("0123456789")) for _ in range(places))
    number = f"{whole:,}".replace(",", draw(st.sampled_from([*SPACES, ""])))
    number += draw(st.sampled_from(",.")) + rest if rest else ""
    space = draw(st.sampled_from(["", " ", "\u00a0"]))
    unit = draw(st.sampled_from(["", "%", "$"]))
    marks = draw(st.sampled_from(["", "*", "**", "a", "a,b", "a, b", "b,c,d", "p", "r", "*a", "E"]))
    sign = draw(st.sampled_from(["", "(+)", "(-)", "(−)", "(=)"]))
    return number + space + unit + space + marks + space + sign


@given(cells())
def test_every_shape_of_the_grammar_comes_back(cell: str) -> None:
    value = values.read(cell)
    assert value.published == cell.strip()
    bare = cell.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    shown = values.written(value, french=True)
    digits = "".join(c for c in bare if c.isdigit())
    assert "".join(c for c in shown if c.isdigit()) == digits.lstrip("0").rjust(value.decimals + 1, "0")
    again = values.read(shown)
    assert again.fields() | {"published": ""} == value.fields() | {"published": ""}
