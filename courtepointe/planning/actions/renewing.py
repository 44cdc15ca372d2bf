"""A plan adopted in one cycle is where the next one starts: lines chosen one by one are copied into it."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.analysis.actions.priorities import add_objective, choose_factor
from courtepointe.analysis.models import FactorChoice, Objective
from courtepointe.coalitions.models import Member, Organisation
from courtepointe.meetings.models import Process
from courtepointe.meetings.wording import method_of
from courtepointe.planning.actions import lines
from courtepointe.planning.actions.plan import plan_of
from courtepointe.planning.models import PlanVersion, Transformation
from courtepointe.planning.queries.renewing import new_uid
from courtepointe.planning.snapshot import Content
from courtepointe.rows import Refused

history.declare(
    {
        "plan.renewed": gettext_lazy(
            "%(who)s took up lines of the plan adopted in an earlier cycle (version %(number)s; lines: %(count)s)."
        ),
    }
)


@transaction.atomic
def take_up_plan(process: Process, version: PlanVersion, *, by: Member, chosen: Collection[str]) -> int:
    """Copy the lines chosen (by uid) into the plan of this cycle, with what they hang on; how many were added.

    A line is taken up once, whatever the number of times. Money is left behind, and days that have passed: they are
    to be said anew. Raises Refused when nothing was chosen, or for a version of this very cycle.
    """
    if version.plan.process_id == process.pk:
        raise Refused(_("This plan is the one of this cycle."))
    taking = _Taking(process, by, _houses(process), _people(process))
    count = 0
    for goal in version.content["goals"]:
        changes = [change for change in goal["changes"] if change["uid"] in chosen or _any(change, chosen)]
        if goal["uid"] not in chosen and not changes:
            continue
        objective = taking.objective(goal)
        count += 1
        for change in changes:
            row = taking.change(objective, change)
            signs = [one for one in change["signs"] if one["uid"] in chosen]
            actions = [one for one in change["actions"] if one["uid"] in chosen]
            for one in signs:
                taking.sign(row, one)
            for one in actions:
                taking.action(row, one)
            count += 1 + len(signs) + len(actions)
    if not count:
        raise Refused(_("Tick at least one line."))
    history.record(plan_of(process), "plan.renewed", by=by, number=version.number, count=count)
    return count


def _any(change: Content, chosen: Collection[str]) -> bool:
    return any(one["uid"] in chosen for one in (*change["signs"], *change["actions"]))


@dataclass(frozen=True, slots=True)
class _Taking:
    """How a kept line becomes a row of the new cycle."""

    process: Process
    by: Member
    houses: Mapping[str, Organisation]
    people: Mapping[str, Member]

    def objective(self, goal: Content) -> Objective:
        factors = [one for slug in goal["factors"] if (one := self._factor(slug)) is not None]
        return add_objective(
            self.process,
            by=self.by,
            factors=factors,
            uid=new_uid(self.process, goal),
            text=goal["text"],
            remark=goal["remark"],
        )

    def _factor(self, slug: str) -> FactorChoice | None:
        """The factor, kept in the new cycle unless the group said otherwise; None when the method has it no more."""
        if slug not in {one.slug for one in method_of(self.process.coalition).factors}:
            return None
        known = self.process.factor_choices.filter(factor=slug).first()
        if known is not None and known.state:
            return known
        return choose_factor(
            self.process,
            slug,
            by=self.by,
            version=known.version if known else 1,
            state=FactorChoice.State.KEPT,
            reason=_("Taken up from the plan of the cycle before."),
            priorities=[],
        )

    def change(self, objective: Objective, kept: Content) -> Transformation:
        return lines.add_transformation(
            objective,
            by=self.by,
            uid=new_uid(self.process, kept),
            partners=self._partners(kept),
            system=kept["system"],
            text=kept["text"],
            remark=kept["remark"],
            lead=self._house(kept["lead"]),
            lead_member=self.people.get(kept["person"]),
        )

    def sign(self, change: Transformation, kept: Content) -> None:
        same = ("name", "nature", "definition", "unit", "direction", "decimals", "groups", "frequency")
        lines.add_indicator(
            change,
            by=self.by,
            uid=new_uid(self.process, kept),
            tool=kept["tool"],
            baseline=_number(kept["baseline"]),
            baseline_on=_day(kept["baseline_on"]),
            target=_number(kept["target"]),
            target_on=self._to_come(kept["target_on"]),
            holder=self._house(kept["holder"]),
            holder_member=self.people.get(kept["person"]),
            **{name: kept[name] for name in same},
            **({"measure": kept["measure"]} if kept.get("measure") else {}),
        )

    def action(self, change: Transformation, kept: Content) -> None:
        same = (
            "title",
            "content",
            "public",
            "expected",
            "frequency",
            "offer",
            "people_needed",
            "things_needed",
            "free",
        )
        end = self._to_come(kept["ends_on"])
        lines.add_action(
            change,
            by=self.by,
            uid=new_uid(self.process, kept),
            partners=self._partners(kept),
            lead=self._house(kept["lead"]),
            lead_member=self.people.get(kept["person"]),
            starts_on=_day(kept["starts_on"]) if end else None,
            ends_on=end,
            **{name: kept[name] for name in same},
        )

    def _house(self, kept: Content | None) -> Organisation | None:
        return self.houses.get(kept["uid"]) if kept else None

    def _partners(self, kept: Content) -> list[tuple[Organisation, str]]:
        return [(self.houses[one["uid"]], one["role"]) for one in kept["partners"] if one["uid"] in self.houses]

    def _to_come(self, kept: str) -> dt.date | None:
        """A day, unless it has passed."""
        day = _day(kept)
        return day if day is not None and day >= clock.today(self.process.coalition.timezone) else None


def _houses(process: Process) -> dict[str, Organisation]:
    return {str(row.uid): row for row in process.coalition.organisations.present()}


def _people(process: Process) -> dict[str, Member]:
    return {str(row.uid): row for row in process.coalition.members.filter(left_at=None)}


def _day(kept: str) -> dt.date | None:
    return dt.date.fromisoformat(kept) if kept else None


def _number(kept: str) -> Decimal | None:
    return Decimal(kept) if kept else None
