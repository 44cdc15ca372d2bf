"""Save the database and the attached files in one archive, while people work."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from courtepointe import clock
from courtepointe.database import archive, copying


class Command(BaseCommand):
    help = "Save the database and the attached files in one archive with its sum, while people work."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, help="the folder for archives (default: backups, beside the data)")
        parser.add_argument("--keep", type=int, default=14, help="how many archives to keep there (default: 14)")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["to"] or settings.DATA_DIR / "backups"
        made = back_up(folder)
        archive.keep_newest(folder, max(1, options["keep"]))
        self.stdout.write(f"{made} ({made.stat().st_size / 1e6:.1f} MB)")


def back_up(folder: Path) -> Path:
    """Make one archive in a folder, named for this instant; where it is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    instant = clock.now()
    made = folder / f"courtepointe-{instant:%Y%m%d-%H%M%S}.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as name:
        # The database first: a file that it names is there before it, so the archive holds both.
        facts = copying.save(Path(name))
        members = [*_members("database", Path(name)), *_members("files", Path(settings.MEDIA_ROOT))]
        archive.write(made, members, {**facts, "made_at": instant.isoformat()})
    return made


def _members(prefix: str, folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"{prefix}/{path.relative_to(folder).as_posix()}", path
