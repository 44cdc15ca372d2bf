"""Whether a transformation, an objective or a factor still holds: reworded, withdrawn, taken up again."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.analysis.models import FactorChoice, Objective
from courtepointe.coalitions.models import Member
from courtepointe.evaluation.actions.decisions import How, take_out
from courtepointe.evaluation.models import Relevance
from courtepointe.evaluation.queries.decisions import is_withdrawn, name_of, objectives_on, relevances_on
from courtepointe.meetings.actions.guard import already_made, identity
from courtepointe.meetings.actions.process import go_to_stage
from courtepointe.meetings.wording import method_of
from courtepointe.planning.models import Transformation
from courtepointe.rows import Refused, uuid7, write

Verdict = Relevance.Verdict
ANALYSIS, PLANNING = "analysis", "planning"
Thing = Transformation | Objective | FactorChoice

history.declare(
    {
        "relevance.relevant": gettext_lazy("%(who)s noted that the group holds to this: “%(what)s”."),
        "relevance.reworded": gettext_lazy("%(who)s noted that the group rewords this: “%(what)s”."),
        "relevance.withdrawn": gettext_lazy("%(who)s noted that the group withdraws this: “%(what)s”."),
        "relevance.reopened": gettext_lazy("%(who)s noted that the group opens this again: “%(what)s”."),
        "relevance.undone": gettext_lazy("%(who)s took back what was noted of this: “%(what)s”."),
    }
)


def stage_of(thing: Thing) -> str:
    """The stage at which it was written: transformations in planning, objectives and factors in the analysis."""
    return PLANNING if isinstance(thing, Transformation) else ANALYSIS


def words_of(thing: Thing) -> str:
    """How it is worded; a factor has the name that the method of the coalition gives it."""
    if not isinstance(thing, FactorChoice):
        return thing.text
    names = {one.slug: str(one.name) for one in method_of(thing.coalition).factors}
    return names.get(thing.factor, thing.factor)


@transaction.atomic
def say(
    thing: Thing,
    how: How,
    *,
    by: Member,
    verdict: str,
    reason: str,
    after: str = "",
    reopen: bool = False,
    uid: uuid.UUID | None = None,
    version: int | None = None,
) -> Relevance:
    """Note whether it still holds; with `reopen` the group goes back to the stage at which it was written.

    What was said before and after is kept. Withdrawing an objective withdraws its transformations. Refused without a
    reason, when nothing is reworded, and when a factor still carries an objective; Conflict as everywhere.
    """
    made = already_made(Relevance.objects.filter(**{name_of(thing): thing}), uid)  # type: ignore[arg-type]
    if made is not None:
        return made
    if not reason:
        raise Refused(_("Say why: it is what the group will look for in two years."))
    uid = uid or uuid7()  # that of its line in the register too
    before = words_of(thing)
    if verdict == Verdict.REWORDED and (not after or after == before):
        raise Refused(_("Write the new wording."))
    _carry_out(thing, verdict, after, version or thing.version)
    stage = stage_of(thing) if reopen else ""
    with translation.override(thing.coalition.language):
        wording = _wording(before, verdict, after)
    row = Relevance.objects.create(
        coalition_id=thing.coalition_id,
        process=thing.process,
        **{name_of(thing): thing},
        verdict=verdict,
        before=before,
        after=after if verdict == Verdict.REWORDED else "",
        reason=reason,
        reopens=stage,
        decision=how.decision(wording, reason, by=by, uid=uid),
        meeting=how.meeting,
        decided_on=how.day,
        **identity(Relevance, uid),
    )
    history.record(row, f"relevance.{verdict}", by=by, what=before)
    if stage:
        go_to_stage(thing.process, stage, by=by)
    return row


@transaction.atomic
def take_back(row: Relevance, *, by: Member) -> None:
    """Undo the last thing said: wording, standing and stage are as they were before it. Refused for an earlier one."""
    thing = thing_of(row)
    said = relevances_on(thing)
    if not said or said[0].pk != row.pk:
        raise Refused(_("Something was noted of it since: take that back first."))
    take_out(row, by=by)
    if row.verdict == Verdict.REWORDED:
        write(thing, version=thing.version, text=row.before)
    elif row.verdict in (Verdict.WITHDRAWN, Verdict.REOPENED):
        was_out = len(said) > 1 and said[1].verdict == Verdict.WITHDRAWN
        _carry_out(thing, Verdict.WITHDRAWN if was_out else Verdict.REOPENED, "", thing.version, back=True)
    process = row.process
    process.coalition = row.coalition
    if row.reopens and process.stage == row.reopens and row.meeting is not None:
        go_to_stage(process, row.meeting.stage, by=by)
    history.record(row, "relevance.undone", by=by, what=row.before)
    row.delete()


def thing_of(row: Relevance) -> Any:
    """What it was said of."""
    return row.transformation or row.objective or row.factor_choice


def _carry_out(thing: Thing, verdict: str, after: str, version: int, *, back: bool = False) -> None:
    """What it changes in the thing itself; its version grows in any case, so that two people see each other."""
    changed: dict[str, Any] = {}
    if verdict == Verdict.REWORDED:
        changed["text"] = after
    elif isinstance(thing, Transformation) and verdict != Verdict.RELEVANT:
        out = verdict == Verdict.WITHDRAWN
        changed["standing"] = Transformation.Standing.WITHDRAWN if out else Transformation.Standing.ACTIVE
    elif isinstance(thing, FactorChoice) and verdict == Verdict.WITHDRAWN:
        _refuse_while_it_carries(thing)
        changed["state"] = FactorChoice.State.SET_ASIDE
    elif isinstance(thing, FactorChoice) and verdict == Verdict.REOPENED:
        kept = back or thing.objectives.filter(objective__removed_at=None).exists()
        changed["state"] = FactorChoice.State.KEPT if kept else FactorChoice.State.OPEN
    write(thing, version=version, **changed)
    if isinstance(thing, Objective) and verdict in (Verdict.WITHDRAWN, Verdict.REOPENED):
        _follow(thing, out=verdict == Verdict.WITHDRAWN)


def _refuse_while_it_carries(choice: FactorChoice) -> None:
    carried = [goal.text for goal in objectives_on(choice) if not is_withdrawn(goal)]
    if carried:
        raise Refused(
            _(
                "An objective rests on this factor: withdraw the objective first, "
                "or rest it on another factor (%(titles)s)."
            )
            % {"titles": "; ".join(carried)[:600]}
        )


def _follow(goal: Objective, *, out: bool) -> None:
    """Its transformations are withdrawn with it; opened again, those withdrawn for themselves stay so."""
    if out:
        goal.transformations.filter(removed_at=None).update(standing=Transformation.Standing.WITHDRAWN)
        return
    for change in goal.transformations.filter(removed_at=None).exclude(standing=Transformation.Standing.ACTIVE):
        if not is_withdrawn(change):
            Transformation.objects.filter(pk=change.pk).update(standing=Transformation.Standing.ACTIVE)


def _wording(before: str, verdict: str, after: str) -> str:
    named = {"what": before, "after": after}
    if verdict == Verdict.RELEVANT:
        return _("Still relevant: “%(what)s”.") % named
    if verdict == Verdict.REWORDED:
        return _("Reworded: “%(what)s” becomes “%(after)s”.") % named
    if verdict == Verdict.WITHDRAWN:
        return _("Withdrawn: “%(what)s”.") % named
    return _("Opened again: “%(what)s”.") % named
