"""Results of the plan and diagnostic of the partnership. One file per subject."""

from courtepointe.evaluation.models.diagnostic import (
    Diagnostic,
    DiagnosticComment,
    DiagnosticCount,
    DiagnosticItem,
    DiagnosticSeat,
    DiagnosticWording,
    Level,
)
from courtepointe.evaluation.models.results import (
    ActionDecision,
    Measurement,
    MeasurementEvidence,
    Relevance,
    ResultRequest,
    TransformationReview,
)

__all__ = [
    "ActionDecision",
    "Diagnostic",
    "DiagnosticComment",
    "DiagnosticCount",
    "DiagnosticItem",
    "DiagnosticSeat",
    "DiagnosticWording",
    "Level",
    "Measurement",
    "MeasurementEvidence",
    "Relevance",
    "ResultRequest",
    "TransformationReview",
]
