"""The concerted plan of the main coalition, objective by objective, at the planning meetings."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from courtepointe.analysis.actions.priorities import add_objective
from courtepointe.analysis.models import Objective
from courtepointe.demo.company import Company
from courtepointe.demo.events import Event, instant, working_day
from courtepointe.demo.story import read
from courtepointe.planning import amounts
from courtepointe.planning.actions import lines, money
from courtepointe.planning.actions.plan import edit_plan, plan_of
from courtepointe.planning.models import Action, BudgetLine, Indicator, Transformation

CENTS = 100


@dataclass
class Planning:
    """The file, and the rows that it became."""

    company: Company
    told: dict[str, Any] = field(default_factory=lambda: read("plan"))

    def events(self) -> Iterator[Event]:
        yield Event(instant(self._day("planning", 1), 13, 50), self.word_objective)
        yield Event(instant(working_day(self._day("planning", 1) + dt.timedelta(days=1)), 9), self.settle)
        for meeting in self.told["meetings"]:
            day = self._day("planning", meeting["turn"])
            for n, line in enumerate(meeting["transformations"]):
                yield Event(instant(day, 14, 20 + n), partial(self.write, meeting["objective"], line))

        day = self._day("plan-final", 1)
        for n, line in enumerate(self.told["reread"]):
            yield Event(instant(day, 14, 20 + n), partial(self.complete, line))

    def _day(self, template: str, turn: int) -> dt.date:
        return self.company.calendar.days[template, turn]

    @property
    def starts_on(self) -> dt.date:
        """The first of the month after the plan is adopted."""
        return month_after(self._day("plan-final", 1), 1)

    def word_objective(self) -> None:
        told, process = self.told["objective"], self.company.process
        factors = list(process.factor_choices.filter(factor__in=told["factors"]))
        add_objective(process, by=self.company.chair, factors=factors, text=told["text"])

    def settle(self) -> None:
        starts = self.starts_on
        edit_plan(
            self.company.process,
            by=self.company.chair,
            version=plan_of(self.company.process).version,
            title=self.told["title"],
            starts_on=starts,
            ends_on=month_after(starts, self.told["months"]) - dt.timedelta(days=1),
            remark=self.told["remark"],
        )

    def write(self, objective: str, line: dict[str, Any]) -> None:
        """A transformation with its indicator and its actions, as the table wrote them."""
        goal = Objective.objects.present().get(process=self.company.process, text__startswith=objective)
        change = lines.add_transformation(
            goal,
            by=self.company.chair,
            system=line["system"],
            text=line["text"],
            lead=self._house(line["lead"]),
            lead_member=self.company.members[line["who"]],
            partners=self._partners(line),
        )
        self._measure(change, line["indicator"])
        for one in line["actions"]:
            self._act(change, one)

    def complete(self, line: dict[str, Any]) -> None:
        """What is added to a transformation once the whole plan is read: a population indicator, actions."""
        rows = Transformation.objects.present().filter(process=self.company.process, text__startswith=line["of"])
        change = rows.select_related("process", "coalition", "objective").get()
        if "population" in line:
            self._measure(change, line["population"], nature=Indicator.Nature.POPULATION)
        for one in line["actions"]:
            self._act(change, one)

    def _measure(self, change: Transformation, told: dict[str, Any], **fields: Any) -> None:
        row = lines.add_indicator(
            change,
            by=self.company.chair,
            tool=told["tool"],
            name=told["name"],
            unit=told["unit"],
            measure=told["measure"],
            direction=told["direction"],
            baseline=told["from"],
            baseline_on=told.get("on", month_after(self.starts_on, -1)),
            decimals=told.get("decimals", 0),
            **self._target(told),
            **fields,
            frequency=told["every"],
            holder=self._house(told["by"]),
        )
        assert row.instrument is not None
        row.instrument.kind = told["kind"]
        row.instrument.save(update_fields=["kind"])

    def _target(self, told: dict[str, Any]) -> dict[str, Any]:
        """Nobody promises a value of the whole population."""
        if "to" not in told:
            return {}
        last = month_after(self.starts_on, self.told["months"]) - dt.timedelta(days=1)
        return {"target": told["to"], "target_on": last}

    def _act(self, change: Transformation, told: dict[str, Any]) -> None:
        first, last = told["months"]
        row = lines.add_action(
            change,
            by=self.company.chair,
            title=told["title"],
            content=told["content"],
            public=told["public"],
            expected=told.get("expected"),
            lead=self._house(told["lead"]),
            lead_member=self.company.members[told["who"]],
            starts_on=month_after(self.starts_on, first - 1),
            ends_on=month_after(self.starts_on, last) - dt.timedelta(days=1),
            offer=told["offer"],
            people_needed=told.get("people", ""),
            things_needed=told.get("things", ""),
            partners=self._partners(told),
        )
        self._pay(row, told)
        steps = [
            {"text": text, "due_on": month_after(self.starts_on, month) - dt.timedelta(days=1)}
            for month, text in told["steps"].items()
        ]
        money.set_milestones(row, steps, by=self.company.chair, version=row.version)

    def _pay(self, row: Action, told: dict[str, Any]) -> None:
        starts = plan_of(row.process).year_start
        year = amounts.year_of(self.starts_on, starts)
        costs = [(year + n, dollars * CENTS) for n, dollars in enumerate(told.get("cost", ())) if dollars]
        given = told.get("given", ())
        money.set_money(
            row,
            by=self.company.chair,
            version=row.version,
            free=told.get("free", False),
            budget=[
                {"year": when, "cents": cents, "what": told["for"], "nature": BudgetLine.Nature.OTHER}
                for when, cents in costs
            ]
            + [
                {
                    "year": year + n,
                    "cents": dollars * CENTS,
                    "what": what,
                    "kind": BudgetLine.Kind.IN_KIND,
                    "nature": BudgetLine.Nature.PEOPLE,
                    "organisation": self._house(house),
                }
                for n, dollars, what, house in told.get("kind", ())
            ],
            funding=[
                {
                    "name": told["funder"],
                    "year": when,
                    "status": told["status"],
                    "asked_cents": cents,
                    "confirmed_cents": given[n] * CENTS if given else None,
                }
                for n, (when, cents) in enumerate(costs)
            ],
        )

    def _house(self, key: str) -> Any:
        return self.company.organisations[key]

    def _partners(self, told: dict[str, Any]) -> list[tuple[Any, str]]:
        return [(self._house(key), role) for key, role in told.get("partners", {}).items()]


def month_after(day: dt.date, months: int) -> dt.date:
    """The first of a month, so many months after that of a day."""
    count = day.year * 12 + day.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)
