"""What the pages of the plan share: its cycle, its lines, going back to the sheet of an objective."""

import uuid
from typing import Any

from django.shortcuts import get_object_or_404

from courtepointe.access import MemberRequest
from courtepointe.analysis.models import Objective
from courtepointe.analysis.views.common import system_names
from courtepointe.meetings.views.process import the_process
from courtepointe.pages import url
from courtepointe.planning.models import Action, Indicator, Transformation

KINDS: dict[str, Any] = {"transformation": Transformation, "plan_indicator": Indicator, "action": Action}


def goal_of(request: MemberRequest, uid: uuid.UUID) -> Objective:
    """An objective of the current plan, or 404."""
    row = get_object_or_404(the_process(request).objectives.filter(removed_at=None), uid=uid)
    row.coalition = request.coalition
    return row


def change_of(request: MemberRequest, uid: uuid.UUID) -> Transformation:
    """A transformation of the current plan, or 404."""
    rows = request.coalition.transformations.filter(process=the_process(request), removed_at=None)
    return get_object_or_404(rows.select_related("objective", "process", "lead", "lead_member"), uid=uid)


def action_of(request: MemberRequest, uid: uuid.UUID) -> Action:
    """An action of the current plan, or 404."""
    rows = request.coalition.plan_actions.filter(process=the_process(request), removed_at=None)
    near = ("transformation__objective", "process", "lead", "lead_member", "service")
    row = get_object_or_404(rows.select_related(*near), uid=uid)
    row.coalition = request.coalition
    return row


def sheet_address(request: MemberRequest, objective: Objective, at: str = "") -> str:
    """The sheet of an objective, at one of its lines."""
    return url("plan-objective", coalition=request.coalition, goal=objective) + (f"#{at}" if at else "")


def words(request: MemberRequest) -> dict[str, Any]:
    """What every page of the plan needs to name things."""
    return {"nav": "plan", "systems": system_names(request.coalition)}
