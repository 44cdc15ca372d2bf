"""Where a library stands: whose method it shows, and the addresses of its pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from courtepointe.library.method import Method, Objective, Source, Sourced
from courtepointe.pages import url


@lru_cache(4096)
def _address(name: str, kwargs: tuple[tuple[str, Any], ...]) -> str:
    # A glossary cites a hundred sources: working out the same address each time took a third of the page.
    return url(name, **dict(kwargs))


@dataclass(frozen=True)
class Shelf:
    """The public library by default; a coalition's own with its URL prefix and its fixed arguments."""

    method: Method
    prefix: str = "library"
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def link(self, page: str = "", anchor: str = "", **kwargs: Any) -> str:
        name = f"{self.prefix}-{page}" if page else self.prefix
        return _address(name, (*self.fixed.items(), *kwargs.items())) + (f"#{anchor}" if anchor else "")

    def cite(self, item: Sourced) -> list[Markup]:
        """The sources of an entry, each a link to its place in the list of sources."""
        return [self._citation(source, source.label) for source in self._known(item)]

    def cite_short(self, item: Sourced) -> list[Markup]:
        """The same with the sources' numbers alone, after a line of a list."""
        return [self._citation(source, source.mark) for source in self._known(item)]

    def _known(self, item: Sourced) -> list[Source]:
        return [self.method.sources[id_] for id_ in item.source if id_ in self.method.sources]

    def _citation(self, source: Source, label: str) -> Markup:
        return Markup(f'<a href="{escape(self.link("sources", source.id))}">{escape(label)}</a>')  # noqa: S704

    @staticmethod
    def keyed(objective: Objective) -> Markup:
        """The objective with the paper's verb and noun in bold, to be found at a glance."""
        text = str(objective.text)
        keys = "|".join(re.escape(str(key)) for key in (objective.key_verb, objective.key_noun))
        parts = re.split(f"({keys})", text, flags=re.IGNORECASE)
        return Markup("").join(
            Markup("<b>{}</b>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
        )
