"""The page of the members: organisations with their people, a hundred lines at a time."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from django.core.paginator import Page, Paginator

from courtepointe.access import Reader
from courtepointe.coalitions.models import Kind, Organisation
from courtepointe.coalitions.queries.members import NOT_INVITED, Line, members_for
from courtepointe.database.prepared import MARK, Prepared

LINES = 70


@dataclass(slots=True)
class Group:
    """An organisation (none: people without one) and those of its people who are on this page."""

    name: str = ""
    kind: str = ""
    uid: uuid.UUID | None = None
    people: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Listed:
    """One page of the list, the filter it answers, and how many people there are in all."""

    groups: list[Group]
    page: Page  # type: ignore[type-arg]
    people: int
    organisations: int
    found: int
    waiting: int  # people who could be invited and were not
    filter: dict[str, str]

    @property
    def filtered(self) -> bool:
        return any(self.filter.values())


def members_page(reader: Reader, asked: Mapping[str, str]) -> Listed:
    """The page asked for (`q`, `role`, `state`, `page`), as the reader may see it; two queries.

    Without a filter, organisations that have nobody yet are shown as well.
    """
    wanted = {name: asked.get(name, "").strip() for name in ("q", "role", "state")}
    everyone = members_for(reader)
    found = members_for(reader, **wanted, among=everyone)
    organisations = {row.pk: row for row in _PRESENT.all(reader.coalition_id)}
    shown = any(wanted.values())
    lines = list(_lines(found, {} if shown else organisations))
    page = Paginator(lines, LINES).get_page(asked.get("page"))
    return Listed(
        groups=_groups(list(page.object_list), organisations),
        page=page,
        people=len(everyone),
        organisations=len(organisations),
        found=len(found),
        waiting=sum(line.state == NOT_INVITED for line in everyone),
        filter=wanted,
    )


class Company(NamedTuple):
    """What the list shows of an organisation, as plain values."""

    pk: int
    uid: uuid.UUID
    name: str
    kind: str


_PRESENT: Prepared[Company] = Prepared(
    lambda coalition: (
        Organisation.objects.present()
        .filter(coalition_id=coalition)
        .order_by("sort_key")
        .values_list(*Company._fields, named=True)
    ),
    MARK,
)


def removed_organisations(reader: Reader) -> list[Organisation]:
    """Organisations taken off the list, latest first; one query."""
    rows = Organisation.objects.filter(coalition_id=reader.coalition_id, removed_at__isnull=False)
    return list(rows.order_by("-removed_at", "pk"))


def _lines(found: list[Line], organisations: dict[int, Company]) -> Iterator[tuple[int | None, Line | None]]:
    """Pairs of organisation and person, in the order of the list; an organisation without people is a pair too."""
    by_organisation: dict[int | None, list[Line]] = {pk: [] for pk in organisations}
    alone = [line for line in found if line.organisation_id is None]
    for line in found:
        if line.organisation_id is not None:
            by_organisation.setdefault(line.organisation_id, []).append(line)
    for pk, people in by_organisation.items():
        yield from ((pk, line) for line in people)
        if not people:
            yield pk, None
    yield from ((None, line) for line in alone)


def _groups(lines: list[tuple[int | None, Line | None]], organisations: dict[int, Company]) -> list[Group]:
    groups = []
    kinds = {value: str(label) for value, label in Kind.choices}
    for pk, pairs in groupby(lines, key=lambda pair: pair[0]):
        people = [line for _, line in pairs if line is not None]
        row = organisations.get(pk) if pk is not None else None
        groups.append(Group(row.name, kinds[row.kind], row.uid, people) if row is not None else Group(people=people))
    return groups
