"""Reading content files: typed values out of YAML nodes, every mistake kept with its file and line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from courtepointe.library.method import Text

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LANGUAGES = ("fr", "en")
NARROW, WIDE = "\u202f", "\u00a0"
HIGH_MARKS = re.compile(r" (?=[;!?%$»])|(?<=«) ")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Reference:
    file: str
    line: int
    kind: str
    slug: str


@dataclass(slots=True)
class Notebook:
    """What reading collects besides values: problems, names defined, names referred to."""

    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    names: dict[str, dict[str, tuple[str, int]]] = field(default_factory=dict)

    def define(self, kind: str, slug: str, file: str, line: int) -> None:
        known = self.names.setdefault(kind, {})
        if slug and slug in known:
            first = known[slug]
            self.problems.append(Problem(file, line, f'{kind} "{slug}" is already in {first[0]}:{first[1]}'))
        elif slug:
            known[slug] = (file, line)

    def resolve(self) -> None:
        """Name every reference to something that no file defines."""
        for reference in self.references:
            if reference.slug not in self.names.get(reference.kind, {}):
                reason = f'unknown {reference.kind} "{reference.slug}"'
                self.problems.append(Problem(reference.file, reference.line, reason))


class Entry:
    """One mapping of a file. Each value is taken once; ``finish`` names the keys that nobody took."""

    def __init__(self, node: yaml.Node, file: str, notes: Notebook) -> None:
        self.node, self.file, self.notes = node, file, notes
        self.line = line_of(node)
        self.keys: dict[str, yaml.Node] = {}
        self.taken: set[str] = set()
        if isinstance(node, yaml.MappingNode):
            self._collect(node)
        else:
            self.wrong(node, f'expected a mapping of keys, found "{shown(node)}"')

    def _collect(self, node: yaml.MappingNode) -> None:
        for key, value in node.value:
            name = str(key.value)
            if name in self.keys:
                self.wrong(key, f'key "{name}" is written twice')
            self.keys[name] = value

    def wrong(self, node: yaml.Node | None, reason: str) -> None:
        line = line_of(node) if node is not None else self.line
        self.notes.problems.append(Problem(self.file, line, reason))

    def has(self, key: str) -> bool:
        """Whether the key is there with a value (``null`` counts as absent)."""
        self.taken.add(key)
        node = self.keys.get(key)
        return node is not None and not is_null(node)

    def take(self, key: str) -> yaml.Node | None:
        self.taken.add(key)
        node = self.keys.get(key)
        if node is None and isinstance(self.node, yaml.MappingNode):
            self.wrong(None, f'"{key}" is missing')
        return node

    def finish(self) -> None:
        for key in self.keys.keys() - self.taken:
            self.wrong(self.keys[key], f'unknown key "{key}"')

    def string(self, key: str) -> str:
        node = self.take(key)
        return self.scalar(node, f'"{key}"') if node is not None else ""

    def scalar(self, node: yaml.Node, what: str) -> str:
        if isinstance(node, yaml.ScalarNode) and not is_null(node) and node.value.strip():
            return str(node.value).strip()
        self.wrong(node, f"{what} must be a text that is not empty")
        return ""

    def slug(self, key: str) -> str:
        return self.as_slug(self.take(key), key)

    def as_slug(self, node: yaml.Node | None, key: str) -> str:
        if node is None:
            return ""
        value = self.scalar(node, f'"{key}"')
        if value and not SLUG.fullmatch(value):
            self.wrong(node, f'"{key}" must be lower-case letters, digits and hyphens, found "{value}"')
        return value

    def define(self, kind: str, slug: str) -> None:
        self.notes.define(kind, slug, self.file, self.line)

    def reference(self, key: str, kind: str) -> str:
        node = self.take(key)
        value = self.as_slug(node, key)
        self._refer(node, kind, value)
        return value

    def _refer(self, node: yaml.Node | None, kind: str, slug: str) -> None:
        if node is not None and slug:
            self.notes.references.append(Reference(self.file, line_of(node), kind, slug))

    def references(self, key: str, kind: str) -> tuple[str, ...]:
        values = []
        for node in self.sequence(key):
            value = self.scalar(node, f'each of "{key}"')
            self._refer(node, kind, value)
            values.append(value)
        return tuple(values)

    def numbers(self, key: str, kind: str) -> tuple[int, ...]:
        """References that are numbers, such as tools."""
        return tuple(int(value) for value in self.references(key, kind) if value.isdecimal())

    def boolean(self, key: str) -> bool:
        node = self.take(key)
        if node is not None and not (isinstance(node, yaml.ScalarNode) and node.value in ("true", "false")):
            self.wrong(node, f'"{key}" must be true or false, found "{shown(node)}"')
        return isinstance(node, yaml.ScalarNode) and node.value == "true"

    def integer(self, key: str) -> int:
        node = self.take(key)
        if node is None:
            return 0
        if isinstance(node, yaml.ScalarNode) and node.value.isdecimal() and int(node.value) > 0:
            return int(node.value)
        self.wrong(node, f'"{key}" must be a whole number above zero, found "{shown(node)}"')
        return 0

    def days(self, key: str) -> int:
        """A number of days, before (negative) or after."""
        node = self.take(key)
        if node is None:
            return 0
        if isinstance(node, yaml.ScalarNode) and re.fullmatch(r"-?\d{1,3}", node.value):
            return int(node.value)
        self.wrong(node, f'"{key}" must be a whole number of days, found "{shown(node)}"')
        return 0

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        node = self.take(key)
        value = self.scalar(node, f'"{key}"') if node is not None else ""
        if value and value not in allowed:
            self.wrong(node, f'"{key}" must be one of {", ".join(allowed)}; found "{value}"')
        return value if value in allowed else allowed[0]

    def sequence(self, key: str) -> list[yaml.Node]:
        node = self.take(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.wrong(node, f'"{key}" must be a list that is not empty')
            return []
        return list(node.value)

    def entries(self, key: str) -> list[Entry]:
        return [Entry(node, self.file, self.notes) for node in self.sequence(key)]

    def text(self, key: str) -> Text:
        node = self.take(key)
        return self.as_text(node, key) if node is not None else Text("", "")

    def text_or_none(self, key: str) -> Text | None:
        return self.text(key) if self.has(key) else None

    def text_or_plain(self, key: str) -> Text:
        """A text in both languages, or one plain value that is the same in both (a title, a number)."""
        node = self.take(key)
        if isinstance(node, yaml.ScalarNode):
            plain = self.scalar(node, f'"{key}"')
            return Text(plain, plain)
        return self.as_text(node, key) if node is not None else Text("", "")

    def texts(self, key: str) -> tuple[Text, ...]:
        """A list of texts; one text alone is a list of one."""
        node = self.keys.get(key)
        if isinstance(node, yaml.MappingNode):
            return (self.text(key),)
        return tuple(self.as_text(item, key) for item in self.sequence(key))

    def texts_or_none(self, key: str) -> tuple[Text, ...]:
        return self.texts(key) if self.has(key) else ()

    def as_text(self, node: yaml.Node, key: str) -> Text:
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f'"{key}" must be written in both languages (fr and en), found "{shown(node)}"')
            return Text("", "")
        words = Entry(node, self.file, self.notes)
        fr, en = (words._language(language, key) for language in LANGUAGES)
        words.finish()
        return Text(french_spaces(fr), en)

    def _language(self, language: str, key: str) -> str:
        self.taken.add(language)
        node = self.keys.get(language)
        if node is None:
            self.wrong(None, f'"{key}" has no "{language}"')
            return ""
        return self.scalar(node, f'"{key}" in "{language}"')


def french_spaces(words: str) -> str:
    """Authors type ordinary spaces; the narrow and the no-break ones are put here."""
    return HIGH_MARKS.sub(NARROW, words).replace(" :", f"{WIDE}:")


def line_of(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style in (None, "") and node.value in ("null", "~", "")


def shown(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)[:40]
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"


class Words(yaml.CSafeLoader):
    """Every value is words: guessing dates and numbers would take a quarter of the reading, for nothing."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return "words"

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """No path has a meaning of its own."""

    def ascend_resolver(self) -> None:
        """Nothing to leave."""


def root_of(path: Path, file: str, notes: Notebook) -> yaml.Node | None:
    """The file's top node; a file that is missing, empty or not YAML becomes a problem."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=Words)
    except FileNotFoundError:
        notes.problems.append(Problem(file, 1, "this file is missing"))
    except UnicodeDecodeError as error:
        notes.problems.append(Problem(file, 1, f"this file is not UTF-8 ({error.reason})"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        notes.problems.append(Problem(file, line, f"not readable as YAML: {error.problem}"))
    except yaml.YAMLError as error:
        notes.problems.append(Problem(file, 1, f"not readable as YAML: {error}"))
    else:
        if node is None:
            notes.problems.append(Problem(file, 1, "this file is empty"))
        return node
    return None


def entries_of(path: Path, file: str, notes: Notebook) -> list[Entry]:
    """The entries of a file that is one list."""
    node = root_of(path, file, notes)
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        notes.problems.append(Problem(file, line_of(node), "this file must be a list of entries"))
        return []
    return [Entry(item, file, notes) for item in node.value]


def entry_of(path: Path, file: str, notes: Notebook) -> Entry | None:
    """The entry of a file that is one mapping."""
    node = root_of(path, file, notes)
    return Entry(node, file, notes) if node is not None else None
