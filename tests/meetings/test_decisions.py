"""Decisions: numbered once, mended without overwriting, removed with a reason; the register."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections
from django.urls import reverse

from courtepointe.history import Entry
from courtepointe.meetings.actions import decisions as acts
from courtepointe.meetings.actions.attendance import mark_attendance
from courtepointe.meetings.actions.minutes import close_minutes
from courtepointe.meetings.actions.outcomes import end_meeting
from courtepointe.meetings.models import Decision, Meeting
from courtepointe.rows import Conflict, Refused, uuid7
from tests.cast import make_cast
from tests.factories import make_activity, make_meeting


@pytest.fixture
def meeting(cast):
    return make_meeting(cast.coalition, "Rencontre 1")


def address(name, cast, meeting=None, **more):
    where = {"coalition": cast.coalition.uid, **more}
    return reverse(name, kwargs=where | ({"meeting": meeting.uid} if meeting else {}))


def decide(cast, meeting, wording="Se réunir le mardi", **fields):
    return acts.record_decision(meeting, by=cast.amina, activity=None, wording=wording, **fields)


def form(**fields):
    return {"wording": "Se réunir le mardi", "mode": "consensus", "result": "adopted", "reasons": ""} | fields


def test_numbers_follow_each_other_across_meetings_and_start_anew_elsewhere(cast, meeting):
    other = make_meeting(cast.coalition)
    numbers = [decide(cast, where).number for where in (meeting, other, meeting)]
    theirs = acts.record_decision(make_meeting(cast.other), by=cast.driss, activity=None, wording="SECRET-AILLEURS")
    assert numbers == [1, 2, 3]
    assert theirs.number == 1


def test_a_removed_number_is_not_given_again(cast, meeting):
    row = decide(cast, meeting)
    acts.remove_decision(row, by=cast.amina, reason="Inscrite deux fois")
    assert decide(cast, meeting).number == 2
    assert Entry.objects.get(verb="decision.removed").sentence.endswith("Inscrite deux fois")
    acts.restore_decision(row, by=cast.amina)
    acts.restore_decision(row, by=cast.amina)
    assert list(Decision.objects.present().order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_decisions_recorded_at_the_same_moment_get_different_numbers():
    cast = make_cast()
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        connection.inc_thread_sharing()  # nothing is shared below: each thread opens its own connection
    meetings = [make_meeting(cast.coalition) for _ in range(4)]
    start, failures = threading.Barrier(len(meetings)), []

    def work(meeting):
        try:
            start.wait()
            for _ in range(3):
                decide(cast, meeting)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(meeting,)) for meeting in meetings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(Decision.objects.values_list("number", flat=True)) == list(range(1, 13))


def test_two_people_who_mend_a_decision_do_not_overwrite_each_other(cast, meeting):
    row = decide(cast, meeting)
    acts.edit_decision(row, by=cast.amina, version=1, wording="Se réunir le jeudi")
    with pytest.raises(Conflict):
        acts.edit_decision(Decision.objects.get(pk=row.pk), by=cast.amina, version=1, wording="Le lundi")
    page = cast.client(cast.amina).post(
        address("decision-edit", cast, meeting, decision=row.uid), form(wording="Le <b>lundi</b>", version=1)
    )
    assert page.status_code == 409
    assert "Se réunir le jeudi" in page.content.decode()
    assert "Le &lt;b&gt;lundi" in page.content.decode()


def test_nothing_is_decided_once_the_minutes_are_closed(cast, meeting):
    row = decide(cast, meeting)
    end_meeting(meeting, by=cast.amina)
    close_minutes(meeting, by=cast.amina)
    for act in (
        lambda: decide(cast, meeting),
        lambda: acts.edit_decision(row, by=cast.amina, version=1, wording="x"),
        lambda: acts.remove_decision(row, by=cast.amina, reason="x"),
    ):
        with pytest.raises(Refused):
            act()


def test_a_decision_is_recorded_on_its_activity_with_a_plain_form(cast, meeting):
    item = make_activity(meeting)
    where = address("decision-add", cast, meeting) + f"?activity={item.uid}"
    answer = cast.client(cast.amina).post(where, form(mode="vote", votes_for="8", votes_against="0"))
    row = Decision.objects.get()
    assert answer.status_code == 303
    assert (row.activity, row.recorded_by, row.votes_for, row.votes_against) == (item, cast.amina.person, 8, 0)
    assert row.how == "Vote\u00a0: 8 pour, 0 contre, 0 abstention"


def test_a_vote_without_its_count_is_refused_and_a_count_without_a_vote_is_dropped(cast, meeting):
    browser, where = cast.client(cast.amina), address("decision-add", cast, meeting)
    refused = browser.post(where, form(mode="vote"))
    assert refused.status_code == 422
    assert "Se réunir le mardi" in refused.content.decode()
    browser.post(where, form(votes_for="8"))
    assert Decision.objects.get().votes_for is None


def test_removing_asks_why_and_can_be_undone(cast, meeting):
    row, browser = decide(cast, meeting), cast.client(cast.amina)
    where = address("decision-remove", cast, meeting, decision=row.uid)
    assert browser.post(where, {"reason": ""}).status_code == 422
    answer = browser.post(where, {"reason": "Erreur"})
    assert address("decision-restore", cast, meeting) in browser.get(answer.headers["Location"]).content.decode()
    browser.post(address("decision-restore", cast, meeting), {"decision": row.uid})
    assert Decision.objects.present().count() == 1


def test_everyone_reads_the_register_of_their_coalition_alone(cast, meeting):
    decide(cast, meeting, "Adopter les <i>règles</i>")
    acts.record_decision(make_meeting(cast.other), by=cast.driss, activity=None, wording="SECRET-AILLEURS")
    for reader in (cast.amina, cast.benoit, cast.chloe):
        page = cast.client(reader).get(address("decisions", cast)).content.decode()
        assert "Adopter les &lt;i&gt;règles" in page
        assert "SECRET-AILLEURS" not in page


def test_the_register_is_searched_by_year_and_words_without_accents(cast):
    last_year = make_meeting(cast.coalition, on=dt.date(2025, 11, 4))
    decide(cast, last_year, "Élargir la halte-garderie")
    decide(cast, make_meeting(cast.coalition, on=dt.date(2026, 2, 3)), "Se réunir à la bibliothèque")
    browser, where = cast.client(cast.chloe), address("decisions", cast)
    found = [browser.get(where, query).content.decode() for query in ({"year": "2025"}, {"q": "elargir GARDERIE"})]
    for page in found:
        assert "Élargir" in page
        assert "bibliothèque" not in page
    assert "Aucune décision" in browser.get(where, {"q": "piscine"}).content.decode()


@pytest.mark.parametrize("rows", [1, 300])
def test_the_register_takes_as_many_queries_for_three_hundred_as_for_one(
    cast, meeting, rows, django_assert_max_num_queries
):
    Decision.objects.bulk_create(
        Decision(coalition=cast.coalition, meeting=meeting, number=n, wording=f"Décision {n}") for n in range(rows)
    )
    browser = cast.client(cast.chloe)
    with django_assert_max_num_queries(9):
        page = browser.get(address("decisions", cast)).content.decode()
    assert page.count("<tr>") == min(rows, 100) + 1


def test_stickers_are_counted_by_choice_and_read_with_the_most_chosen_first(cast, meeting):
    where, browser = address("decision-add", cast, meeting), cast.client(cast.amina)
    refused = browser.post(where, form(mode="dots", choice_1="Le <b>parc</b>", count_2="3"))
    assert refused.status_code == 422
    for words in ("Écrivez combien", "À quel choix va ce nombre", "Le &lt;b&gt;parc"):
        assert words in refused.content.decode()
    browser.post(
        where, form(mode="dots", choice_1="Le parc", count_1="4", choice_2="La halte", count_2="12", votes_for="9")
    )
    row = Decision.objects.get()
    assert [(one.label, one.count) for one in row.options.order_by("position")] == [("Le parc", 4), ("La halte", 12)]
    assert row.votes_for is None
    for name in ("room", "minutes"):
        page = browser.get(address(name, cast, meeting), {"open": ""}).content.decode()
        assert page.index("La halte\u00a0: 12") < page.index("Le parc\u00a0: 4")


def test_objections_answers_who_and_when_are_kept_and_mended(cast, meeting):
    where, browser = address("decision-add", cast, meeting), cast.client(cast.amina)
    browser.post(
        where,
        form(
            mode="consent",
            objection_1="Trop cher",
            answer_1="La MRC paie",
            objection_3="Trop tôt",
            owner=cast.benoit.uid,
            due_on="2026-05-01",
        ),
    )
    row = Decision.objects.get()
    told = [(one.text, one.answer) for one in row.objections.order_by("position")]
    assert told == [("Trop cher", "La MRC paie"), ("Trop tôt", "")]
    assert (row.owner, row.due_on) == (cast.benoit, dt.date(2026, 5, 1))
    edit = address("decision-edit", cast, meeting, decision=row.uid)
    page = browser.get(edit).content.decode()
    assert 'value="Trop tôt"' in page
    browser.post(edit, form(mode="consent", objection_1="Trop tôt", answer_1="Dans un an", version=row.version))
    row.refresh_from_db()
    assert [(one.text, one.answer) for one in row.objections.all()] == [("Trop tôt", "Dans un an")]
    assert row.owner is None
    refused = browser.post(edit, form(mode="consent", objection_1="Ailleurs", version=1))
    assert refused.status_code == 409
    assert "Trop tôt — Dans un an" in refused.content.decode()


def test_what_is_unusual_is_said_and_nothing_is_refused(cast, meeting):
    mark_attendance(meeting, cast.benoit, "present", by=cast.amina)
    where, browser = address("decision-add", cast, meeting), cast.client(cast.amina)
    answer = browser.post(where, form(mode="vote", votes_for="8", votes_against="1"), follow=True)
    for words in ("9 comptés, membres présents\u00a0: 1", "hors de l’ordre du jour", "n’était pas à l’ordre du jour"):
        assert words in answer.content.decode()
    item = make_activity(meeting)
    there = where + f"?activity={item.uid}"
    answer = browser.post(there, form(mode="consent", objection_1="Trop tôt"), follow=True)
    assert "1 objection est encore sans réponse" in answer.content.decode()
    assert "n’était pas à l’ordre du jour" not in answer.content.decode()
    assert Decision.objects.count() == 2


def test_one_click_puts_a_decision_of_other_business_on_the_next_agenda_once(cast, meeting):
    row, browser = decide(cast, meeting, "Tenir un kiosque"), cast.client(cast.amina)
    where = address("decision-take-up", cast, meeting, decision=row.uid)
    Meeting.objects.filter(pk=meeting.pk).update(on=dt.date(2026, 3, 3), status=Meeting.HELD)
    assert "Aucune rencontre n’est encore prévue" in browser.post(where, follow=True).content.decode()
    after = make_meeting(cast.coalition, "Rencontre 2", on=dt.date(2026, 4, 3))
    browser.post(where)
    item = after.activities.get()
    assert (item.title, item.kind) == ("Tenir un kiosque", "decision")
    assert f"décision {row.number}" in item.aim
    page = browser.post(where, follow=True).content.decode()
    assert "déjà à un ordre du jour" in page
    assert "À l’ordre du jour de «\u202fRencontre 2\u202f»" in page
    assert after.activities.count() == 1
    assert cast.client(cast.benoit).post(where).status_code == 403


def test_a_form_sent_twice_records_one_decision(cast, meeting):
    browser, where = cast.client(cast.amina), address("decision-add", cast, meeting)
    uid = str(uuid7())
    for _ in range(2):
        assert browser.post(where, form(uid=uid)).status_code == 303
    assert str(Decision.objects.get().uid) == uid
    theirs = acts.record_decision(make_meeting(cast.other), by=cast.driss, activity=None, wording="AILLEURS")
    browser.post(where, form(uid=str(theirs.uid)))
    browser.post(where, form(uid="rien"))
    assert Decision.objects.filter(coalition=cast.coalition).count() == 3
