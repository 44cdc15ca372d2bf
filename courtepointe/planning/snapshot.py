"""The whole plan as plain values that can be kept: each line with its uid, what it says, what hangs on it. Pure.

An organisation is kept with its name; a person by uid alone, so that an erasure has nothing to take out of a version.
What is reported while the plan is carried out (states of actions, milestones done) is no part of it.
"""

import uuid
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from courtepointe.planning.models import Plan
from courtepointe.planning.queries.details import ACTION, BUDGET, CHANGE, FUNDING, MILESTONE, SIGN, Details, Line
from courtepointe.planning.queries.tree import Change, Goal, PlannedAction, Tree

Content = dict[str, Any]
FORM = 1  # of the content: a later one would be read beside it


def snapshot_of(plan: Plan, tree: Tree, details: Details) -> Content:
    """The plan as it stands."""
    return {
        "form": FORM,
        "plan": {
            "title": plan.title,
            "starts_on": _day(plan.starts_on),
            "ends_on": _day(plan.ends_on),
            "year_start": int(plan.year_start),
            "remark": plan.remark,
        },
        "goals": [_goal(goal, details) for goal in tree.goals],
    }


def organisations_in(content: Content) -> dict[str, str]:
    """Names of the organisations that have a part in a version, by uid: leads, partners, holders of a measure."""
    found: dict[str, str] = {}
    for line in lines_in(content):
        houses = [line.get("lead"), line.get("holder"), *line.get("partners", ())]
        found.update((one["uid"], one["name"]) for one in houses if one)
    return found


def lines_in(content: Content) -> Iterator[Content]:
    """Every line of a version, parents first."""
    for goal in content["goals"]:
        yield goal
        for change in goal["changes"]:
            yield change
            yield from change["signs"]
            yield from change["actions"]


def is_of(line: Content, organisation: str) -> bool:
    """Whether an organisation leads a line, holds its measure, or is a partner of it."""
    houses = [line.get("lead"), line.get("holder"), *line.get("partners", ())]
    return any(one["uid"] == organisation for one in houses if one)


def _goal(goal: Goal, details: Details) -> Content:
    row = goal.row
    return {
        "uid": str(row.uid),
        "text": row.text,
        "remark": row.remark,
        "factors": list(goal.factors),
        "changes": [_change(change, details) for change in goal.changes],
    }


def _change(change: Change, details: Details) -> Content:
    row = change.row
    return {
        "uid": str(row.uid),
        "system": row.system,
        "text": row.text,
        "remark": row.remark,
        "standing": row.standing,
        "lead": _house(row.lead_uid, row.lead_name),
        "person": _uid(details.texts[CHANGE, row.pk].who),
        "partners": _partners(change.partners),
        "signs": [_sign(one, details) for one in change.indicators],
        "actions": [_action(one, details) for one in change.actions],
    }


def _sign(row: Any, details: Details) -> Content:
    more = details.texts[SIGN, row.pk]
    return {
        "uid": str(row.uid),
        "name": row.name,
        "nature": row.nature,
        "definition": more.text1,
        "unit": row.unit,
        "measure": row.measure,
        "direction": row.direction,
        "baseline": _number(row.baseline),
        "baseline_on": _day(row.baseline_on),
        "target": _number(row.target),
        "target_on": _day(row.target_on),
        "decimals": row.decimals,
        "groups": row.groups,
        "frequency": row.frequency,
        "tool": row.tool or "",
        "holder": _house(more.house, more.house_name),
        "person": _uid(more.who),
    }


def _action(action: PlannedAction, details: Details) -> Content:
    row, more = action.row, details.texts[ACTION, action.row.pk]
    return {
        "uid": str(row.uid),
        "number": row.number,
        "title": row.title,
        "content": more.text1,
        "public": row.public,
        "expected": row.expected,
        "lead": _house(row.lead_uid, row.lead_name),
        "person": _uid(more.who),
        "starts_on": _day(row.starts_on),
        "ends_on": _day(row.ends_on),
        "frequency": row.frequency,
        "offer": row.offer,
        "service": more.text4,
        "people_needed": more.text2,
        "things_needed": more.text3,
        "free": row.free,
        "partners": _partners(action.partners),
        "milestones": [
            {"uid": str(one.uid), "text": one.text, "due_on": _day(one.day)} for one in details.of(MILESTONE, row.pk)
        ],
        "budget": [_cost(one) for one in details.of(BUDGET, row.pk)],
        "funding": [_fund(one) for one in details.of(FUNDING, row.pk)],
    }


def _cost(one: Line) -> Content:
    return {
        "year": one.year,
        "kind": one.state,
        "nature": one.nature,
        "what": one.text,
        "cents": one.amount,
        "giver": _uid(one.house),
    }


def _fund(one: Line) -> Content:
    return {"funder": one.text, "year": one.year, "status": one.state, "asked": one.amount, "confirmed": one.sure}


def _partners(rows: Iterable[Any]) -> list[Content]:
    return [{"uid": str(one.who), "name": one.name, "role": one.role} for one in rows]


def _house(uid: uuid.UUID | None, name: str | None) -> Content | None:
    return {"uid": str(uid), "name": name or ""} if uid else None


def _uid(value: uuid.UUID | None) -> str:
    return str(value) if value else ""


def _day(value: Any) -> str:
    return value.isoformat() if value else ""


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
