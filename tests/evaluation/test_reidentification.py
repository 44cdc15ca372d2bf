"""Attacks on the answers of the diagnostic: who answered what? Each is tried with all that is kept, and fails."""

import json
import logging
import zipfile
from collections import Counter

import pytest
from django.core.cache import cache
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courtepointe.coalitions.models import Member
from courtepointe.evaluation.actions import diagnostic as acts
from courtepointe.evaluation.actions import diagnostic_asking as asking
from courtepointe.evaluation.models import Diagnostic, DiagnosticComment, DiagnosticCount, DiagnosticSeat
from courtepointe.guide import audit
from courtepointe.guide.personal import erasing
from courtepointe.guide.personal.names import where_named
from courtepointe.guide.personal.package import package
from courtepointe.history import Entry
from courtepointe.links import Link
from courtepointe.mail import Delivery
from tests.attacks import changed, everything, written
from tests.cast import Cast
from tests.evaluation.rounds import at, closed, counts, give, opened, people, read, typed

SECRET = "MOT-DE-BENOIT"


def link_of(row: Diagnostic, member: Member) -> str:
    return "/" + asking.address_for(row, member).partition("://")[2].partition("/")[2]


def by_link(row: Diagnostic, member: Member, levels: dict[int, str], words: dict[int, str]) -> None:
    assert Client().post(link_of(row, member), typed(levels, words)).status_code == 303


def test_an_answer_changes_counters_a_seat_and_words_that_wait_and_nothing_else(cast: Cast) -> None:
    row = opened(cast)
    page = link_of(row, cast.benoit)
    before = everything()
    assert Client().post(page, typed({1: "C", 2: "A"}, {1: SECRET})).status_code == 303
    left = changed(before, everything())
    assert set(left) == {"courtepointe.DiagnosticCount", "courtepointe.DiagnosticSeat", "courtepointe.Diagnostic"}
    assert left["courtepointe.DiagnosticSeat"] == [{"answered": True}]
    assert left["courtepointe.Diagnostic"] == [{"waiting": [[1, SECRET]]}]
    assert left["courtepointe.DiagnosticCount"] == [{"count": 1}] * 3


def test_signed_in_leaves_no_more(cast: Cast) -> None:
    row = opened(cast)
    client, page = cast.client(cast.benoit), at(cast, "diagnostic-answer", diagnostic=row.uid)
    client.get(page)
    before = everything()
    assert client.post(page, typed({1: "C"}, {1: SECRET})).status_code == 303
    left = changed(before, everything())
    left.pop("sessions.Session", None)  # that the session lives on: nothing of what was sent
    assert set(left) == {"courtepointe.DiagnosticCount", "courtepointe.DiagnosticSeat", "courtepointe.Diagnostic"}


def test_no_table_of_answers_has_a_time_or_a_person(cast: Cast) -> None:
    kinds = (models.DateField, models.TimeField)  # DateTimeField is a DateField
    for model in (DiagnosticCount, DiagnosticSeat, DiagnosticComment):
        assert not [f.name for f in model._meta.fields if isinstance(f, kinds)], model
    for table in (DiagnosticCount, DiagnosticComment):
        targets = {f.related_model for f in table._meta.fields if f.related_model}
        assert {target.__name__ for target in targets if isinstance(target, type)} == {"Coalition", "Diagnostic"}


def test_row_order_and_ids_say_nothing(cast: Cast) -> None:
    row = opened(cast)
    seats = list(DiagnosticSeat.objects.order_by("pk").values_list("pk", flat=True))
    who = people(cast, 6)
    acts.seat_everybody(row)
    keys = list(DiagnosticSeat.objects.order_by("pk").values_list("pk", flat=True))
    assert set(seats) < set(keys)
    assert min(keys) >= 1 << 52  # by chance, not counted one after the other
    for n, member in enumerate(who):
        give(row, member, {1: "A"}, {1: f"mot {n}"})
    assert list(DiagnosticSeat.objects.order_by("pk").values_list("pk", flat=True)) == keys
    acts.close_round(row, by=cast.amina)
    comments = list(DiagnosticComment.objects.values_list("pk", "uid"))
    assert all(pk >= 1 << 52 for pk, _uid in comments)
    assert all(uid.version == 4 for _pk, uid in comments)  # a version 7 begins with the time


def test_words_that_wait_are_shuffled_at_each_answer(cast: Cast) -> None:
    row = opened(cast)
    orders: Counter[tuple[int, ...]] = Counter()
    told = [[1, str(n)] for n in range(12)]
    who = people(cast, 2)
    for n in range(2):
        Diagnostic.objects.filter(pk=row.pk).update(waiting=told)
        DiagnosticSeat.objects.update(answered=False)
        give(row, who[n], {1: "A"}, {1: "12"})
        row.refresh_from_db()
        orders[tuple(int(text) for _item, text in row.waiting)] += 1
    assert tuple(range(13)) not in orders  # once in six billion
    assert len(orders) == 2


def test_who_wrote_last_is_not_in_the_rows_that_were_written_last(cast: Cast) -> None:
    """PostgreSQL keeps in each row the transaction that wrote it: all the counters are written by each answer."""
    row = opened(cast)
    with CaptureQueriesContext(connection) as captured:
        give(row, cast.benoit, {1: "A", 7: "C"})
    writes = [query["sql"] for query in captured if query["sql"].startswith("UPDATE") and "_count" in query["sql"]]
    assert len(writes) == 1
    where = writes[0].rpartition("WHERE")[2]
    assert '"item"' not in where
    assert '"level"' not in where


def test_history_outbox_and_links_do_not_know_who_answered_nor_when(cast: Cast) -> None:
    row = opened(cast)
    who = people(cast, 6)
    asking.ask(row, by=cast.amina)
    lines, mails = Entry.objects.count(), Delivery.objects.count()
    for member in who[:3]:
        by_link(row, member, {1: "C"}, {1: SECRET})
    give(row, None, {1: "B"}, {2: SECRET})
    assert (Entry.objects.count(), Delivery.objects.count()) == (lines, mails)
    asking.ask(row, by=cast.amina, reminder=True)
    reminded = set(Delivery.objects.filter(purpose="diagnostic-reminder").values_list("recipient", flat=True))
    assert reminded == {member.email for member in who}
    assert set(Link.objects.values_list("used_at", flat=True)) == {None}
    acts.close_round(row, by=cast.amina)
    kept = json.dumps([everything()["courtepointe.Entry"], everything()["courtepointe.Delivery"]], default=str)
    assert SECRET not in kept
    read_by_all = [str(entry.sentence) for entry in audit.lines_for(cast.coalition, responsible=False)]
    assert not any(row.title in line for line in read_by_all)  # observers read the history


def test_at_closing_who_answered_is_forgotten(cast: Cast) -> None:
    """When all chose the same level, knowing who answered would be knowing what they answered."""
    closed(cast, [{1: "C"}] * 6)
    assert not DiagnosticSeat.objects.exists()


def test_logs_and_cache_hold_nothing_of_it(cast: Cast) -> None:
    row = opened(cast)
    with written() as lines:
        by_link(row, cast.benoit, {1: "C"}, {1: SECRET})
        page = link_of(row, cast.benoit)
        Client().post(page, typed({2: "B"}, {2: SECRET}))  # refused
        client = cast.client(cast.amina)
        client.post(at(cast, "diagnostic-sheet", diagnostic=row.uid), {**typed({1: "B"}, {1: SECRET}), "token": "t"})
        logging.getLogger("courtepointe").warning("heard")
    assert "heard" in "".join(lines)
    assert SECRET not in "".join(lines)
    assert page.strip("/").rpartition("/")[2] not in "".join(lines)
    assert SECRET not in repr(getattr(cache, "_cache", ""))


def test_nothing_is_read_between_two_answers(cast: Cast) -> None:
    """The difference of two counts, read before and after an answer, would be the answer."""
    row = opened(cast)
    reader = cast.client(cast.amina)
    pages = [
        at(cast, "diagnostic", diagnostic=row.uid),
        at(cast, "diagnostic-item", diagnostic=row.uid, number=1),
        at(cast, "diagnostic-comments", diagnostic=row.uid),
        at(cast, "diagnostic-compare"),
    ]
    for member in people(cast, 6):
        give(row, member, {1: "C"}, {1: SECRET})
        assert read(cast, row).answered == 0
        assert counts(cast, row, 1) == (0, 0, 0)
        for page in pages:
            html = reader.get(page).content.decode()
            assert SECRET not in html
            assert '<rect class="level' not in html
    acts.close_round(row, by=cast.amina)
    acts.open_round(row, by=cast.amina)  # it does not open again
    row.refresh_from_db()
    assert row.state == Diagnostic.State.CLOSED


def test_a_small_item_is_not_found_by_taking_the_others_from_its_condition(cast: Cast) -> None:
    """Items 1 and 2 make a condition: pooled, minus the one that is shown, would be the one that is not."""
    row = closed(cast, [{1: "A", **({2: "C"} if n < 2 else {})} for n in range(6)])
    part = read(cast, row).parts[0]
    assert (part.items, part.told.counts, part.left_out) == ([1, 2], (6, 0, 0), [2])
    assert not DiagnosticCount.objects.filter(item=2).exclude(count=0).exists()  # nor in a copy of the database


def test_sheets_that_somebody_entered_are_not_taken_from_the_total(cast: Cast) -> None:
    """Whoever enters the sheets knows them: the total minus the sheets would be the answers of the others."""
    row = opened(cast)
    for _n in range(6):
        give(row, None, {1: "A", 2: "B"}, {1: "sur papier"})
    give(row, cast.benoit, {1: "C"}, {1: SECRET})
    acts.close_round(row, by=cast.amina)
    row.refresh_from_db()
    assert read(cast, row).answered == 6
    assert counts(cast, row, 1) == (6, 0, 0)
    assert not DiagnosticComment.objects.filter(text=SECRET).exists()
    assert DiagnosticComment.objects.filter(text="sur papier", item=1).count() == 6


def test_nor_from_one_item_that_few_answered_by_themselves(cast: Cast) -> None:
    row = opened(cast)
    for _n in range(6):
        give(row, None, {1: "A", 2: "B"})
    for n, member in enumerate(people(cast, 6)):
        give(row, member, {1: "C", **({2: "C"} if n == 0 else {})})
    acts.close_round(row, by=cast.amina)
    row.refresh_from_db()
    assert counts(cast, row, 1) == (6, 0, 6)
    assert counts(cast, row, 2) == (0, 0, 0)
    assert not DiagnosticCount.objects.filter(item__gte=100).exists()


def test_few_on_each_side_show_nothing(cast: Cast) -> None:
    row = opened(cast)
    for member in people(cast, 4):
        give(row, member, {1: "C"})
    for _n in range(4):
        give(row, None, {1: "A"})
    page = cast.client(cast.amina).get(at(cast, "diagnostic-close", diagnostic=row.uid)).content.decode()
    assert "par soustraction" in page
    acts.close_round(row, by=cast.amina)
    assert not DiagnosticCount.objects.exclude(count=0).exists()


def test_two_rounds_are_never_open_together_to_be_subtracted(cast: Cast) -> None:
    opened(cast)
    with pytest.raises(acts.Refused):
        opened(cast)


def test_the_package_of_a_person_says_that_they_were_asked_and_no_more(cast: Cast) -> None:
    row = opened(cast)
    for member in people(cast, 6):
        give(row, member, {1: "C" if member == cast.benoit else "A"}, {1: SECRET} if member == cast.benoit else {})
    assert cast.benoit.person is not None
    for taken in ("while it is open", "once it is closed"):
        with package([cast.benoit], cast.benoit.person) as file, zipfile.ZipFile(file) as archive:
            whole = archive.read("information.json").decode()
        assert SECRET not in whole, taken
        assert ("Notre partenariat" in whole) is (taken == "while it is open")
        acts.close_round(row, by=cast.amina)


def test_words_not_let_through_are_found_by_no_search_of_names(cast: Cast) -> None:
    row = opened(cast)
    for member in people(cast, 6):
        give(row, member, {1: "A"}, {1: f"Benoît {SECRET}"})
    for _moment in range(2):
        assert SECRET not in str(where_named(cast.coalition, ["Benoît"]))
        acts.close_round(row, by=cast.amina)


def test_erasing_somebody_changes_no_count(cast: Cast) -> None:
    """The counts before and after an erasing would differ by the answer of the person."""
    row = opened(cast)
    who = people(cast, 7)
    for member in who:
        give(row, member, {1: "C" if member == who[-1] else "A"})
    before = list(DiagnosticCount.objects.order_by("pk").values_list("item", "level", "count"))
    erasing.erase(who[-1])
    assert list(DiagnosticCount.objects.order_by("pk").values_list("item", "level", "count")) == before
    assert not DiagnosticSeat.objects.filter(member=who[-1]).exists()
    acts.close_round(row, by=cast.amina)
    row.refresh_from_db()
    assert counts(cast, row, 1) == (6, 0, 1)
