"""Files that people attach: private, kept outside the web root, served by a view that checks who asks.

What a file is comes from its first bytes, never from its name alone. Pictures are written anew: how they look is kept,
where, when and with what they were taken is not.
"""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import unicodedata
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.db import models, transaction
from django.http import FileResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from courtepointe import clock
from courtepointe.rows import Identified, Refused

if TYPE_CHECKING:
    from PIL import Image

CHUNK = 1 << 16
LONGEST_SIDE = 2400  # pixels: enough to read a wall of sticky notes
MOST_PIXELS = 60_000_000
MOST_UNPACKED = 200_000_000  # bytes of an office document once unpacked
NAME = 200

PICTURES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
TEXTS = {"txt": "text/plain", "csv": "text/csv"}
KINDS = {"pdf": "application/pdf", **PICTURES, **OFFICE, **TEXTS}
ACCEPTED = ",".join(f".{ending}" for ending in KINDS)  # for the control of a form
PICTURES_ACCEPTED = ",".join(f".{ending}" for ending in PICTURES)


class StoredFile(Identified):
    """A file as it was kept: its name on disk is random, its content known by its SHA-256."""

    code = "file"

    coalition = models.ForeignKey("courtepointe.Coalition", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)  # as people see it and get it back
    kept_as = models.CharField(max_length=80, unique=True)  # under settings.MEDIA_ROOT
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField(default=clock.now)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        db_table = "stored_file"
        indexes = [models.Index(fields=["coalition", "stored_at"], name="stored_file_order")]

    @property
    def is_picture(self) -> bool:
        return self.content_type in PICTURES.values()

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.kept_as


def keep(coalition: Any, upload: Any, *, by: Any = None, pictures_only: bool = False) -> StoredFile:
    """Check an uploaded file and keep it: on disk first, then as a row; a transaction that fails takes it away again.

    Raises Refused, with a sentence for the person, when it is too large, of another kind than its name says, of a kind
    that is not taken, or when the coalition has no room left (`FILE_LIMIT_MB`, `COALITION_FILES_MB`).
    """
    ending = _ending(upload.name, pictures_only=pictures_only)
    content = _content(upload)
    _refuse_over_quota(coalition, len(content))
    kind = KINDS[ending]
    content = _drawn_anew(content, kind) if ending in PICTURES else _checked(content, ending)
    row = StoredFile(
        coalition=coalition,
        name=_shown_name(upload.name),
        kept_as=f"{secrets.token_hex(2)}/{secrets.token_hex(16)}",
        content_type=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_by=by,
    )
    _write(row.path, content)
    try:
        with transaction.atomic():
            row.save()
    except BaseException:
        row.path.unlink(missing_ok=True)
        raise
    return row


def _ending(name: str, *, pictures_only: bool) -> str:
    ending = name.rpartition(".")[2].lower()
    if ending in ("heic", "heif"):
        raise Refused(_("Photos in the HEIC format are not read here: choose JPEG in the settings of your camera."))
    if ending not in (PICTURES if pictures_only else KINDS):
        wanted = ", ".join(PICTURES if pictures_only else KINDS)
        raise Refused(_("This kind of file is not taken. Those that are: %(kinds)s.") % {"kinds": wanted})
    return ending


def _content(upload: Any) -> bytes:
    limit = settings.FILE_LIMIT
    size = getattr(upload, "size", None)
    if size == 0:
        raise Refused(_("This file is empty."))
    too_large = Refused(_("This file is too large: %(limit)s MB at most.") % {"limit": limit // 1_000_000})
    if size is not None and size > limit:
        raise too_large
    content: bytes = upload.read(limit + 1)
    if len(content) > limit:
        raise too_large
    return content


def _refuse_over_quota(coalition: Any, size: int) -> None:
    used = StoredFile.objects.filter(coalition=coalition).aggregate(total=models.Sum("size"))["total"] or 0
    if used + size > settings.COALITION_FILES:
        raise Refused(_("Your coalition has no room left for files: remove some, or ask whoever runs this site."))


def _checked(content: bytes, ending: str) -> bytes:
    """The content as it is, when it is what its name says."""
    if ending == "pdf":
        fine = content.startswith(b"%PDF-")
    elif ending in OFFICE:
        fine = _is_office(content, ending)
    else:
        fine = _is_text(content)
    if not fine:
        raise Refused(_("The content of this file is not what its name says: save it again, then choose it again."))
    return content


def _is_office(content: bytes, ending: str) -> bool:
    """An archive that names its own kind, and does not unpack to something enormous."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MOST_UNPACKED:
                return False
            names = set(archive.namelist())
            if ending in ("odt", "ods", "odp"):
                return archive.read("mimetype").strip().decode("ascii", "replace") == OFFICE[ending]
            folder = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}[ending]
            return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)
    except (zipfile.BadZipFile, KeyError, RuntimeError, OSError, ValueError):
        return False


def _is_text(content: bytes) -> bool:
    """No byte of a program or a picture, and no page that a browser would run."""
    if b"\0" in content:
        return False
    return not re.match(rb"\s*<(!doctype|html|svg|script|\?xml)", content[:512].lower())


def _drawn_anew(content: bytes, kind: str) -> bytes:
    """The picture written again: upright, at most 2,400 pixels a side, without anything that the camera added."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415  (no start should wait for it)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture: Image.Image = Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"])
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(_("This picture is too large: send it in a smaller size."))
            picture = ImageOps.exif_transpose(picture)
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            clean = Image.new(picture.mode, picture.size)
            clean.paste(picture)
            if picture.mode == "P" and picture.getpalette():
                clean.putpalette(picture.getpalette() or [])
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise Refused(_("This file is not a picture that can be read.")) from problem
    except (OSError, SyntaxError, ValueError) as problem:
        raise Refused(_("This picture is damaged: take it or save it again.")) from problem
    return _saved(clean, kind)


def _saved(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "image/jpeg":
        picture.convert("RGB").save(out, "JPEG", quality=85, optimize=True)
    elif kind == "image/png":
        picture.save(out, "PNG", optimize=True)
    else:
        picture.save(out, "WEBP", quality=85)
    return out.getvalue()


def _shown_name(name: str) -> str:
    """The last part of the name, without what could mislead: folders, control and direction characters."""
    last = re.split(r"[\\/]", name)[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip() or "fichier"
    stem, _dot, ending = shown.rpartition(".")
    return f"{stem[: NAME - len(ending) - 1]}.{ending}" if stem else shown[:NAME]


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") as file:
        file.write(content)


def answer(row: StoredFile, *, shown: bool = False) -> FileResponse:
    """The file as an answer: to save, or (`shown`, pictures only) to look at. The caller has checked who asks."""
    inside = shown and row.is_picture
    file: BinaryIO = row.path.open("rb")
    response = FileResponse(file, content_type=row.content_type if inside else "application/octet-stream")
    header = content_disposition_header(not inside, row.name)
    if header:
        response.headers["Content-Disposition"] = header
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def destroy(row: StoredFile) -> None:
    """Take a file away for good: its row, and its content once the transaction holds. No row may name it any more."""
    path = row.path
    row.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def sweep() -> int:
    """Take away files on disk that no row knows, an hour old or more. Called by the worker; safe to call twice."""
    root = Path(settings.MEDIA_ROOT)
    if not root.is_dir():
        return 0
    old = clock.now().timestamp() - 3600
    found = {str(path.relative_to(root)): path for path in root.glob("????/*") if path.stat().st_mtime < old}
    known = set(StoredFile.objects.filter(kept_as__in=found).values_list("kept_as", flat=True))
    for name in found.keys() - known:
        found[name].unlink(missing_ok=True)
    return len(found.keys() - known)
