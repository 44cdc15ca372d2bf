"""The plan of the analysis: add what the group wants to know, say who brings it, note that it came."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.analysis.models import DataNeed
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.follow_ups import concerns
from courtepointe.meetings.actions.guard import mark_removed, undo_removal
from courtepointe.meetings.models import Process
from courtepointe.rows import reorder, write

history.declare(
    {
        "data_need.added": gettext_lazy("%(who)s added to the plan of the analysis: “%(what)s”."),
        "data_needs.added": gettext_lazy("%(who)s added %(count)s lines to the plan of the analysis."),
        "data_need.changed": gettext_lazy("%(who)s changed a line of the plan of the analysis: “%(what)s”."),
        "data_need.removed": gettext_lazy("%(who)s removed from the plan of the analysis: “%(what)s”."),
        "data_need.restored": gettext_lazy("%(who)s put back in the plan of the analysis: “%(what)s”."),
        "data_need.received": gettext_lazy("%(who)s noted that data were received: “%(what)s”."),
        "data_need.awaited": gettext_lazy("%(who)s noted that data are still awaited: “%(what)s”."),
    }
)


@transaction.atomic
def add_needs(process: Process, lines: Iterable[Mapping[str, Any]], *, by: Member) -> list[DataNeed]:
    """Add lines at the end, in their order: one insert and one line of history. `lines` hold fields of the form."""
    _lock(process)
    last = _last(process)
    rows = [
        DataNeed(coalition_id=process.coalition_id, process=process, position=place, **fields)
        for place, fields in enumerate(lines, start=last + 1)
    ]
    DataNeed.objects.bulk_create(rows)
    if len(rows) == 1:
        _record(rows[0], "data_need.added", by=by)
    elif rows:
        history.record(process, "data_needs.added", by=by, count=len(rows))
    return rows


@transaction.atomic
def edit_need(need: DataNeed, *, by: Member, version: int, **fields: Any) -> None:
    """Change a line opened at `version`. Raises Conflict and writes nothing when somebody saved in between."""
    write(need, version=version, **fields)
    _record(need, "data_need.changed", by=by)


@transaction.atomic
def remove_need(need: DataNeed, *, by: Member) -> None:
    """Take a line out of the plan; `restore_need` undoes it."""
    mark_removed(need, by=by)
    _record(need, "data_need.removed", by=by)


@transaction.atomic
def restore_need(need: DataNeed, *, by: Member) -> None:
    """Undo a removal, at the place it had. Does nothing when it is already back."""
    _lock(need.process)
    need.refresh_from_db(fields=["removed_at", "position"])
    if need.removed_at is None:
        return
    place = need.position - 1
    need.position = _last(need.process) + 1
    need.save(update_fields=["position"])
    undo_removal(need)
    _put(need, place)
    _record(need, "data_need.restored", by=by)


@transaction.atomic
def step_need(need: DataNeed, *, by: Member, steps: int) -> None:
    """Move a line up (negative) or down by so many places. The order is told to nobody: it changes no meaning."""
    _lock(need.process)
    _put(need, _order(need.process).index(need.pk) + steps)


@transaction.atomic
def note_received(need: DataNeed, *, by: Member, steers: bool, received: bool = True) -> None:
    """Note that the data came, or (`received` false) are still awaited: who noted it and when is kept.

    Whoever brings it may, and whoever steers; raises PermissionDenied for others. Noting twice changes nothing.
    """
    if not steers and not concerns(need, by):
        raise PermissionDenied
    moment, person = (clock.now(), by.person) if received else (None, None)
    rows = DataNeed.objects.present().filter(pk=need.pk, received_at__isnull=received)
    if rows.update(received_at=moment, received_by=person):
        _record(need, "data_need.received" if received else "data_need.awaited", by=by)


def _lock(process: Process) -> None:
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)


def _last(process: Process) -> int:
    rows = DataNeed.objects.present().filter(process=process)
    return rows.order_by("-position").values_list("position", flat=True).first() or 0


def _order(process: Process) -> list[int]:
    rows = DataNeed.objects.present().filter(process=process)
    return list(rows.order_by("position").values_list("pk", flat=True))


def _put(need: DataNeed, place: int) -> None:
    order = _order(need.process)
    order.remove(need.pk)
    order.insert(max(0, place), need.pk)
    reorder(DataNeed.objects.present().filter(process=need.process), order)


def _record(need: DataNeed, verb: str, *, by: Member) -> None:
    history.record(need, verb, by=by, what=need.question)
