"""What the overview of the plan reads beside the tree: its cycle with what led to it, milestones, money by year.

One statement each, so that a view of the overview asks no more than ten questions of the database, with the session.
"""

import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import F, QuerySet, Subquery, Value

from courtepointe.access import Reader
from courtepointe.coalitions.models import Organisation
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.i18n import sort_key
from courtepointe.meetings.models import Process
from courtepointe.planning.models import (
    Action,
    ActionPartner,
    BudgetLine,
    FundingLine,
    Milestone,
    Plan,
    Transformation,
    TransformationPartner,
)
from courtepointe.planning.queries.tree import Change, PlannedAction, Tree


@dataclass(frozen=True, slots=True)
class Root:
    """A priority to which a factor answers, with its finding."""

    priority: uuid.UUID
    place: int
    finding: uuid.UUID
    statement: str


@dataclass(slots=True)
class Head:
    """The current cycle, its plan, and the priorities of each factor (by slug), in their order."""

    process: Process
    plan: Plan
    house: uuid.UUID | None  # the reader's organisation
    roots: dict[str, list[Root]] = field(default_factory=dict)


def head_of(reader: Reader) -> Head | None:
    """The cycle under way of the reader's coalition, or None when there is none yet."""
    rows = _HEAD.all(reader.organisation_id or 0, reader.coalition_id)
    if not rows:
        return None
    first: Any = rows[0]
    names = ("title", "starts_on", "ends_on", "year_start")
    said = {name: getattr(first, f"plan_{name}") for name in names if first.plan_year_start is not None}
    head = Head(first, Plan(coalition_id=reader.coalition_id, process_id=first.pk, **said), first.house)
    for row in rows:
        one: Any = row
        if one.priority_uid and not one.priority_gone and not one.finding_gone:
            root = Root(one.priority_uid, one.rank, one.finding_uid, one.statement)
            head.roots.setdefault(one.factor, []).append(root)
    for roots in head.roots.values():
        roots.sort(key=lambda root: root.place)
    return head


def milestones_of(process: Process) -> dict[int, list[Any]]:
    """The milestones of each action, by its key, in their order."""
    found: dict[int, list[Any]] = {}
    for row in _MILESTONES.all(process.coalition_id, process.pk):
        found.setdefault(row.action_id, []).append(row)
    return found


def money_lines(process: Process) -> list[Any]:
    """Every line of the budget (`state` says money or in kind) and of the funders (`state` says where it stands)."""
    return _MONEY.all(process.coalition_id, process.pk, process.coalition_id, process.pk)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What part of the plan is looked at; nothing: all of it."""

    organisation: uuid.UUID | None = None
    system: str = ""
    factor: str = ""
    status: str = ""

    def __bool__(self) -> bool:
        return bool(self.organisation or self.system or self.factor or self.status)


def narrowed(tree: Tree, wanted: Wanted) -> Tree:
    """The part of the plan that is wanted, in lines of its own: the tree stays as it is."""
    if not wanted:
        return tree
    found = []
    for goal in tree.goals:
        if wanted.factor and wanted.factor not in goal.factors:
            continue
        changes = [one for change in goal.changes if (one := _narrowed_change(change, wanted)) is not None]
        if changes or not (wanted.organisation or wanted.system or wanted.status):
            found.append(replace(goal, changes=changes))
    return Tree(found)


def organisations_of(tree: Tree) -> list[tuple[uuid.UUID, str]]:
    """Those that have a part in a plan that was read with its partners, by name."""
    names: dict[uuid.UUID, str] = {}
    for change in tree.changes:
        lines: list[Change | PlannedAction] = [change, *change.actions]
        for one in lines:
            if one.row.lead_uid:
                names[one.row.lead_uid] = one.row.lead_name
            names.update((partner.who, partner.name) for partner in one.partners)
    return sorted(names.items(), key=lambda pair: sort_key(pair[1]))


def organisations_in(process: Process) -> list[tuple[uuid.UUID, str]]:
    """The same, of a plan whose partners were not read; one statement."""
    found = dict(_HOUSES.tuples(*[process.pk] * len(_PARTS)))
    return sorted(found.items(), key=lambda pair: sort_key(pair[1]))


def takes_part(one: Change | PlannedAction, organisation: uuid.UUID) -> bool:
    """Whether an organisation leads this, or is a partner of it."""
    return one.row.lead_uid == organisation or any(partner.who == organisation for partner in one.partners)


def _narrowed_change(change: Change, wanted: Wanted) -> Change | None:
    if wanted.system and change.row.system != wanted.system:
        return None
    actions = change.actions
    if wanted.status:
        actions = [one for one in actions if one.row.status == wanted.status]
        if not actions:
            return None
    if wanted.organisation:
        house = wanted.organisation
        actions = [one for one in actions if takes_part(one, house)]
        if not actions and (wanted.status or not takes_part(change, house)):
            return None
    return replace(change, actions=actions)


def _head(house: int, coalition: int) -> QuerySet[Process, Any]:
    latest = Process.objects.filter(coalition_id=coalition).order_by("-pk").values("pk")[:1]
    priority = "factor_choices__priorities__priority"
    return (
        Process.objects.filter(pk=Subquery(latest))
        .annotate(
            house=Subquery(Organisation.objects.filter(pk=house).values("uid")[:1]),
            plan_title=F("plan__title"),
            plan_starts_on=F("plan__starts_on"),
            plan_ends_on=F("plan__ends_on"),
            plan_year_start=F("plan__year_start"),
            factor=F("factor_choices__factor"),
            priority_uid=F(f"{priority}__uid"),
            rank=F(f"{priority}__position"),
            priority_gone=F(f"{priority}__removed_at"),
            finding_uid=F(f"{priority}__finding__uid"),
            statement=F(f"{priority}__finding__statement"),
            finding_gone=F(f"{priority}__finding__removed_at"),
        )
        .order_by()
    )


def _milestones(coalition: int, process: int) -> QuerySet[Milestone, Any]:
    rows = Milestone.objects.filter(coalition_id=coalition, action__process=process)
    return rows.order_by("action_id", "position").values_list(
        "pk", "action_id", "text", "due_on", "done_on", named=True
    )


def _money(coalition: int, process: int, coalition2: int, process2: int) -> QuerySet[Any, Any]:
    names = ("action_id", "year", "funder_name", "state", "asked", "sure")
    costs = BudgetLine.objects.filter(coalition_id=coalition, action__process=process).order_by()
    costs = costs.annotate(funder_name=Value(""), state=F("kind"), asked=F("cents"), sure=Value(0))
    funds = FundingLine.objects.filter(coalition_id=coalition2, action__process=process2).order_by()
    funds = funds.annotate(
        funder_name=F("funder__name"), state=F("status"), asked=F("asked_cents"), sure=F("confirmed_cents")
    )
    return costs.values_list(*names, named=True).union(funds.values_list(*names, named=True), all=True)


def _houses(*process: int) -> Any:
    """Who leads, or takes part in, what is there: each once."""
    parts = (
        rows.filter(**{f"{thing}process": key, f"{thing}removed_at": None, f"{house}__isnull": False})
        .order_by()
        .values_list(f"{house}__uid", f"{house}__name")
        for (rows, thing, house), key in zip(_PARTS, process, strict=True)
    )
    first, *others = parts
    return first.union(*others)


_PARTS: tuple[tuple[Any, str, str], ...] = (
    (Transformation.objects.filter(objective__removed_at=None), "", "lead"),
    (Action.objects.filter(transformation__removed_at=None), "", "lead"),
    (TransformationPartner.objects.all(), "transformation__", "organisation"),
    (ActionPartner.objects.all(), "action__", "organisation"),
)
_HOUSES: Prepared[Any] = Prepared(_houses, *(MARK - n for n in range(len(_PARTS))))
_HEAD: Prepared[Process] = Prepared(_head, MARK, MARK - 1)
_MILESTONES: Prepared[Any] = Prepared(_milestones, MARK, MARK - 1)
_MONEY: Prepared[Any] = Prepared(_money, MARK, MARK - 1, MARK - 2, MARK - 3)
