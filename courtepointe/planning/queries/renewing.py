"""What a new cycle may take up of the plan adopted in an earlier one, and what it has taken up already."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from courtepointe.analysis.models import Objective
from courtepointe.meetings.models import Process
from courtepointe.planning.models import Action, Indicator, PlanVersion, Transformation
from courtepointe.planning.snapshot import lines_in

_REMOVED = Q(removed_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of the lines of a version, by uid: no longer pursued, or taken up already."""

    over: frozenset[str]
    taken: frozenset[str]


def earlier_version(process: Process) -> PlanVersion | None:
    """The version adopted last in a cycle before this one."""
    rows = PlanVersion.objects.filter(coalition_id=process.coalition_id, plan__process_id__lt=process.pk)
    return rows.select_related("plan__process", "meeting", "decision").order_by("-plan__process_id", "-number").first()


def new_uid(process: Process, line: dict[str, Any]) -> uuid.UUID:
    """The identity that a line of a version takes in a new cycle: always the same, so that it is taken up once."""
    return uuid.uuid5(process.uid, line["uid"])


def fate_of(version: PlanVersion, process: Process) -> Fate:
    """What became of the lines of a version since, and which ones this cycle has already; six queries."""
    lines = list(lines_in(version.content))
    here = {"coalition_id": version.coalition_id, "process_id": version.plan.process_id}
    gone = {
        *Action.objects.filter(_REMOVED | Q(status__in=Action.OVER), **here).values_list("uid", flat=True),
        *Transformation.objects.filter(_REMOVED | ~Q(standing=""), **here).values_list("uid", flat=True),
    }
    wanted = {new_uid(process, line): line["uid"] for line in lines}
    there: set[uuid.UUID] = set()
    for model in (Objective, Transformation, Indicator, Action):
        rows: Any = model._default_manager.filter(coalition_id=process.coalition_id, process=process, removed_at=None)
        there.update(rows.filter(uid__in=wanted).values_list("uid", flat=True))
    return Fate(frozenset(map(str, gone)), frozenset(wanted[uid] for uid in there))
