"""The summary of the week: worth reading or not sent, once a week, by day, refused in one click."""

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse

from courtepointe import clock, history, mail
from courtepointe.clockwork import DUTIES
from courtepointe.coalitions.models import Coalition
from courtepointe.guide import digest
from courtepointe.mail import Delivery
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.actions.follow_ups import add_follow_up
from courtepointe.meetings.models import Meeting
from tests.factories import make_meeting

MONDAY = dt.datetime(2026, 3, 9, 11, 30, tzinfo=dt.UTC)  # the day after clocks went forward in Montréal: 7:30 there


def at(**later):
    return clock.at(MONDAY + dt.timedelta(**later))


def told():
    return list(Delivery.objects.filter(purpose="digest").order_by("recipient"))


@pytest.fixture
def week(cast):
    """Something to tell: a decision on Friday by Amina, and a follow-up of Benoît."""
    Coalition.objects.update(digest_week=202610)
    with at(days=-3):
        meeting = make_meeting(cast.coalition, "Rencontre 1", on=dt.date(2026, 3, 6), status=Meeting.HELD)
        record_decision(meeting, by=cast.amina, activity=None, wording="Se réunir le mardi")
        add_follow_up(
            meeting, by=cast.amina, activity=None, what="Appeler la MRC", member=cast.benoit, due_on=dt.date(2026, 3, 8)
        )
    make_meeting(
        cast.coalition, "Rencontre 2", on=dt.date(2026, 3, 17), starts_at=dt.time(13, 15), status=Meeting.CONVOKED
    )
    return meeting


def test_each_member_reads_what_others_did_what_comes_back_to_them_and_what_is_coming(cast, week):
    with at():
        digest.tell_week()
    bodies = {row.recipient: row.body for row in told()}
    assert cast.amina.email not in bodies or "décision" not in bodies[cast.amina.email]  # her own act is no news to her
    body = bodies[cast.benoit.email]
    for words in (
        "a consigné la décision 1",
        "Appeler la MRC (en retard",
        "Rencontre 2, mardi",
        settings.BASE_URL + reverse("coalition-home", kwargs={"coalition": cast.coalition.uid}),
        mail.refusal_address(cast.benoit.uid, "digest").rpartition("/")[0].rpartition("/")[0],
    ):
        assert words in body
    assert "Appeler la MRC" not in bodies[cast.chloe.email]
    assert all(row.kind == "digest" for row in told())


def test_it_leaves_once_a_week_by_day_on_its_day_or_later_in_the_week(cast, week):
    for later, expected in (
        ({"hours": -1}, False),  # 6:30 in Montréal
        ({"hours": 14}, False),  # 21:30
        ({"days": 2}, True),  # the server was down on Monday
    ):
        Delivery.objects.all().delete()
        with at(**later):
            digest.tell_week()
            digest.tell_week()
        assert bool(told()) is expected
    count = len(told())
    with at(days=4):
        digest.tell_week()
    assert len(told()) == count
    with at(days=7):
        digest.tell_week()
    assert any(row.thing_version == 202612 for row in told())


def test_a_day_is_chosen_or_none(cast, week):
    browser, where = (
        cast.client(cast.amina),
        reverse("coalition-setting", kwargs={"coalition": cast.coalition.uid, "step": "digest"}),
    )
    assert 'value="0"' in browser.get(where).content.decode()
    browser.post(where, {"digest_day": "", "version": "1"})
    with at():
        digest.tell_week()
    assert not told()
    browser.post(where, {"digest_day": "3", "version": "2"})
    for days, expected in ((2, False), (3, True)):
        with at(days=days):
            digest.tell_week()
        assert bool(told()) is expected
    assert browser.post(where, {"digest_day": "9", "version": "3"}).status_code == 422


def test_nothing_to_say_is_no_message_and_a_draft_bothers_nobody(cast):
    Coalition.objects.update(digest_week=202610)
    draft = make_meeting(cast.coalition, "Brouillon", on=dt.date(2026, 3, 20))
    with at(days=-1):
        history.record(draft, "meeting.moved", by=cast.amina, title="Brouillon", date="2026-03-20")
    with at():
        digest.tell_week()
    assert {row.recipient for row in told()} <= {cast.amina.email, cast.driss.email}
    assert not [row for row in told() if "a déplacé" in row.body]


def test_who_refused_and_who_left_are_not_written_to(cast, week):
    mail.refuse(cast.benoit, "digest")
    cast.chloe.left_at = MONDAY
    cast.chloe.save()
    with at():
        digest.tell_week()
    assert not {cast.benoit.email, cast.chloe.email} & {row.recipient for row in told()}


def test_a_worker_stopped_halfway_has_told_nobody_and_the_next_tells_all(cast, week, monkeypatch):
    queue, calls = mail.queue, []

    def stops(**asked):
        calls.append(asked)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return queue(**asked)

    monkeypatch.setattr(mail, "queue", stops)
    with at(), pytest.raises(KeyboardInterrupt):
        digest.tell_week()
    assert not told()
    monkeypatch.setattr(mail, "queue", queue)
    with at():
        digest.tell_week()
    assert len(told()) >= 2
    assert len({row.recipient for row in told()}) == len(told())


def test_it_is_one_of_the_duties_of_the_worker():
    assert digest.tell_week in [duty.run for duty in DUTIES]
