"""The diagnostic of the partnership in the main coalition: a first look, then another before the meeting on it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from courtepointe import clock
from courtepointe.demo.company import Company
from courtepointe.demo.events import Event, instant, working_day
from courtepointe.demo.story import read
from courtepointe.evaluation.actions import diagnostic as acts
from courtepointe.evaluation.actions.diagnostic_asking import ask
from courtepointe.evaluation.actions.diagnostic_group import let_through, say_item
from courtepointe.evaluation.models import Diagnostic, DiagnosticComment


@dataclass
class Diagnosing:
    """The rounds of the file, and the rows that they became."""

    company: Company
    told: list[dict[str, Any]] = field(default_factory=lambda: read("diagnostic"))
    rows: dict[str, Diagnostic] = field(default_factory=dict)

    def events(self) -> Iterator[Event]:
        for told in self.told:
            opened, closed = self._day(told["opened"]), self._day(told["closed"])
            yield Event(instant(opened, 9), partial(self.open, told, closed))
            for place, who in enumerate(told["answers"]):
                day = opened + (closed - opened) * place // len(told["answers"])
                yield Event(instant(day, 10, place), partial(self.answer, told, who))
            yield Event(instant(closed, 16), partial(self.close, told))
            yield Event(instant(self.company.calendar.days[tuple(told["meeting"])], 15), partial(self.say, told))

    def _day(self, told: dict[str, Any]) -> dt.date:
        return working_day(self.company.calendar.days[told["after"], told["turn"]] + dt.timedelta(days=told["days"]))

    def open(self, told: dict[str, Any], closes_on: dt.date) -> None:
        by = self.company.chair
        self.rows[told["title"]] = row = acts.make_round(
            self.company.process,
            by=by,
            title=told["title"],
            mode=told["mode"],
            meeting=self.company.meetings[tuple(told["meeting"])],
            closes_on=closes_on,
            prerequisites=told["prerequisites"],
        )
        acts.open_round(row, by=by)
        ask(row, by=by)

    def answer(self, told: dict[str, Any], who: str) -> None:
        letters = enumerate(told["answers"][who], start=1)
        acts.answer(
            self.rows[told["title"]],
            {number: letter for number, letter in letters if letter != "-"},
            told["words"].get(who, {}),
            today=clock.today(),
            member=self.company.members[who],
        )

    def close(self, told: dict[str, Any]) -> None:
        row, by = self.rows[told["title"]], self.company.members["yannick"]
        acts.close_round(row, by=self.company.chair)
        shown = DiagnosticComment.objects.filter(diagnostic=row).exclude(text__in=told["hidden"])
        let_through(row, list(shown.values_list("uid", flat=True)), by=by)

    def say(self, told: dict[str, Any]) -> None:
        for number, fields in told["said"].items():
            say_item(self.rows[told["title"]], number, by=self.company.chair, version=0, **fields)
