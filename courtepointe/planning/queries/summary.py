"""The plan in numbers: how many indicators and actions each transformation has, what the whole costs."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, F, Q, Sum, Value

from courtepointe.access import Reader
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Process
from courtepointe.planning.models import Action, BudgetLine, FundingLine, Indicator, LeftGap, Plan

COST, CONFIRMED = "cost", "confirmed"


@dataclass(frozen=True, slots=True)
class Summary:
    """By the key of a transformation, how many indicators and actions; then cents."""

    signs: dict[int, int]
    actions: dict[int, int]
    cost: int
    confirmed: int


def summary_for(reader: Reader, process: Process) -> Summary:
    """The numbers of the plan of a cycle; two statements, whatever its length."""
    here = (reader.coalition_id, process.pk)
    found: dict[str, dict[int, int]] = {"sign": {}, "action": {}}
    for which, change, count in _COUNTS.all(*here, *here):
        found[which][change] = count
    money = {which: cents or 0 for which, cents in _MONEY.all(*here, *here)}
    return Summary(found["sign"], found["action"], money.get(COST, 0), money.get(CONFIRMED, 0))


def plan_for(process: Process) -> Plan | None:
    """The plan of a cycle, once somebody wrote in it."""
    return _PLAN.first(process.pk)


def left_gaps(process: Process) -> list[LeftGap]:
    """What is left as it is for now, with the reason and who said so."""
    return _LEFT.all(process.pk)


def _counts(coalition: int, process: int, coalition2: int, process2: int) -> Any:
    def of(which: str, rows: Any) -> Any:
        named = rows.order_by().annotate(which=Value(which, CharField()), change=F("transformation_id"))
        return named.values("which", "change").annotate(count=Count("pk")).values_list(*names, named=True)

    names = ("which", "change", "count")
    signs = Indicator.objects.present().filter(coalition_id=coalition, process=process)
    acts = Action.objects.present().filter(coalition_id=coalition2, process=process2)
    return of("sign", signs).union(of("action", acts), all=True)


def _money(coalition: int, process: int, coalition2: int, process2: int) -> Any:
    names = ("which", "cents")
    present = dict.fromkeys(
        ("action__removed_at", "action__transformation__removed_at", "action__transformation__objective__removed_at")
    )

    def of(which: str, rows: Any, cents: Sum) -> Any:
        named = rows.filter(**present).order_by().annotate(which=Value(which, CharField())).values("which")
        return named.annotate(cents=cents).values_list(*names, named=True)

    costs = BudgetLine.objects.filter(coalition_id=coalition, action__process=process, kind=BudgetLine.Kind.MONEY)
    funds = FundingLine.objects.filter(coalition_id=coalition2, action__process=process2)
    given = Sum("confirmed_cents", filter=Q(status=FundingLine.Status.CONFIRMED))
    return of(COST, costs.annotate(sum=F("cents")), Sum("sum")).union(of(CONFIRMED, funds, given), all=True)


_TWICE = (MARK, MARK - 1, MARK - 2, MARK - 3)
_COUNTS: Prepared[Any] = Prepared(_counts, *_TWICE)
_MONEY: Prepared[Any] = Prepared(_money, *_TWICE)
_PLAN: Prepared[Plan] = Prepared(lambda process: Plan.objects.filter(process=process), MARK)
_LEFT: Prepared[LeftGap] = Prepared(
    lambda process: LeftGap.objects.filter(process=process).select_related("left_by"), MARK
)
