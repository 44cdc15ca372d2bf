"""Serve the site: the pages and the worker, each in its process, both kept alive."""

import socket
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courtepointe.supervision import Child, Supervisor, in_use, python
from courtepointe.web.server import address


class Command(BaseCommand):
    help = "Serve the site: the pages and the worker (see docs/admin.md)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pages-only", action="store_true", help="without the worker, which runs elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = address()
        refuse_if_unsafe()
        refuse_if_unprepared()
        refuse_if_taken(host, port)
        manage = str(settings.ROOT / "manage.py")
        children = [Child("The server", python("-m", "courtepointe.web.server"))]
        if not options["pages_only"]:
            children.append(Child("The worker", python(manage, "work")))
        with in_use(settings.DATA_DIR) as free:
            if not free:
                raise CommandError("The data is being restored: start again when that is done.")
            supervisor = Supervisor(children, self.stderr.write)
            threading.Thread(target=self._announce, args=(host, port, supervisor), daemon=True).start()
            supervisor.run()

    def _announce(self, host: str, port: int, supervisor: Supervisor) -> None:
        inside = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104  # read, not bound
        while not supervisor.stopping.wait(0.05):
            if answers(f"http://{f'[{inside}]' if ':' in inside else inside}:{port}/health/ready"):
                self.stdout.write(f"Courtepointe answers at {settings.BASE_URL} (Ctrl-C stops it).")
                return


def answers(url: str) -> bool:
    """Whether the server says that it is ready."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  # our own http address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def refuse_if_unsafe() -> None:
    """Raise CommandError when a real site would be served with settings that are not for one."""
    if not settings.PRODUCTION:
        return
    if settings.DEBUG:
        raise CommandError("DEBUG must be off in production.")
    if "*" in settings.ALLOWED_HOSTS or not settings.ALLOWED_HOSTS:
        raise CommandError("HOSTS must name the host names of the site; * is refused.")
    if len(settings.SECRET_KEY) < 40 or settings.SECRET_KEY.startswith(("django-insecure", "not-a-secret")):
        raise CommandError("SECRET_KEY must be a random text of at least 40 characters.")


def refuse_if_unprepared() -> None:
    """Raise CommandError when the database or the static files are not those of this version."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connection.close()
    if waiting or not are_static_files_there():
        raise CommandError("This installation is not ready for this version: run ./run prepare first.")


def are_static_files_there() -> bool:
    """Whether every static file of this version was collected."""
    if not Path(settings.STATIC_ROOT).is_dir():
        return False
    collected = getattr(staticfiles_storage, "hashed_files", None)
    if collected is None:
        return True
    return all(path in collected for finder in get_finders() for path, _ in finder.list([]))


def refuse_if_taken(host: str, port: int) -> None:
    """Raise CommandError when the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandError(
                f"Cannot listen on {host}, port {port}: {problem.strerror}. Choose another with PORT=."
            ) from None
