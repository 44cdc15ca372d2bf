"""The method as a coalition words it."""

import uuid
from functools import lru_cache
from typing import cast

from courtepointe.coalitions.models import Coalition, MethodChange
from courtepointe.library.adapt import Change, ChangeKind, adapt
from courtepointe.library.load import the_method
from courtepointe.library.method import Method


def method_for(coalition: Coalition) -> Method:
    """The method with the coalition's own names, additions and hidden entries, and its fourth system if it has one.

    Kept in memory by the version of the coalition's wording: at most one query, none for a coalition without changes.
    """
    return _adapted(coalition.uid, coalition.method_version, coalition.fourth_system, coalition.language)


@lru_cache(512)
def _adapted(coalition: uuid.UUID, version: int, fourth: bool, language: str) -> Method:
    rows = MethodChange.objects.filter(coalition__uid=coalition).order_by("pk") if version else ()
    return adapt(the_method(), _wishes(list(rows), fourth=fourth, language=language))


def _wishes(rows: list[MethodChange], *, fourth: bool, language: str) -> list[Change]:
    optional = {system.slug for system in the_method().optional_systems}
    changes = [_change(row, language=language) for row in rows if row.slug not in optional or fourth]
    named = {change.slug for change in changes if change.kind == "system"}
    wanted = optional - named if fourth else ()
    return changes + [Change(kind="system", slug=slug, added=True) for slug in sorted(wanted)]


def _change(row: MethodChange, *, language: str) -> Change:
    optional = row.kind == MethodChange.On.SYSTEM and row.slug not in {s.slug for s in the_method().systems}
    return Change(
        kind=cast(ChangeKind, row.kind),
        slug=row.slug,
        name=row.name,
        description=row.description,
        hidden=row.hidden,
        added=row.added or optional,
        system=row.system,
        lang="en" if language.startswith("en") else "fr",
    )
