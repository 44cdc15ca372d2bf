"""What belongs to one meeting, by a query that is written once."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from courtepointe.database.prepared import Prepared
from courtepointe.meetings.models import Meeting

Part = TypeVar("Part", bound=Model)


def of_meeting(query: Prepared[Part], meeting: Meeting) -> list[Part]:
    """The rows of this meeting; each knows it, so that asking for it costs nothing."""
    rows: list[Any] = query.all(meeting.pk)
    for row in rows:
        row.meeting = meeting
    return rows


def with_names(rows: QuerySet[Part], *relations: str) -> QuerySet[Part]:
    """The rows whole, and of what they point to only the name: a person is twenty columns that no page shows."""
    own = [field.name for field in rows.model._meta.concrete_fields]
    return rows.select_related(*relations).only(*own, *(f"{relation}__name" for relation in relations))
