"""A table out of a file or of a text that was pasted: its rows as texts. Nothing of what they mean is known here.

CSV with commas, semicolons, tabs or bars, in UTF-8, UTF-16 or Windows' own encoding; XLSX and ODS. What a file is comes
from its content. What cannot be a table of reasonable size is refused (`Refused`) with a sentence, and nothing is kept.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
import zlib
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from courtepointe.rows import Refused

MOST_BYTES = 10_000_000
MOST_UNPACKED = 120_000_000  # bytes of a workbook once unpacked
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000  # characters
SECONDS = 30  # for a workbook to be read

Rows = list[list[str]]

BOOKS = ("xlsx", "xlsm", "ods")
TEXTS = ("csv", "tsv", "tab", "txt")
ACCEPTED = ",".join(f".{ending}" for ending in (*TEXTS, *BOOKS))
SEPARATORS = ",;\t|"
# The first bytes of what people send by mistake.
OTHERS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"RIFF", "RIFF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format", "SQLite"),
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def from_file(name: str, content: bytes) -> Rows:
    """The rows of a file. Raises Refused."""
    if not content.strip():
        raise Refused(_("This file is empty."))
    if len(content) > limit():
        raise Refused(_("This file is too large: %(limit)s MB at most.") % {"limit": limit() // 1_000_000})
    ending = name.rpartition(".")[2].lower()
    if ending not in (*TEXTS, *BOOKS):
        raise Refused(_("This kind of file is not taken: send CSV, XLSX or ODS."))
    _refuse_others(content)
    is_book = content.startswith(b"PK\x03\x04")
    if is_book != (ending in BOOKS):
        raise Refused(_("The content of this file is not what its name says: save it again, then choose it again."))
    return _checked(_from_book(content) if is_book else from_text(_decoded(content)))


def limit() -> int:
    """Bytes of a file."""
    return min(MOST_BYTES, int(settings.FILE_LIMIT))


def from_pasted(text: str) -> Rows:
    """The rows of a text pasted from a spreadsheet or a page. Raises Refused."""
    if not text.strip():
        raise Refused(_("There is no table: copy its cells, then paste them here."))
    if len(text.encode(errors="replace")) > limit():
        raise Refused(_("This table is too large: %(limit)s MB at most.") % {"limit": limit() // 1_000_000})
    return _checked(from_text(text))


def _refuse_others(content: bytes) -> None:
    if content.startswith(OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refused(_("This workbook is protected by a password: save it without one."))
        raise Refused(_("This is an old format of Excel: save the workbook as XLSX."))
    for start, kind in OTHERS:
        if content.startswith(start):
            raise Refused(_("This is no table but a file of another kind (%(kind)s).") % {"kind": kind})
    if re.match(rb"\s*<(!doctype|html|svg|\?xml)", content[:200].lower()):
        raise Refused(_("This is a web page or XML, not a table: copy its table and paste it."))


# --- Texts ---------------------------------------------------------------------------------------------------------


def _decoded(content: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            return _clean(_by_line(content[3:]) if encoding == "utf-8" else _strictly(content[2:], encoding))
    if b"\0" in content:
        odd, even = content[1::2].count(0), content[::2].count(0)
        if max(odd, even) * 3 < len(content) // 2 or len(content) % 2:
            raise _binary()
        return _clean(_strictly(content, "utf-16-le" if odd > even else "utf-16-be"))
    return _clean(_by_line(content))


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise _binary() from problem


def _by_line(content: bytes) -> str:
    """UTF-8, or Windows' encoding where a line is not: files put together from two others have both."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return "\n".join(_line(line) for line in re.split(rb"\r\n|\n|\r", content))


def _line(line: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def _clean(text: str) -> str:
    """The text, unless it has bytes that no table has."""
    strange = sum(
        unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\r\n\x0b\x0c\x85" for c in text.rstrip("\x1a")
    )
    if strange:
        raise _binary()
    return text


def _binary() -> Refused:
    return Refused(_("This file is not a text that can be read: save the table as CSV (UTF-8), or as XLSX."))


def from_text(text: str) -> Rows:
    """The rows of a text, with the separator that cuts them the most evenly."""
    text = re.sub(r"\r\n|\r", "\n", text)
    best = max(SEPARATORS, key=lambda separator: _evenness(text[:40_000], separator))
    try:
        return _cut(text, best)
    except csv.Error as problem:
        raise Refused(_("This table cannot be cut into cells: save it again as CSV, or paste it.")) from problem


def _cut(text: str, separator: str) -> Rows:
    return [[_cell(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]


def _evenness(text: str, separator: str) -> tuple[float, int]:
    """How well a separator cuts: the share of lines that have the usual number of cells, when it is more than one."""
    try:
        rows = [row for row in _cut(text, separator) if any(row)][:50]
    except csv.Error:
        return 0, 0
    usual, times = Counter(len(row) for row in rows if len(row) > 1).most_common(1)[0] if _several(rows) else (0, 0)
    return times / max(len(rows), 1), usual


def _several(rows: Rows) -> bool:
    return any(len(row) > 1 for row in rows)


def _cell(text: str) -> str:
    """Without control characters, nor ordinary spaces that say nothing; those that cannot break are kept.

    An apostrophe before = + - or @ only told a spreadsheet that this is a text: it goes.
    """
    text = " ".join(word for word in _CONTROLS.sub(" ", text).split(" ") if word).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff\u200b]")


# --- Workbooks -----------------------------------------------------------------------------------------------------


def _from_book(content: bytes) -> Rows:
    _refuse_bombs(content)
    # Apart from the server: see the program. It gets no environment, so no secret either.
    command = [sys.executable, "-I", str(Path(__file__).with_name("workbook.py")), str(MOST_ROWS), str(MOST_COLUMNS)]
    home = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, env=home, check=False)
    except subprocess.TimeoutExpired as problem:
        raise _too_large() from problem
    if done.returncode == 0:
        rows: Rows = json.loads(done.stdout)
        return [[_cell(cell) for cell in row] for row in rows]
    if b"PasswordError" in done.stderr:
        raise Refused(_("This workbook is protected by a password: save it without one."))
    if done.returncode < 0 or any(word in done.stderr for word in (b"TooLarge", b"Memory", b"memory", b"capacity")):
        raise _too_large()
    raise _damaged()


def _refuse_bombs(content: bytes) -> None:
    """Unpack all of it once, counting: a file that would fill the memory, or that is damaged, goes no further."""
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            items = archive.infolist()
            names = {item.filename for item in items}
            if any(item.flag_bits & 1 for item in items):
                raise Refused(_("This workbook is protected by a password: save it without one."))
            if "xl/workbook.xml" not in names and "content.xml" not in names:
                raise Refused(_("This archive is not a workbook: send XLSX or ODS."))
            for item in items:
                with archive.open(item) as packed:
                    while piece := packed.read(1 << 18):
                        total += len(piece)
                        if total > MOST_UNPACKED:
                            raise _too_large()
                        if item.filename == "META-INF/manifest.xml" and b"encryption-data" in piece:
                            raise Refused(_("This workbook is protected by a password: save it without one."))
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        NotImplementedError,
        OSError,
        ValueError,
        EOFError,
    ) as problem:
        raise _damaged() from problem


def _too_large() -> Refused:
    return Refused(
        _("This workbook is too large once open: %(rows)s lines and %(columns)s columns at most.")
        % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
    )


def _damaged() -> Refused:
    return Refused(_("This workbook is damaged: open it, save it again, then send it."))


# --- Both ----------------------------------------------------------------------------------------------------------


def _checked(rows: Rows) -> Rows:
    """The rows without what is empty at their ends, unless there is too much, or nothing."""
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise Refused(_("There is nothing in this table."))
    if len(rows) > MOST_ROWS:
        raise Refused(_("This table is too long: %(rows)s lines at most.") % {"rows": MOST_ROWS})
    for number, row in enumerate(rows, start=1):
        while row and not row[-1]:
            row.pop()
        if len(row) > MOST_COLUMNS:
            words = _("Line %(number)s has too many columns: %(columns)s at most.")
            raise Refused(words % {"number": number, "columns": MOST_COLUMNS})
        if any(len(cell) > LONGEST_CELL for cell in row):
            words = _("Line %(number)s has a cell of more than %(length)s characters: is a quotation mark missing?")
            raise Refused(words % {"number": number, "length": LONGEST_CELL})
    if max(map(len, rows)) < 2:
        raise Refused(_("Only one column was found: is it a table?"))
    return rows
