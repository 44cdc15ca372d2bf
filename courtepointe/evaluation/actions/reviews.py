"""What the group reads in the results of a transformation: one sheet for each meeting."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.coalitions.models import Member
from courtepointe.evaluation.models import TransformationReview
from courtepointe.meetings.models import Meeting
from courtepointe.planning.models import Transformation
from courtepointe.rows import Conflict, Refused, write

history.declare(
    {"transformation_review.written": gettext_lazy("%(who)s wrote what the group reads in the results of “%(what)s”.")}
)


def review_of(change: Transformation, meeting: Meeting | None) -> TransformationReview | None:
    """The sheet of a meeting; outside any, the last one written outside any."""
    return change.reviews.filter(meeting=meeting).order_by("-pk").first()


@transaction.atomic
def write_review(
    change: Transformation, meeting: Meeting | None, *, by: Member, version: int, today: dt.date, **fields: Any
) -> TransformationReview:
    """Write the sheet of a meeting, or change it. Refused when it says nothing; Conflict, nothing written, when
    somebody wrote it in between."""
    if not any(fields.values()):
        raise Refused(_("Choose what the group sees, or write what it reads."))
    Transformation.objects.select_for_update(no_key=True).get(pk=change.pk)
    row = review_of(change, meeting)
    if row is None:
        row = TransformationReview.objects.create(
            coalition_id=change.coalition_id,
            process=change.process,
            transformation=change,
            meeting=meeting,
            made_on=min(meeting.on, today) if meeting and meeting.on else today,
            **fields,
        )
    elif all(getattr(row, name) == value for name, value in fields.items()):
        return row
    elif not version:
        raise Conflict(row, fields)
    else:
        write(row, version=version, **fields)
    history.record(row, "transformation_review.written", by=by, what=change.text)
    return row
