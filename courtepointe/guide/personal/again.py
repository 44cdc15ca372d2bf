"""Erasures, told outside the database as well: a backup put back would bring people back, so they are erased again.

One line of JSON each in `DATA_DIR/erased.txt`: the public identity of the seat or the account, which says nothing of
who it was, and those of the files that went.
"""

import json
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from courtepointe import clock
from courtepointe.coalitions.models import Member, Person


def path() -> Path:
    """Where the lines are."""
    return Path(settings.DATA_DIR) / "erased.txt"


def note(**facts: str | list[str]) -> None:
    """Add a line once the transaction holds."""
    line = json.dumps({**facts, "on": clock.today().isoformat()})

    def write() -> None:
        with path().open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    transaction.on_commit(write)


def note_seat(member: Member, personal_files: Iterable[uuid.UUID]) -> None:
    note(seat=str(member.uid), files=[str(uid) for uid in personal_files])


def note_account(person: Person) -> None:
    note(account=str(person.uid))


def lines() -> list[dict[str, Any]]:
    """What was noted, each once, in order."""
    if not path().exists():
        return []
    return [json.loads(line) for line in dict.fromkeys(path().read_text(encoding="utf-8").splitlines()) if line]
