"""Retention: announced, held back, done once, whatever stops in the middle; a mistake in the file is named."""

import datetime as dt
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from courtepointe import clock, history, mail
from courtepointe.coalitions.models import Invitation, Member
from courtepointe.guide.incidents import add_incident
from courtepointe.guide.models import Incident, KeepingRun
from courtepointe.guide.retention import keeping
from courtepointe.guide.retention.kinds import KINDS, Kind
from courtepointe.guide.retention.periods import FILE, BrokenPeriodsError, periods, read
from courtepointe.history import Entry
from courtepointe.links import Link, give
from courtepointe.mail import Delivery
from courtepointe.meetings.models import Meeting, MeetingEvaluation, ParkedItem, Reply
from tests.factories import make_meeting

LONG_AGO = dt.datetime(2015, 3, 3, 12, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)


@pytest.fixture
def old(cast):
    """One thing of each kind, far over its period."""
    coalition = cast.coalition
    with clock.at(LONG_AGO):
        meeting = make_meeting(coalition, "Ancienne", on=LONG_AGO.date(), status=Meeting.HELD)
        row = mail.queue(
            purpose="x", thing_uid=meeting.uid, recipient="x@example.org", subject="", body="", coalition=coalition
        )
        Delivery.objects.filter(pk=row.pk).update(status=Delivery.SENT)
        give(cast.benoit, "x", meeting.uid, days=1)
        Reply.objects.create(coalition=coalition, meeting=meeting, member=cast.benoit, answer="coming", words="En auto")
        MeetingEvaluation.objects.create(
            coalition=coalition, meeting=meeting, closed_at=LONG_AGO, comments=["Trop long"]
        )
        Member.objects.filter(pk=cast.chloe.pk).update(left_at=LONG_AGO)
        ParkedItem.objects.create(coalition=coalition, meeting=meeting, text="Le logo", removed_at=LONG_AGO)
        history.record(coalition, "personal.keeping_done", by=None, count=0)
        Invitation.objects.create(
            coalition=coalition, member=cast.chloe, email="c@example.org", sent_by=cast.amina.person, sent_at=LONG_AGO
        )
        incident = {"kind": "loss", "information": "Une liste", "circumstances": "Train", "happened": "hier"}
        add_incident(coalition, by=cast.amina, known_on=LONG_AGO.date(), people="12", **incident)
        cast.benoit.personal_requests.create(
            coalition=coalition, words="?", due_on=LONG_AGO.date(), replied_at=LONG_AGO, outcome="granted", reply="Oui"
        )
    return meeting


def left(cast):
    return (
        Delivery.objects.filter(purpose="x").count(),
        Link.objects.count(),
        Reply.objects.exclude(words="").count(),
        MeetingEvaluation.objects.exclude(comments=[]).count(),
        Member.objects.filter(pk=cast.chloe.pk).exclude(email="").count(),
        ParkedItem.objects.count(),
        Incident.objects.count(),
        Entry.objects.filter(at__lt=NOW - dt.timedelta(days=3000)).count(),
    )


def test_it_is_announced_then_done_two_weeks_later_and_told(cast, old):
    before = left(cast)
    with clock.at(NOW):
        assert keeping.keep_to_periods() == 1
        keeping.keep_to_periods()
    run = KeepingRun.objects.get()
    assert set(run.counts) == set(KINDS)
    assert left(cast) == before
    assert [row.recipient for row in Delivery.objects.filter(purpose="keeping")] == [cast.amina.email]
    with clock.at(NOW + dt.timedelta(days=13)):
        keeping.keep_to_periods()
    assert left(cast) == before
    with clock.at(NOW + dt.timedelta(days=15)):
        keeping.keep_to_periods()
        keeping.keep_to_periods()
    assert left(cast) == (0,) * 8
    assert Reply.objects.get().answer == "coming"
    assert KeepingRun.objects.get().done_at is not None
    assert Entry.objects.filter(verb="personal.keeping_done", at__gte=NOW).count() == 1
    assert cast.chloe.name not in str(list(Entry.objects.filter(verb="personal.keeping_done").values_list("facts")))


def test_what_came_after_the_announcement_waits_for_the_next(cast, old):
    with clock.at(NOW):
        keeping.keep_to_periods()
    young = mail.queue(
        purpose="x", thing_uid=old.uid, recipient="y@example.org", subject="", body="", coalition=cast.coalition
    )
    at = NOW - dt.timedelta(days=360)
    Delivery.objects.filter(pk=young.pk).update(status=Delivery.SENT, created_at=at)
    with clock.at(NOW + dt.timedelta(days=15)):
        keeping.keep_to_periods()
    assert Delivery.objects.filter(pk=young.pk).exists()
    assert not KeepingRun.objects.filter(done_at=None).exists()


def test_what_is_held_back_stays_with_its_reason(cast, old):
    with clock.at(NOW):
        keeping.keep_to_periods()
        where = reverse("keeping", kwargs={"coalition": cast.coalition.uid})
        browser = cast.client(cast.amina)
        past = browser.post(where, {"kind": "links", "hold": "1", "until": "2026-01-01", "because": "Plainte"})
        assert past.status_code == 409
        empty = browser.post(where, {"kind": "links", "hold": "1", "until": "", "because": "Plainte"})
        assert empty.status_code == 422
        browser.post(where, {"kind": "links", "hold": "1", "until": "2026-06-01", "because": "Plainte en cours"})
        assert "Plainte en cours" in browser.get(where).content.decode()
    with clock.at(NOW + dt.timedelta(days=15)):
        keeping.keep_to_periods()
    assert Link.objects.count() == 1
    assert not Incident.objects.exists()


def test_what_goes_in_several_handfuls_is_counted_whole_and_stops_where_it_is_held_back(cast, old, monkeypatch):
    monkeypatch.setattr(keeping, "HANDFUL", 2)
    with clock.at(LONG_AGO):
        for number in range(6):
            history.record(cast.coalition, "personal.keeping_done", by=None, count=number)
    count = Entry.objects.filter(at__lt=NOW - dt.timedelta(days=3000)).count()
    with clock.at(NOW):
        keeping.keep_to_periods()
    kept = KINDS["history"]

    def holds_after_the_first(rows):
        number = kept.end(rows)
        keeping.hold(cast.coalition, "history", until=dt.date(2026, 4, 1), because="Plainte", by=cast.amina)
        return number

    monkeypatch.setitem(KINDS, "history", Kind(kept.over, holds_after_the_first))
    with clock.at(NOW + dt.timedelta(days=15)):
        keeping.keep_to_periods()
    assert Entry.objects.filter(at__lt=NOW - dt.timedelta(days=3000)).count() == count - 2
    assert KeepingRun.objects.get().counts["gone"]["history"] == 2
    monkeypatch.setitem(KINDS, "history", kept)
    keeping.release(cast.coalition, "history", by=cast.amina)
    with clock.at(NOW + dt.timedelta(days=30)):
        keeping.keep_to_periods()
    with clock.at(NOW + dt.timedelta(days=45)):
        keeping.keep_to_periods()
    assert not Entry.objects.filter(at__lt=NOW - dt.timedelta(days=3000)).exists()
    assert KeepingRun.objects.order_by("-pk").first().counts["gone"]["history"] == count - 2


def test_the_trouble_of_one_coalition_is_not_that_of_the_next(cast, old, monkeypatch):
    seen = []

    def breaks_on_the_first(pk):
        seen.append(pk)
        if len(seen) == 1:
            raise RuntimeError
        return 1

    monkeypatch.setattr(keeping, "_keep", breaks_on_the_first)
    assert keeping.keep_to_periods() == len(seen) - 1
    assert len(seen) > 1


def test_a_worker_stopped_halfway_goes_on_where_it_was(cast, old, monkeypatch):
    with clock.at(NOW):
        keeping.keep_to_periods()

    def stops(rows):
        rows.delete()
        raise KeyboardInterrupt

    kept = KINDS["incidents"]
    monkeypatch.setitem(KINDS, "incidents", Kind(kept.over, stops))
    with clock.at(NOW + dt.timedelta(days=15)), pytest.raises(KeyboardInterrupt):
        keeping.keep_to_periods()
    assert Incident.objects.exists()  # the kind that was stopped is whole
    assert not Link.objects.exists()  # those before it are done
    monkeypatch.setitem(KINDS, "incidents", kept)
    with clock.at(NOW + dt.timedelta(days=16)):
        keeping.keep_to_periods()
    assert left(cast) == (0,) * 8


def test_a_period_is_chosen_within_the_bounds_of_the_file(cast):
    where, browser = reverse("keeping", kwargs={"coalition": cast.coalition.uid}), cast.client(cast.amina)
    assert browser.post(where, {"kind": "incidents", "days": "30"}).status_code == 409
    assert browser.post(where, {"kind": "rien", "days": "30"}).status_code == 400
    browser.post(where, {"kind": "messages", "days": "100"})
    choice = keeping.choices_of(cast.coalition)["messages"]
    assert keeping.days_of(periods()["messages"], choice) == 100
    assert cast.client(cast.benoit).get(where).status_code == 403


def test_sessions_that_are_over_are_erased(cast):
    cast.client(cast.amina)
    count = Session.objects.count()
    with clock.at(clock.now() + dt.timedelta(days=400)):
        keeping.keep_to_periods()
    assert Session.objects.count() < count


def test_a_mistake_in_the_file_is_named_with_its_line(tmp_path: Path):
    text = FILE.read_text(encoding="utf-8")
    for wrong, reason in (
        (text.replace("days: 365", "days: 9999", 1), "is not between"),
        (text.replace("slug: messages", "slug: mesages"), "mesages"),
        (text[: text.index("- slug: history")], "no period for history"),
        (text.replace(', en: "they were sent"', ""), "en"),
    ):
        file = tmp_path / "periods.yaml"
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(BrokenPeriodsError) as broken:
            read(file)
        assert reason in str(broken.value)
        assert str(broken.value).startswith("periods.yaml:")


def test_a_period_that_changes_is_announced_anew(cast, old):
    with clock.at(NOW):
        keeping.keep_to_periods()
        keeping.choose_period(cast.coalition, "messages", 90, by=cast.amina)
    with clock.at(NOW + dt.timedelta(days=15)):
        keeping.keep_to_periods()
    run = KeepingRun.objects.get()
    assert (run.done_at, Delivery.objects.filter(purpose="x").count()) == (None, 1)
