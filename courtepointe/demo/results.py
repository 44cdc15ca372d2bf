"""The results of the plan of the main coalition: sent before the evaluation meeting, read and decided there."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from courtepointe import clock
from courtepointe.demo.company import Company
from courtepointe.demo.events import Event, instant, working_day
from courtepointe.demo.story import read
from courtepointe.evaluation.actions import decisions, relevance, results, results_asking, reviews
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.models import Decision, Meeting
from courtepointe.planning.forms.fields import decimals_of
from courtepointe.planning.models import Action, Indicator, Transformation

Told = dict[str, Any]


@dataclass
class Results:
    """The file, and the rows that it became."""

    company: Company
    told: Told = field(default_factory=lambda: read("results"))

    def events(self) -> Iterator[Event]:
        halfway, day = self._day("follow-up", 2), self._day("evaluation", 1)
        for n, line in enumerate(self.told["halfway"]):
            at = working_day(halfway + dt.timedelta(days=line["days"] + 1))
            yield Event(instant(at, 10, n), partial(self.note, line, halfway))
        yield Event(instant(working_day(day - dt.timedelta(days=self.told["asked"])), 9), self.ask)
        for n, line in enumerate(self.told["sent"]):
            at = working_day(day + dt.timedelta(days=line["days"]))
            yield Event(instant(at, 11, n), partial(self.send, line))
        for n, line in enumerate(self.told["meeting"]["readings"]):
            yield Event(instant(day, 14, n), partial(self.judge, line))
        yield Event(instant(day, 14, 30), self.decide)

    def _day(self, template: str, turn: int) -> dt.date:
        return self.company.calendar.days[template, turn]

    @property
    def meeting(self) -> Meeting:
        return self.company.meetings["evaluation", 1]

    def note(self, line: Told, since: dt.date) -> None:
        """A value that whoever coordinates enters."""
        results.bring(self._value(self._change(line), line, since), results.Source(self.company.chair, for_them=True))

    def ask(self) -> None:
        due = self._day("evaluation", 1) - dt.timedelta(days=self.told["wanted"])
        results_asking.ask(self.meeting, by=self.company.chair, due_on=due)

    def send(self, line: Told) -> None:
        """What the lead of a transformation sends, by their link."""
        change = self._change(line)
        row = self.meeting.result_requests.get(transformation=change, organisation=change.lead)
        day = self._day("evaluation", 1)
        results.hand_in(
            row,
            [self._value(change, one, day) for one in line.get("values", ())],
            by=self.company.members[line["who"]],
            version=row.version,
            words=line["words"],
            unexpected=line.get("unexpected", ""),
        )

    def judge(self, line: Told) -> None:
        said = {name: line.get(name, "") for name in ("judgement", "reading", "testimonies", "unexpected", "lessons")}
        today = clock.today()
        reviews.write_review(self._change(line), self.meeting, by=self.company.chair, version=0, today=today, **said)

    def decide(self) -> None:
        """Each action, then what they aim at."""
        told = self.told["meeting"]
        keep, chair = told["keep"], self.company.chair
        together = record_decision(
            self.meeting,
            by=chair,
            activity=None,
            wording=keep["wording"],
            reasons=keep["reason"],
            mode=Decision.Mode.CONSENSUS,
        )
        for number in keep["actions"]:
            how = decisions.How(self.meeting, part_of=together)
            decisions.decide(self._action(number), how, by=chair, verdict="keep", reason=keep["reason"])
        for verdict in ("adapt", "abandon"):
            for line in told[verdict]:
                decisions.decide(
                    self._action(line["action"]),
                    decisions.How(self.meeting, Decision.Mode.CONSENT),
                    by=chair,
                    verdict=verdict,
                    reason=line["reason"],
                    change=line.get("change", ""),
                )
        for line in told["reword"]:
            change = self._change(line)
            how = decisions.How(self.meeting)
            relevance.say(change, how, by=chair, verdict="reworded", reason=line["reason"], after=line["after"])

    def _change(self, line: Told) -> Transformation:
        rows = Transformation.objects.present().filter(process=self.company.process, text__startswith=line["of"])
        return rows.select_related("process", "coalition").get()

    def _action(self, number: int) -> Action:
        return Action.objects.select_related("coalition", "process").get(process=self.company.process, number=number)

    def _value(self, change: Transformation, line: Told, since: dt.date) -> results.Brought:
        sign = (
            Indicator.objects.present()
            .select_related("process", "instrument")
            .get(transformation=change, nature=Indicator.Nature.OWN)
        )
        value = Decimal(line["value"])
        said = {name: line.get(name, "") for name in ("source", "quality", "limits", "sub_group")}
        fields = {
            **said,
            "measured_on": since + dt.timedelta(days=line["days"]),
            "value": value,
            "decimals": decimals_of(value),
            "people": line.get("people"),
            "base": line.get("base"),
            "tool": sign.instrument.name if sign.instrument else "",
        }
        return results.Brought(sign, None, 0, fields)
