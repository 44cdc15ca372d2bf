import datetime as dt
import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtepointe.library.load import the_method
from courtepointe.meetings.schedule import (
    Rhythm,
    easter_day,
    holidays,
    is_open,
    next_day,
    propose,
    slots,
)

rhythms = st.builds(
    Rhythm,
    starts_on=st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)),
    weeks_between=st.integers(1, 26),
    summer_pause=st.booleans(),
    factor_count=st.integers(1, 12),
    meetings_per_factor=st.integers(1, 3),
    follow_up_count=st.integers(0, 24),
    evaluation_count=st.integers(0, 12),
)


@given(rhythms)
def test_days_increase_on_the_same_weekday_and_never_fall_on_a_day_off(rhythm: Rhythm) -> None:
    days = [dated.on for dated in propose(rhythm, the_method())]
    assert days[0] >= rhythm.starts_on
    assert {day.weekday() for day in days} == {rhythm.starts_on.weekday()}
    assert all(is_open(day, summer_pause=rhythm.summer_pause) for day in days)
    for before, after in itertools.pairwise(days):
        assert after - before >= dt.timedelta(weeks=rhythm.weeks_between)


@given(rhythms)
def test_the_number_of_meetings_follows_the_factors_and_the_counts(rhythm: Rhythm) -> None:
    found = Counter(slot.template for slot in slots(rhythm, the_method()))
    assert found["planning"] == rhythm.factor_count * rhythm.meetings_per_factor
    assert found["follow-up"] == rhythm.follow_up_count
    assert found["evaluation"] == rhythm.evaluation_count
    for once in ("r1", "r2", "r3", "r4", "r5", "plan-final", "functioning"):
        assert found[once] == 1


@given(rhythms)
def test_turns_of_a_template_come_in_order_and_functioning_is_last(rhythm: Rhythm) -> None:
    found = slots(rhythm, the_method())
    for name in {slot.template for slot in found}:
        turns = [slot.turn for slot in found if slot.template == name]
        assert turns == list(range(1, len(turns) + 1))
    assert found[-1].template == "functioning"


@given(rhythms, st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)))
def test_after_a_meeting_on_another_day_the_usual_weekday_comes_back(rhythm: Rhythm, previous: dt.date) -> None:
    after = next_day(previous, rhythm)
    assert after.weekday() == rhythm.starts_on.weekday()
    assert after > previous
    assert is_open(after, summer_pause=rhythm.summer_pause)


def test_evaluations_are_spread_among_the_follow_ups() -> None:
    order = [slot.template for slot in slots(Rhythm(starts_on=dt.date(2026, 9, 15)), the_method())]
    assert order[-7:] == ["follow-up", "follow-up", "evaluation", "follow-up", "follow-up", "evaluation", "functioning"]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2026, 4, 3), "Good Friday"),
        (dt.date(2026, 4, 6), "Easter Monday"),
        (dt.date(2026, 5, 18), "Patriots"),
        (dt.date(2025, 5, 19), "Patriots"),
        (dt.date(2027, 5, 24), "Patriots, 24 May itself"),
        (dt.date(2026, 6, 24), "Saint-Jean"),
        (dt.date(2029, 6, 25), "Saint-Jean on a Sunday: the Monday"),
        (dt.date(2026, 7, 1), "1 July"),
        (dt.date(2026, 9, 7), "Labour Day"),
        (dt.date(2026, 10, 12), "Thanksgiving"),
        (dt.date(2026, 12, 20), "Christmas pause, first day"),
        (dt.date(2027, 1, 6), "Christmas pause, last day"),
    ],
)
def test_days_off(day: dt.date, name: str) -> None:
    assert not is_open(day, summer_pause=False), name


def test_working_days_beside_the_days_off() -> None:
    for day in (dt.date(2026, 12, 19), dt.date(2027, 1, 7), dt.date(2026, 10, 13), dt.date(2026, 8, 31)):
        assert is_open(day, summer_pause=False)
    assert not is_open(dt.date(2026, 8, 31), summer_pause=True)
    assert is_open(dt.date(2026, 9, 1), summer_pause=True)


def test_easter_as_the_almanac_has_it() -> None:
    assert [easter_day(year) for year in (2024, 2025, 2026, 2027, 2038)] == [
        dt.date(2024, 3, 31),
        dt.date(2025, 4, 20),
        dt.date(2026, 4, 5),
        dt.date(2027, 3, 28),
        dt.date(2038, 4, 25),
    ]
    assert len(holidays(2026)) == 7
