"""Telling people about a meeting: one mail for several changes, none for a draft, never twice."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import translation

from courtepointe import clock, mail
from courtepointe.mail import Delivery
from courtepointe.meetings.actions import agenda, notices
from courtepointe.meetings.actions.meetings import (
    cancel,
    change_meeting,
    convoke,
    remove_meeting,
    reopen,
    restore_meeting,
)
from courtepointe.meetings.actions.replies import reply
from courtepointe.meetings.models import Committee, CommitteeMember, Homework, HomeworkShare, Meeting, Notice
from tests.cast import Cast
from tests.factories import make_activity, make_meeting, make_member, make_objective

NOW = dt.datetime(2026, 9, 21, 15, 0, tzinfo=dt.UTC)


def later(**gap: float) -> dt.datetime:
    return NOW + dt.timedelta(**gap)


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    row = make_meeting(cast.coalition, "Rencontre 1", place="CPE, salle du haut", on=dt.date(2026, 10, 6))
    make_objective(row, "Se donner des règles")
    make_activity(row, "Accueil", minutes=20)
    return row


def convoked(meeting: Meeting, cast: Cast) -> Meeting:
    with clock.at(NOW):
        convoke(meeting, by=cast.amina)
    with clock.at(later(minutes=2)):
        notices.tell_due()
    meeting.refresh_from_db()
    return meeting


def sent(purpose: str) -> list[Delivery]:
    return list(Delivery.objects.filter(purpose=f"meeting-{purpose}").order_by("recipient"))


def test_a_draft_bothers_nobody(cast: Cast, meeting: Meeting) -> None:
    with clock.at(NOW):
        change_meeting(meeting, by=cast.amina, version=meeting.version, place="Ailleurs")
        agenda.add_activity(meeting, by=cast.amina, title="Un point")
        cancel(meeting, by=cast.amina)
    with clock.at(later(hours=1)):
        assert notices.tell_due() == 0
    assert not Delivery.objects.exists()


def test_a_convocation_leaves_after_a_quiet_minute_to_each_in_their_language(cast: Cast, meeting: Meeting) -> None:
    make_member(cast.coalition, "Sans courriel")
    type(cast.chloe).objects.filter(pk=cast.chloe.pk).update(language="en")
    with clock.at(NOW):
        convoke(meeting, by=cast.amina)
    with clock.at(later(seconds=30)):
        assert notices.tell_due() == 0
    with clock.at(later(seconds=61)), translation.override("fr-ca"):
        assert notices.tell_due() == 1
        assert notices.tell_due() == 0
    found = {row.recipient: row for row in sent("convocation")}
    assert sorted(found) == ["amina@example.org", "benoit@example.org", "chloe@example.org"]
    french, english = found["benoit@example.org"], found["chloe@example.org"]
    assert french.subject == "Convocation : Rencontre 1, 6 octobre 2026"
    assert english.subject == "Invitation: Rencontre 1, October 6, 2026"
    for text in (
        "mardi 6\u00a0octobre 2026",
        "13\u00a0h\u00a015",
        "CPE, salle du haut",
        "- Se donner des règles",
        "Accueil",
    ):
        assert text in french.body
    assert "/reply/" in french.body
    assert french.calendar_method == "REQUEST"
    notice = Notice.objects.get()
    assert (notice.kind, notice.told_count, notice.sequence) == ("convocation", 3, 0)


def test_each_one_has_their_own_link_and_nobody_elses_address(cast: Cast, meeting: Meeting) -> None:
    convoked(meeting, cast)
    rows = sent("convocation")
    links = {line for row in rows for line in row.body.split() if "/reply/" in line}
    assert len(links) == len(rows)
    for row in rows:
        others = {other.recipient for other in rows} - {row.recipient}
        assert not any(address in row.body + row.calendar for address in others)


def test_a_meeting_may_be_announced_without_a_mail(cast: Cast, meeting: Meeting) -> None:
    with clock.at(NOW):
        convoke(meeting, by=cast.amina, by_mail=False)
        change_meeting(meeting, by=cast.amina, version=meeting.version, place="Ailleurs")
    with clock.at(later(hours=1)):
        assert notices.tell_due() == 0
    assert not Delivery.objects.exists()


def test_several_changes_in_a_minute_make_one_mail_with_the_next_sequence(cast: Cast, meeting: Meeting) -> None:
    convoked(meeting, cast)
    with clock.at(later(minutes=10)):
        change_meeting(meeting, by=cast.amina, version=meeting.version, place="Bibliothèque")
    with clock.at(later(minutes=10, seconds=40)):
        change_meeting(meeting, by=cast.amina, version=meeting.version, starts_at=dt.time(9, 0))
    with clock.at(later(minutes=11, seconds=20)):
        assert notices.tell_due() == 0  # a minute of quiet after the last one
    with clock.at(later(minutes=11, seconds=41)):
        assert notices.tell_due() == 1
    rows = sent("change")
    assert len(rows) == 3
    assert all("Bibliothèque" in row.body and "SEQUENCE:1" in row.calendar for row in rows)


@pytest.mark.parametrize("back", [True, False])
def test_a_change_taken_back_is_not_told(cast: Cast, meeting: Meeting, back: bool) -> None:
    convoked(meeting, cast)
    before = meeting.place
    with clock.at(later(minutes=10)):
        change_meeting(meeting, by=cast.amina, version=meeting.version, place="Bibliothèque")
        if back:
            change_meeting(meeting, by=cast.amina, version=meeting.version, place=before)
    with clock.at(later(minutes=12)):
        notices.tell_due()
    assert len(sent("change")) == (0 if back else 3)
    assert not Notice.objects.filter(told_at=None).exists()


def test_a_new_item_of_the_agenda_is_a_change_until_the_meeting_begins(cast: Cast, meeting: Meeting) -> None:
    convoked(meeting, cast)
    with clock.at(later(minutes=10)):
        agenda.add_activity(meeting, by=cast.amina, title="Un point de plus")
    with clock.at(later(minutes=12)):
        assert notices.tell_due() == 1
    begun = dt.datetime(2026, 10, 6, 17, 16, tzinfo=dt.UTC)  # 13:16 in Montréal
    with clock.at(begun):
        agenda.add_activity(meeting, by=cast.amina, title="Une décision imprévue")
    with clock.at(begun + dt.timedelta(minutes=2)):
        assert notices.tell_due() == 0
    assert len(sent("change")) == 3


def _cancel(meeting: Meeting, cast: Cast) -> None:
    cancel(meeting, by=cast.amina)


def _reopen(meeting: Meeting, cast: Cast) -> None:
    reopen(meeting, by=cast.amina)


def _remove(meeting: Meeting, cast: Cast) -> None:
    remove_meeting(meeting, by=cast.amina)


@pytest.mark.parametrize("act", [_cancel, _reopen, _remove])
def test_what_no_longer_takes_place_is_told_once_with_the_same_identity(
    cast: Cast, meeting: Meeting, act: Callable[[Meeting, Cast], None]
) -> None:
    convoked(meeting, cast)
    with clock.at(later(minutes=10)):
        act(meeting, cast)
    with clock.at(later(minutes=12)):
        assert notices.tell_due() == 1
        assert notices.tell_due() == 0
    rows = sent("cancellation")
    assert len(rows) == 3
    for row in rows:
        assert row.calendar_method == "CANCEL"
        assert f"UID:{meeting.uid}@" in row.calendar.replace("\r\n ", "")
        assert "STATUS:CANCELLED" in row.calendar
        assert "SEQUENCE:1" in row.calendar


def test_a_meeting_removed_and_put_back_at_once_is_not_told(cast: Cast, meeting: Meeting) -> None:
    convoked(meeting, cast)
    with clock.at(later(minutes=10)):
        remove_meeting(meeting, by=cast.amina)
        restore_meeting(meeting, by=cast.amina)
    with clock.at(later(minutes=12)):
        assert notices.tell_due() == 0


def test_convoked_again_after_a_cancellation_is_a_new_convocation(cast: Cast, meeting: Meeting) -> None:
    convoked(meeting, cast)
    with clock.at(later(minutes=10)):
        reopen(meeting, by=cast.amina)
    with clock.at(later(minutes=12)):
        notices.tell_due()
    meeting.refresh_from_db()
    with clock.at(later(minutes=20)):
        convoke(meeting, by=cast.amina)
    with clock.at(later(minutes=22)):
        assert notices.tell_due() == 1
    rows = [row for row in sent("convocation") if row.recipient == "benoit@example.org"]
    assert len(rows) == 2
    assert "SEQUENCE:2" in rows[-1].calendar or "SEQUENCE:2" in rows[0].calendar


def test_a_meeting_of_a_committee_convenes_its_members_only(cast: Cast, meeting: Meeting) -> None:
    committee = Committee(coalition=cast.coalition, name="Coordination")
    committee.clean()
    committee.save()
    CommitteeMember.objects.create(coalition=cast.coalition, committee=committee, member=cast.benoit)
    Meeting.objects.filter(pk=meeting.pk).update(committee=committee)
    meeting.refresh_from_db()
    convoked(meeting, cast)
    assert [row.recipient for row in sent("convocation")] == ["benoit@example.org"]


def test_what_an_organisation_prepares_is_told_to_its_people_only(cast: Cast, meeting: Meeting) -> None:
    work = Homework.objects.create(coalition=cast.coalition, meeting=meeting, what="Apporter vos chiffres")
    HomeworkShare.objects.create(coalition=cast.coalition, homework=work, organisation=cast.organisation)
    convoked(meeting, cast)
    assert [("Apporter vos chiffres" in row.body) for row in sent("convocation")] == [True, True, False]


def test_a_reminder_leaves_once_three_days_before_to_those_who_did_not_decline(cast: Cast, meeting: Meeting) -> None:
    convoked(meeting, cast)
    reply(meeting, cast.benoit, "not_coming")
    mail.refuse(cast.chloe, "reminder")
    with clock.at(dt.datetime(2026, 10, 2, 12, tzinfo=dt.UTC)):
        assert notices.remind_due() == 0
    with clock.at(dt.datetime(2026, 10, 3, 12, tzinfo=dt.UTC)):
        assert notices.remind_due() == 1
        assert notices.remind_due() == 0
    assert [row.recipient for row in sent("reminder")] == ["amina@example.org"]


def test_a_meeting_convoked_yesterday_or_withdrawn_is_not_reminded(cast: Cast, meeting: Meeting) -> None:
    soon = dt.datetime(2026, 10, 5, 12, tzinfo=dt.UTC)
    with clock.at(soon):
        convoke(meeting, by=cast.amina)
    with clock.at(soon + dt.timedelta(hours=2)):
        notices.tell_due()
        assert notices.remind_due() == 0
        reopen(meeting, by=cast.amina)
    with clock.at(soon + dt.timedelta(hours=26)):
        assert notices.remind_due() == 0
