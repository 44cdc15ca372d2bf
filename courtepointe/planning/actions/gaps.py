"""What the group does of a gap: leaves it so for now, with the reason; puts it on the next agenda."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.agenda import add_activity
from courtepointe.meetings.models import Activity, Meeting, Process
from courtepointe.planning.models import LeftGap
from courtepointe.rows import Refused

AIM = 400  # characters of an aim

history.declare(
    {
        "left_gap.left": gettext_lazy("%(who)s noted why something stays open in the plan: “%(why)s”."),
        "left_gap.taken_up": gettext_lazy("%(who)s took up again something that was left open in the plan."),
    }
)


@transaction.atomic
def leave_gap(process: Process, *, by: Member, kind: str, thing: uuid.UUID, system: str, reason: str) -> LeftGap:
    """Note why a gap is left so for now; the reason replaces an earlier one. Refused without a reason."""
    if not reason:
        raise Refused(_("Say why it is left so for now."))
    row, _made = LeftGap.objects.update_or_create(
        coalition_id=process.coalition_id,
        process=process,
        kind=kind,
        thing_uid=thing,
        system=system,
        defaults={"reason": reason, "left_by": by.person},
    )
    history.record(row, "left_gap.left", by=by, why=reason)
    return row


@transaction.atomic
def leave_gaps(process: Process, gaps: Sequence[tuple[str, uuid.UUID, str]], *, by: Member, reason: str) -> None:
    """The same of several (kind, thing, system), for one reason. Refused without a reason, or with none of them."""
    if not gaps:
        raise Refused(_("Tick at least one thing that is missing."))
    for kind, thing, system in gaps:
        leave_gap(process, by=by, kind=kind, thing=thing, system=system, reason=reason)


@transaction.atomic
def take_up_gap(row: LeftGap, *, by: Member) -> None:
    """The gap is open again."""
    history.record(row, "left_gap.taken_up", by=by)
    row.delete()


@transaction.atomic
def put_on_agenda(meeting: Meeting, sentences: Sequence[str], *, by: Member) -> Activity:
    """An agenda item that completes the plan: what is lacking is its aim. Nothing is put twice on the same agenda.

    Raises Refused when nothing was chosen, or the agenda has it all already.
    """
    if not sentences:
        raise Refused(_("Tick at least one thing that is missing."))
    with translation.override(meeting.coalition.language):  # whoever writes it, it is one item
        title = _("Complete the plan of action")
    there = meeting.activities.filter(removed_at=None, title=title).order_by("position").last()
    known = there.aim if there is not None else ""
    fresh = [one for one in sentences if one[:120] not in known]
    if not fresh:
        raise Refused(_("The agenda has it already."))
    aim = "\n".join([*known.splitlines(), *(one[:120] for one in fresh)])
    if there is not None and len(aim) <= AIM:
        Activity.objects.filter(pk=there.pk).update(aim=aim, version=there.version + 1)
        return there
    lines: list[str] = []
    for line in fresh:
        if len("\n".join([*lines, line[:120]])) > AIM - 2:
            lines.append("…")
            break
        lines.append(line[:120])
    return add_activity(meeting, by=by, title=title, aim="\n".join(lines), minutes=20)
