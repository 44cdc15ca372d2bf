"""What the group decided from results, what it read in them, and what a decision would leave behind."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from courtepointe.analysis.models import FactorChoice, Objective
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.evaluation.models import Relevance, TransformationReview
from courtepointe.meetings.models import Process
from courtepointe.planning.models import Action, Transformation

ABANDONED = Action.Status.ABANDONED
WITHDRAWN = Relevance.Verdict.WITHDRAWN


def reviews_of(change: Transformation) -> list[TransformationReview]:
    """The readings of the group, the last one first."""
    return list(change.reviews.select_related("meeting").order_by("-made_on", "-pk"))


def latest_reviews(process: Process) -> dict[int, Any]:
    """The last reading of each transformation, by its key; one statement."""
    return {row.transformation_id: row for row in _LATEST.all(process.coalition_id, process.pk)}


def actions_of(change: Transformation) -> list[Any]:
    """The actions of a transformation, each with what was decided of it (`verdicts`, the last one first)."""
    found: dict[int, Any] = {}
    for line in _ACTIONS.all(change.coalition_id, change.pk):
        found.setdefault(line.pk, Decided(line)).take(line)
    return list(found.values())


class Decided:
    """An action with the decisions on it."""

    __slots__ = ("row", "verdicts")

    def __init__(self, row: Any) -> None:
        self.row = row
        self.verdicts: list[Any] = []

    def take(self, line: Any) -> None:
        if line.d_uid is not None:
            self.verdicts.append(line)

    @property
    def last(self) -> Any:
        return self.verdicts[0] if self.verdicts else None


def relevances_of(change: Transformation) -> list[Relevance]:
    """What was said of a transformation, of its objective and of the factors of that objective, the last one first."""
    return _said(
        Q(transformation=change)
        | Q(objective=change.objective_id)
        | Q(factor_choice__objectives__objective=change.objective_id)
    )


def relevances_on(row: Any) -> list[Relevance]:
    """What was said of one thing, the last one first."""
    return _said(Q(**{name_of(row): row}))


def _said(wanted: Q) -> list[Relevance]:
    rows = Relevance.objects.filter(wanted).select_related("meeting", "decision", "factor_choice").distinct()
    return list(rows.order_by("-decided_on", "-pk"))


def name_of(row: Any) -> str:
    """The column of a relevance that points to this kind of thing."""
    return {Transformation: "transformation", Objective: "objective", FactorChoice: "factor_choice"}[type(row)]


def is_withdrawn(row: Any) -> bool:
    """Whether the last thing said of it is that it is withdrawn; what was said again since counts."""
    kept = relevances_on(row)
    return bool(kept) and kept[0].verdict == WITHDRAWN


def left_without_action(action: Action) -> bool:
    """Whether its transformation has no other action that is not abandoned."""
    others = action.transformation.actions.filter(removed_at=None).exclude(pk=action.pk).exclude(status=ABANDONED)
    return not others.exists()


def left_without_transformation(change: Transformation) -> bool:
    """Whether its objective has no other transformation that is pursued."""
    others = change.objective.transformations.filter(removed_at=None, standing="").exclude(pk=change.pk)
    return not others.exists()


def going_on(changes: Iterable[Any]) -> list[Action]:
    """The actions of transformations that are neither done nor abandoned."""
    rows = Action.objects.present().filter(transformation__in=list(changes))
    return list(rows.exclude(status__in=(ABANDONED, Action.Status.DONE)).order_by("number"))


def objectives_on(choice: FactorChoice) -> list[Objective]:
    """The objectives that rest on a factor."""
    rows = Objective.objects.present().filter(factors__factor_choice=choice)
    return list(rows.order_by("position"))


def _actions(coalition: int, change: int) -> QuerySet[Action, Any]:
    holding = FilteredRelation("decisions", condition=Q(decisions__undone_at=None))
    rows = Action.objects.present().filter(coalition_id=coalition, transformation=change)
    names = ("uid", "verdict", "reason", "change", "decided_on")
    said = {f"d_{name}": F(f"said__{name}") for name in names}
    return (
        rows.annotate(said=holding, lead_name=F("lead__name"))
        .annotate(**said, d_meeting=F("said__meeting__title"), d_number=F("said__decision__number"))
        .order_by("position", "number", *_LAST_FIRST)
        .values_list(
            *("pk", "uid", "number", "title", "status", "starts_on", "ends_on", "lead_name", *said),
            *("d_meeting", "d_number"),
            named=True,
        )
    )


def _latest(coalition: int, process: int) -> QuerySet[TransformationReview, Any]:
    rows = TransformationReview.objects.filter(coalition_id=coalition, process=process)
    return rows.order_by("made_on", "pk").values_list("transformation_id", "judgement", "made_on", named=True)


_LAST_FIRST = (F("said__decided_on").desc(nulls_last=True), F("said__pk").desc(nulls_last=True))
_ACTIONS: Prepared[Any] = Prepared(_actions, MARK, MARK - 1)
_LATEST: Prepared[Any] = Prepared(_latest, MARK, MARK - 1)
