"""What the data of a cycle say, as numbers: the benchmarks of the objectives are made of them.

One statement, written once: a subquery for each number. A number that nothing gives is 0.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from courtepointe.analysis.models import (
    DataNeed,
    FactorChoice,
    Finding,
    Inventory,
    Objective,
    ObjectiveFactor,
    Observation,
    Priority,
)
from courtepointe.coalitions.models import Organisation
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.evaluation.models import (
    ActionDecision,
    Diagnostic,
    DiagnosticItem,
    Measurement,
    Relevance,
    TransformationReview,
)
from courtepointe.followup.models import Adjustment, Communication, ProgressReport
from courtepointe.meetings.models import Meeting, Process, WorkingRules
from courtepointe.planning.models import Action, BudgetLine, Checkpoint, Indicator, Transformation

HERE = OuterRef("pk")
FACTS: dict[str, Callable[[], QuerySet[Any]]] = {}


def _of(model: Any, *where: Any, **fields: Any) -> Any:
    """Rows of the cycle."""
    return model._default_manager.filter(*where, process=HERE, **fields)


def _present(model: Any, *where: Any, **fields: Any) -> Any:
    return _of(model, *where, removed_at=None, **fields)


def _changes(*where: Any) -> Any:
    """Transformations that are pursued, of an objective that is there."""
    return _present(Transformation, *where, standing="", objective__removed_at=None)


def _indicators(*where: Any, **fields: Any) -> Any:
    alive = {"transformation__removed_at": None, "transformation__objective__removed_at": None}
    return _present(Indicator, *where, transformation__standing="", **alive, **fields)


def _actions(*where: Any, **fields: Any) -> Any:
    alive = {"transformation__removed_at": None, "transformation__objective__removed_at": None}
    going = _present(Action, *where, transformation__standing="", **alive, **fields)
    return going.exclude(status=Action.Status.ABANDONED)


def _exists(model: Any, key: str, **fields: Any) -> Exists:
    return Exists(model._default_manager.filter(**{key: OuterRef("pk")}, **fields))


FACTS.update(
    {
        "meetings": lambda: _present(Meeting),
        "dated": lambda: _present(Meeting, on__isnull=False),
        "rules": lambda: WorkingRules.objects.filter(
            coalition=OuterRef("coalition"), status__in=(WorkingRules.ADOPTED, WorkingRules.REPLACED)
        ),
        "needs": lambda: _present(DataNeed),
        "received": lambda: _present(DataNeed, received_at__isnull=False),
        "observations": lambda: _present(Observation),
        "sorted": lambda: _present(Observation, Q(finding__isnull=False) | ~Q(set_aside_because="")),
        "findings": lambda: _present(Finding),
        "from_data": lambda: _present(Finding, analysis="data"),
        "data_with_evidence": lambda: _present(
            Finding, _exists(Observation, "finding", removed_at=None), analysis="data"
        ),
        "from_others": lambda: _present(Finding, analysis__in=("services", "factors")),
        "organisations": lambda: Organisation.objects.present().filter(coalition=OuterRef("coalition")),
        "asked": lambda: _of(Inventory, due_on__isnull=False),
        "handed_in": lambda: _of(Inventory, handed_in_at__isnull=False),
        "settled": lambda: _present(
            Finding, ~Q(set_aside_because="") | Q(_exists(Priority, "finding", removed_at=None))
        ),
        "factors_said": lambda: _of(FactorChoice).exclude(state=""),
        "factors_kept": lambda: _of(FactorChoice, state="kept"),
        "factors_aimed": lambda: _of(
            FactorChoice, _exists(ObjectiveFactor, "factor_choice", objective__removed_at=None), state="kept"
        ),
        "objectives": lambda: _present(Objective),
        "changes": _changes,
        "changes_signed": lambda: _changes(
            _exists(Indicator, "transformation", removed_at=None, target__isnull=False, target_on__isnull=False)
        ),
        "changes_acted": lambda: _changes(
            Exists(
                Action.objects.present().filter(transformation=OuterRef("pk")).exclude(status=Action.Status.ABANDONED)
            )
        ),
        "changes_read": lambda: _changes(
            Q(_exists(TransformationReview, "transformation")) | Q(_exists(Relevance, "transformation"))
        ),
        "indicators": _indicators,
        "indicators_tooled": lambda: _indicators(instrument__isnull=False),
        "indicators_measured": lambda: _indicators(_exists(Measurement, "indicator", removed_at=None)),
        "actions": _actions,
        "actions_led": lambda: _actions(lead__isnull=False),
        "actions_told": lambda: _actions(~Q(content=""), starts_on__isnull=False, ends_on__isnull=False),
        "actions_paid": lambda: _actions(Q(free=True) | Q(_exists(BudgetLine, "action"))),
        "actions_scheduled": lambda: _actions(_exists(Checkpoint, "action", removed_at=None)),
        "actions_begun": lambda: _actions(status__in=(Action.Status.UNDER_WAY, Action.Status.DONE)),
        "actions_reported": lambda: _actions(_exists(ProgressReport, "action", handed_in_at__isnull=False)),
        "actions_decided": lambda: _present(Action, _exists(ActionDecision, "action", undone_at=None)),
        "actions_all": lambda: _present(Action),
        "adjustments": lambda: _of(Adjustment),
        "adjustments_decided": lambda: _of(Adjustment).exclude(result=""),
        "communications": lambda: _present(Communication),
        "communications_planned": lambda: _present(
            Communication, Q(organisation__isnull=False) | Q(member__isnull=False), due_on__isnull=False
        ),
        "reworded": lambda: _of(Relevance).exclude(verdict=Relevance.Verdict.RELEVANT),
        "diagnostics": lambda: _present(Diagnostic, state=Diagnostic.State.CLOSED),
        "improvements": lambda: DiagnosticItem.objects.filter(
            diagnostic__process=HERE, diagnostic__removed_at=None, follow_up__isnull=False
        ),
    }
)


def _counted(rows: QuerySet[Any]) -> Subquery:
    """How many rows, as one number: all of them are of the cycle, or of its coalition."""
    one = rows.order_by().values("coalition").annotate(count=Count("pk"))
    return Subquery(one.values("count")[:1])


def _facts(process: int) -> QuerySet[Process, Any]:
    rows = Process.objects.filter(pk=process).annotate(
        **{f"n_{name}": _counted(make()) for name, make in FACTS.items()}
    )
    return rows.values_list(*(f"n_{name}" for name in FACTS), named=True)


_FACTS: Prepared[Any] = Prepared(_facts, MARK)


def facts_of(process: Process) -> dict[str, int]:
    """The numbers of a cycle, in one query."""
    found = _FACTS.first(process.pk)
    return {name: count or 0 for name, count in zip(FACTS, found or [0] * len(FACTS), strict=True)}
