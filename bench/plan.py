"""The plans that the benchmark reads: 6 objectives, 18 transformations, 60 actions in each of the 150 coalitions.

Made kind by kind for all of them, in bulk: nine thousand actions take some ten seconds.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from courtepointe import clock
from courtepointe.analysis.models import FactorChoice, FactorPriority, Objective, ObjectiveFactor
from courtepointe.coalitions.models import Organisation
from courtepointe.evaluation.models import Measurement
from courtepointe.followup.models import Adjustment, ProgressReport
from courtepointe.library.load import the_method
from courtepointe.meetings.models import Meeting, Process
from courtepointe.planning.models import (
    Action,
    ActionPartner,
    BudgetLine,
    Funder,
    FundingLine,
    Indicator,
    Milestone,
    Plan,
    Transformation,
)

SYSTEMS = ("child", "family", "community")
STARTS = dt.date(2026, 9, 1)
OBJECTIVES, FUNDERS, HOUSES, YEARS = 6, 8, 16, (2026, 2027)
Rows = list[Any]


def fill_progress(process: Process, meeting: Meeting) -> None:
    """What the lead of each action reported before a meeting: a third are hindered, a tenth ask for an adjustment."""
    reports = ProgressReport.objects.bulk_create(
        ProgressReport(
            **_here(process),
            action=action,
            meeting=meeting,
            status="under_way",
            reached=24,
            spent_cents=250_000,
            hinders="Peu de familles quand il pleut" if action.number % 3 == 0 else "",
            adjustment="Finir un mois plus tard" if action.number % 10 == 0 else "",
            asked_at=clock.now(),
            handed_in_at=clock.now(),
            handed_in_by_name="Une responsable",
        )
        for action in process.actions.order_by("number")
    )
    Adjustment.objects.bulk_create(
        Adjustment(**_here(process), action_id=one.action_id, report=one, what=one.adjustment)
        for one in reports
        if one.adjustment
    )


def fill_plans(processes: Iterable[Process]) -> None:
    """Everything that the method asks of a plan of this size, for each of these cycles."""
    cycles = list(processes)
    houses: dict[int, list[Organisation]] = {}
    for one in Organisation.objects.filter(coalition__in=[cycle.coalition_id for cycle in cycles]).order_by("pk"):
        houses.setdefault(one.coalition_id, []).append(one)
    Plan.objects.bulk_create(
        Plan(coalition_id=one.coalition_id, process=one, title="Plan", starts_on=STARTS, ends_on=dt.date(2029, 6, 30))
        for one in cycles
    )
    choices = FactorChoice.objects.bulk_create(
        FactorChoice(**_here(one), factor=factor.slug, state="kept")
        for one in cycles
        for factor in the_method().factors[:OBJECTIVES]
    )
    goals = Objective.objects.bulk_create(
        Objective(**_here(one), text=f"Objectif {n} : soutenir les familles du territoire", position=n)
        for one in cycles
        for n in range(1, OBJECTIVES + 1)
    )
    ObjectiveFactor.objects.bulk_create(
        ObjectiveFactor(coalition_id=goal.coalition_id, objective=goal, factor_choice=choice)
        for goal, choice in zip(goals, choices, strict=True)
    )
    changes = Transformation.objects.bulk_create(
        Transformation(
            **_near(goal),
            objective=goal,
            system=system,
            text="Les parents lisent et parlent davantage avec leur enfant",
            lead=houses[goal.coalition_id][goal.position],
            position=place,
        )
        for goal, (place, system) in product(goals, enumerate(SYSTEMS, start=1))
    )
    signs = Indicator.objects.bulk_create(
        Indicator(
            **_near(change),
            transformation=change,
            name="Parents qui lisent",
            unit="%",
            baseline=44,
            target=60,
            position=1,
        )
        for change in changes
    )
    Measurement.objects.bulk_create(
        Measurement(**_near(sign), indicator=sign, measured_on=dt.date(2027, 5, 1), value=52) for sign in signs
    )
    actions = Action.objects.bulk_create(_actions(changes, houses))
    _around(actions, houses)


def tie_to(process: Process) -> None:
    """Each factor of a cycle rests on a priority of its own."""
    priorities = process.priorities.order_by("pk")
    FactorPriority.objects.bulk_create(
        FactorPriority(coalition_id=process.coalition_id, factor_choice=choice, priority=priority)
        for choice, priority in zip(process.factor_choices.order_by("pk"), priorities, strict=False)
    )


def _here(process: Process) -> dict[str, Any]:
    return {"coalition_id": process.coalition_id, "process": process}


def _near(row: Any) -> dict[str, Any]:
    return {"coalition_id": row.coalition_id, "process_id": row.process_id}


def _actions(changes: Rows, houses: dict[int, list[Organisation]]) -> Iterator[Action]:
    """Four in the first system of each objective, three in the others: sixty, numbered in their plan."""
    last: dict[int, int] = {}
    for change in changes:
        for _action in range(4 if change.position == 1 else 3):
            number = last[change.process_id] = last.get(change.process_id, 0) + 1
            yield Action(
                **_near(change),
                transformation=change,
                number=number,
                title=f"Ateliers parent-enfant numéro {number}",
                lead=houses[change.coalition_id][number % HOUSES],
                starts_on=STARTS,
                ends_on=dt.date(2028, 6, 30),
                position=number,
            )


def _around(actions: Rows, houses: dict[int, list[Organisation]]) -> None:
    """Two partners, two milestones, two years of cost and of funding for each action."""
    funders = Funder.objects.bulk_create(
        Funder(coalition_id=coalition, sort_key=f"bailleur {n}", name=f"Bailleur {n}")
        for coalition, n in product(houses, range(FUNDERS))
    )
    given = {(one.coalition_id, one.name): one for one in funders}
    of: dict[str, Rows] = {"partners": [], "milestones": [], "costs": [], "funding": []}
    for action in actions:
        near = {"coalition_id": action.coalition_id, "action": action}
        mine, number = houses[action.coalition_id], action.number
        funder = given[action.coalition_id, f"Bailleur {number % FUNDERS}"]
        of["partners"] += [
            ActionPartner(**near, organisation=mine[(number + m) % HOUSES], role="Prête la salle") for m in (3, 7)
        ]
        of["milestones"] += [Milestone(**near, text="Jalon", due_on=dt.date(2027, m, 1), position=m) for m in (1, 5)]
        for n, year in enumerate(YEARS, start=1):
            of["costs"].append(BudgetLine(**near, year=year, cents=500_000, position=n))
            of["funding"].append(
                FundingLine(**near, funder=funder, year=year, status="asked", asked_cents=300_000, position=n)
            )
    ActionPartner.objects.bulk_create(of["partners"])
    Milestone.objects.bulk_create(of["milestones"])
    BudgetLine.objects.bulk_create(of["costs"])
    FundingLine.objects.bulk_create(of["funding"])
