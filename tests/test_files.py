"""Files that people attach: what they are is checked, what a camera adds is taken away, and nobody else reads them."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from courtepointe import clock, files
from courtepointe.files import StoredFile
from courtepointe.meetings.actions.files import add_file, remove_file
from courtepointe.meetings.models import MeetingFile
from courtepointe.rows import Refused
from tests.cast import Cast
from tests.factories import make_meeting

PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def place(settings: Any) -> Path:
    return Path(settings.MEDIA_ROOT)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **extra: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **extra)
    return out.getvalue()


def office(names: tuple[str, ...], mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


GOOD = {
    "Ordre du jour.pdf": PDF,
    "tableau.xlsx": office(("[Content_Types].xml", "xl/workbook.xml")),
    "texte.docx": office(("[Content_Types].xml", "word/document.xml")),
    "feuille.ods": office((), files.OFFICE["ods"]),
    "données.csv": "année;valeur\n2022;29,7\n".encode(),
    "mur.png": picture("PNG"),
    "mur.webp": picture("WEBP"),
}


@pytest.mark.parametrize("name", GOOD)
def test_the_usual_kinds_are_kept_as_they_are_named(cast: Cast, place: Path, name: str) -> None:
    row = files.keep(cast.coalition, upload(name, GOOD[name]))
    assert row.name == name
    assert (place / row.kept_as).stat().st_size == row.size
    assert name.rpartition(".")[0] not in row.kept_as


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("image.svg", b"<svg onload='alert(1)'/>"),
        ("outil.exe", b"MZ"),
        ("photo.heic", b"ftypheic"),
        ("faux.pdf", b"<html>"),
        ("faux.png", PDF),
        ("faux.jpg", b"\xff\xd8\xff\xe0 cut"),
        ("faux.docx", PDF),
        ("autre.docx", office(("[Content_Types].xml", "xl/workbook.xml"))),
        ("autre.odt", office((), files.OFFICE["ods"])),
        ("page.txt", b"  <!DOCTYPE html><script>1</script>"),
        ("binaire.csv", b"a;b\0c"),
        ("vide.pdf", b""),
        ("sans-fin", PDF),
    ],
)
def test_what_is_not_what_it_says_is_refused_and_nothing_is_kept(
    cast: Cast, place: Path, name: str, content: bytes
) -> None:
    with pytest.raises(Refused):
        files.keep(cast.coalition, upload(name, content))
    assert not StoredFile.objects.exists()
    assert not [path for path in place.rglob("*") if path.is_file()]


def test_an_archive_that_unpacks_to_something_enormous_is_refused(cast: Cast) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", b"0" * 210_000_000)
    with pytest.raises(Refused):
        files.keep(cast.coalition, upload("bombe.docx", out.getvalue()))


def test_a_picture_of_enormous_size_is_refused_before_it_is_read(cast: Cast) -> None:
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")  # 17 kB that would take 144 million pixels
    with pytest.raises(Refused):
        files.keep(cast.coalition, upload("bombe.png", out.getvalue()))


def test_where_and_with_what_a_photo_was_taken_is_gone_and_it_stands_upright(cast: Cast, place: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "MARQUE-SECRETE"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    taken = picture(exif=exif, comment=b"COMMENTAIRE-SECRET")
    assert b"MARQUE-SECRETE" in taken
    row = files.keep(cast.coalition, upload("mur.jpg", taken), pictures_only=True)
    kept = (place / row.kept_as).read_bytes()
    assert b"SECRET" not in kept
    with Image.open(io.BytesIO(kept)) as again:
        assert again.size == (20, 40)
        assert not dict(again.getexif())


def test_a_large_photo_is_made_smaller(cast: Cast, place: Path) -> None:
    row = files.keep(cast.coalition, upload("mur.jpg", picture(size=(4000, 3000))))
    with Image.open(row.path) as kept:
        assert kept.size == (2400, 1800)


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\temp\\x.pdf", "a\u202efdp.pdf", "x" * 300 + ".pdf"])
def test_a_name_that_would_mislead_is_made_plain(cast: Cast, place: Path, name: str) -> None:
    row = files.keep(cast.coalition, upload(name, PDF))
    assert not set("/\\\u202e") & set(row.name)
    assert len(row.name) <= 200
    assert row.path.resolve().is_relative_to(place.resolve())


def test_limits_are_said(cast: Cast, settings: Any) -> None:
    settings.FILE_LIMIT = 10
    with pytest.raises(Refused):
        files.keep(cast.coalition, upload("a.pdf", PDF))
    settings.FILE_LIMIT, settings.COALITION_FILES = 1000, len(PDF)
    files.keep(cast.coalition, upload("a.pdf", PDF))
    with pytest.raises(Refused):
        files.keep(cast.coalition, upload("b.pdf", PDF))
    files.keep(cast.other, upload("b.pdf", PDF))  # the room of one is not that of another


def test_a_file_whose_act_fails_is_swept_away(cast: Cast, place: Path) -> None:
    def act() -> None:
        with transaction.atomic():
            files.keep(cast.coalition, upload("a.pdf", PDF))
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        act()
    kept = files.keep(cast.coalition, upload("b.pdf", PDF))
    assert files.sweep() == 0  # too young: somebody may be at it
    with clock.at(clock.now().replace(year=clock.now().year + 1)):
        assert files.sweep() == 1
    assert kept.path.exists()


def test_members_read_a_document_and_nobody_else(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, "Rencontre 1")
    row = add_file(meeting, upload("À lire.pdf", PDF), by=cast.amina, title="À lire")
    address = f"/c/{cast.coalition.uid}/meetings/{meeting.uid}/files/{row.uid}/"
    answer = cast.client(cast.chloe).get(address)
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert cast.client(cast.driss).get(address).status_code == 404
    assert cast.client(None).get(address).status_code == 302
    remove_file(row, by=cast.amina)
    assert cast.client(cast.amina).get(address).status_code == 404
    assert MeetingFile.objects.get().file.path.exists()  # removal empties nothing
