"""A backup is one archive, and its sum beside it: courtepointe-<instant>.tar.gz and the same with .sha256.

Inside: ``manifest.json`` (what it is, and the sum of every member), ``database/`` (see ``copying``), and
``files/``, what people attached. Every sum is checked again before anything is put back.
"""

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
Facts = dict[str, Any]


class BadArchive(Exception):
    """The archive is damaged, or is not one of ours; the message says how."""


def write(archive: Path, members: Iterable[tuple[str, Path]], facts: Facts) -> None:
    """Make the archive and its sum. It only gets its name once it is whole; only its owner may read it."""
    partial = archive.with_name(archive.name + ".partial")
    sums: dict[str, str] = {}
    with open(partial, "wb", opener=_private) as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=5) as tar:
        for name, path in members:
            try:
                sums[name] = _add(tar, name, path)
            except FileNotFoundError:
                continue  # removed by someone since it was listed
        content = json.dumps({**facts, "format": FORMAT, "sums": sums}, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    _make_safe(partial)
    sum_of(archive).write_text(f"{_digest_of(partial)}  {archive.name}\n", encoding="ascii")
    partial.replace(archive)


def sum_of(archive: Path) -> Path:
    """The file that holds the archive's sum, as sha256sum writes and checks it."""
    return archive.with_name(archive.name + ".sha256")


def extract(archive: Path, folder: Path) -> Facts:
    """Check the archive whole while putting its members in an empty folder; what its manifest says.

    Raises BadArchive; then the folder's content is worth nothing.
    """
    _check_sum(archive)
    try:
        with gzip.open(archive) as unpacked:
            with tarfile.open(fileobj=unpacked, mode="r:") as tar:
                found = {entry.name: _extract(tar, entry, folder) for entry in tar if entry.isfile()}
            while unpacked.read(1024 * 1024):
                pass  # to the very end: only there does gzip know that nothing changed
        facts: Facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (tarfile.TarError, zlib.error, OSError, EOFError, ValueError) as problem:
        raise BadArchive(f"{archive.name} cannot be read: {problem}") from None
    found.pop(MANIFEST, None)
    if facts.get("format") != FORMAT:
        raise BadArchive(f"{archive.name} has another format than this version reads.")
    if facts.get("sums") != found:
        raise BadArchive(f"{archive.name} does not hold what its manifest says.")
    return facts


def keep_newest(folder: Path, number: int) -> list[Path]:
    """Remove the oldest archives of a folder beyond ``number``; those that were removed."""
    archives = sorted(folder.glob("courtepointe-*.tar.gz"))
    old = archives[: max(0, len(archives) - number)]
    for archive in old:
        archive.unlink()
        sum_of(archive).unlink(missing_ok=True)
    return old


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _make_safe(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as file:
        entry = tar.gettarinfo(arcname=name, fileobj=file)
        reader = _Summing(file, entry.size)
        tar.addfile(entry, reader)
    return reader.digest.hexdigest()


class _Summing:
    """Reads a file up to its size at the start, and keeps the sum of what it read."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.digest = hashlib.sha256()
        self._file = file
        self._left = size

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(part)
        self.digest.update(part)
        return part


def _extract(tar: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path) -> str:
    name = PurePosixPath(entry.name)
    if name.is_absolute() or ".." in name.parts:
        raise BadArchive(f"The archive holds a file outside its folder: {entry.name}")
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    source = tar.extractfile(entry)
    if source is None:
        raise BadArchive(f"The archive holds something strange: {entry.name}")
    with source, open(target, "wb", opener=_private) as file:
        shutil.copyfileobj(source, file, 1024 * 1024)
    return _digest_of(target)


def _check_sum(archive: Path) -> None:
    if not archive.is_file():
        raise BadArchive(f"There is no file {archive}.")
    expected = sum_of(archive)
    if expected.exists() and expected.read_text(encoding="ascii").split()[:1] != [_digest_of(archive)]:
        raise BadArchive(f"{archive.name} is damaged: it does not have the sum that {expected.name} gives.")


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
