import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from courtepointe.analysis.actions import ballots as acts
from courtepointe.analysis.actions.findings import add_finding
from courtepointe.analysis.actions.priorities import conclude
from courtepointe.analysis.models import Ballot, BallotPaper, Finding, Priority
from courtepointe.analysis.queries import priorities as reads
from courtepointe.history import Entry
from courtepointe.i18n import short_date
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.factories import make_meeting

CRITERIA = [{"slug": "scale", "name": "Ampleur", "question": "", "low": "", "high": ""}]


def process_of(cast: Cast) -> Process:
    found = current_process(cast.coalition)
    assert found is not None
    return found


def findings(cast: Cast, count: int = 3) -> list[Finding]:
    return [add_finding(process_of(cast), by=cast.amina, statement=f"Constat {n}") for n in range(count)]


def make(cast: Cast, count: int = 3, **fields: Any) -> Ballot:
    wanted = {"title": "Nos priorités", "method": "both", "dots": 3, "criteria": CRITERIA, **fields}
    return acts.make_ballot(process_of(cast), findings(cast, count), by=cast.amina, **wanted)


def opened(cast: Cast, count: int = 3, **fields: Any) -> Ballot:
    row = make(cast, count, **fields)
    acts.open_ballot(row, by=cast.amina)
    row.refresh_from_db()
    return row


def choices(ballot: Ballot, *dots: int, scores: tuple[int, ...] = ()) -> dict[str, dict[str, Any]]:
    items = list(ballot.items.order_by("position"))
    said: dict[str, dict[str, Any]] = {}
    for n, item in enumerate(items):
        given_score = {"scale": scores[n]} if n < len(scores) else {}
        said[str(item.uid)] = {"dots": dots[n] if n < len(dots) else 0, "scores": given_score}
    return said


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def test_counting_is_what_people_put(cast: Cast) -> None:
    row = opened(cast)
    acts.cast(row, choices(row, 3, 0, 0, scores=(5, 1)), member=cast.benoit)
    acts.cast(row, choices(row, 1, 2, 0, scores=(2, 3)), member=cast.amina)
    acts.cast(row, choices(row, 0, 1, 1), label="Feuille 1")
    acts.close_ballot(row, by=cast.amina)
    row.refresh_from_db()
    found = reads.results_of(row)
    assert [(one.item.finding.statement, one.item.dots, one.rank) for one in found] == [
        ("Constat 0", 4, 1),
        ("Constat 1", 3, 2),
        ("Constat 2", 1, 3),
    ]
    assert found[0].item.scores == {"scale": [7, 2]}
    assert [str(one.item.score) for one in found] == ["3.50", "2.00", "None"]
    assert (row.papers, row.seats) == (3, 2)


def test_who_put_what_is_forgotten_at_closing_who_took_part_is_not(cast: Cast) -> None:
    row = opened(cast)
    acts.cast(row, choices(row, 3), member=cast.benoit)
    acts.close_ballot(row, by=cast.amina)
    paper = BallotPaper.objects.get()
    assert (paper.choices, paper.member) == ({}, cast.benoit)
    assert Entry.objects.get(verb="ballot.closed").facts["papers"] == 1


def test_nobody_gets_a_total_before_closing(cast: Cast) -> None:
    row = opened(cast, dots=20_000)
    acts.cast(row, choices(row, 13_337, scores=(4,)), label="Feuille")
    pages = ("ballot", "ballot-answer")
    for person in (cast.amina, cast.benoit):
        for name in pages:
            page = cast.client(person).get(at(cast, name, ballot=row.uid)).content.decode()
            assert "13337" not in page
        assert "13337" not in cast.client(person).get(at(cast, "priorities")).content.decode()
    assert reads.results_of(row) == []
    page = cast.client(cast.chloe).get(at(cast, "ballot", ballot=row.uid)).content.decode()
    assert "1 sur 2" in page
    acts.close_ballot(row, by=cast.amina)
    assert "13337" in cast.client(cast.chloe).get(at(cast, "ballot", ballot=row.uid)).content.decode()


def test_one_changes_ones_ballot_until_closing(cast: Cast) -> None:
    row = opened(cast)
    acts.cast(row, choices(row, 3), member=cast.benoit)
    acts.cast(row, choices(row, 0, 2), member=cast.benoit)
    assert BallotPaper.objects.count() == 1
    acts.close_ballot(row, by=cast.amina)
    acts.close_ballot(row, by=cast.amina)
    assert [one.item.dots for one in reads.results_of(Ballot.objects.get())] == [2, 0, 0]
    with pytest.raises(Refused):
        acts.cast(row, choices(row, 1), member=cast.benoit)


@pytest.mark.parametrize(
    ("dots", "scores", "fields"),
    [
        ((4,), (), {}),
        ((2, 2), (), {}),
        ((-1,), (), {}),
        ((2,), (), {"most_on_one": 1}),
        ((0,), (6,), {}),
        ((0,), (0,), {}),
    ],
)
def test_what_is_out_of_bounds_is_refused_and_nothing_is_written(
    cast: Cast, dots: tuple[int, ...], scores: tuple[int, ...], fields: dict[str, Any]
) -> None:
    row = opened(cast, **fields)
    with pytest.raises(Refused):
        acts.cast(row, choices(row, *dots, scores=scores), member=cast.benoit)
    assert not BallotPaper.objects.exists()


def test_an_answer_by_the_page_keeps_what_was_typed(cast: Cast) -> None:
    row = opened(cast)
    browser, where = cast.client(cast.benoit), at(cast, "ballot-answer", ballot=row.uid)
    wrong = browser.post(where, {"d-1": "2", "d-2": "2", "s-1-0": "9", "s-2-0": "abc"})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert 'value="abc"' in page
    assert 'value="9"' in page
    over = browser.post(where, {"d-1": "2", "d-2": "2"})
    assert over.status_code == 422
    assert "reprenez-en" in over.content.decode()
    assert not BallotPaper.objects.exists()
    assert browser.post(where, {"d-1": "2", "s-1-0": "5"}).status_code == 303
    again = browser.get(where).content.decode()
    assert 'name="d-1" min="0" max="3" value="2"' in again
    assert cast.client(cast.chloe).get(where).status_code == 403


def test_many_findings_with_criteria_come_in_parts_that_add_up(cast: Cast) -> None:
    row = opened(cast, 45)
    browser, where = cast.client(cast.benoit), at(cast, "ballot-answer", ballot=row.uid)
    first = browser.post(where, {"d-1": "2"})
    assert "part=2" in first["Location"]
    over = browser.post(where + "?part=2", {"d-21": "2"})
    assert over.status_code == 422
    browser.post(where + "?part=2", {"d-21": "1"})
    last = browser.post(where + "?part=3", {"s-45-0": "4"})
    assert "part" not in last["Location"]
    paper = BallotPaper.objects.get()
    assert sum(one["dots"] for one in paper.choices.values()) == 3
    assert browser.get(where + "?part=nonsense").status_code == 200


def test_a_sheet_that_came_by_hand_is_entered_and_mended(cast: Cast) -> None:
    row = opened(cast)
    browser, where = cast.client(cast.amina), at(cast, "ballot-answer", ballot=row.uid)
    browser.post(where + "?paper=new", {"d-1": "1", "label": "Table 2"})
    paper = BallotPaper.objects.get()
    assert (paper.member, paper.label) == (None, "Table 2")
    browser.post(where + f"?paper={paper.uid}", {"d-1": "3", "label": "Table 2"})
    paper.refresh_from_db()
    assert sum(one["dots"] for one in paper.choices.values()) == 3
    cast.client(cast.benoit).post(where + "?paper=new", {"d-1": "1"})
    assert BallotPaper.objects.get(member=cast.benoit).label == ""
    unknown = "?paper=01900000-0000-7000-8000-000000000000"
    assert browser.get(where + unknown).status_code == 404


def test_a_discussion_with_its_totals_gives_the_same_record(cast: Cast) -> None:
    row = opened(cast, method="discussion", dots=0, criteria=[])
    browser = cast.client(cast.amina)
    bad = browser.post(at(cast, "ballot-act", ballot=row.uid), {"totals": "1", "t-1": "12"})
    assert bad.status_code == 422
    assert 'value="12"' in bad.content.decode()
    typed = {"totals": "1", "t-1": "3", "t-2": "12", "papers": "14", "discussion": "On a parlé du transport."}
    browser.post(at(cast, "ballot-act", ballot=row.uid), typed)
    row.refresh_from_db()
    assert (row.state, row.papers, row.discussion) == ("closed", 14, "On a parlé du transport.")
    assert [one.item.dots for one in reads.results_of(row)] == [12, 3, None]


def test_the_group_concludes_with_priorities_and_reasons(cast: Cast) -> None:
    row = opened(cast)
    acts.cast(row, choices(row, 0, 2, 1), member=cast.benoit)
    browser, where = cast.client(cast.amina), at(cast, "ballot-conclude", ballot=row.uid)
    early = browser.post(where, {})
    assert early.status_code == 422
    browser.post(at(cast, "ballot-act", ballot=row.uid), {"close": "1"})
    typed = {"v-2": "priority", "r-2": "Touche toutes les familles", "v-3": "priority", "v-1": "aside", "r-1": ""}
    refused = browser.post(where, {**typed, "discussion": "Longue"})
    assert refused.status_code == 422
    assert "Touche toutes les familles" in refused.content.decode()
    assert not Priority.objects.exists()
    browser.post(where, {**typed, "r-1": "Déjà en cours", "discussion": "Longue"})
    chosen = Priority.objects.order_by("position")
    assert [(one.finding.statement, one.position, one.reason) for one in chosen] == [
        ("Constat 1", 1, "Touche toutes les familles"),
        ("Constat 2", 2, ""),
    ]
    assert Finding.objects.get(statement="Constat 0").set_aside_because == "Déjà en cours"
    page = cast.client(cast.chloe).get(at(cast, "priorities")).content.decode()
    assert "Déjà en cours" in page
    assert "Touche toutes les familles" in page
    with pytest.raises(Refused):
        conclude(make(cast, 1), [], by=cast.amina)


def test_a_ballot_changes_only_before_it_opens(cast: Cast) -> None:
    row = make(cast)
    rows = [item.finding for item in row.items.all()][:2]
    acts.edit_ballot(row, rows, by=cast.amina, version=1, title="Autre")
    assert row.items.count() == 2
    with pytest.raises(Conflict):
        acts.edit_ballot(row, rows, by=cast.amina, version=1, title="Encore")
    acts.open_ballot(row, by=cast.amina)
    with pytest.raises(Refused):
        acts.edit_ballot(row, rows, by=cast.amina, version=2, title="Encore")
    with pytest.raises(Refused):
        acts.make_ballot(process_of(cast), [], by=cast.amina, title="Rien")


def test_a_ballot_is_prepared_by_the_page(cast: Cast) -> None:
    rows = findings(cast, 7)
    browser = cast.client(cast.amina)
    page = browser.get(at(cast, "ballot-new")).content.decode()
    assert 'name="dots" id="id_dots" value="3"' in page
    assert page.count('name="findings"') == 7
    typed = {"title": "Tri", "method": "both", "dots": "", "most_on_one": "0", "findings": [rows[0].uid]}
    missing = browser.post(at(cast, "ballot-new"), typed)
    assert missing.status_code == 422
    assert "Cochez au moins un critère" in missing.content.decode()
    browser.post(at(cast, "ballot-new"), {**typed, "dots": "5", "criteria": ["scale", "severity"]})
    row = Ballot.objects.get()
    assert [one["slug"] for one in row.criteria] == ["scale", "severity"]
    assert row.criteria[0]["name"] == "Ampleur"
    assert cast.client(cast.benoit).get(at(cast, "ballot", ballot=row.uid)).status_code == 404
    late = {**typed, "dots": "4", "criteria": ["scale"], "version": "1"}
    assert browser.post(at(cast, "ballot-edit", ballot=row.uid), late).status_code == 303
    assert browser.post(at(cast, "ballot-edit", ballot=row.uid), late).status_code == 409
    browser.post(at(cast, "ballot-act", ballot=row.uid), {"open": "1"})
    assert cast.client(cast.benoit).get(at(cast, "ballot", ballot=row.uid)).status_code == 200


@given(some.integers(1, 200))
def test_the_budget_proposed_is_a_third_within_bounds(count: int) -> None:
    assert 3 <= acts.dots_for(count) <= 10


@pytest.mark.parametrize("count", [3, 60])
def test_the_pages_ask_the_same_whatever_their_length(
    cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    row = opened(cast, count)
    browser = cast.client(cast.amina)
    for name in ("ballot", "ballot-answer"):
        browser.get(at(cast, name, ballot=row.uid))
        with django_assert_max_num_queries(10):
            assert len(browser.get(at(cast, name, ballot=row.uid)).content) < 60_000


def test_an_open_ballot_prints_as_the_sheet_that_people_fill(cast: Cast) -> None:
    row = opened(cast)
    page = cast.client(cast.chloe).get(at(cast, "ballot", ballot=row.uid)).content.decode()
    assert page.count("ballot-box") == 3
    assert "Ouvert<" in page
    acts.close_ballot(row, by=cast.amina)
    assert "ballot-box" not in cast.client(cast.chloe).get(at(cast, "ballot", ballot=row.uid)).content.decode()


def test_meetings_of_one_title_are_told_apart_by_their_dates(cast: Cast) -> None:
    findings(cast)
    days = dt.date(2026, 9, 5), dt.date(2026, 10, 5)
    for day in days:
        make_meeting(cast.coalition, "Rencontre", process=process_of(cast), on=day)
    page = cast.client(cast.amina).get(at(cast, "ballot-new")).content.decode()
    assert [f"Rencontre · {short_date(day)}" in page for day in days] == [True, True]
