"""The minutes leave: to the body that met, in each one’s language, an edition once; what did not leave is said."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import translation

from courtepointe import clock, history, mail
from courtepointe.mail import Delivery, MailRefusal
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.actions.evaluations import open_evaluation
from courtepointe.meetings.actions.follow_ups import add_follow_up
from courtepointe.meetings.actions.minutes import reopen_minutes, word_section
from courtepointe.meetings.actions.sending import send_minutes
from courtepointe.meetings.models import Committee, CommitteeMember, Meeting, Minutes
from courtepointe.meetings.queries.recipients import recipients_of
from courtepointe.rows import Refused
from tests.factories import make_activity, make_meeting, make_member

DAY = dt.datetime(2026, 10, 6, 22, tzinfo=dt.UTC)


@pytest.fixture
def meeting(cast):
    return make_meeting(cast.coalition, "Rencontre 1", status=Meeting.HELD)


def address(name, cast, meeting):
    return reverse(name, kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})


def bodies():
    return {row.recipient.partition("@")[0]: row.body for row in Delivery.objects.filter(purpose="minutes")}


LINK = re.compile(r"/evaluation/\S+")


def bodies_of(edition):
    rows = Delivery.objects.filter(purpose="minutes", thing_version=edition)
    return {row.recipient.partition("@")[0]: row.body for row in rows}


def send(meeting, cast, **more):
    return send_minutes(Meeting.objects.get(pk=meeting.pk), by=cast.amina, **more)


def test_each_member_gets_decisions_their_own_follow_ups_and_the_whole_in_their_language(cast, meeting):
    cast.chloe.language = "en"
    cast.chloe.save()
    item = make_activity(meeting, "Règles du groupe", note="On a parlé longtemps")
    record_decision(meeting, by=cast.amina, activity=item, wording="Adopter les règles", mode="consensus")
    add_follow_up(meeting, by=cast.amina, activity=item, what="Écrire à la MRC", member=cast.benoit)
    add_follow_up(meeting, by=cast.amina, activity=item, what="Trouver une salle", organisation=cast.organisation)
    assert send(meeting, cast) == 3
    found = bodies()
    benoit, chloe = found["benoit"].partition("-----"), found["chloe"].partition("-----")
    assert "Bonjour Benoît" in benoit[0]
    assert "Ce qui vous revient\u00a0:" in benoit[0]
    assert "Écrire à la MRC" in benoit[0]
    assert "Trouver une salle" in benoit[0]
    assert "Hello Chloé" in chloe[0]
    assert "What comes back to you" not in chloe[0]
    for head, _line, whole in (benoit, chloe):
        assert "Adopter les règles" in head
        assert address("minutes", cast, meeting) in head
        assert "On a parlé longtemps" in whole
        assert "Écrire à la MRC" in whole
    assert "FOLLOW-UPS" in chloe[2]
    assert {row.kind for row in Delivery.objects.all()} == {"minutes"}


def test_sending_closes_the_minutes_and_the_page_says_when_and_to_how_many(cast, meeting):
    with clock.at(DAY):
        send(meeting, cast)
    row = Minutes.objects.get()
    assert (row.closed_at, row.sent_at, row.sent_by, row.edition) == (DAY, DAY, cast.amina.person, 1)
    page = cast.client(cast.amina).get(address("minutes", cast, meeting)).content.decode()
    assert "Envoyé aux membres, 6\u00a0oct. 2026, 18\u00a0h" in page
    assert "3 personnes" in page
    assert "encore en route\u00a0: 3" in page
    page = cast.client(cast.chloe).get(address("minutes", cast, meeting)).content.decode()
    assert "Envoyé aux membres" in page
    assert "3 personnes" not in page


def test_nobody_gets_an_edition_twice_and_who_comes_later_gets_it(cast, meeting):
    send(meeting, cast)
    with pytest.raises(Refused):
        send(meeting, cast)
    cast.benoit.email = "nouvelle@example.org"
    cast.benoit.save()
    late = make_member(cast.coalition, "Zoé", email="zoe@example.org")
    assert [row.pk for row in recipients_of(meeting, Minutes.objects.get()).by_mail] == [late.pk]
    assert send(meeting, cast) == 1
    assert Minutes.objects.get().edition == 1
    assert sorted(bodies()) == ["amina", "benoit", "chloe", "zoe"]


def test_after_a_reopening_a_corrected_edition_says_what_changed(cast, meeting):
    with clock.at(DAY):
        send(meeting, cast)
        reopen_minutes(meeting, by=cast.amina)
    with pytest.raises(Refused):
        send(meeting, cast)
    assert Minutes.objects.get().closed_at is None
    browser, where = cast.client(cast.amina), address("minutes-send", cast, meeting)
    assert browser.post(where, {"correction": ""}).status_code == 422
    assert browser.post(where, {"correction": "Le montant de la décision 2"}).status_code == 303
    row = Minutes.objects.get()
    assert (row.edition, row.correction) == (2, "Le montant de la décision 2")
    assert Delivery.objects.filter(purpose="minutes", thing_version=2).count() == 3
    second = Delivery.objects.get(thing_version=2, recipient__startswith="benoit")
    assert "version corrigée" in second.subject
    assert "Le montant de la décision 2" in second.body
    page = browser.get(address("minutes", cast, meeting)).content.decode()
    assert "Le montant de la décision 2" in page
    assert "version corrigée 2" in page


def test_those_who_refuse_or_have_no_address_are_listed_for_paper(cast, meeting):
    MailRefusal.objects.create(coalition=cast.coalition, member=cast.chloe, kind="minutes")
    make_member(cast.coalition, "Sans courriel")
    make_member(cast.coalition, "Partie", email="partie@example.org", left_at=clock.now())
    page = cast.client(cast.amina).get(address("minutes-send", cast, meeting)).content.decode()
    mailed, _word, paper = page.partition("À remettre sur papier")
    assert "Benoît" in mailed
    assert "Sans courriel" in paper
    assert "Chloé" in paper
    assert "Partie" not in page
    send(meeting, cast)
    assert sorted(bodies()) == ["amina", "benoit"]


def test_the_minutes_of_a_committee_go_to_its_seats(cast):
    committee = Committee(coalition=cast.coalition, name="Comité")
    committee.clean()
    committee.save()
    CommitteeMember.objects.create(coalition=cast.coalition, committee=committee, member=cast.benoit)
    CommitteeMember.objects.create(
        coalition=cast.coalition, committee=committee, member=cast.chloe, left_at=clock.now()
    )
    meeting = make_meeting(cast.coalition, "Comité 1", committee=committee, status=Meeting.HELD)
    send(meeting, cast)
    assert list(bodies()) == ["benoit"]


def test_what_did_not_leave_is_named_and_leaves_at_the_second_sending(cast, meeting):
    send(meeting, cast)
    Delivery.objects.filter(recipient__startswith="benoit").update(status=Delivery.FAILED, body="")
    Delivery.objects.exclude(recipient__startswith="benoit").update(status=Delivery.SENT)
    page = cast.client(cast.amina).get(address("minutes", cast, meeting)).content.decode()
    assert "Des messages ne sont pas partis" in page
    assert "benoit@example.org" in page
    assert "benoit@example.org" not in cast.client(cast.chloe).get(address("minutes", cast, meeting)).content.decode()
    cast.benoit.email = "juste@example.org"
    cast.benoit.save()
    assert send(meeting, cast) == 1
    assert Delivery.objects.filter(status=Delivery.QUEUED).get().recipient == "juste@example.org"
    assert not Delivery.objects.filter(status=Delivery.FAILED).exists()


def test_each_one_has_one_link_to_the_evaluation_which_leaves_no_trace_once_sent(cast, meeting, settings):
    settings.DEMO = False
    open_evaluation(meeting, by=cast.amina)
    send(meeting, cast)
    assert all("/evaluation/" in body for body in bodies().values())
    reopen_minutes(meeting, by=cast.amina)
    send(meeting, cast, correction="Une virgule")
    again = Delivery.objects.get(thing_version=2, recipient__startswith="benoit").body
    assert LINK.search(again)[0] == LINK.search(bodies_of(1)["benoit"])[0]
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    mail.send_due()
    assert not Delivery.objects.exclude(body="").exists()


def test_minutes_do_not_leave_before_the_meeting(cast):
    meeting = make_meeting(cast.coalition)
    page = cast.client(cast.amina).get(address("minutes-send", cast, meeting))
    assert "dites d’abord qu’elle est terminée" in page.content.decode()
    with pytest.raises(Refused):
        send(meeting, cast)
    assert not Delivery.objects.exists()


def test_history_says_who_sent_what_in_both_languages(cast, meeting):
    send(meeting, cast)
    entry = history.Entry.objects.filter(verb="minutes.sent").get()
    assert entry.sentence == "Amina a envoyé le compte rendu de «\u202fRencontre 1\u202f» aux membres\u00a0: 3."
    with translation.override("en"):
        assert entry.sentence == "Amina sent the minutes of “Rencontre 1” to members: 3."


def test_the_message_holds_nothing_of_another_coalition_nor_of_another_meeting(cast, meeting):
    other = make_meeting(cast.coalition, "AUTRE-RENCONTRE", status=Meeting.HELD, on=dt.date(2026, 9, 1))
    record_decision(other, by=cast.amina, activity=None, wording="AUTRE-RENCONTRE décision")
    theirs = make_meeting(cast.other, "SECRET-AILLEURS", status=Meeting.HELD)
    record_decision(theirs, by=cast.driss, activity=None, wording="SECRET-AILLEURS décision")
    word_section(meeting, "opening", by=cast.amina, version=0, text="Mots d’ouverture")
    send(meeting, cast)
    assert "driss" not in bodies()
    for body in bodies().values():
        assert "Mots d’ouverture" in body
        assert "AUTRE-RENCONTRE" not in body
        assert "SECRET-AILLEURS" not in body


def test_only_those_who_steer_send(cast, meeting):
    for reader in (cast.benoit, cast.chloe):
        assert cast.client(reader).post(address("minutes-send", cast, meeting)).status_code == 403
    assert not Delivery.objects.exists()
