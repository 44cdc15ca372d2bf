"""What the method holds on the diagnostic of the partnership (Outil 13)."""

from __future__ import annotations

from dataclasses import dataclass

from courtepointe.library.method import Sourced, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Prerequisite(Sourced):
    """What a group checks before it looks at its partnership (Outil 13)."""

    slug: str
    question: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Sourced):
    """A condition of an action in partnership: several items tell of it."""

    slug: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosticItem(Sourced):
    """An item of Outil 13 in our own words, with what its three levels look like, the strongest first."""

    number: int
    condition: str
    title: Text
    a: Text
    b: Text
    c: Text
