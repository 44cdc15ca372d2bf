"""The group adopts the minutes of an earlier meeting: a numbered decision, to which the minutes point."""

import datetime as dt

import pytest
from django.urls import reverse

from courtepointe import clock, history
from courtepointe.meetings.actions.approval import adopt_minutes
from courtepointe.meetings.actions.decisions import remove_decision, restore_decision
from courtepointe.meetings.actions.minutes import close_minutes, reopen_minutes
from courtepointe.meetings.models import Activity, Committee, Decision, Meeting, Minutes
from courtepointe.meetings.queries.came_back import came_back
from courtepointe.rows import Refused
from tests.factories import make_activity, make_meeting

MOMENT = dt.datetime(2026, 11, 3, 19, tzinfo=dt.UTC)


@pytest.fixture
def first(cast):
    return make_meeting(cast.coalition, "Rencontre 1", on=dt.date(2026, 10, 6), status=Meeting.HELD)


@pytest.fixture
def second(cast):
    return make_meeting(cast.coalition, "Rencontre 2", on=dt.date(2026, 11, 3))


@pytest.fixture
def item(second):
    return make_activity(second, "Compte rendu précédent", standing=Activity.Standing.MINUTES)


def address(name, cast, meeting):
    return reverse(name, kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})


def page_of(cast, name, meeting, **query):
    return cast.client(cast.amina).get(address(name, cast, meeting), query).content.decode()


def test_adopted_as_they_are_from_the_room(cast, first, second, item):
    page = page_of(cast, "room", second, open=item.uid)
    assert "Adopter le compte rendu tel quel" in page
    where = address("minutes-adopt", cast, first) + "?from=room"
    with clock.at(MOMENT):
        answer = cast.client(cast.amina).post(where, {"at": second.uid})
    assert answer.status_code == 303
    assert answer.headers["Location"] == address("room", cast, second) + "#d-1"
    decision, row = Decision.objects.get(), Minutes.objects.get()
    assert (decision.meeting, decision.activity, decision.result, decision.mode) == (
        second,
        item,
        "adopted",
        "consensus",
    )
    assert decision.wording == "Le compte rendu de la rencontre du 6\u00a0octobre 2026 est adopté tel quel."
    assert (row.approval, row.approved_in, row.approved_at, row.closed_at) == (decision, second, MOMENT, MOMENT)
    assert "Adopté le 3\u00a0novembre 2026 (décision 1)" in page_of(cast, "minutes", first)
    assert "Adopter le compte rendu tel quel" not in page_of(cast, "room", second, open=item.uid)
    assert came_back(second).minutes == []


def test_adopted_with_changes_says_which(cast, first, second, item):
    adopt_minutes(first, by=cast.amina, at=second, changes="Corriger le nom de la MRC", mode="consent")
    decision = Decision.objects.get()
    assert (decision.result, decision.mode) == ("amended", "consent")
    assert "Corriger le nom de la MRC" in decision.wording
    assert "Corriger le nom de la MRC" in page_of(cast, "minutes", first)


def test_only_the_item_for_it_offers_the_adoption(cast, first, second, item):
    other = make_activity(second, "Autre point")
    assert (
        "Adopter le compte rendu tel quel"
        not in page_of(cast, "room", second, open=other.uid).split(str(other.uid))[-1]
    )


def test_adopted_minutes_are_reopened_only_for_a_reason_that_history_keeps(cast, first, second):
    with clock.at(MOMENT):
        adopt_minutes(first, by=cast.amina, at=second)
    with pytest.raises(Refused):
        reopen_minutes(first, by=cast.amina)
    browser = cast.client(cast.amina)
    browser.post(address("minutes-close", cast, first), {"again": 1})
    assert Minutes.objects.get().closed_at is not None
    assert browser.post(address("minutes-reopen", cast, first), {"reason": ""}).status_code == 422
    assert browser.post(address("minutes-reopen", cast, first), {"reason": "Un montant faux"}).status_code == 303
    assert Minutes.objects.get().closed_at is None
    assert "Un montant faux" in history.Entry.objects.get(verb="minutes.reopened_adopted").sentence
    close_minutes(first, by=cast.amina)
    page = page_of(cast, "minutes", first)
    assert "Adopté le 3\u00a0novembre 2026" in page
    assert "modifié depuis son adoption" in page


def test_a_decision_removed_takes_the_adoption_away_and_put_back_gives_it_again(cast, first, second):
    decision = adopt_minutes(first, by=cast.amina, at=second)
    remove_decision(decision, by=cast.amina, reason="Erreur")
    assert "Adopté le" not in page_of(cast, "minutes", first)
    assert [row.uid for row in came_back(second).minutes] == [first.uid]
    reopen_minutes(first, by=cast.amina)
    restore_decision(decision, by=cast.amina)
    assert "Adopté le" in page_of(cast, "minutes", first)


def test_what_is_not_to_be_adopted_there_is_refused(cast, first, second):
    committee = Committee(coalition=cast.coalition, name="Comité")
    committee.clean()
    committee.save()
    elsewhere = make_meeting(cast.coalition, "Comité 1", on=dt.date(2026, 11, 10), committee=committee)
    with pytest.raises(Refused):  # another body
        adopt_minutes(first, by=cast.amina, at=elsewhere)
    with pytest.raises(Refused):  # itself
        adopt_minutes(first, by=cast.amina, at=first)
    with pytest.raises(Refused):  # not held
        adopt_minutes(second, by=cast.amina, at=make_meeting(cast.coalition, on=dt.date(2026, 12, 1)))
    adopt_minutes(first, by=cast.amina, at=second)
    with pytest.raises(Refused):  # twice
        adopt_minutes(first, by=cast.amina, at=second)
    assert Decision.objects.count() == 1
    theirs = make_meeting(cast.other, "SECRET-AILLEURS", on=dt.date(2026, 12, 1))
    answer = cast.client(cast.amina).post(
        address("minutes-adopt", cast, first), {"at": theirs.uid, "mode": "consensus"}
    )
    assert answer.status_code == 422


def test_the_wording_is_in_the_language_of_the_coalition(cast, first, second):
    cast.coalition.language = "en"
    cast.coalition.save()
    decision = adopt_minutes(Meeting.objects.get(pk=first.pk), by=cast.amina, at=second)
    assert decision.wording == "The minutes of the meeting of October\u00a06, 2026 are adopted as they are."
