"""``manage.py check`` refuses content files that are not complete, with file, line and reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, register

from courtepointe.library.load import CONTENT, BrokenContentError, read


@register()
def library_content(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    return problems_of(CONTENT)


def problems_of(folder: Path) -> list[CheckMessage]:
    try:
        read(folder)
    except BrokenContentError as error:
        where = "courtepointe/library/content"
        return [Error(f"{where}/{problem}", id="courtepointe.E001") for problem in error.problems]
    return []
