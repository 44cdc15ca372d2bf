"""The concerted plan: transformations, indicators, actions, money, versions. One file per subject."""

from courtepointe.planning.models.actions import Action, ActionPartner, Checkpoint, Milestone
from courtepointe.planning.models.money import BudgetLine, Funder, FundingLine
from courtepointe.planning.models.plan import Confirmation, LeftGap, Plan, PlanVersion
from courtepointe.planning.models.transformations import (
    Frequency,
    Indicator,
    Instrument,
    Transformation,
    TransformationPartner,
)

__all__ = [
    "Action",
    "ActionPartner",
    "BudgetLine",
    "Checkpoint",
    "Confirmation",
    "Frequency",
    "Funder",
    "FundingLine",
    "Indicator",
    "Instrument",
    "LeftGap",
    "Milestone",
    "Plan",
    "PlanVersion",
    "Transformation",
    "TransformationPartner",
]
