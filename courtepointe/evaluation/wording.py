"""The official wording of the diagnostic out of a file or of a text: pure text, nothing of the database.

A table (CSV, XLSX, ODS or pasted cells) of five columns, or JSON: number, title, A, B, C. Everything that is wrong is
told at once, item by item, and nothing is guessed.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courtepointe.analysis import tables
from courtepointe.pasted import fold
from courtepointe.rows import Refused

ITEMS = range(1, 19)
COLUMNS = ("number", "title", "A", "B", "C")
TITLE, LEVEL = 300, 600  # characters
MOST_BYTES = 200_000
MOST_PROBLEMS = 12  # told at once
NAMES = {
    "number": "number|item|numero|no|n|nº|question",
    "title": "title|titre|enonce|libelle|statement|topic|theme|intitule",
    "A": "a|niveau a|level a|option a",
    "B": "b|niveau b|level b|option b",
    "C": "c|niveau c|level c|option c",
}
_BY_NAME = {word: column for column, words in NAMES.items() for word in words.split("|")}


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: the eighteen items in their order, or what is wrong."""

    items: list[dict[str, Any]]
    problems: list[str]


def from_file(name: str, content: bytes) -> Read:
    """The wording of a file. Raises Refused when it is no table and no JSON."""
    if name.lower().endswith(".json"):
        if len(content) > MOST_BYTES:
            raise Refused(_("This file is too large: the wording of eighteen items takes a few pages."))
        try:
            return from_json(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise Refused(_("This file is not a text in UTF-8: save it again, then choose it again.")) from None
    return from_rows(tables.from_file(name, content))


def from_text(text: str) -> Read:
    """The wording that was pasted: JSON, or the cells of a table. Raises Refused."""
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise Refused(_("This text is too long: the wording of eighteen items takes a few pages."))
    return from_json(text) if text.lstrip()[:1] in ("[", "{") else from_rows(tables.from_pasted(text))


def from_json(text: str) -> Read:
    """A list of items, or an object that has it under "items". Raises Refused."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(_("This is not readable as JSON: check its quotes, commas and brackets.")) from None
    if isinstance(found, dict):
        found = found.get("items")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Refused(_("The JSON must be a list of items, each with number, title, A, B and C."))
    return _checked({column: one.get(column, "") for column in COLUMNS} for one in found[:200])


def from_rows(rows: tables.Rows) -> Read:
    """A table with a line of titles, or without one in the order number, title, A, B, C. Raises Refused."""
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    named = [_BY_NAME.get(fold(cell), "") for cell in kept[0]] if kept else []
    if sum(map(bool, named)) >= 3:
        missing = [column for column in COLUMNS if column not in named]
        if missing:
            raise Refused(_("The table lacks these columns: %(columns)s.") % {"columns": ", ".join(missing)})
        places, body = [named.index(column) for column in COLUMNS], kept[1:]
    else:
        places, body = list(range(len(COLUMNS))), kept
        if any(len(row) < len(COLUMNS) for row in body) or not body:
            raise Refused(_("The table has five columns: number, title, A, B, C."))
    return _checked(
        {column: row[place] if place < len(row) else "" for column, place in zip(COLUMNS, places, strict=True)}
        for row in body[:200]
    )


def _checked(found: Iterable[Mapping[str, Any]]) -> Read:
    problems: list[str] = []
    items: dict[int, dict[str, Any]] = {}
    for place, one in enumerate(found, start=1):
        number = _number(one["number"])
        if number not in ITEMS:
            problems.append(_("Line %(line)s: its number is not one from 1 to 18.") % {"line": place})
        elif number in items:
            problems.append(_("Item %(item)s comes twice.") % {"item": number})
        else:
            items[number] = {"number": number, **_texts(number, one, problems)}
    if items:
        problems += [_("Item %(item)s is missing.") % {"item": item} for item in ITEMS if item not in items]
    elif not problems:
        problems.append(_("There is no item in it."))
    return Read([] if problems else [items[item] for item in ITEMS], problems[:MOST_PROBLEMS])


def _texts(number: int, one: Mapping[str, Any], problems: list[str]) -> dict[str, str]:
    texts = {}
    for column in COLUMNS[1:]:
        value = one[column]
        text = " ".join(value.split()) if isinstance(value, str) else ""
        said = {"item": number, "column": _("title") if column == "title" else column}
        longest = TITLE if column == "title" else LEVEL
        if not text:
            problems.append(_("Item %(item)s: %(column)s is empty.") % said)
        elif len(text) > longest:
            problems.append(
                _("Item %(item)s: %(column)s is longer than %(longest)s characters.") % {**said, "longest": longest}
            )
        texts[column] = text
    return texts


def _number(value: Any) -> int:
    text = str(value).strip().removesuffix(".0").rstrip(".)")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
