"""Fill an empty database with the demo (only in demo mode, or in tests)."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courtepointe.demo.build import DEFAULT_STAGE, STAGES, NotEmpty, load


class Command(BaseCommand):
    help = "Fill an empty database with one fictional coalition at a point of its life, and a second small one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", choices=STAGES, default=DEFAULT_STAGE, help="where the coalition stands today")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE not in ("demo", "test"):
            raise CommandError("The demo is made only with MODE=demo: it would mix with real people's work.")
        started = time.perf_counter()
        try:
            happened = load(options["stage"])
        except NotEmpty:
            raise CommandError("This database is not empty: the demo is only made in a new one.") from None
        seconds = time.perf_counter() - started
        self.stdout.write(f"Demo at stage {options['stage']}: {happened} moments in {seconds:.1f} s.")
