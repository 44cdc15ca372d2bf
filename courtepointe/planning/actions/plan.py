"""The plan as a whole: its title, its period, how its years are counted."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.models import Process
from courtepointe.planning.models import Plan
from courtepointe.rows import write

history.declare({"plan.changed": gettext_lazy("%(who)s changed the title or the period of the plan.")})


def plan_of(process: Process) -> Plan:
    """The plan of a cycle, made at the first asking (a write)."""
    row, _made = Plan.objects.get_or_create(process=process, defaults={"coalition_id": process.coalition_id})
    return row


@transaction.atomic
def edit_plan(process: Process, *, by: Member, version: int, **fields: Any) -> Plan:
    """Change the plan's own fields. Raises Conflict and writes nothing when somebody saved in between."""
    row = plan_of(process)
    write(row, version=version, **fields)
    history.record(row, "plan.changed", by=by)
    return row
