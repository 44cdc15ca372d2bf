import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse

from courtepointe import clock
from courtepointe.meetings.models import Committee, FollowUp, Homework, Meeting, PreparationTask
from courtepointe.meetings.queries.year import CALENDAR, SCHOOL, year_for, year_of
from tests.cast import Cast
from tests.factories import make_meeting

NOON = dt.datetime(2026, 11, 2, 17, tzinfo=dt.UTC)


def page(cast: Cast, year: int | None = None, query: str = "") -> str:
    kwargs: dict[str, Any] = {"coalition": cast.coalition.uid}
    if year is None:
        return reverse("year-now", kwargs=kwargs) + query
    return reverse("year", kwargs={**kwargs, "year": year}) + query


def html_of(cast: Cast, who: str = "amina", year: int | None = None, query: str = "") -> str:
    with clock.at(NOON):
        answer = cast.client(getattr(cast, who)).get(page(cast, year, query))
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("day", "school", "civil"),
    [("2026-07-31", 2025, 2026), ("2026-08-01", 2026, 2026), ("2027-01-01", 2026, 2027), ("2027-12-31", 2027, 2027)],
)
def test_a_school_year_goes_from_august_to_july(day: str, school: int, civil: int) -> None:
    on = dt.date.fromisoformat(day)
    assert (year_of(on, SCHOOL), year_of(on, CALENDAR)) == (school, civil)


def test_a_year_holds_its_meetings_and_no_others(cast: Cast) -> None:
    for on in ("2026-07-31", "2026-08-01", "2027-07-31", "2027-08-01"):
        make_meeting(cast.coalition, on, on=dt.date.fromisoformat(on))
    make_meeting(cast.coalition, "Sans date", on=None)
    make_meeting(cast.coalition, "Annulée", on=dt.date(2026, 9, 1), status=Meeting.CANCELLED)
    year = year_for(cast.reader(cast.chloe), 2026, SCHOOL)
    titles = [m.title for month in year.months for day in month.days.values() for m in day.meetings]
    assert titles == ["2026-08-01", "2027-07-31"]
    assert [m.title for m in year.undated] == ["Sans date"]
    civil = year_for(cast.reader(cast.chloe), 2026, CALENDAR)
    assert civil.meetings == 2
    assert (civil.months[0].first, civil.months[-1].first) == (dt.date(2026, 1, 1), dt.date(2026, 12, 1))


def test_the_weeks_of_each_month_are_whole_and_from_sunday(cast: Cast) -> None:
    for month in year_for(cast.reader(cast.chloe), 2027, CALENDAR).months:
        days = [day for week in month.weeks for day in week if day]
        last = (month.first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
        assert days == list(range(1, last.day + 1))
        assert all(len(week) == 7 for week in month.weeks)
        assert month.weeks[0].index(1) == (month.first.weekday() + 1) % 7


def test_what_is_due_is_there_as_long_as_it_is_not_done(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, "Rencontre 4", on=dt.date(2026, 12, 8))
    both = {"coalition": cast.coalition, "meeting": meeting}
    FollowUp.objects.create(**both, what="Suivi ouvert", due_on=dt.date(2026, 10, 1), member=cast.benoit)
    FollowUp.objects.create(**both, what="Suivi fait", due_on=dt.date(2026, 10, 1), done_at=NOON)
    PreparationTask.objects.create(**both, text="Réserver la salle", days=-21)
    PreparationTask.objects.create(**both, text="Tâche faite", days=-14, done_at=NOON)
    Homework.objects.create(**both, what="Une page de données", due_on=dt.date(2026, 12, 1))
    steering, reading = html_of(cast), html_of(cast, "chloe")
    for html in (steering, reading):
        assert "Suivi ouvert" in html
        assert "Benoît" in html
        assert "Une page de données" in html
        assert "Suivi fait" not in html
        assert "Tâche faite" not in html
    assert 'id="d-2026-11-17"' in steering
    assert "Réserver la salle" in steering
    assert "Réserver la salle" not in reading


def test_each_marked_day_leads_to_its_line(cast: Cast) -> None:
    committee = Committee(coalition=cast.coalition, name="Comité parents")
    committee.clean()
    committee.save()
    make_meeting(cast.coalition, "Petit <i>groupe</i>", on=dt.date(2026, 11, 10), committee=committee)
    make_meeting(cast.coalition, "Le même jour", on=dt.date(2026, 11, 10))
    html = html_of(cast)
    targets = re.findall(r'href="#(d-[\d-]+)"', html)
    assert targets == ["d-2026-11-10"]
    assert html.count('id="d-2026-11-10"') == 1
    assert html.count('class="year-month"') == 12
    assert html.count('aria-current="date"') == 1
    assert "Comité parents" in html
    assert "Petit &lt;i&gt;groupe&lt;/i&gt;" in html
    assert html.count('<th scope="col" abbr="dimanche">') == 12


def test_one_goes_from_year_to_year_within_bounds(cast: Cast) -> None:
    assert "Année scolaire 2026-2027" in html_of(cast)
    html = html_of(cast, query="?months=calendar")
    assert "<h1>2026</h1>" in html
    assert page(cast, 2025) + "?months=calendar" in html
    assert "2000" in html_of(cast, year=2000)
    client = cast.client(cast.amina)
    assert [client.get(page(cast, number)).status_code for number in (1999, 2101, 99999)] == [404, 404, 404]


def test_a_year_of_sixty_meetings_costs_as_much_as_an_empty_one(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = cast.client(cast.amina)
    for many in (0, 60):
        for n in range(many):
            make_meeting(cast.coalition, f"Rencontre {n}", on=dt.date(2026, 8, 3) + dt.timedelta(days=5 * n))
        with clock.at(NOON):
            client.get(page(cast))
            with django_assert_max_num_queries(6):
                answer = client.get(page(cast))
        assert len(answer.content) < 60_000
    assert answer.content.decode().count('class="year-meeting"') >= 60
