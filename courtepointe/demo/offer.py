"""What the organisations of the main coalition offer: asked after meeting 2, written over three weeks, then closed."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from courtepointe.analysis.actions import inventory as acts
from courtepointe.analysis.actions import inventory_asking as asking
from courtepointe.analysis.actions.factor_actions import say_factor
from courtepointe.analysis.actions.inventory import Writing
from courtepointe.analysis.models import Service, Territory
from courtepointe.demo.company import Company
from courtepointe.demo.events import Event, instant, working_day
from courtepointe.demo.story import read
from courtepointe.i18n import sort_key

AGES = {
    "p": "prenatal",
    "a": "0-12-months",
    "b": "1-2-years",
    "c": "3-4-years",
    "d": "kindergarten-entry",
    "P": "parents",
    "W": "workers",
}
SYSTEMS = {"e": "child", "f": "family", "c": "community"}
PLAIN = ("name", "category", "reach", "public", "moment", "capacity", "waiting", "cost", "access", "funding", "limits")
DUE, REMINDED, CLOSED = 18, 13, 24  # days after the asking


@dataclass
class Offer:
    """The sheets of the file, in the order in which they come in."""

    company: Company
    sheets: list[dict[str, Any]] = field(default_factory=lambda: read("services"))

    def events(self) -> Iterator[Event]:
        first = self.day(0)
        yield Event(instant(first, 9), self.ask)
        for sheet in self.sheets:
            yield Event(instant(self.day(sheet.get("day", REMINDED + 1)), 13), partial(self.write, sheet))
        yield Event(instant(self.day(REMINDED), 9), self.remind)
        yield Event(instant(self.day(CLOSED), 16), self.close)

    def day(self, offset: int) -> dt.date:
        return working_day(self.company.calendar.days["r2", 1] + dt.timedelta(days=1 + offset))

    def ask(self) -> None:
        asking.hand_out(self.company.process, by=self.company.chair, due_on=self.day(DUE))

    def remind(self) -> None:
        asking.remind(self.company.process, by=self.company.chair)

    def close(self) -> None:
        asking.close(self.company.process, by=self.company.chair)

    def write(self, sheet: dict[str, Any]) -> None:
        """An organisation writes its lines and its factors, then hands in, unless it is only half way."""
        mine = acts.inventory_of(self.company.process, self.company.organisations[sheet["of"]])
        who = self.company.members[sheet["by"]] if "by" in sheet else self.company.chair
        writing = Writing(mine, who, for_them="by" not in sheet)
        lines = [self._line(writing, line) for line in sheet.get("services", ())]
        if sheet.get("none"):
            acts.say_no_service(writing)
        for factor, (level, within, *places) in sheet.get("factors", {}).items():
            named = [lines[int(place)] for place in str(places[0]).split()] if places else []
            say_factor(writing, factor, version=0, services=named, level=level, within=within, remark="")
        if "day" in sheet:
            acts.hand_in(writing)

    def _line(self, writing: Writing, line: dict[str, Any]) -> Service:
        fields = {name: line[name] for name in PLAIN if name in line}
        if "ends" in line:
            fields["funded_until"] = self.day(line["ends"])
        return acts.add_service(
            writing,
            ages=[AGES[letter] for letter in line["ages"]],
            systems=[SYSTEMS[letter] for letter in line["systems"]],
            everywhere="where" not in line,
            places=[self._part(name) for name in line.get("where", ())],
            **fields,
        )

    def _part(self, name: str) -> Territory:
        """A municipality of the territory: the one that is there, else a new one."""
        key = {"coalition": self.company.coalition, "kind": Territory.Kind.MUNICIPALITY, "sort_key": sort_key(name)}
        return Territory.objects.get_or_create(**key, removed_at=None, defaults={"name": name})[0]
