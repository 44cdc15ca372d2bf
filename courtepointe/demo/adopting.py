"""The plan of the main coalition is adopted, confirmed by each organisation, followed by a calendar, then amended."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from courtepointe import clock
from courtepointe.access import reader_of
from courtepointe.demo.company import Company
from courtepointe.demo.events import Event, instant, working_day
from courtepointe.demo.story import read
from courtepointe.meetings.models import Decision, Meeting
from courtepointe.planning.actions import calendar, confirming, lines, versions
from courtepointe.planning.actions.plan import plan_of
from courtepointe.planning.checkpoints import proposal
from courtepointe.planning.models import Action, Checkpoint, PlanVersion
from courtepointe.planning.queries.calendar import all_lines
from courtepointe.planning.queries.overview import milestones_of
from courtepointe.planning.queries.parts import standings_of
from courtepointe.planning.queries.tree import tree_for

ASKED, ANSWERING = 2, 3  # days after the adoption: the letters leave, the first answers come
EVERY = 3  # an answer each day from so many organisations


@dataclass
class Adopting:
    """The file; what happens to the plan once it is written."""

    company: Company
    told: dict[str, Any] = field(default_factory=lambda: read("adopted"))

    def events(self) -> Iterator[Event]:
        day = self._day("plan-final", 1)
        yield Event(instant(day, 17), partial(self.adopt, ("plan-final", 1)))
        yield Event(instant(working_day(day + dt.timedelta(days=1)), 10), self.fill)
        yield Event(instant(working_day(day + dt.timedelta(days=ASKED)), 9), self.ask)
        for n, key in enumerate(self.told["answers"]):
            later = working_day(day + dt.timedelta(days=ANSWERING + n // EVERY))
            yield Event(instant(later, 10, 11 * (n % EVERY)), partial(self.answer, key, self.told["answers"][key]))
        for amended in self.told["amended"]:
            day = self._day(*amended["at"])
            yield Event(instant(working_day(day + dt.timedelta(days=1)), 9), partial(self.amend, amended))
            for n, (key, told) in enumerate(amended.get("answers", {}).items()):
                later = working_day(day + dt.timedelta(days=ANSWERING + n))
                yield Event(instant(later, 14), partial(self.answer, key, told))
        for turn in (1, 2, 3):
            day = self._day("follow-up", turn)
            yield Event(instant(working_day(day + dt.timedelta(days=1)), 11), partial(self.tick, day))

    def _day(self, template: str, turn: int) -> dt.date:
        return self.company.calendar.days[template, turn]

    def adopt(self, at: tuple[str, int], reason: str = "", decision: str = "") -> None:
        meeting: Meeting = self.company.meetings[at]
        wording = decision or self.told["decision"]
        row = Decision.objects.present().get(meeting=meeting, wording__startswith=wording)
        versions.adopt(self.company.process, by=self.company.chair, decision=row, reason=reason)

    def fill(self) -> None:
        """What the plan calls for, all of it."""
        process = self.company.process
        reader = reader_of(self.company.chair)
        groups = proposal(
            tree_for(reader, process, money=False),
            milestones_of(process),
            all_lines(process),
            today=clock.today(),
            last_day=plan_of(process).ends_on,
        )
        calendar.fill_calendar(process, groups, by=self.company.chair, chosen={group.key for group in groups})

    def ask(self) -> None:
        confirming.ask_parts(self._version(), by=self.company.chair, words=self.told["asking"])

    def answer(self, key: str, told: dict[str, Any]) -> None:
        """Somebody of the organisation answers; or the coordinator enters what was said on paper."""
        version, house = self._version(), self.company.organisations[key]
        assert any(one.uid == str(house.uid) for one in standings_of(version)), key
        on_paper = "name" in told
        confirming.answer_part(
            version,
            house,
            by=self.company.chair if on_paper else self.company.members[told["who"]],
            answer="reserved" if told.get("asks") else "confirmed",
            words=told.get("asks") or told.get("words", ""),
            name=told.get("name", ""),
            for_them=on_paper,
        )

    def amend(self, told: dict[str, Any]) -> None:
        """What a follow-up meeting decided, written in the plan; adopted anew when it says so."""
        for change in told["actions"]:
            row = Action.objects.present().get(process=self.company.process, title__startswith=change["title"])
            lines.edit_line(row, by=self.company.chair, version=row.version, content=change["content"])
        if "reason" in told:
            self.adopt(tuple(told["at"]), told["reason"], told["decision"])

    def tick(self, day: dt.date) -> None:
        """What was due by the meeting was looked at there."""
        rows = Checkpoint.objects.present().filter(process=self.company.process, done_at=None, due_on__lte=day)
        for row in rows.order_by("due_on", "pk"):
            calendar.tick_checkpoint(row, by=self.company.chair, done=True)

    def _version(self) -> PlanVersion:
        return PlanVersion.objects.filter(plan__process=self.company.process).latest("number")
