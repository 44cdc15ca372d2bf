"""Days as people read them, in both languages."""

import datetime as dt

import pytest
from django.utils import translation

from courtepointe.i18n import long_date, short_date


@pytest.mark.parametrize(
    ("language", "day", "short", "long"),
    [
        ("fr-ca", 1, "1er\u00a0févr. 2027", "1er\u00a0février 2027"),
        ("fr-ca", 2, "2\u00a0févr. 2027", "2\u00a0février 2027"),
        ("en", 1, "Feb\u00a01, 2027", "February\u00a01, 2027"),
    ],
)
def test_the_first_day_of_a_month_has_its_own_name_in_french(language: str, day: int, short: str, long: str) -> None:
    with translation.override(language):
        assert (short_date(dt.date(2027, 2, day)), long_date(dt.date(2027, 2, day))) == (short, long)
