"""The money of a plan, by year and by funder: sums of plain lines. What is given in kind is kept apart."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from courtepointe.planning.models import BudgetLine, FundingLine
from courtepointe.planning.queries.tree import NO_MONEY, Money

IN_KIND = BudgetLine.Kind.IN_KIND
CONFIRMED, REFUSED = FundingLine.Status.CONFIRMED, FundingLine.Status.REFUSED


@dataclass(slots=True)
class Budgets:
    """Sums by year, then by funder and year; `refused` is what a funder said no to, counted nowhere else."""

    years: dict[int, Money] = field(default_factory=dict)
    funders: dict[str, dict[int, Money]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> Money:
        return sum(self.years.values(), NO_MONEY)

    def of(self, funder: str, year: int | None = None) -> Money:
        """What a funder was asked and confirms, in a year or in all."""
        rows = self.funders[funder]
        return sum(rows.values(), NO_MONEY) if year is None else rows.get(year, NO_MONEY)


def budgets_of(lines: Iterable[Any], actions: Collection[int]) -> Budgets:
    """The sums of the lines of these actions, years and funders in order."""
    found = Budgets()
    for line in lines:
        if line.action_id in actions:
            _add(found, line)
    found.years = dict(sorted(found.years.items()))
    found.funders = dict(sorted(found.funders.items()))
    return found


def _add(found: Budgets, line: Any) -> None:
    funder, amount, sure = line.funder_name, line.asked or 0, line.sure or 0
    if line.state == REFUSED:
        found.refused[funder] = found.refused.get(funder, 0) + amount
        return
    if not funder:
        money = Money(in_kind=amount) if line.state == IN_KIND else Money(cost=amount)
    else:
        money = Money(asked=amount, confirmed=sure if line.state == CONFIRMED else 0)
        of = found.funders.setdefault(funder, {})
        of[line.year] = of.get(line.year, NO_MONEY) + money
    found.years[line.year] = found.years.get(line.year, NO_MONEY) + money
