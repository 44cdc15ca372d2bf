"""Start times follow from the meeting's start and the durations, whatever the hour and the day."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from courtepointe.meetings.models import Activity, Meeting
from courtepointe.meetings.timetable import start_times, timetable

MONTREAL = ZoneInfo("America/Toronto")
ZONES = st.sampled_from(["America/Toronto", "America/Halifax", "America/Vancouver", "Europe/Paris", "UTC"])
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))
HOURS = st.times().map(lambda hour: hour.replace(second=0, microsecond=0))
LENGTHS = st.lists(st.integers(1, 720), max_size=60)


@given(DAYS, HOURS, ZONES, LENGTHS)
def test_each_start_is_after_the_one_before_by_its_length_in_real_minutes(day, hour, zone, lengths):
    times = [moment.astimezone(dt.UTC) for moment in start_times(day, hour, ZoneInfo(zone), lengths)]
    assert len(times) == len(lengths) + 1
    assert [(b - a).total_seconds() / 60 for a, b in pairwise(times)] == lengths


@given(DAYS, HOURS, LENGTHS, st.integers(1, 120))
def test_making_one_activity_longer_moves_only_what_follows(day, hour, lengths, more):
    if not lengths:
        return
    middle = len(lengths) // 2
    before = start_times(day, hour, MONTREAL, lengths)
    longer = [n + more if place == middle else n for place, n in enumerate(lengths)]
    after = start_times(day, hour, MONTREAL, longer)
    assert after[: middle + 1] == before[: middle + 1]
    assert all(
        b.astimezone(dt.UTC) - a.astimezone(dt.UTC) == dt.timedelta(minutes=more)
        for a, b in zip(before[middle + 1 :], after[middle + 1 :], strict=True)
    )


def test_hours_jump_when_clocks_change():
    spring = start_times(dt.date(2026, 3, 8), dt.time(1, 30), MONTREAL, [60, 30])
    assert [f"{t:%H:%M}" for t in spring] == ["01:30", "03:30", "04:00"]
    autumn = start_times(dt.date(2026, 11, 1), dt.time(0, 30), MONTREAL, [60, 60, 60])
    assert [f"{t:%H:%M}" for t in autumn] == ["00:30", "01:30", "01:30", "02:30"]


def plan(*minutes, **fields):
    fields = {"on": dt.date(2026, 10, 6), "starts_at": dt.time(13, 15), "minutes": 165, **fields}
    return timetable(Meeting(**fields), [Activity(minutes=n) for n in minutes])


def test_a_meeting_past_midnight_says_the_next_day():
    rows = plan(60, 60, 60, starts_at=dt.time(22, 30)).rows
    assert [(f"{row.starts:%H:%M}", row.days_later) for row in rows] == [("22:30", 0), ("23:30", 0), ("00:30", 1)]


def test_the_total_is_set_against_the_stated_length():
    assert (plan(100, 77).too_long, plan(100, 77).left) == (12, 0)
    assert (plan(100).too_long, plan(100).left) == (0, 65)
    assert (plan(165).too_long, plan(165).left) == (0, 0)


def test_without_an_hour_there_are_no_start_times_but_a_total():
    agenda = plan(10, 20, starts_at=None)
    assert [row.starts for row in agenda.rows] == [None, None]
    assert (agenda.total, agenda.ends) == (30, None)


def test_without_a_day_the_hours_are_still_known():
    assert [f"{row.starts:%H:%M}" for row in plan(15, 20, on=None).rows] == ["13:15", "13:30"]
