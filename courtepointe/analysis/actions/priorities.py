"""Priorities, the protective factors that answer them, and the objectives written against those factors (Outil 8)."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.analysis.actions.findings import set_finding_aside
from courtepointe.analysis.models import (
    Ballot,
    FactorChoice,
    FactorPriority,
    Finding,
    Objective,
    ObjectiveFactor,
    Priority,
)
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import already_made, identity, mark_removed, undo_removal
from courtepointe.meetings.models import Process
from courtepointe.meetings.wording import method_of
from courtepointe.rows import Refused, reorder, write

history.declare(
    {
        "priority.chosen": gettext_lazy("%(who)s noted a priority of the group: “%(what)s”."),
        "priority.changed": gettext_lazy("%(who)s changed the reason of a priority: “%(what)s”."),
        "priority.removed": gettext_lazy("%(who)s took a finding out of the priorities: “%(what)s”."),
        "priority.restored": gettext_lazy("%(who)s put a finding back among the priorities: “%(what)s”."),
        "factor.kept": gettext_lazy("%(who)s noted that the group keeps a protective factor: %(factor)s."),
        "factor.set_aside": gettext_lazy("%(who)s noted that the group sets a protective factor aside: %(factor)s."),
        "factor.open": gettext_lazy("%(who)s noted that a protective factor is to be discussed: %(factor)s."),
        "objective_of_plan.added": gettext_lazy("%(who)s wrote an objective: “%(what)s”."),
        "objective_of_plan.changed": gettext_lazy("%(who)s changed an objective: “%(what)s”."),
        "objective_of_plan.removed": gettext_lazy("%(who)s removed an objective: “%(what)s”."),
        "objective_of_plan.restored": gettext_lazy("%(who)s put back an objective: “%(what)s”."),
    }
)


@transaction.atomic
def choose(finding: Finding, *, by: Member, reason: str = "", **fields: Any) -> Priority:
    """Make a finding a priority, after the others; one that is already chosen gets the new reason.

    A finding that was set aside is taken up again by that.
    """
    _lock(finding.process)
    known = Priority.objects.present().filter(finding=finding).first()
    if known is not None:
        if reason and reason != known.reason:
            write(known, version=known.version, reason=reason)
            _of(known, "priority.changed", by=by)
        return known
    if finding.set_aside_because:
        set_finding_aside(finding, by=by, because="")
    row = Priority.objects.create(
        coalition_id=finding.coalition_id,
        process=finding.process,
        finding=finding,
        reason=reason,
        position=_last(Priority, finding.process) + 1,
        **fields,
    )
    _of(row, "priority.chosen", by=by)
    return row


@transaction.atomic
def conclude(ballot: Ballot, lines: Iterable[tuple[Finding, str, str]], *, by: Member, **fields: Any) -> int:
    """What the group draws from a closed ballot: for each finding "priority", "aside" or "" (left), and the reason.

    Writes the discussion and the decision of the ballot (`fields`); how many priorities were chosen. Refused for a
    ballot that is not closed, and when a finding is set aside without a reason: then nothing is written.
    """
    if ballot.state != Ballot.State.CLOSED:
        raise Refused(_("Close the ballot first."))
    chosen = 0
    for finding, verdict, reason in lines:
        if verdict == "priority":
            choose(finding, by=by, reason=reason, ballot=ballot, decision=fields.get("decision"))
            chosen += 1
        elif verdict == "aside":
            if not reason:
                raise Refused(_("Say why this finding is set aside: “%(title)s”.") % {"title": finding.statement})
            set_finding_aside(finding, by=by, because=reason)
    Ballot.objects.filter(pk=ballot.pk).update(**fields)
    return chosen


@transaction.atomic
def edit_priority(row: Priority, *, by: Member, version: int, reason: str) -> None:
    """Change why it was chosen. Raises Conflict and writes nothing when somebody saved in between."""
    write(row, version=version, reason=reason)
    _of(row, "priority.changed", by=by)


@transaction.atomic
def step_priority(row: Priority, *, steps: int) -> None:
    """Move a priority up (negative) or down by so many ranks."""
    _step(row, steps)


@transaction.atomic
def remove_priority(row: Priority, *, by: Member, reason: str = "") -> None:
    """Take a finding out of the priorities; `restore_priority` undoes it. The finding stays."""
    mark_removed(row, by=by, reason=reason)
    _of(row, "priority.removed", by=by)


@transaction.atomic
def restore_priority(row: Priority, *, by: Member) -> None:
    """Undo a removal, at the end of the list. Does nothing when the finding was chosen again since."""
    _lock(row.process)
    if row.removed_at is None or Priority.objects.present().filter(finding_id=row.finding_id).exists():
        return
    row.position = _last(Priority, row.process) + 1
    row.save(update_fields=["position"])
    undo_removal(row)
    _of(row, "priority.restored", by=by)


@transaction.atomic
def choose_factor(
    process: Process, slug: str, *, by: Member, version: int, state: str, reason: str, priorities: Iterable[Priority]
) -> FactorChoice:
    """Say whether the group keeps a factor, why, and which priorities it answers.

    Refused when it is set aside without a reason, or kept once objectives rest on it and it is set aside; KeyError for
    a factor that the method of the coalition does not have. Raises Conflict when somebody saved in between.
    """
    method = method_of(process.coalition)
    factor = {one.slug: one for one in method.factors}[slug]
    if state == FactorChoice.State.SET_ASIDE and not reason:
        raise Refused(_("Say why the group sets this factor aside."))
    row, _made = FactorChoice.objects.get_or_create(
        coalition_id=process.coalition_id, process=process, factor=slug, defaults={"version": 1}
    )
    if state != FactorChoice.State.KEPT and row.objectives.filter(objective__removed_at=None).exists():
        raise Refused(_("An objective rests on this factor: change the objective first."))
    chosen_at = clock.now() if state else None
    write(row, version=version, state=state, reason=reason, chosen_at=chosen_at)
    row.priorities.all().delete()
    FactorPriority.objects.bulk_create(
        FactorPriority(coalition_id=process.coalition_id, factor_choice=row, priority=one) for one in priorities
    )
    name = factor.name.for_language(process.coalition.language)
    history.record(row, f"factor.{state or 'open'}", by=by, factor=name)
    return row


@transaction.atomic
def add_objective(
    process: Process, *, by: Member, factors: Iterable[FactorChoice], uid: uuid.UUID | None = None, **fields: Any
) -> Objective:
    """Write an objective against one or more factors that the group keeps. A form that comes twice adds it once."""
    _lock(process)
    made = already_made(process.objectives, uid)
    if made is not None:
        return made
    row = Objective.objects.create(
        coalition_id=process.coalition_id,
        process=process,
        position=_last(Objective, process) + 1,
        **identity(Objective, uid),
        **fields,
    )
    _rest_on(row, factors)
    history.record(row, "objective_of_plan.added", by=by, what=row.text)
    return row


@transaction.atomic
def edit_objective(row: Objective, *, by: Member, version: int, factors: Iterable[FactorChoice], **fields: Any) -> None:
    """Change an objective and what it rests on. Raises Conflict and writes nothing when somebody saved in between."""
    write(row, version=version, **fields)
    row.factors.all().delete()
    _rest_on(row, factors)
    history.record(row, "objective_of_plan.changed", by=by, what=row.text)


@transaction.atomic
def step_objective(row: Objective, *, steps: int) -> None:
    """Move an objective up (negative) or down by so many places."""
    _step(row, steps)


@transaction.atomic
def remove_objective(row: Objective, *, by: Member, reason: str = "") -> None:
    """Take it out; `restore_objective` undoes it."""
    mark_removed(row, by=by, reason=reason)
    history.record(row, "objective_of_plan.removed", by=by, what=row.text)


@transaction.atomic
def restore_objective(row: Objective, *, by: Member) -> None:
    """Undo a removal, at the end of the list."""
    _lock(row.process)
    if row.removed_at is None:
        return
    row.position = _last(Objective, row.process) + 1
    row.save(update_fields=["position"])
    undo_removal(row)
    history.record(row, "objective_of_plan.restored", by=by, what=row.text)


def _rest_on(row: Objective, factors: Iterable[FactorChoice]) -> None:
    ObjectiveFactor.objects.bulk_create(
        ObjectiveFactor(coalition_id=row.coalition_id, objective=row, factor_choice=one) for one in factors
    )


def _lock(process: Process) -> None:
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)


def _last(model: type[Priority] | type[Objective], process: Process) -> int:
    last = model._default_manager.filter(process=process, removed_at=None).aggregate(last=Max("position"))["last"]
    return last or 0


def _step(row: Priority | Objective, steps: int) -> None:
    _lock(row.process)
    rows = type(row)._default_manager.filter(process=row.process, removed_at=None)
    order = list(rows.order_by("position").values_list("pk", flat=True))
    place = order.index(row.pk)
    order.insert(max(0, min(len(order) - 1, place + steps)), order.pop(place))
    reorder(rows, order)


def _of(row: Priority, verb: str, *, by: Member) -> None:
    history.record(row, verb, by=by, what=row.finding.statement)
