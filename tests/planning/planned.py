"""A small plan for the tests: one objective, and what hangs on it."""

from typing import Any

from courtepointe.analysis.actions.priorities import add_objective, choose_factor
from courtepointe.analysis.models import Objective
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.planning.actions import lines
from courtepointe.planning.models import Action, Indicator, Transformation
from tests.cast import Cast


def process_of(cast: Cast) -> Process:
    found = current_process(cast.coalition)
    assert found is not None
    return found


def objective(cast: Cast, text: str = "Améliorer le langage", **fields: Any) -> Objective:
    process = process_of(cast)
    choice = process.factor_choices.filter(factor="self-esteem").first()
    choice = choice or choose_factor(
        process, "self-esteem", by=cast.amina, version=1, state="kept", reason="", priorities=[]
    )
    return add_objective(process, by=cast.amina, factors=[choice], text=text, **fields)


def change(
    cast: Cast, goal: Objective | None = None, text: str = "Les parents lisent", **fields: Any
) -> Transformation:
    goal = goal or process_of(cast).objectives.filter(removed_at=None).first() or objective(cast)
    return lines.add_transformation(goal, by=cast.amina, text=text, **{"system": "family", **fields})


def sign(cast: Cast, row: Transformation, name: str = "Parents qui lisent", **fields: Any) -> Indicator:
    return lines.add_indicator(row, by=cast.amina, name=name, **fields)


def action(cast: Cast, row: Transformation, title: str = "Heure du conte", **fields: Any) -> Action:
    return lines.add_action(row, by=cast.amina, title=title, **fields)
