"""The plan of the analysis of the main coalition: made the day after meeting 1, then what comes in."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from courtepointe.analysis.actions.answers import tie
from courtepointe.analysis.actions.data_plan import add_needs, note_received
from courtepointe.analysis.models import DataNeed
from courtepointe.analysis.queries.answers import FIGURES
from courtepointe.demo.company import Company
from courtepointe.demo.events import Event, instant, working_day
from courtepointe.demo.story import read

PLAIN = ("question", "system", "kind", "source", "remark")


@dataclass
class DataPlan:
    """The lines of the file, and the rows they became."""

    company: Company
    lines: list[dict[str, Any]] = field(default_factory=lambda: read("data-plan"))
    rows: list[DataNeed] = field(default_factory=list)

    def events(self) -> Iterator[Event]:
        yield Event(instant(working_day(self.company.day(1)), 10), self.make)
        for place, line in enumerate(self.lines):
            if "received" in line:
                yield Event(instant(working_day(self.company.day(line["received"])), 11), partial(self.note, place))

    def make(self) -> None:
        self.rows = add_needs(self.company.process, map(self._fields, self.lines), by=self.company.chair)

    def _fields(self, line: dict[str, Any]) -> dict[str, Any]:
        due_on = self.company.first_day + dt.timedelta(days=line["due"])
        fields = {name: line[name] for name in PLAIN if name in line} | {"due_on": due_on}
        if "of" in line:
            fields["organisation"] = self.company.organisations[line["of"]]
        if "who" in line:
            fields["member"] = self.company.members[line["who"]]
        return fields

    def note(self, place: int) -> None:
        """It came; what is among the figures is tied to the line, which ticks it off."""
        codes = self.lines[place].get("answers", [])
        found = self.company.coalition.population_indicators.filter(slug__in=codes)
        if codes:
            tie(self.rows[place], [(FIGURES, row.uid) for row in found], by=self.company.chair)
        else:
            note_received(self.rows[place], by=self.company.chair, steers=True)
