"""What the group makes of a diagnostic: comments let through, a level together, a finding, and what will be done."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Coalition, Member, Organisation
from courtepointe.evaluation.actions.diagnostic import ITEMS
from courtepointe.evaluation.models import Diagnostic, DiagnosticComment, DiagnosticItem, DiagnosticWording, Level
from courtepointe.evaluation.queries.diagnostic import takes_the_group
from courtepointe.meetings.actions.follow_ups import add_follow_up
from courtepointe.meetings.models import FollowUp, Meeting
from courtepointe.rows import Refused, write

history.declare(
    {
        "diagnostic.comments_read": gettext_lazy("%(who)s read the comments of a diagnostic before they are shown."),
        "diagnostic_item.said": gettext_lazy("%(who)s noted what the group says of item %(item)s of a diagnostic."),
        "diagnostic_wording.brought": gettext_lazy("%(who)s brought in the official wording of the diagnostic."),
        "diagnostic_wording.removed": gettext_lazy("%(who)s took away the official wording of the diagnostic."),
    }
)


@transaction.atomic
def say_item(row: Diagnostic, number: int, *, by: Member, version: int, **fields: Any) -> DiagnosticItem:
    """Keep what the group says of an item: `level`, `rationale`, `finding`, `improvement`. `version` 0: the first time.

    A level goes with its reasons. Raises Refused, or Conflict when somebody said it meanwhile (nothing is written).
    """
    locked = Diagnostic.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if not takes_the_group(locked) or number not in ITEMS:
        raise Refused(_("The group says it once the answers of each are closed."))
    if fields.get("level") and fields["level"] not in Level.values:
        raise Refused(_("Choose A, B or C."))
    if fields.get("level") and locked.mode == Diagnostic.Mode.COMPILED:
        raise Refused(_("In this mode, the group gives no level of its own."))
    made, _is_new = DiagnosticItem.objects.get_or_create(
        diagnostic=row, item=number, defaults={"coalition_id": row.coalition_id}
    )
    write(made, version=max(version, 1), **fields)
    history.record(made, "diagnostic_item.said", by=by, item=number)
    return made


@transaction.atomic
def promise(
    said: DiagnosticItem,
    meeting: Meeting,
    *,
    by: Member,
    member: Member | None,
    organisation: Organisation | None,
    due_on: dt.date | None,
) -> FollowUp:
    """Put the improvement of an item among the follow-ups of a meeting; once, unless it was removed there.

    Raises Refused when there is no improvement, or when the minutes of the meeting are closed.
    """
    if not said.improvement:
        raise Refused(_("Say first what will be done better."))
    there = FollowUp.objects.present().filter(pk=said.follow_up_id).first() if said.follow_up_id else None
    if there is not None:
        return there
    follow_up = add_follow_up(
        meeting,
        by=by,
        activity=None,
        what=said.improvement[:400],
        member=member,
        organisation=organisation,
        due_on=due_on,
    )
    DiagnosticItem.objects.filter(pk=said.pk).update(follow_up=follow_up)
    said.follow_up = follow_up
    return follow_up


@transaction.atomic
def let_through(row: Diagnostic, shown: Collection[uuid.UUID], *, by: Member) -> None:
    """Show these comments of a closed round to the group, and no others."""
    rows = DiagnosticComment.objects.filter(diagnostic=row, diagnostic__state=Diagnostic.State.CLOSED)
    rows.filter(uid__in=shown).update(shown=True)
    rows.exclude(uid__in=shown).update(shown=False)
    history.record(row, "diagnostic.comments_read", by=by)


@transaction.atomic
def bring_wording(coalition: Coalition, items: list[dict[str, Any]], *, by: Member, right: str) -> DiagnosticWording:
    """Keep the official wording, for the rounds to come. Raises Refused without the ground on which it may be used."""
    if not right.strip():
        raise Refused(_("Say on what ground you hold the right to use this wording."))
    row, is_new = DiagnosticWording.objects.get_or_create(
        coalition=coalition, defaults={"items": items, "right": right.strip(), "brought_by": by.person}
    )
    if not is_new:
        write(
            row,
            version=row.version,
            items=items,
            right=right.strip(),
            brought_by=by.person,
            brought_at=clock.now(),
        )
    history.record(row, "diagnostic_wording.brought", by=by)
    return row


@transaction.atomic
def take_wording_away(row: DiagnosticWording, *, by: Member) -> None:
    """Rounds to come use our reformulation again; those that were opened keep what they were asked in."""
    history.record(row, "diagnostic_wording.removed", by=by)
    row.delete()
