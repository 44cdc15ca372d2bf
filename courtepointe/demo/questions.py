"""Questions to parents in the main coalition: prepared after meeting 1, answered for two weeks, read at meeting 2."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from courtepointe import clock
from courtepointe.analysis.actions.questionnaires import (
    add_questionnaire,
    close_questionnaire,
    open_questionnaire,
    take_sheet,
)
from courtepointe.analysis.models import Questionnaire
from courtepointe.demo.company import Company
from courtepointe.demo.events import Event, instant, working_day
from courtepointe.demo.story import read


@dataclass
class Questions:
    """The page of the file, and the row that it became."""

    company: Company
    told: dict[str, Any] = field(default_factory=lambda: read("questions"))
    row: Questionnaire | None = None

    def events(self) -> Iterator[Event]:
        opened = working_day(self.company.day(self.told["opened"]))
        yield Event(instant(opened, 9), self.open)
        for place, sheet in enumerate(self.told["sheets"]):
            yield Event(instant(opened + dt.timedelta(days=sheet["day"]), 12, place), partial(self.answer, sheet))
        yield Event(instant(working_day(self.company.day(self.told["closed"])), 16), self.close)

    def open(self) -> None:
        self.row = add_questionnaire(
            self.company.process, by=self.company.chair, title=self.told["title"], texts=self.told["texts"]
        )
        open_questionnaire(self.row, by=self.company.chair)

    def answer(self, sheet: dict[str, Any]) -> None:
        assert self.row is not None
        take_sheet(self.row, lang=sheet["lang"], answers=sheet["answers"], today=clock.today())

    def close(self) -> None:
        assert self.row is not None
        close_questionnaire(self.row, by=self.company.chair)
