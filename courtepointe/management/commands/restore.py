"""Put an archive of ``backup`` back in the place of the data."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courtepointe.database import archive, copying
from courtepointe.guide.personal.erasing import erase_again
from courtepointe.management.commands.backup import back_up
from courtepointe.supervision import in_use


class Command(BaseCommand):
    help = "Put an archive back: checked first, then in the place of the data; the site must be stopped."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--yes", action="store_true", help="replace the data that is there (it is saved first)")

    def handle(self, *args: Any, **options: Any) -> None:
        data = settings.DATA_DIR
        with in_use(data, alone=True) as alone, tempfile.TemporaryDirectory(dir=data, prefix=".restoring-") as name:
            if not alone:
                raise CommandError("The site is running on this data: stop it first, then restore.")
            folder = Path(name)
            try:
                facts = archive.extract(options["archive"], folder)
                copying.check(folder / "database", facts)
            except archive.BadArchive as bad:
                raise CommandError(f"{bad} Nothing was changed.") from None
            self._save_what_is_there(options["yes"])
            copying.load(folder / "database", facts)
            _put_files(folder / "files")
        call_command("migrate", verbosity=0, interactive=False)
        self._erase_again()
        self.stdout.write(f"Restored: the data of {facts['made_at']}. ./run serve opens the site again.")

    def _erase_again(self) -> None:
        """People who had their information erased since the archive was made do not come back with it."""
        count, left = erase_again()
        if count:
            self.stdout.write(f"Erased again: {count}.")
        for seat in left:
            self.stdout.write(f"Seat {seat} was erased, and somebody must take over before it can be erased again.")

    def _save_what_is_there(self, agreed: bool) -> None:
        if copying.is_empty() and not any(Path(settings.MEDIA_ROOT).rglob("*")):
            return
        if not agreed:
            raise CommandError("There is data here already. --yes saves it aside, then replaces it.")
        self.stdout.write(f"What was here is saved in {back_up(settings.DATA_DIR / 'before-restore')}")


def _put_files(source: Path) -> None:
    target = Path(settings.MEDIA_ROOT)
    if target.exists():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.move(source, target)
