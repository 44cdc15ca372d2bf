"""The worker: does what is due (see clockwork.py), until it is told to stop."""

import heapq
import logging
import signal
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connection

from courtepointe import supervision
from courtepointe.clockwork import DUTIES, Duty

log = logging.getLogger(__name__)
LONGEST_PAUSE = 300


class Command(BaseCommand):
    help = "Do what is due: mail, reminders. Several workers may run at once."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do everything once, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            for duty in DUTIES:
                attempt(duty)
            return
        supervision.leave_with_parent()
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        with supervision.in_use(settings.DATA_DIR):
            work(DUTIES, stopping)
        connection.close()


def work(duties: tuple[Duty, ...], stopping: threading.Event) -> None:
    """Do each duty at its pace until ``stopping``; one that fails waits longer each time, and the others go on."""
    failures = dict.fromkeys(range(len(duties)), 0)
    due = [(time.monotonic(), number) for number in failures]
    while due and not stopping.wait(max(0, due[0][0] - time.monotonic())):
        _, number = heapq.heappop(due)
        close_old_connections()
        failures[number] = 0 if attempt(duties[number]) else failures[number] + 1
        pause = min(duties[number].seconds * 2.0 ** min(failures[number], 10), LONGEST_PAUSE)
        heapq.heappush(due, (time.monotonic() + max(pause, duties[number].seconds), number))


def attempt(duty: Duty) -> bool:
    """Do it once; a failure is written in the log and never ends the worker."""
    try:
        duty.run()
    except Exception:
        log.exception("duty_failed: %s", duty.name)
        return False
    return True
