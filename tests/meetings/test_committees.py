"""Committees: their people, their meetings apart from the plan of the method, their report to the coalition."""

import datetime as dt

import pytest
from django.urls import reverse

from courtepointe.guide.actions import leave
from courtepointe.library.load import the_method
from courtepointe.meetings.actions.committees import (
    add_report,
    change_committee,
    end_committee,
    make_committee,
    plan_committee_meeting,
    resume_committee,
    seat,
    unseat,
)
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.actions.outcomes import end_meeting
from courtepointe.meetings.models import Committee, Meeting
from courtepointe.meetings.queries.attendance import sheet_of
from courtepointe.meetings.queries.committees import committees_for, reports_to, seats_of, to_report
from courtepointe.meetings.queries.process import plan_of
from courtepointe.meetings.queries.sheet import sheet_for
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.factories import make_meeting


@pytest.fixture
def committee(cast: Cast) -> Committee:
    return make_committee(
        cast.coalition, by=cast.amina, name="Transition", mandate="L’entrée à l’école", lead=cast.benoit
    )


def planned(committee: Committee, cast: Cast, day: int, *, held: bool = True) -> Meeting:
    process = cast.coalition.processes.get()
    fields = {"title": f"Comité du {day}", "on": dt.date(2026, 10, day), "starts_at": dt.time(9), "minutes": 90}
    meeting = plan_committee_meeting(committee, process, by=cast.amina, **fields)
    if held:
        end_meeting(meeting, by=cast.amina)
    return meeting


def test_the_person_who_leads_sits_and_sitting_twice_is_once(cast: Cast, committee: Committee) -> None:
    seat(committee, cast.benoit, by=cast.amina)
    seat(committee, cast.chloe, by=cast.amina)
    assert [row.member for row in seats_of(committee)] == [cast.benoit, cast.chloe]
    unseat(committee, cast.chloe, by=cast.amina)
    seat(committee, cast.chloe, by=cast.amina)
    assert committee.seats.filter(member=cast.chloe).count() == 2  # that they left and came back stays
    assert committees_for(cast.reader(cast.chloe)).get().seated == 2  # type: ignore[attr-defined]


def test_a_name_is_borne_once_and_an_edit_never_overwrites(cast: Cast, committee: Committee) -> None:
    with pytest.raises(Refused):
        make_committee(cast.coalition, by=cast.amina, name="  transition")
    change_committee(committee, by=cast.amina, version=1, mandate="Autre mandat")
    with pytest.raises(Conflict):
        change_committee(committee, by=cast.amina, version=1, mandate="Le mien")
    end_committee(committee, by=cast.amina, reason="Son travail est fait")
    make_committee(cast.coalition, by=cast.amina, name="Transition")
    with pytest.raises(Refused):
        resume_committee(committee, by=cast.amina)


def test_its_meetings_are_apart_from_the_plan_and_add_up(cast: Cast, committee: Committee) -> None:
    meeting = planned(committee, cast, 5)
    process = cast.coalition.processes.get()
    assert sum(row.minutes for row in meeting.activities.all()) == meeting.minutes
    assert not plan_of(process, the_method()).standing
    rows = sheet_for(cast.reader(cast.amina), process, the_method()).rows
    assert not any(row.meetings for row in rows)
    page = cast.client(cast.chloe).get(reverse("meetings", kwargs={"coalition": cast.coalition.uid}))
    assert "Comité du 5" in page.content.decode()


def test_what_it_did_since_its_last_report_comes_to_the_coalition(cast: Cast, committee: Committee) -> None:
    first = planned(committee, cast, 5)
    record_decision(
        first, by=cast.amina, activity=None, wording="Visiter la classe", mode="consensus", result="adopted"
    )
    coalition = make_meeting(cast.coalition, "Rencontre 1", on=dt.date(2026, 10, 8))
    (report,) = to_report(coalition, cast.reader(cast.amina))
    assert ([m.title for m in report.meetings], [d.wording for d in report.decisions]) == (
        ["Comité du 5"],
        ["Visiter la classe"],
    )
    add_report(coalition, committee, by=cast.amina)
    assert to_report(coalition, cast.reader(cast.amina)) == []
    end_meeting(coalition, by=cast.amina)
    planned(committee, cast, 12)
    planned(committee, cast, 29)  # after the next meeting of the coalition: for another time
    planned(committee, cast, 13, held=False)
    following = make_meeting(cast.coalition, "Rencontre 2", on=dt.date(2026, 10, 20))
    (again,) = to_report(following, cast.reader(cast.amina))
    assert [m.title for m in again.meetings] == ["Comité du 12"]


def test_reports_are_read_in_as_many_queries_for_one_committee_as_for_five(
    cast: Cast, committee: Committee, django_assert_num_queries
) -> None:
    rows = [committee, *(make_committee(cast.coalition, by=cast.amina, name=f"Comité {n}") for n in range(4))]
    for row in rows:
        planned(row, cast, 5)
    coalition = make_meeting(cast.coalition, "Rencontre 1", on=dt.date(2026, 10, 8))
    for some in (rows[:1], rows):
        with django_assert_num_queries(3):
            assert len(reports_to(coalition, some)) == len(some)


def test_the_agenda_offers_the_report_and_the_room_shows_it(cast: Cast, committee: Committee) -> None:
    planned(committee, cast, 5)
    meeting = make_meeting(cast.coalition, "Rencontre 1", on=dt.date(2026, 10, 8))
    here = {"coalition": cast.coalition.uid, "meeting": meeting.uid}
    browser = cast.client(cast.amina)
    assert "Mettre son rapport" in browser.get(reverse("agenda", kwargs=here)).content.decode()
    browser.post(reverse("report-add", kwargs=here), {"committee": committee.uid})
    item = meeting.activities.get()
    assert item.title == "Rapport du comité «\u202fTransition\u202f»"
    room = browser.get(reverse("room", kwargs=here) + f"?open={item.uid}").content.decode()
    assert "Comité du 5" in room


def test_its_people_come_first_on_the_sheet_of_its_meetings(cast: Cast, committee: Committee) -> None:
    meeting = planned(committee, cast, 5, held=False)
    groups, _guests, _presence = sheet_of(meeting)
    assert groups[0].name == "Transition"
    assert [person.name for person in groups[0].seats] == ["Benoît"]
    assert {person.name for group in groups[1:] for person in group.seats} == {"Amina", "Chloé"}


def test_whoever_leaves_the_coalition_leaves_its_committees(cast: Cast, committee: Committee) -> None:
    leave(cast.benoit, by=cast.amina, handed_to=None)
    committee.refresh_from_db()
    assert committee.lead is None
    assert seats_of(committee) == []
    assert committee.seats.get().left_at is not None


def test_a_person_makes_a_committee_with_the_pages(cast: Cast) -> None:
    browser, root = cast.client(cast.amina), f"/c/{cast.coalition.uid}/committees/"
    browser.post(root + "new/", {"name": "Coordination", "mandate": "Préparer", "version": "0"})
    row = Committee.objects.get()
    here = f"{root}{row.uid}/"
    browser.post(here + "act/", {"seat": cast.chloe.uid})
    assert browser.post(here + "act/", {"seat": cast.driss.uid}).status_code == 404  # somebody of another coalition
    browser.post(here + "meeting/", {"title": "Préparation", "minutes": "60", "on": "2026-10-02", "starts_at": "9:00"})
    page = cast.client(cast.benoit).get(here).content.decode()
    for text in ("Préparer", "Chloé", "Préparation"):
        assert text in page
    browser.post(here + "act/", {"reason": ""})
    row.refresh_from_db()
    assert row.removed_at is None
    browser.post(here + "act/", {"reason": "Fini"})
    assert "Ce comité a pris fin" in browser.get(here).content.decode()
