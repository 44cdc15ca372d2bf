"""One style sheet, one script, one mark: small sources, few requests, no build step.

The order of the sources is stated here. A source that is not named here is not shipped; a test says so.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

FOLDER = Path(__file__).parent

STYLES = (
    "layers reset tokens base frame button field card badge system cycle table notice navigation layout library"
    " meeting screen outil2 analysis levels offer plan overview figures calendar chart portrait questions"
    " utilities print"
).split()
SCRIPTS = (
    "core autosave outbox session-warning undo confirm-leave reorder menu print passkey clock ballot device".split()
)
IMAGES = ("courtepointe-mark.svg",)

_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_SPACE = re.compile(r"\s*\n\s*")
_JS_COMMENT = re.compile(r"^\s*(//[^\n]*|/\*.*?\*/)\s*$", re.DOTALL | re.MULTILINE)
_JS_INDENT = re.compile(r"\n\s*")


def css() -> str:
    """The style sheet: sources in order, comments and indentation taken out."""
    text = "\n".join(_read("styles", f"{name}.css") for name in STYLES)
    return _CSS_SPACE.sub("\n", _CSS_COMMENT.sub("", text)).strip() + "\n"


def js() -> str:
    """The script: `core` is shared, every other source has a scope of its own. Comments on lines of their own go."""
    core, *rest = (_JS_COMMENT.sub("", _read("scripts", f"{name}.js")) for name in SCRIPTS)
    body = "\n".join([core, *(f"{{\n{text}\n}}" for text in rest)])
    return _JS_INDENT.sub("\n", f'(() => {{\n"use strict";\n{body}\n}})();\n')


def _read(folder: str, name: str) -> str:
    return (FOLDER / folder / name).read_text(encoding="utf-8")


def _image(name: str) -> str:
    return _read("images", name)


def text_of(path: str) -> str | None:
    """The content served under this name, or None when the name is not ours."""
    if path == "courtepointe.css":
        return css()
    if path == "courtepointe.js":
        return js()
    return _image(path) if path in IMAGES else None


PATHS = ("courtepointe.css", "courtepointe.js", *IMAGES)


class BundleStorage(FileSystemStorage):
    """Bundles as real files in the data folder, because WhiteNoise and `collectstatic` both want a path."""

    def path(self, name: str) -> str:
        """Where the bundle lies; it is written first when its sources have changed."""
        text = text_of(name)
        if text is None:
            return super().path(name)
        file = Path(self.location) / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh = file.with_suffix(f".{os.getpid()}")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(file)
        return str(file)


class BundleFinder(BaseFinder):
    """Named in `STATICFILES_FINDERS`: gives the bundles to `collectstatic` and to the development server."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.storage = BundleStorage(location=str(settings.DATA_DIR / "bundles"))
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file of a bundle; nothing for other names (another finder has them)."""
        found = [self.storage.path(path)] if path in PATHS else []
        return found if find_all else (found[0] if found else None)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """All bundles, whatever is ignored: none is optional."""
        for path in PATHS:
            yield path, self.storage
