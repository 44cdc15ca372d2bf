"""The queue of mail, as the worker empties it, to a real SMTP server on this machine."""

import socket
import uuid
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller

from courtepointe import mail


class Box:
    """Takes what it is given, or refuses it."""

    def __init__(self):
        self.messages = []
        self.refuses = False

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # aiosmtpd's name
        if self.refuses:
            return "451 later"
        self.messages.append(message_from_bytes(envelope.content))
        return "250 taken"


@pytest.fixture
def box(settings):
    box = Box()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    controller.stop()


def ask(subject="Bonjour", **changes):
    fields = {"purpose": "test", "thing_uid": uuid.uuid4(), "recipient": "eve@example.org", "body": "Venez."}
    return mail.queue(subject=subject, **{**fields, **changes})


@pytest.mark.django_db
def test_nothing_due_costs_one_look_and_no_transaction(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert mail.send_due() == 0


@pytest.mark.django_db
def test_what_is_asked_leaves_once(box):
    for subject in ("Un", "Deux", "Trois"):
        ask(subject)
    assert mail.send_due(2) == 2
    assert mail.send_due() == 1
    assert mail.send_due() == 0
    assert [message["Subject"] for message in box.messages] == ["Un", "Deux", "Trois"]
    assert len({message["Message-ID"] for message in box.messages}) == 3


@pytest.mark.django_db
def test_what_is_refused_waits_for_its_next_try_and_holds_nobody_up(box):
    first = ask("Un")
    box.refuses = True
    assert mail.send_due() == 0
    box.refuses = False
    ask("Deux")
    assert mail.send_due() == 1
    first.refresh_from_db()
    assert (first.status, first.tries) == (mail.Delivery.QUEUED, 1)
    assert first.next_try_at > first.created_at
