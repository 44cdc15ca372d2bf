"""A worker killed between two messages: each arrives at least once, and is the same message if it comes twice."""

import email
import email.policy
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import uuid
from courtepointe import mail
for n in range(6):
    thing = uuid.UUID(int=n + 1)
    mail.queue(purpose="test", thing_uid=thing, recipient=f"p{n}@example.org", subject=f"n{n}", body="Venez")
"""
STATES = """
from courtepointe.mail import Delivery
print(" ".join(sorted(set(Delivery.objects.values_list("status", flat=True)))))
"""
LEASE_OVER = """
from courtepointe import clock
from courtepointe.mail import Delivery
Delivery.objects.filter(status="queued").update(next_try_at=clock.now())
"""


class SlowBox:
    """Takes messages; at the third it answers only when told, so that the sender can be killed meanwhile."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.third, self.answer = threading.Event(), threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        self.ids.append(str(email.message_from_bytes(envelope.content, policy=email.policy.default)["Message-ID"]))
        if len(self.ids) == 3:
            self.third.set()
            self.answer.wait(30)
        return "250 taken"


@pytest.mark.slow
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="one file of its own is enough: the rows are the same")
def test_a_worker_killed_between_two_messages_loses_none(tmp_path: Path) -> None:
    box = SlowBox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "courtepointe.settings",
        "MODE": "development",
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "k" * 60,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
    }

    def manage(*words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        return subprocess.check_output(command, cwd=ROOT, env=environment, text=True, timeout=60)

    def worker() -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=environment, text=True)

    try:
        manage("migrate", "--verbosity", "0")
        manage("shell", "--no-imports", "-c", ASK)
        first = worker()
        assert box.third.wait(30)
        first.send_signal(signal.SIGKILL)
        first.wait(10)
        box.answer.set()
        manage("shell", "--no-imports", "-c", LEASE_OVER)  # as two minutes later
        second = worker()
        until = time.monotonic() + 30
        while "queued" in manage("shell", "--no-imports", "-c", STATES) and time.monotonic() < until:
            time.sleep(0.2)
        second.terminate()
        second.wait(10)
    finally:
        controller.stop()
    assert len(set(box.ids)) == 6  # each one, at least once
    assert len(box.ids) - len(set(box.ids)) <= 1  # only the one under way may come twice, as the same message
