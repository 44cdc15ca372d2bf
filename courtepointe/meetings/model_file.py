"""A démarche as a file that another coalition can take up: readable, versioned, checked strictly. No database.

Nothing in it names a person, a coalition or a day: meetings come one after the other, so many weeks apart. Reading
trusts nothing: size, shape, types, lengths, known slugs and the seal (SHA-256 of the content) are all checked, and
every reason is said with its place.
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from courtepointe.library.load import the_method
from courtepointe.meetings.blueprint import LONGEST_GAP, Aim, Blueprint, Item, Outline, Task, ToPrepare
from courtepointe.meetings.models import Activity

FORMAT, VERSION = "courtepointe-demarche", 1
FILE_NAME = "demarche-modele.json"
LARGEST = 300_000  # bytes
MOST_MEETINGS, MOST_OF_ONE = 80, 60
MOST_REASONS = 20
LANGUAGES = ("fr-ca", "en")
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
TASK_SLUG = "abcdefghijklmnopqrstuvwxyz0123456789-_"


class BadModelFile(Exception):
    """The file cannot be taken; `reasons` are whole sentences for the reader."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


def as_file(blueprint: Blueprint) -> bytes:
    """The file of a démarche, indented for people to read."""
    content: dict[str, Any] = _shown(asdict(blueprint))
    language = content.pop("language")
    del content["name"]  # a name may be the coalition's own
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "language": language,
        "sha256": _seal(language, content),
        "demarche": content,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _hidden(character: str) -> bool:
    """Control characters, halves of characters, and those that turn the direction of a text around."""
    return unicodedata.category(character) in ("Cc", "Cs") or character in TURNING


def _shown(value: Any) -> Any:
    """The same, with a space in the place of characters that a reader of the file would refuse."""
    if isinstance(value, dict):
        return {key: _shown(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shown(inner) for inner in value]
    return "".join(" " if _hidden(c) else c for c in value) if isinstance(value, str) else value


def _seal(language: str, content: dict[str, Any]) -> str:
    plain = json.dumps([language, content], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def from_file(data: bytes) -> Blueprint:
    """The démarche of a file. Raises BadModelFile with what is wrong, each reason with its place."""
    if len(data) > LARGEST:
        raise BadModelFile([_("The file is too large: at most %(most)s kB.") % {"most": LARGEST // 1000}])
    whole = _parsed(data)
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise BadModelFile([_("This file is not a démarche saved by Courtepointe.")])
    if whole.get("version") != VERSION or isinstance(whole.get("version"), bool):
        raise BadModelFile([_("This file was saved by another version of Courtepointe, which is not known here.")])
    reader = _Reader()
    head = reader.part(whole, [])
    head.known("format", "version")
    language, seal, content = head.one_of("language", LANGUAGES), head.text("sha256", 64), whole.get("demarche")
    head.known("demarche")
    head.finish()
    if not isinstance(content, dict):
        reader.wrong(["demarche"], _("an object is expected."))
        raise BadModelFile(reader.reasons)
    if not reader.reasons and seal != _seal(language, content):
        changed = _("The file was changed after it was saved: its seal no longer matches. Ask for it anew.")
        raise BadModelFile([changed])
    blueprint = _blueprint(reader, content, language)
    if reader.reasons:
        raise BadModelFile(reader.reasons[:MOST_REASONS])
    return blueprint


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        at = {"line": error.lineno, "column": error.colno}
        raise BadModelFile([_("The file cannot be read, from line %(line)s, column %(column)s on.") % at]) from error
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadModelFile([_("The file cannot be read: it is not a text that a program saved.")]) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


class _Reader:
    """What is wrong, as it is found."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def wrong(self, where: list[str], reason: str) -> None:
        if len(self.reasons) < MOST_REASONS:
            place = " › ".join(where)
            self.reasons.append(_("%(where)s: %(reason)s") % {"where": place, "reason": reason} if where else reason)

    def part(self, value: Any, where: list[str]) -> "_Part":
        if not isinstance(value, dict):
            self.wrong(where, _("an object is expected."))
        return _Part(self, value if isinstance(value, dict) else {}, where)


class _Part:
    """One object of the file; each field is taken once, what nobody took is unknown."""

    def __init__(self, reader: _Reader, value: dict[str, Any], where: list[str]) -> None:
        self.reader, self.value, self.where = reader, value, where
        self.taken: set[str] = set()

    def wrong(self, key: str, reason: str) -> None:
        self.reader.wrong([*self.where, key], reason)

    def known(self, *keys: str) -> None:
        self.taken |= set(keys)

    def take(self, key: str) -> Any:
        self.taken.add(key)
        return self.value.get(key)

    def finish(self) -> None:
        for key in list(self.value)[:50]:
            if key not in self.taken:
                self.wrong(key[:40], _("this field is not known."))

    def text(self, key: str, most: int, *, empty: bool = False) -> str:
        value = self.take(key)
        if not isinstance(value, str) or len(value) > most or (not empty and not value.strip()):
            self.wrong(key, _("a text of at most %(most)s characters is expected.") % {"most": most})
            return ""
        if any(_hidden(character) for character in value):
            self.wrong(key, _("a character in this text cannot be shown."))
            return ""
        return value.strip()

    def number(self, key: str, low: int, high: int) -> int:
        value = self.take(key)
        if type(value) is not int or not low <= value <= high:
            self.wrong(key, _("a whole number from %(low)s to %(high)s is expected.") % {"low": low, "high": high})
            return low
        return value

    def number_or_none(self, key: str, low: int, high: int) -> int | None:
        return self.number(key, low, high) if self.value.get(key) is not None else self.take(key)

    def yes_or_no(self, key: str) -> bool:
        value = self.take(key)
        if not isinstance(value, bool):
            self.wrong(key, _("true or false is expected."))
        return value is True

    def one_of(self, key: str, known: Any, *, empty: bool = False) -> str:
        value = self.take(key)
        if isinstance(value, str) and (value in known or (empty and value == "")):
            return value
        self.wrong(key, _("“%(value)s” is not known here.") % {"value": str(value)[:40]})
        return ""

    def each(self, key: str, most: int, name: Callable[[int], str]) -> Iterator["_Part"]:
        value = self.take(key)
        if not isinstance(value, list) or len(value) > most:
            self.wrong(key, _("a list of at most %(most)s is expected.") % {"most": most})
            return
        for number, one in enumerate(value, start=1):
            part = self.reader.part(one, [*self.where, name(number)])
            yield part
            part.finish()

    def numbers(self, key: str, known: set[int]) -> tuple[int, ...]:
        value = self.take(key)
        if not isinstance(value, list) or not all(type(one) is int and one in known for one in value[:50]):
            self.wrong(key, _("numbers of tools are expected."))
            return ()
        return tuple(dict.fromkeys(value[:50]))


def _blueprint(reader: _Reader, content: dict[str, Any], language: str) -> Blueprint:
    method = the_method()
    part = reader.part(content, [])
    stages = {stage.slug for stage in method.stages}
    meetings = [_outline(one, stages) for one in part.each("meetings", MOST_MEETINGS, _meeting_name)]
    keys = [one.key for one in meetings if one.template]
    if len(set(keys)) != len(keys):
        part.wrong("meetings", _("the same meeting of the method is there twice."))
    if not meetings:
        part.wrong("meetings", _("there is no meeting."))
    found = Blueprint(
        language=language,
        opened_at_stage=part.one_of("opened_at_stage", stages),
        weeks_between=part.number("weeks_between", 1, 26),
        summer_pause=part.yes_or_no("summer_pause"),
        factor_count=part.number("factor_count", 1, 12),
        meetings=tuple(meetings),
    )
    part.finish()
    return found


def _meeting_name(number: int) -> str:
    return _("meeting %(number)s") % {"number": number}


def _outline(part: _Part, stages: set[str]) -> Outline:
    method = the_method()
    return Outline(
        title=part.text("title", 200),
        stage=part.one_of("stage", stages),
        template=part.one_of("template", {template.slug for template in method.templates}, empty=True),
        turn=part.number("turn", 1, 60),
        weeks=part.number_or_none("weeks", 0, LONGEST_GAP),
        minutes=part.number("minutes", 15, 720),
        tools=part.numbers("tools", {tool.number for tool in method.tools}),
        objectives=tuple(_aim(one, stages) for one in part.each("objectives", MOST_OF_ONE, _objective_name)),
        agenda=tuple(_item(one) for one in part.each("agenda", MOST_OF_ONE, _item_name)),
        checklist=_checklist(part),
        to_prepare=tuple(
            ToPrepare(what=one.text("what", 400), days=one.number_or_none("days", -365, 365))
            for one in part.each("to_prepare", MOST_OF_ONE, _prepare_name)
        ),
    )


def _objective_name(number: int) -> str:
    return _("objective %(number)s") % {"number": number}


def _item_name(number: int) -> str:
    return _("agenda item %(number)s") % {"number": number}


def _task_name(number: int) -> str:
    return _("line %(number)s of the checklist") % {"number": number}


def _prepare_name(number: int) -> str:
    return _("thing to prepare %(number)s") % {"number": number}


def _aim(part: _Part, stages: set[str]) -> Aim:
    slugs = {objective.slug for objective in the_method().objectives}
    return Aim(
        slug=part.one_of("slug", slugs, empty=True), text=part.text("text", 400), stage=part.one_of("stage", stages)
    )


def _item(part: _Part) -> Item:
    return Item(
        title=part.text("title", 200),
        aim=part.text("aim", 400, empty=True),
        kind=part.one_of("kind", Activity.Kind.values),
        technique=part.one_of("technique", {technique.slug for technique in the_method().techniques}, empty=True),
        minutes=part.number("minutes", 0, 720),
        standing=part.one_of("standing", Activity.Standing.values),
        material=part.text("material", 400, empty=True),
    )


def _checklist(part: _Part) -> tuple[Task, ...]:
    found = [
        Task(slug=one.text("slug", 60, empty=True), text=one.text("text", 400), days=one.number("days", -365, 365))
        for one in part.each("checklist", MOST_OF_ONE, _task_name)
    ]
    slugs = [task.slug for task in found if task.slug]
    if len(set(slugs)) != len(slugs) or any(set(slug) - set(TASK_SLUG) for slug in slugs):
        part.wrong("checklist", _("a line is there twice, or its name is not one."))
    return tuple(found)
