"""The registers across meetings: filtered, printed, saved as files that run nothing in a spreadsheet."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from courtepointe import clock
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.actions.follow_ups import add_follow_up, mark_done
from courtepointe.meetings.models import Committee
from courtepointe.meetings.queries.follow_ups import A_PAGE, OpenLines, register_of, search_follow_ups
from courtepointe.spreadsheet import MARK, separated
from tests.factories import make_meeting, make_organisation

NOON = dt.datetime(2026, 11, 3, 17, tzinfo=dt.UTC)


@pytest.fixture
def rows(cast):
    """Three decisions and three follow-ups, of the coalition and of a committee."""
    committee = Committee(coalition=cast.coalition, name="Comité famille")
    committee.clean()
    committee.save()
    whole = make_meeting(cast.coalition, "Rencontre 1")
    part = make_meeting(cast.coalition, "Comité 1", committee=committee)
    mrc = make_organisation(cast.coalition, "MRC des Érables")
    past, soon = dt.date(2026, 10, 20), dt.date(2026, 11, 20)
    record_decision(whole, by=cast.amina, activity=None, wording="UN", mode="consensus", owner=cast.benoit, due_on=past)
    record_decision(
        whole, by=cast.amina, activity=None, wording="DEUX", mode="vote", votes_for=5, result="rejected", due_on=soon
    )
    record_decision(part, by=cast.amina, activity=None, wording="TROIS", owner_organisation=mrc)
    add_follow_up(whole, by=cast.amina, activity=None, what="QUATRE", member=cast.benoit, due_on=past)
    add_follow_up(part, by=cast.amina, activity=None, what="CINQ", organisation=mrc, due_on=soon)
    mark_done(add_follow_up(whole, by=cast.amina, activity=None, what="SIX"), by=cast.amina, steers=True)
    return committee


def lines(cast, name, **query):
    with clock.at(NOON):
        answer = cast.client(cast.chloe).get(reverse(name, kwargs={"coalition": cast.coalition.uid}), query)
    page = answer.content.decode()
    return {word for word in ("UN", "DEUX", "TROIS", "QUATRE", "CINQ", "SIX") if f">{word}<" in page}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"UN", "DEUX", "TROIS"}),
        ({"body": "coalition"}, {"UN", "DEUX"}),
        ({"body": "committee"}, {"TROIS"}),
        ({"who": "benoit"}, {"UN"}),
        ({"who": "érables"}, {"TROIS"}),
        ({"result": "rejected"}, {"DEUX"}),
        ({"mode": "vote"}, {"DEUX"}),
        ({"due": "past"}, {"UN"}),
        ({"due": "to_come"}, {"DEUX"}),
        ({"due": "none"}, {"TROIS"}),
        ({"due_from": "2026-10-01", "due_to": "2026-10-31"}, {"UN"}),
        ({"body": "coalition", "result": "adopted"}, {"UN"}),
        ({"year": "2025"}, set()),
        ({"year": "abc", "result": "nimporte", "body": "x", "due_from": "hier"}, {"UN", "DEUX", "TROIS"}),
    ],
)
def test_decisions_are_filtered(cast, rows, query, found):
    query = {**query, "body": str(rows.uid)} if query.get("body") == "committee" else query
    assert lines(cast, "decisions", **query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"QUATRE", "CINQ"}),
        ({"state": "late"}, {"QUATRE"}),
        ({"state": "done"}, {"SIX"}),
        ({"state": "all", "body": "coalition"}, {"QUATRE", "SIX"}),
        ({"who": "mrc"}, {"CINQ"}),
        ({"due_to": "2026-11-01"}, {"QUATRE"}),
        ({"state": "all", "due_from": "2026-11-01"}, {"CINQ"}),
    ],
)
def test_follow_ups_are_filtered(cast, rows, query, found):
    assert set(lines_of_follow_ups(cast, **query)) == found


def lines_of_follow_ups(cast, **query):
    with clock.at(NOON):
        where = reverse("follow-ups-file", kwargs={"coalition": cast.coalition.uid})
        text = cast.client(cast.chloe).get(where, query).content.decode("utf-8-sig")
    return [line[0] for line in csv.reader(io.StringIO(text), delimiter=";")][1:]


@pytest.mark.parametrize("count", [0, 100])
def test_the_register_as_it_opens_is_the_one_of_the_ordinary_query(cast, rows, count):
    meeting = cast.coalition.meetings.get(title="Rencontre 1")
    for n in range(count):
        due = None if n % 3 else dt.date(2026, 11, 1 + n % 28)
        add_follow_up(meeting, by=cast.amina, activity=None, what=f"Suivi {n}", member=cast.benoit, due_on=due)
    gone = make_meeting(cast.coalition, "Retirée", removed_at=NOON)
    add_follow_up(gone, by=cast.amina, activity=None, what="Perdu", member=cast.benoit)
    reader = cast.reader(cast.chloe)
    ordinary = list(register_of(search_follow_ups(reader)))
    opening = OpenLines(reader)
    assert len(opening) == len(ordinary) == 2 + count
    for asked in (slice(0, min(A_PAGE, len(ordinary))), slice(A_PAGE, 2 * A_PAGE), slice(0, len(ordinary))):
        assert [row._asdict() for row in opening[asked]] == [row._asdict() for row in ordinary[asked]]


def test_the_page_says_its_filters_in_words(cast, rows):
    where = reverse("decisions", kwargs={"coalition": cast.coalition.uid})
    query = {"body": "coalition", "mode": "vote", "due_from": "2026-11-01"}
    page = cast.client(cast.chloe).get(where, query).content.decode()
    said = page.partition('class="register-said small">')[2].partition("</p>")[0]
    assert "Rencontres de\u00a0: Le regroupement entier" in said
    assert "Comment la décision a été prise\u00a0: Vote" in said
    assert "1er\u00a0novembre 2026" in said
    assert "1 ligne" in said


def test_a_decision_whose_date_has_gone_by_says_so(cast, rows):
    with clock.at(NOON):
        page = cast.client(cast.chloe).get(reverse("decisions", kwargs={"coalition": cast.coalition.uid}))
    assert page.content.decode().count("date passée") == 1


def test_done_comes_back_to_the_same_filters(cast, rows):
    row = cast.coalition.follow_ups.get(what="QUATRE")
    where = reverse("follow-up-done", kwargs={"coalition": cast.coalition.uid, "follow_up": row.uid})
    answer = cast.client(cast.amina).post(f"{where}?state=late&who=benoit&page=1")
    assert answer.headers["Location"].endswith("/follow-ups/?who=benoit&state=late&page=1")


def test_the_file_of_decisions_opens_in_a_spreadsheet_and_runs_nothing(cast):
    meeting = make_meeting(cast.coalition, "=1+1")
    record_decision(
        meeting,
        by=cast.amina,
        activity=None,
        wording='=HYPERLINK("http://x.example";"Prix")',
        reasons="Deux\nlignes ; « ici »",
        due_on=dt.date(2026, 11, 20),
    )
    answer = cast.client(cast.chloe).get(reverse("decisions-file", kwargs={"coalition": cast.coalition.uid}))
    text = answer.content.decode()
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert text.startswith(MARK)
    head, line = csv.reader(io.StringIO(text.removeprefix(MARK)), delimiter=";")
    shown = dict(zip(head, line, strict=True))
    assert shown["Rencontre"] == "'=1+1"
    assert shown[gettext("Wording")].startswith("'=HYPERLINK")
    assert shown[gettext("Reasons")] == "Deux\nlignes ; « ici »"
    assert shown["Pour quand"] == "2026-11-20"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\u00a0=1", "\r=1", "\n=1"])
def test_no_cell_begins_a_formula(text):
    cell = next(csv.reader(io.StringIO(separated(["a"], [[text]]).split("\n", 1)[1], newline="")))[0]
    assert cell.startswith("'")


def test_english_files_use_commas_and_numbers_stay_numbers():
    with translation.override("en"):
        assert (
            separated(["a", "b"], [[-3, "x"], [None, dt.date(2026, 1, 2)]]) == MARK + "a,b\r\n-3,x\r\n,2026-01-02\r\n"
        )


def test_files_hold_nothing_of_another_coalition(cast, rows):
    theirs = make_meeting(cast.other, "SECRET-AILLEURS")
    record_decision(theirs, by=cast.driss, activity=None, wording="SECRET-AILLEURS")
    add_follow_up(theirs, by=cast.driss, activity=None, what="SECRET-AILLEURS")
    for name in ("decisions-file", "follow-ups-file"):
        where = reverse(name, kwargs={"coalition": cast.coalition.uid})
        assert b"SECRET-AILLEURS" not in cast.client(cast.amina).get(where, {"state": "all"}).content


@pytest.mark.parametrize("count", [1, 60])
def test_registers_take_as_many_queries_for_sixty_rows_as_for_one(cast, rows, count, django_assert_max_num_queries):
    meeting = make_meeting(cast.coalition)
    for n in range(count):
        record_decision(meeting, by=cast.amina, activity=None, wording=f"D{n}", owner=cast.benoit)
        add_follow_up(meeting, by=cast.amina, activity=None, what=f"S{n}", member=cast.benoit)
    browser = cast.client(cast.amina)
    for name in ("decisions", "follow-ups", "decisions-file", "follow-ups-file"):
        with django_assert_max_num_queries(9):
            browser.get(reverse(name, kwargs={"coalition": cast.coalition.uid}), {"who": "be", "due": "none"})


def test_all_on_one_page_to_print(cast, rows):
    meeting = make_meeting(cast.coalition)
    for n in range(110):
        record_decision(meeting, by=cast.amina, activity=None, wording=f"D{n}")
    where = reverse("decisions", kwargs={"coalition": cast.coalition.uid})
    browser = cast.client(cast.chloe)
    assert "Tout sur une page" in browser.get(where).content.decode()
    assert browser.get(where, {"all": 1}).content.decode().count("<tr>") == 114
