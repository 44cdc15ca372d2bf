import datetime as dt

import pytest
from django.utils import translation

from courtepointe.planning import amounts


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12000", 1_200_000),
        ("12 000 $", 1_200_000),
        ("12 000,5", 1_200_050),
        ("$12,000.50", 1_200_050),
        ("1.234.567,89", 123_456_789),
        ("0", 0),
        (" 6 500 $ ", 650_000),
        ("3,5", 350),
    ],
)
def test_amounts_are_read_as_people_write_them(typed: str, cents: int) -> None:
    assert amounts.cents_of(typed) == cents


@pytest.mark.parametrize("typed", ["", "douze", "-5", "1,2,3", "12 00", "1e9", "9" * 30, "12 %", "=1+1", "12.345"])
def test_anything_else_is_refused(typed: str) -> None:
    if typed == "12.345":  # twelve thousand, as the French write it with a point
        assert amounts.cents_of(typed) == 1_234_500
        return
    with pytest.raises(ValueError):  # noqa: PT011  (the text itself)
        amounts.cents_of(typed)


def test_amounts_are_written_in_the_language_read() -> None:
    assert amounts.dollars(1_200_000) == "12\u202f000\u00a0$"
    assert amounts.dollars(1_200_050) == "12\u202f000,50\u00a0$"
    with translation.override("en"):
        assert amounts.dollars(1_200_050) == "$12,000.50"
        assert amounts.typed_amount(1_200_050) == "12000.50"
    assert amounts.typed_amount(1_200_000) == "12000"
    assert amounts.typed_amount(None) == ""


def test_what_is_shown_again_is_read_again() -> None:
    for cents in (0, 5, 50, 100, 12_345, 1_200_050):
        assert amounts.cents_of(amounts.typed_amount(cents)) == cents
        assert amounts.cents_of(amounts.dollars(cents)) == cents


def test_years_begin_when_the_plan_says() -> None:
    assert amounts.year_of(dt.date(2027, 1, 15), 9) == 2026
    assert amounts.year_of(dt.date(2026, 9, 1), 9) == 2026
    assert amounts.year_of(dt.date(2026, 8, 31), 1) == 2026
    assert (amounts.year_name(2026, 9), amounts.year_name(2026, 1)) == ("2026-2027", "2026")
    assert amounts.years_between(dt.date(2026, 9, 1), dt.date(2028, 6, 30), 9) == [2026, 2027]
    assert amounts.years_between(dt.date(2028, 9, 1), dt.date(2026, 6, 30), 9) == []
