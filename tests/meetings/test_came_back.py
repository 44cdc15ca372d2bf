"""What was left at a meeting comes back by itself at the next one of the same body, once, and goes when it must."""

import datetime as dt

import pytest
from django.urls import reverse

from courtepointe import history
from courtepointe.meetings.actions.coming_back import bring_back
from courtepointe.meetings.actions.follow_ups import add_follow_up, mark_done
from courtepointe.meetings.actions.meetings import add_meeting, cancel, change_meeting, remove_meeting, restore_meeting
from courtepointe.meetings.actions.objectives import remove_objective, reword_objective
from courtepointe.meetings.actions.outcomes import end_meeting, mark_outcome, reopen_meeting
from courtepointe.meetings.models import Activity, Committee, ParkedItem
from courtepointe.meetings.queries.came_back import came_back
from tests.factories import make_activity, make_meeting, make_objective

OCTOBER, NOVEMBER, DECEMBER = dt.date(2026, 10, 6), dt.date(2026, 11, 3), dt.date(2026, 12, 1)


@pytest.fixture
def first(cast):
    return make_meeting(cast.coalition, "Rencontre 1", on=OCTOBER)


@pytest.fixture
def second(cast):
    return make_meeting(cast.coalition, "Rencontre 2", on=NOVEMBER)


@pytest.fixture
def carried(cast, first):
    row = make_objective(first, "Nommer les facteurs", slug="present-factors")
    mark_outcome(row, "carried", by=cast.amina)
    return row


def texts(meeting):
    return list(meeting.objectives.order_by("position").values_list("text", flat=True))


def make_committee(cast, name="Comité petite enfance"):
    row = Committee(coalition=cast.coalition, name=name)
    row.clean()
    row.save()
    return row


def test_what_is_carried_over_comes_back_at_the_end_of_the_meeting_and_once(cast, first, second, carried):
    make_objective(second, "Autre chose")
    assert texts(second) == ["Autre chose"]
    end_meeting(first, by=cast.amina)
    assert texts(second) == ["Autre chose", "Nommer les facteurs"]
    back = second.objectives.get(text="Nommer les facteurs")
    assert (back.carried_from, back.slug, back.stage, back.outcome) == (carried, "present-factors", carried.stage, "")
    lines = history.Entry.objects.count()
    assert bring_back(first, by=cast.amina) == []
    assert bring_back(second, by=cast.amina) == []
    assert texts(second) == ["Autre chose", "Nommer les facteurs"]
    assert history.Entry.objects.count() == lines
    assert [row.uid for row in came_back(second).objectives] == [back.uid]


def test_a_mark_after_the_end_brings_back_and_taking_it_off_takes_away(cast, first, second):
    row = make_objective(first, "Se connaître")
    end_meeting(first, by=cast.amina)
    mark_outcome(row, "carried", by=cast.amina)
    assert texts(second) == ["Se connaître"]
    mark_outcome(row, "", by=cast.amina)
    assert texts(second) == []
    mark_outcome(row, "carried", by=cast.amina)
    assert texts(second) == ["Se connaître"]


def test_what_somebody_reworded_or_marked_stays(cast, first, second, carried):
    other = make_objective(first, "Second", outcome="carried")
    end_meeting(first, by=cast.amina)
    reword_objective(second.objectives.get(carried_from=carried), by=cast.amina, text="Nos mots", was=carried.text)
    mark_outcome(second.objectives.get(carried_from=other), "reached", by=cast.amina)
    mark_outcome(carried, "reached", by=cast.amina)
    mark_outcome(other, "reached", by=cast.amina)
    assert texts(second) == ["Nos mots", "Second"]


def test_an_objective_that_was_planned_there_is_not_doubled_nor_taken_away(cast, first, second, carried):
    planned = make_objective(second, "Nommer les facteurs", slug="present-factors")
    end_meeting(first, by=cast.amina)
    assert texts(second) == ["Nommer les facteurs"]
    assert [row.uid for row in came_back(second).objectives] == [planned.uid]
    mark_outcome(carried, "reached", by=cast.amina)
    assert texts(second) == ["Nommer les facteurs"]
    assert came_back(second).objectives == []


def test_what_was_taken_out_does_not_come_back_again(cast, first, second, carried):
    end_meeting(first, by=cast.amina)
    remove_objective(second.objectives.get(), by=cast.amina)
    bring_back(first, by=cast.amina)
    assert texts(second) == []
    mark_outcome(carried, "reached", by=cast.amina)
    mark_outcome(carried, "carried", by=cast.amina)
    assert texts(second) == ["Nommer les facteurs"]


def test_it_follows_whatever_meeting_becomes_the_next_one(cast, first, second, carried):
    third = make_meeting(cast.coalition, "Rencontre 3", on=DECEMBER)
    end_meeting(first, by=cast.amina)
    cancel(second, by=cast.amina)
    assert (texts(second), texts(third)) == ([], ["Nommer les facteurs"])
    between = add_meeting(
        first.process, by=cast.amina, title="Extra", on=dt.date(2026, 10, 20), stage="analysis", minutes=60
    )
    assert (texts(between), texts(third)) == (["Nommer les facteurs"], [])
    remove_meeting(between, by=cast.amina)
    assert texts(third) == ["Nommer les facteurs"]
    restore_meeting(between, by=cast.amina)
    assert (texts(between), texts(third)) == (["Nommer les facteurs"], [])
    change_meeting(between, by=cast.amina, version=between.version, on=dt.date(2027, 1, 12))
    assert (texts(between), texts(third)) == ([], ["Nommer les facteurs"])
    reopen_meeting(first, by=cast.amina)
    assert texts(third) == []


def test_carried_twice_it_goes_on(cast, first, second, carried):
    end_meeting(first, by=cast.amina)
    third = make_meeting(cast.coalition, "Rencontre 3", on=DECEMBER)
    again = second.objectives.get()
    mark_outcome(again, "carried", by=cast.amina)
    end_meeting(second, by=cast.amina)
    assert texts(third) == ["Nommer les facteurs"]
    assert third.objectives.get().carried_from == again
    assert texts(second) == ["Nommer les facteurs"]


def test_a_committee_and_the_coalition_keep_their_own(cast, first, second, carried):
    committee = make_committee(cast)
    theirs = make_meeting(cast.coalition, "Comité 1", on=dt.date(2026, 10, 13), committee=committee)
    after = make_meeting(cast.coalition, "Comité 2", on=dt.date(2026, 11, 10), committee=committee)
    item = make_objective(theirs, "Mandat du comité", outcome="carried")
    add_follow_up(theirs, by=cast.amina, activity=None, what="Suivi du comité")
    end_meeting(first, by=cast.amina)
    end_meeting(theirs, by=cast.amina)
    assert texts(theirs) == [item.text]
    assert texts(second) == ["Nommer les facteurs"]
    assert texts(after) == ["Mandat du comité"]
    assert [row.text for row in came_back(after).follow_ups] == ["Suivi du comité"]
    assert came_back(second).follow_ups == []
    assert [row.uid for row in came_back(second).minutes] == [first.uid]
    assert [row.uid for row in came_back(after).minutes] == [theirs.uid]


def test_follow_ups_and_parked_subjects_come_back_until_they_are_settled(cast, first, second):
    due = add_follow_up(first, by=cast.amina, activity=None, what="Écrire à la MRC")
    lot = ParkedItem.objects.create(coalition=cast.coalition, meeting=first, text="Le transport")
    ParkedItem.objects.create(coalition=cast.coalition, meeting=second, text="De ce jour même")
    assert not came_back(second)
    end_meeting(first, by=cast.amina)
    back = came_back(second)
    assert ([row.text for row in back.follow_ups], [row.text for row in back.parked]) == (
        ["Écrire à la MRC"],
        ["Le transport"],
    )
    mark_done(due, by=cast.amina, steers=True)
    item = make_activity(second, "Le transport")
    ParkedItem.objects.filter(pk=lot.pk).update(taken_in=item)
    back = came_back(second)
    assert (back.follow_ups, back.parked) == ([], [])
    Activity.objects.filter(pk=item.pk).update(removed_at=item.meeting.created_at)
    assert [row.text for row in came_back(second).parked] == ["Le transport"]


def test_nothing_comes_back_to_a_meeting_that_is_over_and_nothing_of_another_coalition(cast, first, second, carried):
    elsewhere = make_meeting(cast.other, "SECRET-AILLEURS", on=OCTOBER)
    make_objective(elsewhere, "SECRET-AILLEURS objectif", outcome="carried")
    add_follow_up(elsewhere, by=cast.driss, activity=None, what="SECRET-AILLEURS suivi")
    end_meeting(elsewhere, by=cast.driss)
    end_meeting(first, by=cast.amina)
    assert came_back(second).follow_ups == []
    assert [row.uid for row in came_back(second).minutes] == [first.uid]
    end_meeting(second, by=cast.amina)
    assert not came_back(second)


def test_what_comes_back_takes_as_many_queries_for_fifty_as_for_one(
    cast, first, second, carried, django_assert_num_queries
):
    for n in range(50):
        add_follow_up(first, by=cast.amina, activity=None, what=f"Suivi {n}", member=cast.benoit)
        ParkedItem.objects.create(coalition=cast.coalition, meeting=first, text=f"Sujet {n}")
    end_meeting(first, by=cast.amina)
    came_back(second)  # writes the statement
    with django_assert_num_queries(1):
        found = came_back(second)
    assert {(row.title, row.who) for row in found.follow_ups} == {("Rencontre 1", "Benoît")}
    assert (len(found.follow_ups), len(found.parked)) == (50, 50)
    assert found.objectives[0].title == "Rencontre 1"


def test_the_first_of_many_follow_ups_come_back_with_how_many_there_are(cast, first, second):
    add_follow_up(first, by=cast.amina, activity=None, what="Sans date")
    for n in range(59, 0, -1):
        due_on = dt.date(2026, 1, 1) + dt.timedelta(days=n)
        add_follow_up(first, by=cast.amina, activity=None, what=f"Suivi {n}", due_on=due_on)
    end_meeting(first, by=cast.amina)
    found = came_back(second)
    assert [row.text for row in found.follow_ups] == [f"Suivi {n}" for n in range(1, 51)]
    assert found.open_follow_ups == 60
    page = cast.client(cast.chloe).get(
        reverse("agenda", kwargs={"coalition": cast.coalition.uid, "meeting": second.uid})
    )
    assert "Voir les 60 suivis" in page.content.decode()


def test_one_click_puts_a_parked_subject_on_the_agenda_or_closes_it(cast, first, second):
    lots = [
        ParkedItem.objects.create(coalition=cast.coalition, meeting=first, text=text)
        for text in ("Le transport", "Le logo")
    ]
    end_meeting(first, by=cast.amina)
    browser = cast.client(cast.amina)
    agenda = reverse("agenda", kwargs={"coalition": cast.coalition.uid, "meeting": second.uid})
    page = browser.get(agenda).content.decode()
    assert "Le transport" in page
    assert "Mettre à l’ordre du jour" in page
    assert "Mettre à l’ordre du jour" not in cast.client(cast.chloe).get(agenda).content.decode()
    where = [
        reverse("parked-settle", kwargs={"coalition": cast.coalition.uid, "meeting": second.uid, "parked": lot.uid})
        for lot in lots
    ]
    browser.post(where[0])
    browser.post(where[1], {"close": 1})
    item = second.activities.get()
    assert (item.title, lots[0].taken_in_id) == ("Le transport", None)
    lots[0].refresh_from_db()
    lots[1].refresh_from_db()
    assert (lots[0].taken_in, lots[1].closed_at is not None) == (item, True)
    browser.post(where[0])
    browser.post(where[1])
    assert second.activities.count() == 1
    assert came_back(second).parked == []


def test_the_agenda_says_what_comes_back(cast, first, second, carried):
    add_follow_up(first, by=cast.amina, activity=None, what="Écrire à la MRC", member=cast.benoit)
    end_meeting(first, by=cast.amina)
    agenda = reverse("agenda", kwargs={"coalition": cast.coalition.uid, "meeting": second.uid})
    page = cast.client(cast.chloe).get(agenda).content.decode()
    for text in (
        "Ce qui revient",
        "Écrire à la MRC",
        "reporté de «\u202fRencontre 1\u202f»",
        "Comptes rendus à adopter",
    ):
        assert text in page
