"""What the main coalition observed, concluded and chose, meetings 2 to 5, through the acts of the program."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from courtepointe.analysis.actions import ballots, findings, priorities
from courtepointe.analysis.actions.materials import bring
from courtepointe.analysis.actions.observations import add_observation
from courtepointe.analysis.models import Ballot, FactorChoice, Finding, Observation
from courtepointe.demo.company import Company
from courtepointe.demo.events import Event, instant
from courtepointe.demo.story import read
from courtepointe.meetings.models import Decision

OBSERVED = 5  # the item of meeting 2 in which the wall was filled


@dataclass
class Analysing:
    """The file, and the rows that it became."""

    company: Company
    told: dict[str, Any] = field(default_factory=lambda: read("analysis"))
    seen: list[tuple[str, Observation]] = field(default_factory=list)  # with the key of the finding it leads to
    found: dict[str, Finding] = field(default_factory=dict)
    ballot: Ballot = None  # type: ignore[assignment]  # there as soon as it is prepared

    def events(self) -> Iterator[Event]:
        for n, line in enumerate(self.told["observations"]):
            yield Event(instant(self._day("r2"), 14, 20 + n), partial(self.observe, line))
        yield Event(instant(self._day("r2"), 15, 10), self.observe_without_names)
        for n, line in enumerate(self.told["materials"]):
            yield Event(instant(self._day("r3") - dt.timedelta(days=2), 11 + n), partial(self.bring, line))
        for n, line in enumerate(self.told["findings"]):
            hour = 15 if line["at"] == "r3" else 14
            yield Event(instant(self._day(line["at"]), hour, 30 + n), partial(self.conclude, line))
        for hour, minute, act in ((13, 45, self.put_to_the_vote), (14, 10, self.vote), (14, 40, self.close)):
            yield Event(instant(self._day("r5"), hour, minute), act)
        yield Event(instant(self._day("r5"), 17), self.choose)

    def _day(self, meeting: str) -> dt.date:
        return self.company.calendar.days[meeting, 1]

    def bring(self, line: dict[str, Any]) -> None:
        plain = {name: value for name, value in line.items() if name not in ("who", "of")}
        house = self.company.organisations[line["of"]]
        bring(self.company.coalition, by=self.company.members[line["who"]], organisation=house, **plain)

    def observe(self, line: dict[str, Any]) -> None:
        plain = {name: line[name] for name in ("text", "system", "nature", "leaning", "source") if name in line}
        house = self.company.organisations[line["of"]]
        row, _none = add_observation(
            self.company.process,
            by=self.company.chair,
            organisation=house,
            attribution="organisation",
            activity=self.company.meetings["r2", 1].activities.filter(position=OBSERVED).first(),
            **plain,
        )
        self.seen.append((line.get("to", ""), row))

    def observe_without_names(self) -> None:
        for line in self.told["anonymous"]:
            plain = {name: line[name] for name in ("text", "system", "leaning")}
            row, _receipt = add_observation(
                self.company.process, by=self.company.chair, attribution="anonymous", **plain
            )
            self.seen.append((line.get("to", ""), row))

    def conclude(self, line: dict[str, Any]) -> None:
        plain = {
            name: line[name] for name in ("statement", "system", "analysis", "agreement", "missing") if name in line
        }
        rows = [row for key, row in self.seen if key == line["key"]]
        self.found[line["key"]] = findings.add_finding(
            self.company.process, by=self.company.chair, observations=rows, **plain
        )

    def put_to_the_vote(self) -> None:
        told = self.told["ballot"]
        self.ballot = ballots.make_ballot(
            self.company.process,
            self.found.values(),
            by=self.company.chair,
            title=told["title"],
            method=Ballot.Method.DOTS,
            dots=told["dots"],
            most_on_one=told["most_on_one"],
            meeting=self.company.meetings["r5", 1],
        )
        ballots.open_ballot(self.ballot, by=self.company.chair)

    def vote(self) -> None:
        """Each answer: the dots of the story, dealt one by one around the table."""
        told, keys = self.told["ballot"], {row.pk: key for key, row in self.found.items()}
        items = {keys[item.finding_id]: str(item.uid) for item in self.ballot.items.all()}
        sheets: list[dict[str, dict[str, Any]]] = [{} for _ in range(told["people"])]
        dealt = (key for key, count in told["placed"].items() for _ in range(count))
        for n, key in enumerate(dealt):
            line = sheets[n % len(sheets)].setdefault(items[key], {"dots": 0, "scores": {}})
            line["dots"] += 1
        people = [self.company.members[key] for key in told["by_link"]]
        for member, sheet in zip(people, sheets, strict=False):
            ballots.cast(self.ballot, sheet, member=member)
        for n, sheet in enumerate(sheets[len(people) :], start=1):
            ballots.cast(self.ballot, sheet, label=f"Feuille {n}")

    def close(self) -> None:
        ballots.close_ballot(self.ballot, by=self.company.chair)
        self.ballot.refresh_from_db()

    def choose(self) -> None:
        told, chair, process = self.told, self.company.chair, self.company.process
        begins = told["ballot"]["decision"]
        decision = Decision.objects.filter(coalition=chair.coalition, wording__startswith=begins).first()
        lines = [(self.found[line["finding"]], "priority", line["reason"]) for line in told["priorities"]]
        lines += [(self.found[key], "aside", because) for key, because in told["aside"].items()]
        priorities.conclude(self.ballot, lines, by=chair, discussion=told["ballot"]["discussion"], decision=decision)
        chosen = {row.finding_id: row for row in self.ballot.priorities.all()}
        kept: dict[str, FactorChoice] = {}
        for line in told["factors"]:
            kept[line["slug"]] = priorities.choose_factor(
                process,
                line["slug"],
                by=chair,
                version=1,
                state=line["state"],
                reason=line["reason"],
                priorities=[chosen[self.found[key].pk] for key in line["for"]],
            )
        for line in told["objectives"]:
            factors = [kept[slug] for slug in line["factors"]]
            priorities.add_objective(process, by=chair, factors=factors, text=line["text"])
