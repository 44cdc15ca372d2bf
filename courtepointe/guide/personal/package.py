"""What is held about a person as a file to take away: JSON for machines, a page to read, the files they brought."""

import datetime as dt
import json
import tempfile
import uuid
import zipfile
from collections.abc import Iterable
from typing import IO, Any

from django.template import engines
from django.utils.translation import gettext_lazy, pgettext

from courtepointe import __version__, clock, history, i18n
from courtepointe.coalitions.models import Member, Person
from courtepointe.files import StoredFile
from courtepointe.guide.personal.held import Held, held_of, held_of_account, said
from courtepointe.guide.personal.staying import files_of

history.declare({"personal.downloaded": gettext_lazy("%(who)s downloaded the information held about them.")})


def note_download(seats: Iterable[Member]) -> None:
    """A line of history in each coalition whose data leaves."""
    for seat in seats:
        history.record(seat, "personal.downloaded", by=seat)


def package(seats: list[Member], person: Person | None) -> IO[bytes]:
    """The zip file, open at its beginning."""
    parts = [held_of_account(person)] if person is not None else []
    parts += [held_of(seat) for seat in seats]
    out = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it once it is read)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        brought = [file for seat in seats for file in files_of(seat)]
        archive.writestr("index.html", _page(parts, brought))
        archive.writestr("information.json", json.dumps(_document(parts), ensure_ascii=False, indent=2, default=_plain))
        for file in brought:
            if file.path.exists():
                archive.write(file.path, name_inside(file))
    out.seek(0)
    return out


def name_inside(file: StoredFile) -> str:
    """Where a file stands in the archive: two may bear the same name."""
    return f"files/{str(file.uid)[-8:]}-{file.name}"


def file_name() -> str:
    """The name that the zip file is saved under."""
    return pgettext("name of a file", "my-information") + f"-{clock.today().isoformat()}.zip"


def _document(parts: list[Held]) -> dict[str, Any]:
    return {
        "made_by": f"Courtepointe {__version__}",
        "made_at": clock.now(),
        "parts": [
            {
                "title": part.title,
                "facts": {name: value for name, (_title, value) in part.facts.items()},
                **{table.slug: table.rows for table in part.tables},
            }
            for part in parts
        ],
    }


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    assert isinstance(value, uuid.UUID), value
    return str(value)


def _page(parts: list[Held], brought: list[StoredFile]) -> str:
    template = engines["jinja2"].env.get_template("guide/personal-file.html")  # type: ignore[attr-defined]
    html: str = template.render(
        parts=parts,
        files=[(file.name, name_inside(file)) for file in brought],
        said=said,
        made_at=clock.now(),
        language="fr-CA" if i18n.is_french() else "en-CA",
    )
    return html
