"""Evaluations: counted without saying who thought what. The attacks tried are listed beside each test.

An attacker here is somebody who coordinates, who reads every page, or who holds the whole database once.
"""

import datetime as dt
import json
import logging
from itertools import permutations

import pytest
from django.apps import apps
from django.core import serializers
from django.urls import reverse

from courtepointe import clock, history, links
from courtepointe.mail import Delivery
from courtepointe.meetings.actions import evaluations as acts
from courtepointe.meetings.actions.sending import EVALUATION, send_evaluation
from courtepointe.meetings.models import Committee, CommitteeMember, Meeting, MeetingEvaluation
from courtepointe.meetings.queries.evaluations import QUESTIONS, results_for, trend_for
from courtepointe.rows import Refused
from tests.factories import make_meeting, make_member

NOON = dt.datetime(2026, 10, 7, 16, tzinfo=dt.UTC)


@pytest.fixture
def meeting(cast):
    return make_meeting(cast.coalition, "Rencontre 1", status=Meeting.HELD)


@pytest.fixture
def people(cast):
    """Five people who may answer, beside those of the cast."""
    return [make_member(cast.coalition, f"Personne {n}", email=f"p{n}@example.org") for n in range(5)]


@pytest.fixture
def opened(cast, meeting):
    return acts.open_evaluation(meeting, by=cast.amina)


def levels(level):
    return dict.fromkeys(QUESTIONS, level)


def answer(row, member, level=3, comment=""):
    acts.answer(row, member, levels=levels(level), comment=comment)


def fresh(row):
    return MeetingEvaluation.objects.select_related("meeting").get(pk=row.pk)


def page_of(cast, reader, meeting, name="evaluation"):
    where = reverse(name, kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})
    return cast.client(reader).get(where).content.decode()


def content(page):
    """What the page says, without its frame."""
    return page.partition("<main")[2].partition("</main>")[0]


def secret_of(member, row):
    return links.give(member, EVALUATION, row.uid, days=14)


def by_link(cast, secret, **data):
    return cast.client(None).post(reverse("evaluation-link", kwargs={"secret": secret}), data)


def everything():
    """The whole database as text: what somebody who holds it once may read."""
    rows = [row for model in apps.get_app_config("courtepointe").get_models() for row in model._default_manager.all()]
    return serializers.serialize("json", rows)


def test_an_answer_by_link_needs_no_account_and_counts_once(cast, meeting, opened):
    secret = secret_of(cast.benoit, opened)
    where = reverse("evaluation-link", kwargs={"secret": secret})
    page = cast.client(None).get(where)
    assert page.status_code == 200
    assert "Ce que devient votre réponse" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    data = dict.fromkeys(QUESTIONS, "4")
    assert "Merci" in by_link(cast, secret, **data, comment="Plus court").content.decode()
    assert "Vous avez déjà répondu" in by_link(cast, secret, **data).content.decode()
    row = fresh(opened)
    assert row.counts == {question: [0, 0, 0, 1] for question in QUESTIONS}
    assert row.comments == ["Plus court"]


def test_opening_the_link_changes_nothing(cast, opened):
    secret = secret_of(cast.benoit, opened)
    before = everything()
    for _ in range(2):
        cast.client(None).get(reverse("evaluation-link", kwargs={"secret": secret}))
        cast.client(None).head(reverse("evaluation-link", kwargs={"secret": secret}))
    assert everything() == before


def test_an_empty_sheet_is_not_an_answer(cast, opened):
    assert by_link(cast, secret_of(cast.benoit, opened)).status_code == 422
    assert fresh(opened).answered == []
    by_link(cast, secret_of(cast.benoit, opened), comment="Seulement un mot")
    assert fresh(opened).comments == ["Seulement un mot"]


def test_a_level_that_does_not_exist_is_refused(cast, opened):
    assert by_link(cast, secret_of(cast.benoit, opened), objectives="9").status_code == 422
    assert fresh(opened).counts == {}


def test_only_those_who_met_may_answer(cast):
    committee = Committee(coalition=cast.coalition, name="Comité")
    committee.clean()
    committee.save()
    CommitteeMember.objects.create(coalition=cast.coalition, committee=committee, member=cast.benoit)
    row = acts.open_evaluation(
        make_meeting(cast.coalition, "Comité 1", committee=committee, status=Meeting.HELD), by=cast.amina
    )
    answer(row, cast.benoit)
    for member in (cast.chloe, cast.driss):
        with pytest.raises(Refused):
            answer(row, member)
    assert fresh(row).counts["voice"] == [0, 0, 1, 0]


def test_results_are_read_only_after_closing_and_closing_is_for_good(cast, meeting, opened, people):
    for person, level in zip(people, (1, 3, 3, 4, 4), strict=True):
        answer(opened, person, level, comment=f"MOT-{person.pk}")
    assert results_for(cast.reader(cast.amina), fresh(opened)) is None
    page = page_of(cast, cast.amina, meeting)
    assert "5 réponses jusqu’ici" in page
    assert "MOT-" not in page
    acts.close_evaluation(opened, by=cast.amina)
    results = results_for(cast.reader(cast.amina), fresh(opened))
    assert [question.counts for question in results.questions] == [(1, 0, 2, 2)] * 5
    assert results.questions[0].mean == 3.0
    with pytest.raises(Refused):
        answer(opened, cast.benoit)
    with pytest.raises(Refused):
        acts.enter_paper(opened, by=cast.amina, sheets=1, counts={}, comments=[], version=0)
    acts.close_evaluation(opened, by=cast.amina)
    assert fresh(opened).people == 5


def test_comments_are_read_by_those_who_steer_only(cast, meeting, opened, people):
    for person in people:
        answer(opened, person, comment=f"MOT-{person.pk}")
    acts.close_evaluation(opened, by=cast.amina)
    assert page_of(cast, cast.amina, meeting).count("MOT-") == 5
    for reader in (cast.benoit, cast.chloe):
        page = page_of(cast, reader, meeting)
        assert "MOT-" not in page
        assert "5 personnes ont répondu en ligne" in page


def test_fewer_than_three_answers_are_erased_at_closing(cast, meeting, opened, people):
    """Attack: close early, read the one or two answers that came, in pages or in the database."""
    answer(opened, people[0], 1, comment="MOT-SEUL")
    answer(opened, people[1], 4, comment="MOT-DEUX")
    acts.close_evaluation(opened, by=cast.amina)
    assert "MOT-" not in everything()
    assert fresh(opened).counts == {}
    page = page_of(cast, cast.amina, meeting)
    assert "leurs réponses ont été effacées" in page
    assert "trop peu de personnes ont répondu" in page


def test_paper_the_coordinator_knows_never_uncovers_the_few_who_answered_by_link(cast, meeting, opened, people):
    """Attack: the difference of two counts. Copy five sheets, wait for one answer, close, subtract."""
    paper = {question: [0, 0, 5, 0] for question in QUESTIONS}
    acts.enter_paper(opened, by=cast.amina, sheets=5, counts=paper, comments=["SUR-PAPIER"], version=0)
    answer(opened, people[0], 1, comment="MOT-SEUL")
    acts.close_evaluation(opened, by=cast.amina)
    results = results_for(cast.reader(cast.amina), fresh(opened))
    assert [question.counts for question in results.questions] == [(0, 0, 5, 0)] * 5
    assert (results.people, results.sheets, results.too_few) == (0, 5, True)
    assert results.comments == ["SUR-PAPIER"]


def test_a_question_that_fewer_than_three_answered_is_not_shown_even_beside_paper(cast, opened, people):
    """Attack: the same difference, on one question that others left empty."""
    paper = {question: [0, 4, 0, 0] for question in QUESTIONS}
    acts.enter_paper(opened, by=cast.amina, sheets=4, counts=paper, comments=[], version=0)
    for person in people[:3]:
        acts.answer(opened, person, levels={**levels(3), "time": None})
    acts.answer(opened, people[3], levels={"time": 1})
    acts.close_evaluation(opened, by=cast.amina)
    found = {
        question.key: question.counts for question in results_for(cast.reader(cast.amina), fresh(opened)).questions
    }
    assert found["time"] == (0, 4, 0, 0)
    assert found["voice"] == (0, 4, 3, 0)


def test_two_closed_pages_cannot_be_subtracted(cast, meeting, opened, people):
    """Attack: read, have one more person answer, read again."""
    for person in people[:4]:
        answer(opened, person)
    before = page_of(cast, cast.benoit, meeting)
    answer(opened, people[4], 1)
    during = page_of(cast, cast.benoit, meeting)
    assert content(before).replace("4 réponses", "5 réponses") == content(during)
    acts.close_evaluation(opened, by=cast.amina)
    first = page_of(cast, cast.benoit, meeting)
    secret = secret_of(cast.benoit, opened)
    assert by_link(cast, secret, objectives="1").status_code == 410
    assert content(page_of(cast, cast.benoit, meeting)) == content(first)


def test_neither_rows_nor_keys_tie_an_answer_to_a_person(cast, opened, people):
    """Attacks: order of rows, identifiers, a table of answers. There is one row; its lists have orders of their own."""
    rows = {model: model._default_manager.count() for model in apps.get_app_config("courtepointe").get_models()}
    for person in reversed(people):
        answer(opened, person, comment=f"MOT-{person.pk}")
    after = {model: model._default_manager.count() for model in apps.get_app_config("courtepointe").get_models()}
    assert after == rows
    row = fresh(opened)
    assert row.answered == sorted(str(person.uid) for person in people)
    assert MeetingEvaluation.objects.count() == 1


def test_comments_do_not_keep_the_order_in_which_they_came(cast, meeting, people):
    """Attack: the order of comments against who was seen answering. Forty times five answers give many orders."""
    seen = set()
    for n in range(40):
        row = acts.open_evaluation(make_meeting(cast.coalition, f"R{n}", status=Meeting.HELD), by=cast.amina)
        for place, person in enumerate(people):
            answer(row, person, comment=str(place))
        seen.add(tuple(fresh(row).comments))
    assert len(seen) > 15
    assert seen <= set(permutations("01234"))


def test_the_last_answer_may_stand_anywhere(cast, meeting, people):
    """Attack: look at the row after each answer; the newest comment would be the last one."""
    places = set()
    for n in range(40):
        row = acts.open_evaluation(make_meeting(cast.coalition, f"R{n}", status=Meeting.HELD), by=cast.amina)
        for person in people:
            answer(row, person, comment=str(person.pk))
        places.add(fresh(row).comments.index(str(people[-1].pk)))
    assert len(places) >= 4


def test_no_time_of_an_answer_is_kept(cast, opened, people):
    """Attack: timestamps, of the row, of links, of messages, against who was seen at their computer."""
    secrets = [secret_of(person, opened) for person in people]
    odd = dt.datetime(2031, 3, 3, 3, 33, 33, tzinfo=dt.UTC)
    links.Link.objects.update(expires_at=odd + dt.timedelta(days=1))
    before = everything()
    with clock.at(odd):
        for secret in secrets:
            assert by_link(cast, secret, objectives="2").status_code == 200
    assert "2031-03-03" not in everything().replace(before, "")
    assert not links.Link.objects.exclude(used_at=None).exists()


def test_history_and_messages_do_not_change_when_someone_answers(cast, meeting, opened, people):
    """Attacks: history lines, delivery rows, links used, before and after an answer."""
    send_evaluation(opened, by=cast.amina)
    secret = secret_of(people[0], opened)
    watched = (history.Entry, Delivery, links.Link)
    before = [serializers.serialize("json", model.objects.order_by("pk")) for model in watched]
    by_link(cast, secret, objectives="2", comment="MOT")
    assert [serializers.serialize("json", model.objects.order_by("pk")) for model in watched] == before


def test_who_has_answered_changes_nothing_to_who_is_written_to(cast, meeting, opened, people):
    """Attack: send after each answer and look at who is written to."""
    answer(opened, people[0])
    asked = [member for member in cast.coalition.members.all() if member.email]
    assert send_evaluation(opened, by=cast.amina) == len(asked)
    assert Delivery.objects.filter(recipient=people[0].email).exists()
    with pytest.raises(Refused):
        send_evaluation(opened, by=cast.amina)


def test_an_answer_writes_nothing_in_the_logs(cast, opened, caplog):
    """Attack: the lines of the log. An address by link holds the secret; none of it may be there."""
    secret = secret_of(cast.benoit, opened)
    with caplog.at_level(logging.DEBUG, logger="courtepointe"):
        by_link(cast, secret, objectives="2", comment="MOT-SECRET")
        by_link(cast, secret, objectives="2", comment="MOT-SECRET")
    written = "".join(record.getMessage() + json.dumps(record.args, default=str) for record in caplog.records)
    assert secret not in written
    assert "MOT-SECRET" not in written
    assert str(cast.benoit.uid) not in written


def test_who_answered_is_forgotten_at_closing(cast, opened, people):
    """Attack: the list of those who answered, against a group where all said the same."""
    for person in people:
        answer(opened, person)
    acts.close_evaluation(opened, by=cast.amina)
    row = fresh(opened)
    assert (row.answered, row.people) == ([], 5)


def test_no_page_says_who_answered(cast, meeting, opened, people):
    for person in people:
        answer(opened, person)
    for reader in (cast.amina, cast.benoit):
        assert "Personne" not in content(page_of(cast, reader, meeting))
    answer(opened, cast.benoit)
    assert "Vous avez déjà répondu" in page_of(cast, cast.benoit, meeting)
    assert "Vous avez déjà répondu" not in page_of(cast, cast.amina, meeting)


def test_one_answers_on_ones_own_page_too(cast, meeting, opened):
    where = reverse("evaluation-answer", kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})
    entries = history.Entry.objects.count()
    assert cast.client(cast.chloe).post(where, {"voice": "1"}).status_code == 303
    assert fresh(opened).counts["voice"] == [1, 0, 0, 0]
    assert cast.client(cast.chloe).post(where, {"voice": "1"}).status_code == 422
    assert history.Entry.objects.count() == entries


def test_it_closes_by_itself_after_seven_days(cast, meeting, people):
    with clock.at(NOON):
        row = acts.open_evaluation(meeting, by=cast.amina)
        for person in people:
            answer(row, person)
    with clock.at(NOON + dt.timedelta(days=6, hours=23)):
        assert acts.close_what_is_over() == 0
    with clock.at(NOON + dt.timedelta(days=7, minutes=1)):
        assert acts.close_what_is_over() == 1
        assert acts.close_what_is_over() == 0
    assert fresh(row).closed_at is not None
    assert history.Entry.objects.get(verb="evaluation.over").actor is None


def test_paper_sheets_are_counted_replaced_and_held_to_their_number(cast, meeting, opened):
    where = reverse("evaluation-paper", kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})
    browser = cast.client(cast.amina)
    data = {f"{question}-3": "4" for question in QUESTIONS}
    assert browser.post(where, {**data, "sheets": 3, "version": 0}).status_code == 422
    assert browser.post(where, {**data, "sheets": 4, "version": 0, "comments": "Un\n\nDeux"}).status_code == 303
    assert sorted(fresh(opened).paper["comments"]) == ["Deux", "Un"]
    page = browser.get(where).content.decode()
    assert 'value="4"' in page
    browser.post(where, {**data, "sheets": 9, "version": 0})  # opened before the first was saved
    assert fresh(opened).paper["sheets"] == 4
    browser.post(where, {**data, "sheets": 5, "version": 1})
    assert fresh(opened).paper["sheets"] == 5


def test_a_meeting_is_evaluated_only_once_it_was_held(cast):
    meeting = make_meeting(cast.coalition)
    with pytest.raises(Refused):
        acts.open_evaluation(meeting, by=cast.amina)


def test_a_link_of_another_purpose_or_coalition_opens_nothing(cast, opened):
    other = links.give(cast.benoit, "invitation", opened.uid, days=3)
    theirs = links.give(cast.driss, EVALUATION, opened.uid, days=3)
    for secret in (other, theirs, "rien"):
        assert by_link(cast, secret, objectives="4").status_code == 404
    assert fresh(opened).counts == {}


def test_the_trend_shows_closed_evaluations_of_the_same_body_that_may_be_shown(cast, meeting, opened, people):
    reader = cast.reader(cast.benoit)
    for person in people:
        answer(opened, person, 4)
    acts.close_evaluation(opened, by=cast.amina)
    few = acts.open_evaluation(make_meeting(cast.coalition, "Peu", status=Meeting.HELD), by=cast.amina)
    answer(few, people[0])
    acts.close_evaluation(few, by=cast.amina)
    later = make_meeting(cast.coalition, "Rencontre 2", on=dt.date(2026, 11, 3), status=Meeting.HELD)
    second = acts.open_evaluation(later, by=cast.amina)
    for person in people:
        answer(second, person, 2)
    acts.close_evaluation(second, by=cast.amina)
    assert [(point.meeting.title, point.results.mean) for point in trend_for(reader, meeting)] == [
        ("Rencontre 1", 4.0),
        ("Rencontre 2", 2.0),
    ]
    page = page_of(cast, cast.benoit, later)
    assert "D’une rencontre à l’autre" in page
    assert "<svg" in page
