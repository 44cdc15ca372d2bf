"""The analysis of the situation: data, findings, services, factor coverage, priorities. One file per subject."""

from courtepointe.analysis.models.data import (
    DataImport,
    Datum,
    ImportLines,
    Material,
    PopulationIndicator,
    Territory,
)
from courtepointe.analysis.models.findings import Analysis, Answer, Evidence, Finding, Observation, Questionnaire
from courtepointe.analysis.models.needs import DataNeed
from courtepointe.analysis.models.priorities import (
    Ballot,
    BallotItem,
    BallotPaper,
    FactorChoice,
    FactorPriority,
    Objective,
    ObjectiveFactor,
    Priority,
)
from courtepointe.analysis.models.services import FactorAction, FactorService, Inventory, Service, ServicePlace

__all__ = [
    "Analysis",
    "Answer",
    "Ballot",
    "BallotItem",
    "BallotPaper",
    "DataImport",
    "DataNeed",
    "Datum",
    "Evidence",
    "FactorAction",
    "FactorChoice",
    "FactorPriority",
    "FactorService",
    "Finding",
    "ImportLines",
    "Inventory",
    "Material",
    "Objective",
    "ObjectiveFactor",
    "Observation",
    "PopulationIndicator",
    "Priority",
    "Questionnaire",
    "Service",
    "ServicePlace",
    "Territory",
]
