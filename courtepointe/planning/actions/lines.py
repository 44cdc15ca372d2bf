"""The lines of the plan (Outil 9): transformations, indicators, actions. Added, changed, moved, removed, put back."""

import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.analysis.models import Objective
from courtepointe.coalitions.models import Member, Organisation
from courtepointe.i18n import sort_key
from courtepointe.meetings.actions.guard import already_made, identity, mark_removed, undo_removal
from courtepointe.meetings.models import Process
from courtepointe.planning.models import (
    Action,
    ActionPartner,
    Indicator,
    Instrument,
    Plan,
    Transformation,
    TransformationPartner,
)
from courtepointe.rows import reorder, write

Line = TypeVar("Line", Transformation, Indicator, Action)
Partners = Iterable[tuple[Organisation, str]]  # with the role of each

PARENT = {Transformation: "objective", Indicator: "transformation", Action: "transformation"}
WORDS = {Transformation: "text", Indicator: "name", Action: "title"}

history.declare(
    {
        "transformation.added": gettext_lazy("%(who)s wrote a desired transformation: “%(what)s”."),
        "transformation.changed": gettext_lazy("%(who)s changed a desired transformation: “%(what)s”."),
        "transformation.removed": gettext_lazy("%(who)s removed a desired transformation: “%(what)s”."),
        "transformation.restored": gettext_lazy("%(who)s put back a desired transformation: “%(what)s”."),
        "plan_indicator.added": gettext_lazy("%(who)s added an indicator to the plan: “%(what)s”."),
        "plan_indicator.changed": gettext_lazy("%(who)s changed an indicator of the plan: “%(what)s”."),
        "plan_indicator.removed": gettext_lazy("%(who)s removed an indicator of the plan: “%(what)s”."),
        "plan_indicator.restored": gettext_lazy("%(who)s put back an indicator of the plan: “%(what)s”."),
        "action.added": gettext_lazy("%(who)s added an action to the plan: “%(what)s”."),
        "action.changed": gettext_lazy("%(who)s changed an action of the plan: “%(what)s”."),
        "action.removed": gettext_lazy("%(who)s removed an action of the plan: “%(what)s”."),
        "action.restored": gettext_lazy("%(who)s put back an action of the plan: “%(what)s”."),
    }
)


@transaction.atomic
def add_transformation(
    objective: Objective, *, by: Member, uid: uuid.UUID | None = None, partners: Partners = (), **fields: Any
) -> Transformation:
    """Write the change wished in one system (`system`, `text`). A form that comes twice adds it once."""
    made = already_made(objective.transformations, uid)
    if made is not None:
        return made
    row: Transformation = _add(Transformation, objective, objective.process, uid, fields)
    set_partners(row, partners)
    _told(row, "added", by=by)
    return row


@transaction.atomic
def add_indicator(
    change: Transformation, *, by: Member, uid: uuid.UUID | None = None, tool: str = "", **fields: Any
) -> Indicator:
    """Add a sign by which it will be seen; `tool` names its instrument, made when the plan has none of that name."""
    made = already_made(change.indicators, uid)
    if made is not None:
        return made
    fields["instrument"] = instrument_named(change.process, tool)
    row: Indicator = _add(Indicator, change, change.process, uid, fields)
    _told(row, "added", by=by)
    return row


@transaction.atomic
def add_action(
    change: Transformation, *, by: Member, uid: uuid.UUID | None = None, partners: Partners = (), **fields: Any
) -> Action:
    """Add what will be done; it gets the next number of the plan, which no other action will ever have."""
    made = already_made(change.actions, uid)
    if made is not None:
        return made
    number = _next_number(change.process)
    row: Action = _add(Action, change, change.process, uid, {**fields, "number": number})
    set_partners(row, partners)
    _told(row, "added", by=by)
    return row


@transaction.atomic
def edit_line(
    row: Line, *, by: Member, version: int, partners: Partners | None = None, tool: str | None = None, **fields: Any
) -> None:
    """Change a line. Raises Conflict and writes nothing when somebody saved in between."""
    if tool is not None:
        fields["instrument"] = instrument_named(row.process, tool)
    write(row, version=version, **fields)
    if partners is not None and not isinstance(row, Indicator):
        set_partners(row, partners)
    _told(row, "changed", by=by)


@transaction.atomic
def step_line(row: Line, *, steps: int) -> None:
    """Move a line up (negative) or down by so many places, among those of the same parent."""
    rows = _beside(row)
    order = list(rows.order_by("position").values_list("pk", flat=True))
    place = order.index(row.pk)
    order.insert(max(0, min(len(order) - 1, place + steps)), order.pop(place))
    reorder(rows, order)


@transaction.atomic
def remove_line(row: Line, *, by: Member, reason: str = "") -> None:
    """Take a line out; `restore_line` undoes it. What hangs on a transformation stays with it, unseen."""
    if row.removed_at is None:
        mark_removed(row, by=by, reason=reason)
        _told(row, "removed", by=by)


@transaction.atomic
def restore_line(row: Line, *, by: Member) -> None:
    """Undo a removal, at the end of its list."""
    if row.removed_at is not None:
        row.position = _last(_beside(row)) + 1
        row.save(update_fields=["position"])
        undo_removal(row)
        _told(row, "restored", by=by)


def set_partners(row: Transformation | Action, partners: Partners) -> None:
    """The organisations that take part, each with its role; the list replaces the one there was."""
    row.partners.all().delete()
    if isinstance(row, Transformation):
        TransformationPartner.objects.bulk_create(
            TransformationPartner(coalition_id=row.coalition_id, transformation=row, organisation=one, role=role)
            for one, role in partners
        )
    else:
        ActionPartner.objects.bulk_create(
            ActionPartner(coalition_id=row.coalition_id, action=row, organisation=one, role=role)
            for one, role in partners
        )


def instrument_named(process: Process, name: str) -> Instrument | None:
    """The instrument of this name in the plan, made when there is none; None for no name."""
    name = name.strip()
    if not name:
        return None
    row, _made = Instrument.objects.present().get_or_create(
        coalition_id=process.coalition_id, process=process, sort_key=sort_key(name), defaults={"name": name}
    )
    return row


def _add(model: type[Line], parent: Any, process: Process, uid: uuid.UUID | None, fields: dict[str, Any]) -> Line:
    """A line at the end of those of its parent, which is locked: two people at once each get their place."""
    type(parent)._default_manager.select_for_update(no_key=True).get(pk=parent.pk)
    rows = model._default_manager.filter(**{PARENT[model]: parent}, removed_at=None)
    return model._default_manager.create(
        coalition_id=parent.coalition_id,
        process=process,
        position=_last(rows) + 1,
        **{PARENT[model]: parent},
        **identity(model, uid),
        **fields,
    )


def _beside(row: Any) -> Any:
    parent = PARENT[type(row)]
    return type(row)._default_manager.filter(**{f"{parent}_id": getattr(row, f"{parent}_id")}, removed_at=None)


def _last(rows: Any) -> int:
    last: int | None = rows.aggregate(last=Max("position"))["last"]
    return last or 0


def _next_number(process: Process) -> int:
    plan, _made = Plan.objects.get_or_create(process=process, defaults={"coalition_id": process.coalition_id})
    Plan.objects.filter(pk=plan.pk).update(next_number=F("next_number") + 1)
    plan.refresh_from_db(fields=["next_number"])
    return plan.next_number - 1


def _told(row: Any, verb: str, *, by: Member) -> None:
    history.record(row, f"{row.code}.{verb}", by=by, what=getattr(row, WORDS[type(row)]))
