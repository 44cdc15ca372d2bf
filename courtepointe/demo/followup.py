"""How the plan of the main coalition goes: reports before each follow-up meeting, adjustments, what is told of it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from courtepointe.demo.company import Company
from courtepointe.demo.events import Event, instant, working_day
from courtepointe.demo.story import read
from courtepointe.followup.actions import adjusting, communications, progress, progress_asking
from courtepointe.followup.models import Adjustment, Communication
from courtepointe.meetings.models import Decision, Meeting
from courtepointe.planning.models import Action, Milestone

Told = dict[str, Any]
CENTS = 100
NUMBERS = ("share", "reached", "sessions")
WORDS = {"achieved": "achieved", "helps": "helps", "hinders": "hinders", "say": "families_say", "next": "next_step"}


@dataclass
class Following:
    """The file, and the rows that it became."""

    company: Company
    told: Told = field(default_factory=lambda: read("followup"))

    def events(self) -> Iterator[Event]:
        for meeting in self.told["meetings"]:
            turn, day = meeting["turn"], self._day(meeting["turn"])
            yield Event(instant(self._from(day, self.told["asked"]), 9), partial(self.ask, turn))
            yield Event(instant(self._from(day, self.told["reminded"]), 8), partial(self.remind, turn))
            for n, line in enumerate(meeting["reports"]):
                yield Event(instant(self._from(day, line["days"]), 10, n), partial(self.report, turn, line))
            for n, line in enumerate(meeting["adjustments"]):
                yield Event(instant(day, 16, 30 + n), partial(self.adjust, turn, line))
        for n, line in enumerate(self.told["communications"]):
            day = self._day(line["turn"])
            yield Event(instant(self._from(day, line["written"]), 15, n), partial(self.announce, line, day))
            if "done" in line:
                yield Event(instant(self._from(day, line["done"]), 15, 30), partial(self.announced, line))

    def _day(self, turn: int) -> dt.date:
        return self.company.calendar.days["follow-up", turn]

    @staticmethod
    def _from(day: dt.date, days: int) -> dt.date:
        return working_day(day + dt.timedelta(days=days))

    def _meeting(self, turn: int) -> Meeting:
        return self.company.meetings["follow-up", turn]

    def _action(self, number: int) -> Action:
        near = ("coalition", "process", "lead")
        return Action.objects.select_related(*near).get(process=self.company.process, number=number)

    def ask(self, turn: int) -> None:
        due = self._from(self._day(turn), self.told["wanted"])
        progress_asking.ask(self._meeting(turn), by=self.company.chair, due_on=due)

    def remind(self, turn: int) -> None:
        progress_asking.remind(self._meeting(turn), by=self.company.chair)

    def report(self, turn: int, line: Told) -> None:
        """What the lead says by their link; or by telephone, and whoever coordinates enters it."""
        action = self._action(line["action"])
        row = self._meeting(turn).progress_reports.get(action=action)
        reached = Milestone.objects.filter(action=action, text__in=line.get("milestones", ())).order_by("position")
        on_paper = line.get("on_paper", False)
        progress.hand_in(
            row,
            by=self.company.chair if on_paper else self.company.members[self.told["leads"][line["action"]]],
            version=row.version,
            for_them=on_paper,
            status=line["status"],
            milestones=[str(one.uid) for one in reached],
            spent_cents=line["spent"] * CENTS if "spent" in line else None,
            adjustment=line.get("adjustment", ""),
            **{name: line.get(name) for name in NUMBERS},
            **{name: line.get(told, "") for told, name in WORDS.items()},
        )

    def adjust(self, turn: int, line: Told) -> None:
        """What the group decided: of what a report asked, or of what was asked in the room (`what`)."""
        action, meeting = self._action(line["action"]), self._meeting(turn)
        decision = Decision.objects.present().get(meeting=meeting, wording__startswith=line["decision"])
        verdict = adjusting.Verdict(
            line["result"],
            line["reason"],
            meeting,
            part_of=decision,
            changes={"status": line["status"]} if "status" in line else {},
            action_version=action.version,
        )
        if "what" in line:
            adjusting.note_adjustment(action, by=self.company.chair, what=line["what"], verdict=verdict)
            return
        row = Adjustment.objects.select_related("action__coalition").get(action=action, result="")
        adjusting.decide(row, by=self.company.chair, version=row.version, what=row.what, verdict=verdict)

    def announce(self, line: Told, day: dt.date) -> None:
        action = self._action(line["action"]) if "action" in line else None
        stone = Milestone.objects.get(action=action, text=line["milestone"]) if "milestone" in line else None
        communications.add_communication(
            self.company.process,
            by=self.company.chair,
            public=line["public"],
            message=line["message"],
            channel=line["channel"],
            organisation=self.company.organisations[line["house"]],
            member=self.company.members[line["who"]],
            due_on=day + dt.timedelta(days=line["due"]),
            cents=line["cost"] * CENTS if "cost" in line else None,
            action=action,
            milestone=stone,
        )

    def announced(self, line: Told) -> None:
        rows = Communication.objects.present().select_related("coalition")
        row = rows.get(process=self.company.process, message=line["message"])
        communications.tick_communication(row, by=self.company.members[line["who"]], done=True)
