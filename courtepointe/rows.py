"""What rows have in common: a public identity, a version, removal that empties nothing."""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

Row = TypeVar("Row", bound=models.Model)


def uuid7() -> uuid.UUID:
    """A version 7 UUID (RFC 9562): 48 bits of milliseconds, then random. Sorted by creation, safe in URLs."""
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


class Conflict(Exception):
    """Somebody saved the row after the form was opened: `row` is as it stands now, `mine` what was typed."""

    def __init__(self, row: models.Model, mine: dict[str, Any]) -> None:
        super().__init__(f"{type(row).__name__} {row.pk} has changed since the form was opened")
        self.row = row
        self.mine = mine


class Refused(Exception):
    """An act that cannot be done now; the message is a whole sentence for the reader."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@cache
def _labels(field: Any) -> dict[Any, Any]:
    return dict(field.flatchoices)


class Identified(models.Model):
    """A row with a public identity: `uid` goes in URLs, exports and calendars; the integer key never does."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> str:  # noqa: N802
        """The label of a choice, as Django's `get_..._display`, which makes its list of choices anew at each call."""
        value = getattr(self, field.attname)
        return str(_labels(field).get(value, value))


class Present(models.QuerySet[Row]):
    """Rows that were not removed."""

    def present(self) -> Self:
        return self.filter(removed_at__isnull=True)


class Removable(models.Model):
    """Removal keeps the row with its reason; constraints on such tables are partial."""

    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    removal_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row that several people may edit: forms carry the version they were opened on."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


@contextmanager
def conflict_refused() -> Iterator[None]:
    """Around an act that has no form to show again: two people at the same instant, the second is told so."""
    try:
        yield
    except Conflict as conflict:
        raise Refused(_("Somebody changed this at the same moment: here it is as it stands now.")) from conflict


def write(row: Versioned, *, version: int, **fields: Any) -> None:
    """Save the fields if the row is still at `version`; it then has the next one.

    Raises Conflict, and writes nothing, when somebody saved in between.
    """
    table = type(row)._default_manager
    changed = table.filter(pk=row.pk, version=version).update(**fields, version=F("version") + 1)
    if changed != 1:
        raise Conflict(table.get(pk=row.pk), fields)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version = version + 1


POSITIONS_APART = 10_000


def reorder(rows: models.QuerySet[Any], order: list[int]) -> None:
    """Give rows (all of one parent) the positions 1, 2, 3... in the order of the keys listed.

    Two steps, because positions are unique and databases check row by row. Keys that are not among the rows are
    refused with ValueError, as are missing ones: an order is of the whole.
    """
    if sorted(order) != sorted(rows.values_list("pk", flat=True)):
        raise ValueError("the order must name each row once")
    rows.update(position=F("position") + POSITIONS_APART)
    whens = [models.When(pk=key, then=models.Value(place)) for place, key in enumerate(order, start=1)]
    if whens:
        rows.update(position=models.Case(*whens, output_field=models.PositiveSmallIntegerField()))
