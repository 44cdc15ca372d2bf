"""The rules of the house that a machine can hold: import order, access decisions, sizes, plain templates."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from courtepointe.access import Decision

PACKAGE = Path(__file__).resolve().parent.parent / "courtepointe"
ORDER = "library coalitions meetings analysis planning followup evaluation guide live outputs web".split()
COMPOSITION = {"settings", "urls", "models", "apps", "asgi", "wsgi", "clockwork"}
NOT_FOLDERS = {"database", "formats", "management", "migrations", "demo", "locale"}

LONGEST_FILE = 400
LONGEST_TEMPLATE = 150


def sources() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if not {"migrations", "formats"} & set(p.parts))


def templates() -> list[Path]:
    return sorted([*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("django_templates/**/*.html")])


def imported(file: Path) -> Iterator[str]:
    """Names of our own modules that a file imports at run time, without the package's name."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    only_for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in only_for_types:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("courtepointe"):
            base = (node.module or "").removeprefix("courtepointe").strip(".")
            yield from ([base] if base else [alias.name for alias in node.names])
        elif isinstance(node, ast.Import):
            yield from (a.name.removeprefix("courtepointe.") for a in node.names if a.name.startswith("courtepointe."))


def room(file: Path) -> str:
    """The folder a file is in, or its own name for a file at the root."""
    first = file.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


@pytest.mark.parametrize("file", sources(), ids=lambda f: str(f.relative_to(PACKAGE)))
def test_imports_follow_the_reading_order(file: Path) -> None:
    here = room(file)
    if here in COMPOSITION | NOT_FOLDERS:
        return
    for name in imported(file):
        there = name.split(".")[0]
        assert there not in COMPOSITION, f"{here} imports {name}, which only composes"
        if here in ORDER and there in ORDER:
            assert ORDER.index(there) <= ORDER.index(here), f"{here} imports {there}, on its right"
        if here not in ORDER and there in ORDER:
            pytest.fail(f"{here} is a leaf and imports the folder {there}")


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


def test_every_view_carries_an_access_decision() -> None:
    unmarked = [
        route
        for route, entry in patterns(get_resolver())
        if not isinstance(getattr(entry.callback, "access", None), Decision)
    ]
    assert unmarked == []


def test_every_page_of_a_coalition_asks_for_a_member_or_a_link() -> None:
    loose = [
        route
        for route, entry in patterns(get_resolver())
        if route.startswith("c/<uuid:coalition>") and getattr(entry.callback, "access", Decision("")).kind != "member"
    ]
    assert loose == []


def test_a_page_opened_by_a_link_may_be_read_in_either_language() -> None:
    """`links.reading_in` heeds the language button; a bare override would leave it without effect."""
    deaf = [
        route
        for route, entry in patterns(get_resolver())
        if getattr(entry.callback, "access", Decision("")).kind == "link"
        and "translation.override(" in inspect.getsource(inspect.unwrap(entry.callback))
        and not route.endswith(".ics")  # a calendar program presses no button
    ]
    assert deaf == []


@pytest.mark.parametrize("file", sources(), ids=lambda f: str(f.relative_to(PACKAGE)))
def test_files_keep_to_their_room(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
ELSEWHERE = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//", re.IGNORECASE)


@pytest.mark.parametrize("file", templates(), ids=lambda f: str(f.relative_to(PACKAGE)))
def test_templates_are_short_and_plain(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_TEMPLATE
    assert not INLINE.search(text), "no style or script inside a page"
    assert not ELSEWHERE.search(text), "nothing is loaded from another host"


MACHINE = re.compile(r"/work/|/root/|/home/\w|pypi\.org|registry\.npmjs|deb\.debian|files\.pythonhosted")


def test_nothing_names_a_machine_or_a_registry() -> None:
    root = PACKAGE.parent
    kept = [
        p
        for folder in ("courtepointe", "tests", "tools", "docs", "deploy", "bench")
        for p in (root / folder).rglob("*")
    ]
    kept += [p for p in root.iterdir() if p.is_file()]
    guilty = [
        str(p.relative_to(root))
        for p in kept
        if p.is_file()
        and p.suffix in {".py", ".html", ".md", ".yaml", ".toml", ".lock", ".sh", ".css", ".js", ""}
        and p.name not in {"test_architecture.py", ".git"}
        and "__pycache__" not in p.parts
        and MACHINE.search(p.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert guilty == []
