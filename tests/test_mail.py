"""Mail against a real SMTP server on this machine: sent once, tried again, taken up after a kill."""

import datetime as dt
import email
import email.policy
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from courtepointe import clock, mail
from courtepointe.mail import Delivery
from courtepointe.rows import uuid7
from tests.cast import Cast

REFUSED = "refused@example.org"


class Post:
    """What a server received; it refuses one address."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address == REFUSED:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        return [str(message["Subject"]) for message in self.received]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _free_port()
    office = Post()
    controller = Controller(office, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    yield office
    controller.stop()


def ask(recipient: str = "a@example.org", subject: str = "Bonjour", **fields: Any) -> Delivery:
    fields.setdefault("purpose", "test")
    fields.setdefault("thing_uid", uuid7())
    return mail.queue(recipient=recipient, subject=subject, body="Première ligne\n", **fields)


def later(minutes: float) -> dt.datetime:
    return clock.now() + dt.timedelta(minutes=minutes)


def test_a_message_leaves_once_with_its_own_identity(db: None, post: Post) -> None:
    row = ask(recipient_name='Élise "la" Coordonnatrice')
    assert mail.send_due() == 1
    assert mail.send_due() == 0
    (message,) = post.received
    assert message["Subject"] == "Bonjour"
    assert str(row.uid) in message["Message-ID"]
    assert "Élise la Coordonnatrice" in message["To"]
    assert "Première ligne" in message.get_content()
    row.refresh_from_db()
    assert (row.status, row.problem) == (Delivery.SENT, "")


def test_asking_twice_for_the_same_thing_sends_one(db: None, post: Post) -> None:
    thing = uuid7()
    assert ask(thing_uid=thing).pk == ask(thing_uid=thing).pk
    mail.send_due()
    assert len(post.received) == 1


def test_a_server_that_is_down_is_tried_again_later_and_later(db: None, settings: Any) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _free_port()
    row = ask()
    waits = []
    moment = clock.now()
    for _ in range(3):
        with clock.at(moment):
            assert mail.send_due() == 0
        row.refresh_from_db()
        waits.append(row.next_try_at - moment)
        moment = row.next_try_at
    assert waits == sorted(waits)
    assert waits[0] < waits[2]
    assert row.status == Delivery.QUEUED
    office = Post()
    controller = Controller(office, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    try:
        with clock.at(moment):
            assert mail.send_due() == 1
    finally:
        controller.stop()
    assert office.subjects == ["Bonjour"]


def test_after_eight_tries_a_message_is_given_up_with_its_reason(db: None, settings: Any) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _free_port()
    row = ask()
    for _ in range(mail.TRIES):
        with clock.at(row.next_try_at):
            mail.send_due(1)
        row.refresh_from_db()
    assert row.status == Delivery.FAILED
    assert row.problem


def test_a_refused_address_does_not_hold_the_others(db: None, post: Post) -> None:
    ask("first@example.org", "Un")
    refused = ask(REFUSED, "Deux")
    ask("third@example.org", "Trois")
    assert mail.send_due() == 2
    assert post.subjects == ["Un", "Trois"]
    refused.refresh_from_db()
    assert refused.sent_at is None
    assert refused.problem


def test_a_message_that_can_never_arrive_is_not_tried_for_hours(db: None, post: Post) -> None:
    refused = ask(REFUSED)
    mail.send_due()
    refused.refresh_from_db()
    assert refused.status == Delivery.FAILED


def test_a_worker_killed_between_two_messages_loses_none(db: None, post: Post) -> None:
    ask("first@example.org", "Un")
    ask("second@example.org", "Deux")
    assert mail.send_due(1) == 1
    taken = mail._claim()  # what a worker does just before it is killed
    assert taken is not None
    assert mail.send_due() == 0
    with clock.at(later(3)):
        assert mail.send_due() == 1
    assert post.subjects == ["Un", "Deux"]


def test_codes_and_links_are_blanked_once_sent(db: None, post: Post) -> None:
    rows = [ask(purpose=purpose) for purpose in ("sign-in", "invitation", "convocation")]
    mail.send_due()
    for row in rows:
        row.refresh_from_db()
    assert [row.body for row in rows] == ["", "", "Première ligne\n"]
    assert len(post.received) == 3


def test_convocations_are_emptied_once_sent_and_kept_while_they_may_be_sent_again(
    db: None, post: Post, settings: Any
) -> None:
    """They hold the personal link of one person, and their address in the calendar file."""
    row = ask(purpose="meeting-convocation", calendar="ATTENDEE:MAILTO:lea@example.org", calendar_method="REQUEST")
    mail.send_due()
    row.refresh_from_db()
    assert (row.status, row.body, row.calendar) == (Delivery.SENT, "", "")
    settings.EMAIL_PORT = _free_port()
    failed = ask("autre@example.org", purpose="meeting-change")
    mail.send_due()
    failed.refresh_from_db()
    assert failed.body != ""


def test_a_code_that_has_expired_is_not_sent_late(db: None, settings: Any) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _free_port()
    row = ask(purpose="sign-in")
    with clock.at(later(16)):
        mail.send_due(1)
    row.refresh_from_db()
    assert (row.status, row.body) == (Delivery.FAILED, "")


def test_a_line_end_in_a_subject_adds_no_header(db: None, post: Post) -> None:
    ask(subject="Bonjour\r\nBcc: autre@example.org", recipient_name="X\r\nBcc: autre@example.org")
    mail.send_due()
    (message,) = post.received
    assert message["Bcc"] is None
    assert message["Subject"] == "Bonjour Bcc: autre@example.org"


def test_problems_kept_hold_no_password(db: None, settings: Any) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _free_port()
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "poste", "SECRET-DU-POSTE"
    row = ask()
    mail.send_due()
    row.refresh_from_db()
    assert "SECRET-DU-POSTE" not in row.problem


@pytest.mark.django_db
def test_a_calendar_goes_as_an_alternative_and_as_a_file(post: Post, cast: Cast) -> None:
    text = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:été\r\nEND:VCALENDAR\r\n"
    mail.queue(
        purpose="meeting-convocation",
        thing_uid=uuid7(),
        recipient="eve@example.org",
        subject="Venez",
        body="Bonjour",
        calendar=text,
        calendar_method="REQUEST",
    )
    assert mail.send_due() == 1
    (message,) = post.received
    parts = {part.get_content_type(): part for part in message.walk()}
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert "été" in parts["text/calendar"].get_content()
    assert parts["application/ics"].get_filename() == "courtepointe.ics"
    assert message["List-Unsubscribe"] is None  # a convocation is not turned off


@pytest.mark.django_db
def test_one_click_in_a_mail_program_turns_one_kind_off(post: Post, cast: Cast) -> None:
    def ask(kind: str) -> Delivery | None:
        return mail.queue(
            purpose=kind,
            thing_uid=uuid7(),
            recipient=cast.benoit.email,
            subject="Rappel",
            body="Bonjour",
            coalition=cast.coalition,
            member=cast.benoit,
            kind=kind,
        )

    assert ask("reminder") is not None
    mail.send_due()
    waiting = ask("reminder")
    message = post.received[0]
    address = str(message["List-Unsubscribe"]).strip("<>").replace("\n", "").replace(" ", "")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = address[address.index("/mail-off/") :]
    stranger = cast.client(None)
    page = stranger.get(path)
    assert (page.status_code, mail.MailRefusal.objects.count()) == (200, 0)  # a scanner opened it
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert ask("reminder") is None
    assert waiting is not None
    assert not Delivery.objects.filter(pk=waiting.pk).exists()
    assert ask("minutes") is not None  # another kind still leaves
    mail.accept(cast.benoit, "reminder")
    assert ask("reminder") is not None


@pytest.mark.django_db
def test_a_forged_address_turns_nothing_off(cast: Cast) -> None:
    address = mail.refusal_address(cast.benoit.uid, "reminder")
    path = address[address.index("/mail-off/") :]
    assert cast.client(None).post(path[:-4] + "aaa/").status_code == 404
    assert not mail.MailRefusal.objects.exists()


@pytest.mark.django_db
def test_a_message_refused_is_seen_and_leaves_once_its_address_is_corrected(post: Post, cast: Cast) -> None:
    bad = mail.queue(
        purpose="meeting-convocation",
        thing_uid=uuid7(),
        recipient=REFUSED,
        subject="Venez",
        body="Bonjour",
        coalition=cast.coalition,
        member=cast.benoit,
    )
    assert bad is not None
    mail.send_due()
    assert [row.pk for row in mail.troubled(cast.coalition.pk)] == [bad.pk]
    assert not mail.troubled(cast.other.pk)
    browser = cast.client(cast.amina)
    browser.post(f"/c/{cast.coalition.uid}/mail/{bad.uid}/again/")
    assert mail.send_due() == 1
    assert str(post.received[0]["To"]) == "benoit@example.org"
    assert not mail.troubled(cast.coalition.pk)
