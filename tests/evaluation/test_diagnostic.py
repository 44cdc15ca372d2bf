"""A round of the diagnostic: how it is held, answered, closed and read."""

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courtepointe import clock
from courtepointe.coalitions.models import Member
from courtepointe.evaluation.actions import diagnostic as acts
from courtepointe.evaluation.actions import diagnostic_asking as asking
from courtepointe.evaluation.models import Diagnostic, DiagnosticCount, DiagnosticSeat
from courtepointe.evaluation.queries import diagnostic as reads
from courtepointe.evaluation.queries.diagnostic import Told
from courtepointe.evaluation.queries.diagnostic_drawn import levels_bar
from courtepointe.mail import Delivery
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.evaluation.rounds import at, closed, counts, give, opened, people, prepared, read, today, typed
from tests.factories import make_meeting

ALL_A = dict.fromkeys(range(1, 19), "A")
ALL_C = dict.fromkeys(range(1, 19), "C")


def test_counts_are_read_once_it_is_closed_from_five_answers_on(cast: Cast) -> None:
    row = opened(cast)
    for member in people(cast, 6):
        give(row, member, ALL_A if member == cast.amina else ALL_C)
        assert read(cast, row).answered == 0
        assert counts(cast, row, 1) == (0, 0, 0)
    acts.close_round(row, by=cast.amina)
    row.refresh_from_db()
    assert read(cast, row).answered == 6
    assert counts(cast, row, 1) == (1, 0, 5)
    assert row.seats == 6


def test_what_fewer_than_five_answered_is_erased_at_closing(cast: Cast) -> None:
    row = closed(cast, [ALL_A] * 4)
    assert read(cast, row).answered == 0
    assert not DiagnosticCount.objects.exclude(count=0).exists()
    page = cast.client(cast.amina).get(at(cast, "diagnostic", diagnostic=row.uid)).content.decode()
    assert "Moins de cinq personnes ont répondu" in page


def test_an_item_that_fewer_than_five_answered_is_not_shown_nor_pooled(cast: Cast) -> None:
    row = closed(cast, [{5: "A", 9: "B", **({1: "C"} if n < 4 else {})} for n in range(6)])
    assert counts(cast, row, 1) == (0, 0, 0)
    results = read(cast, row)
    parts = {part.slug: part for part in results.parts}
    assert parts["perspectives"].told.answered == 0
    assert parts["perspectives"].left_out == [1, 2]
    assert parts["key-partners"].told.counts == (6, 6, 0)
    assert parts["key-partners"].left_out == [10, 11]
    assert [line.item.number for line in results.first] == [9, 5]


def test_items_that_most_need_discussion_come_first(cast: Cast) -> None:
    given = [
        {1: "A", 2: "C", 3: "B", 4: "C"},
        {1: "A", 2: "C", 3: "B", 4: "C"},
        {1: "A", 2: "B", 3: "B", 4: "C"},
        {1: "B", 2: "A", 3: "A", 4: "A"},
        {1: "A", 2: "A", 3: "A", 4: "A"},
    ]
    results = read(cast, closed(cast, given))
    assert [line.item.number for line in results.first] == [4, 2, 3, 1]


@pytest.mark.parametrize(
    ("told", "reading", "parted"),
    [
        ((6, 2, 0), "strong", False),
        ((4, 4, 0), "mixed", True),
        ((1, 3, 4), "fragile", True),
        ((5, 0, 3), "mixed", True),
        ((0, 8, 0), "fragile", False),
        ((0, 0, 8), "fragile", False),
        ((2, 2, 0), "", False),
    ],
)
def test_words_are_conventions_that_are_written(told: tuple[int, int, int], reading: str, parted: bool) -> None:
    assert (Told(told).reading, Told(told).parted) == (reading, parted)


def test_a_bar_says_everything_in_words_and_letters() -> None:
    drawn = str(levels_bar("Réponses", Told((5, 2, 1)), key="k"))
    assert "A\u00a0: 5 (63\u00a0%)" in drawn.replace("\u202f", "\u00a0")
    assert Told((5, 2, 1)).share("A") == Fraction(5, 8)
    assert drawn.count("<rect") == 3
    assert str(levels_bar("Réponses", Told((5, 0, 0)), key="k")).count("<rect") == 1


def test_one_answers_once_and_a_newcomer_may(cast: Cast) -> None:
    row = opened(cast)
    late = people(cast, 3)[-1]
    give(row, late, {1: "A"})
    with pytest.raises(Refused):
        give(row, late, {1: "C"})
    with pytest.raises(Refused):
        give(row, cast.chloe, {1: "C"})
    with pytest.raises(Refused):
        give(row, cast.benoit, {})
    with pytest.raises(Refused):
        give(row, cast.benoit, {19: "A", 2: "Z"})
    assert sum(reads.turnout(row)) == 1
    assert not acts.has_answered(row, cast.benoit)


def test_its_last_day_stops_answers_and_may_be_put_off_until_it_is_closed(cast: Cast) -> None:
    day = today()
    row = opened(cast, closes_on=day)
    give(row, cast.amina, {1: "A"})
    tomorrow = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(16), tzinfo=dt.UTC)
    with clock.at(tomorrow):
        with pytest.raises(Refused):
            give(row, cast.benoit, {1: "A"})
        with pytest.raises(Refused):
            acts.edit_round(row, by=cast.amina, version=row.version, closes_on=day - dt.timedelta(days=1))
        row.refresh_from_db()
        acts.edit_round(row, by=cast.amina, version=row.version, closes_on=day + dt.timedelta(days=7))
        give(row, cast.benoit, {1: "A"})
        acts.close_round(row, by=cast.amina)
        row.refresh_from_db()
        with pytest.raises(Refused):
            acts.edit_round(row, by=cast.amina, version=row.version, closes_on=day + dt.timedelta(days=9))
        with pytest.raises(Refused):
            give(row, cast.benoit, {1: "A"})


def test_it_never_opens_again_nor_while_another_is_open(cast: Cast) -> None:
    row = opened(cast)
    other = prepared(cast)
    with pytest.raises(Refused):
        acts.open_round(other, by=cast.amina)
    acts.close_round(row, by=cast.amina)
    acts.open_round(row, by=cast.amina)
    row.refresh_from_db()
    assert row.state == Diagnostic.State.CLOSED
    acts.open_round(other, by=cast.amina)
    with pytest.raises(Refused):
        acts.edit_round(other, by=cast.amina, version=other.version, mode="collective")
    with pytest.raises(Conflict):
        acts.edit_round(other, by=cast.amina, version=99, title="x")


def test_a_removed_round_that_was_open_does_not_come_back_beside_another(cast: Cast) -> None:
    row = opened(cast)
    acts.remove_round(row, by=cast.amina)
    other = opened(cast)
    with pytest.raises(Refused):
        acts.restore_round(row, by=cast.amina)
    acts.close_round(other, by=cast.amina)
    acts.restore_round(row, by=cast.amina)
    assert Diagnostic.objects.present().count() == 2


def test_the_wording_of_the_day_is_copied_and_said_to_be_ours(cast: Cast) -> None:
    row = opened(cast)
    assert len(row.items) == 18
    assert not row.official
    french = cast.client(cast.benoit).get(at(cast, "diagnostic-answer", diagnostic=row.uid)).content.decode()
    assert "reformulation à valider" in french
    assert "Diversité des points de vue" in french
    assert "reddition de comptes" in french


def test_everybody_is_written_to_and_reminders_single_out_nobody(cast: Cast) -> None:
    row = prepared(cast)
    with pytest.raises(Refused):
        asking.ask(row, by=cast.amina)
    who = people(cast, 5)
    acts.open_round(row, by=cast.amina)
    assert asking.ask(row, by=cast.amina) == 5
    give(row, who[2], {1: "A"})
    assert asking.ask(row, by=cast.amina, reminder=True) == 5
    reminded = Delivery.objects.filter(purpose="diagnostic-reminder")
    assert {mail.recipient for mail in reminded} == {member.email for member in who}
    assert asking.ask(row, by=cast.amina, reminder=True) == 5  # the same day: the same messages
    assert reminded.count() == 5


def link_of(row: Diagnostic, member: Member) -> str:
    return asking.address_for(row, member).partition("://")[2].partition("/")[2]


def test_a_personal_link_answers_without_account_and_says_what_happened(cast: Cast) -> None:
    row = opened(cast)
    browser, page = Client(), "/" + link_of(row, cast.benoit)
    assert browser.get(page).status_code == 200
    assert sum(reads.turnout(row)) == 0
    empty = browser.post(page, typed({}, {3: "Un mot à garder"}))
    assert empty.status_code == 422
    assert "Un mot à garder" in empty.content.decode()
    assert browser.post(page, typed({1: "B"}, {1: "Un mot"})).status_code == 303
    thanks = browser.get(page).content.decode()
    assert f'data-device-received="diagnostic-{row.uid}"' in thanks
    again = browser.post(page, typed({1: "C"}, {2: "Autre mot"}))
    assert again.status_code == 409
    assert "Autre mot" in again.content.decode()
    assert sum(reads.turnout(row)) == 1
    assert browser.get(page[:-3] + "xyz/").status_code == 410
    other = "/" + link_of(row, cast.amina)
    acts.close_round(row, by=cast.amina)
    assert browser.get(other).status_code == 410
    late = browser.post(other, typed({1: "C"}, {2: "Trop tard"}))
    assert late.status_code == 409
    assert "Trop tard" in late.content.decode()


def test_a_link_of_somebody_who_left_or_now_observes_is_closed(cast: Cast) -> None:
    row = opened(cast)
    page = "/" + link_of(row, cast.benoit)
    Member.objects.filter(pk=cast.benoit.pk).update(role="observer")
    assert Client().get(page).status_code == 410
    assert Client().post(page, typed({1: "A"})).status_code == 410
    assert sum(reads.turnout(row)) == 0


def test_one_may_step_aside_and_nothing_is_counted(cast: Cast) -> None:
    row = opened(cast)
    client, page = cast.client(cast.benoit), at(cast, "diagnostic-answer", diagnostic=row.uid)
    assert client.post(page, {"act": "aside"}).status_code == 303
    assert sum(reads.turnout(row)) == 0
    assert acts.has_answered(row, cast.benoit)


def test_a_sheet_of_paper_counts_once_even_sent_twice(cast: Cast) -> None:
    row = opened(cast, mode="compiled")
    client, page = cast.client(cast.amina), at(cast, "diagnostic-sheet", diagnostic=row.uid)
    assert "Comptabiliser cette feuille" in client.get(page).content.decode()
    sheet = {**typed({1: "B", 2: "C"}), "token": "a"}
    assert client.post(page, sheet).status_code == 303
    assert client.post(page, sheet).status_code == 303
    assert sum(reads.turnout(row)) == 1
    assert client.post(page, {**sheet, "token": "b"}).status_code == 303
    assert sum(reads.turnout(row)) == 2
    assert client.post(page, {"token": "c"}).status_code == 422
    assert cast.client(cast.benoit).post(page, sheet).status_code == 403


def test_prerequisites_warn_and_never_block(cast: Cast) -> None:
    client, page = cast.client(cast.amina), at(cast, "diagnostic-new")
    meeting = make_meeting(cast.coalition, "Fonctionnement")
    asked = {"title": "Un regard", "mode": "both", "meeting": str(meeting.uid), "is-resources": "no"}
    bad = client.post(page, {**asked, "title": "", "closes_on": "2000-01-01"})
    assert bad.status_code == 422
    answer = client.post(page, {**asked, "is-precise-project": "yes"}, follow=True)
    assert "n’est pas tout confirmé" in answer.content.decode()
    row = Diagnostic.objects.get()
    assert row.prerequisites == {"precise-project": True, "resources": False}
    assert client.post(at(cast, "diagnostic-act", diagnostic=row.uid), {"open": "1"}).status_code == 303
    row.refresh_from_db()
    assert row.state == Diagnostic.State.OPEN
    assert client.post(page, {**asked, "closes_on": "2000-01-01"}).status_code == 422


def test_a_form_saved_by_two_people_shows_both(cast: Cast) -> None:
    row = prepared(cast)
    client, page = cast.client(cast.amina), at(cast, "diagnostic-edit", diagnostic=row.uid)
    assert client.get(page).status_code == 200
    first = client.post(page, {"title": "Un", "mode": "both", "version": 1})
    assert first.status_code == 303
    second = client.post(page, {"title": "Deux", "mode": "both", "version": 1})
    assert second.status_code == 409
    assert "Un" in second.content.decode()


def test_those_who_observe_read_nothing_of_it(cast: Cast) -> None:
    row = closed(cast, [ALL_A] * 5)
    assert reads.rounds_for(cast.reader(cast.chloe)) == []
    assert reads.round_of(cast.reader(cast.chloe), row.uid) is None
    observer = cast.client(cast.chloe)
    for name in ("diagnostics", "diagnostic-compare"):
        assert observer.get(at(cast, name)).status_code == 403
    assert at(cast, "diagnostics") not in observer.get(at(cast, "plan")).content.decode()
    assert at(cast, "diagnostics") in cast.client(cast.benoit).get(at(cast, "plan")).content.decode()


def test_two_closed_rounds_stand_side_by_side(cast: Cast) -> None:
    client, page = cast.client(cast.benoit), at(cast, "diagnostic-compare")
    assert "Il faut deux diagnostics fermés" in client.get(page).content.decode()
    first = closed(cast, [ALL_A] * 5, title="Avant")
    second = opened(cast, title="Après")
    for member in Member.objects.filter(coalition=cast.coalition).exclude(pk=cast.chloe.pk):
        give(second, member, ALL_C)
    acts.close_round(second, by=cast.amina)
    words = client.get(page).content.decode()
    assert "A 5 · B 0 · C 0" in words
    assert "A 0 · B 0 · C 5" in words
    swapped = client.get(page, {"before": str(second.uid), "after": str(first.uid)})
    assert swapped.status_code == 200
    assert client.get(page, {"before": "x", "after": str(first.uid)}).status_code == 200


def test_pages_cost_the_same_whatever_was_answered(cast: Cast) -> None:
    row = closed(cast, [ALL_A, ALL_C, ALL_A, ALL_C, ALL_A])
    client = cast.client(cast.amina)
    pages = [
        at(cast, "diagnostics"),
        at(cast, "diagnostic", diagnostic=row.uid),
        at(cast, "diagnostic-item", diagnostic=row.uid, number=3),
        at(cast, "diagnostic-compare"),
        at(cast, "diagnostic-paper", diagnostic=row.uid),
        at(cast, "diagnostic-comments", diagnostic=row.uid),
    ]
    for page in pages:
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        assert len(captured) <= 10, page


def test_prepared_reads_find_what_the_ordinary_ones_do(cast: Cast) -> None:
    row = closed(cast, [ALL_A] * 5)
    found: Any = reads.rounds_for(cast.reader(cast.amina))
    assert [one.uid for one in found] == [row.uid]
    assert found[0].title == row.title
    assert DiagnosticSeat.objects.count() == 0
