"""What belongs to one meeting, by a query that is written once."""

from typing import Any, TypeVar

from django.db.models import Model

from courtepointe.database.prepared import Prepared
from courtepointe.meetings.models import Meeting

Part = TypeVar("Part", bound=Model)


def of_meeting(query: Prepared[Part], meeting: Meeting) -> list[Part]:
    """The rows of this meeting; each knows it, so that asking for it costs nothing."""
    rows: list[Any] = query.all(meeting.pk)
    for row in rows:
        row.meeting = meeting
    return rows
