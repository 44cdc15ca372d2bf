"""What a decision would leave behind, in whole sentences: shown before it is confirmed."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courtepointe.analysis.models import FactorChoice, Objective
from courtepointe.evaluation.models import ActionDecision, Relevance
from courtepointe.evaluation.queries import decisions as reads
from courtepointe.planning.models import Action, Transformation

Verdict = Relevance.Verdict


def left_by_action(row: Action, verdict: str) -> list[str]:
    """What abandoning an action leaves behind."""
    if verdict != ActionDecision.Verdict.ABANDON:
        return []
    change = row.transformation
    found = [_("The action goes to “abandoned”; its reports and its results are kept.")]
    if reads.left_without_action(row):
        found.append(_("No action works toward this transformation any more: “%(title)s”.") % {"title": change.text})
        if not _others_act(change):
            goal = {"title": change.objective.text}
            found.append(_("No action works toward the objective any more: “%(title)s”.") % goal)
    return found


def left_by(row: Transformation | Objective | FactorChoice, verdict: str, stage: str) -> list[str]:
    """What it leaves behind to say that a thing is withdrawn, reworded or opened again (back to `stage`, if any)."""
    found = []
    if verdict == Verdict.REWORDED:
        found.append(_("The new wording shows everywhere in the plan; the adopted version keeps the old one."))
    if verdict == Verdict.WITHDRAWN:
        found += _left_by_withdrawing(row)
    if stage:
        found.append(_("The group goes back to this stage: %(stage)s.") % {"stage": stage})
    return found


def _left_by_withdrawing(row: Transformation | Objective | FactorChoice) -> list[str]:
    if isinstance(row, FactorChoice):
        carried = [
            _("This objective rests on it: “%(title)s”.") % {"title": goal.text} for goal in reads.objectives_on(row)
        ]
        return [_("The factor is set aside. It may be chosen again."), *carried]
    if isinstance(row, Transformation):
        going = _still_going(reads.going_on([row]))
        if not reads.left_without_transformation(row):
            return going
        goal = {"title": row.objective.text}
        return [_("The objective has no transformation that is pursued any more: “%(title)s”.") % goal, *going]
    changes = list(row.transformations.filter(removed_at=None, standing=""))
    with_it = ngettext(
        "Its transformation is withdrawn with it.", "Its %(num)s transformations are withdrawn with it.", len(changes)
    )
    told = [with_it % {"num": len(changes)}] if changes else [_("The objective is no longer pursued.")]
    return told + _still_going(reads.going_on(changes))


def _others_act(change: Transformation) -> bool:
    others = Transformation.objects.present().filter(objective=change.objective_id, standing="").exclude(pk=change.pk)
    return bool(reads.going_on(others))


def _still_going(actions: list[Action]) -> list[str]:
    """Actions that nothing stops by itself: each is decided on."""
    if not actions:
        return []
    names = ", ".join(f"A{one.number}" for one in actions)
    return [_("These actions go on until the group decides on them: %(names)s.") % {"names": names}]
