"""One meeting of the story, told through the acts that people do: prepared, convoked, held, minuted, followed up."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from courtepointe.access import STEERING
from courtepointe.coalitions.models import Member
from courtepointe.demo.calendar import dated
from courtepointe.demo.company import Company
from courtepointe.demo.events import Event, instant, working_day
from courtepointe.demo.story import NEXT, Promised, Scene, Settled
from courtepointe.library.load import the_method
from courtepointe.meetings.actions import evaluations
from courtepointe.meetings.actions.agenda import edit_activity
from courtepointe.meetings.actions.approval import adopt_minutes
from courtepointe.meetings.actions.attendance import add_guest, mark_sheet
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.actions.follow_ups import add_follow_up, mark_done
from courtepointe.meetings.actions.meetings import change_meeting, convoke
from courtepointe.meetings.actions.minutes import reopen_minutes, word_section
from courtepointe.meetings.actions.notes import save_note
from courtepointe.meetings.actions.notices import REMINDED, remind_due, tell_due
from courtepointe.meetings.actions.objectives import take_objectives
from courtepointe.meetings.actions.outcomes import end_meeting, mark_outcome
from courtepointe.meetings.actions.process import go_to_stage
from courtepointe.meetings.actions.replies import reply
from courtepointe.meetings.actions.sending import send_minutes
from courtepointe.meetings.models import Activity, FollowUp, Meeting, Reply

PREPARED = dt.timedelta(days=3)
STATES = ("present", "excused", "absent")


@dataclass
class Telling:
    """A scene, in a company, on its day."""

    scene: Scene
    company: Company
    on: dt.date
    promised: dict[int, FollowUp] = field(default_factory=dict)

    @property
    def meeting(self) -> Meeting:
        return self.company.meetings[self.scene.key]

    @property
    def chair(self) -> Member:
        return self.company.chair

    def events(self) -> Iterator[Event]:
        """Everything that happens because of this meeting, before, during and after."""
        notice = self.on - dt.timedelta(days=self.scene.convoked)
        if self.scene.moved:
            moved = self.scene.moved
            day = self.company.calendar.days[moved.after, 1] + dt.timedelta(days=moved.days)
            yield Event(instant(working_day(day), 14), partial(self.change, on=self.on))
        yield Event(self._prepared_at(notice), self.prepare)
        yield Event(instant(notice, 9), lambda: convoke(self.meeting, by=self.chair))
        yield Event(instant(notice, 9, 2), tell_due)
        yield from self.answers(notice)
        yield Event(instant(self.on - REMINDED, 10), remind_due)
        if self.scene.held:
            yield from self.held()
            yield from self.afterwards()

    def answers(self, notice: dt.date) -> Iterator[Event]:
        """Who says that they come, in the days after the notice; the absent without a word say nothing."""
        coming, declining = self.scene.present, self.scene.excused
        if not self.scene.held:  # still to come: half of the people have answered
            everybody = tuple(self.company.members)
            coming, declining = everybody[::2], everybody[3::9]
        for answer, keys in ((Reply.Answer.COMING, coming), (Reply.Answer.NOT_COMING, declining)):
            for place, key in enumerate(keys):
                day = min(notice + dt.timedelta(days=1 + place % 4), self.on - dt.timedelta(days=1))
                yield Event(instant(day, 9, 7 * place % 60), partial(self.answer, key, answer))

    def answer(self, key: str, answer: str) -> None:
        reply(self.meeting, self.company.members[key], answer)

    def _prepared_at(self, notice: dt.date) -> dt.datetime:
        """Soon after the meeting before, while it is fresh; for the first one, before its notice."""
        before = self.company.calendar.before(self.scene.key)
        if before is None:
            return instant(notice - PREPARED, 10)
        return min(instant(notice, 8), instant(self.company.calendar.days[before] + PREPARED, 17))

    def change(self, **fields: object) -> None:
        change_meeting(self.meeting, by=self.chair, version=self.meeting.version, **fields)

    def prepare(self) -> None:
        """Where it takes place, who leads what, and what was carried over from the meeting before."""
        self.change(place=self.scene.place)
        agenda = self.agenda()
        for place, key in self.scene.leads.items():
            activity = agenda[place]
            edit_activity(activity, by=self.chair, version=activity.version, lead=self.company.members[key])
        if self.scene.carried:
            take_objectives(self.meeting, self.scene.carried, by=self.chair)

    def agenda(self) -> dict[int, Activity]:
        return {activity.position: activity for activity in self.meeting.activities.present().order_by("position")}

    def held(self) -> Iterator[Event]:
        """The meeting itself, an item at a time."""
        start = instant(self.on, 13, 15)
        length = the_method().template(self.scene.meeting).minutes
        yield Event(start + dt.timedelta(minutes=5), self.attend)
        yield Event(start + dt.timedelta(minutes=15), self.adopt)
        yield Event(start + dt.timedelta(minutes=20), partial(self.take_notes, first=True))
        yield Event(start + dt.timedelta(minutes=length - 15), partial(self.take_notes, first=False))
        yield Event(start + dt.timedelta(minutes=length - 10), self.settle)
        yield Event(start + dt.timedelta(minutes=length - 5), self.promise)
        yield Event(start + dt.timedelta(minutes=length), self.end)

    def attend(self) -> None:
        marks = {self.company.members[key]: state for state in STATES for key in getattr(self.scene, state)}
        mark_sheet(self.meeting, marks, by=self.chair)
        for guest in self.scene.guests:
            add_guest(self.meeting, by=self.chair, name=guest.name, organisation_name=guest.organisation)

    def adopt(self) -> None:
        """The minutes of the meeting before, on the first item of the agenda."""
        before = self.company.calendar.before(self.scene.key)
        if before is not None:
            adopt_minutes(
                self.company.meetings[before],
                by=self.chair,
                at=self.meeting,
                changes=self.scene.adopting,
                activity=self.agenda()[1],
            )

    def take_notes(self, *, first: bool) -> None:
        agenda = self.agenda()
        for place, note in self.scene.notes.items():
            if (place == 1) is first:
                activity = agenda[place]
                save_note(activity, by=self.chair, version=activity.note_version, text=dated(note, self.on))

    def settle(self) -> None:
        agenda = self.agenda()
        for decision in self.scene.decisions:
            owner = self.company.members[decision.owner] if decision.owner else None
            due_on = None if decision.due is None else working_day(self.on + dt.timedelta(days=decision.due))
            record_decision(
                self.meeting,
                by=self.chair,
                activity=agenda[decision.at] if decision.at else None,
                options=decision.choices,
                objections=decision.objections,
                owner=owner,
                due_on=due_on,
                **_fields(decision, self.on),
            )

    def promise(self) -> None:
        agenda = self.agenda()
        for place, promised in enumerate(self.scene.follow_ups):
            self.promised[place] = add_follow_up(
                self.meeting,
                by=self.chair,
                activity=agenda[promised.at],
                what=promised.what,
                due_on=working_day(self.on + dt.timedelta(days=promised.due)),
                **self._whose(promised),
            )

    def _whose(self, promised: Promised) -> dict[str, Any]:
        if promised.of:
            return {"organisation": self.company.organisations[promised.of]}
        member = self.company.members[promised.who]
        return {"member": member, "organisation": member.organisation}

    def end(self) -> None:
        """The meeting is over: objectives are marked, and the group is where its next meeting says."""
        end_meeting(self.meeting, by=self.chair)
        for objective in self.meeting.objectives.order_by("position"):
            if objective.slug in self.scene.outcomes:
                mark_outcome(objective, self.scene.outcomes[objective.slug], by=self.chair)
        following = self.company.calendar.after(self.scene.key)
        if following:
            go_to_stage(self.company.process, self.company.calendar.stages[following], by=self.chair)

    def afterwards(self) -> Iterator[Event]:
        """The minutes, and what people do of what they promised."""
        written = working_day(self.on + dt.timedelta(days=self.scene.minutes))
        yield Event(instant(written, 15), self.close)
        if self.scene.corrected:
            yield Event(instant(working_day(written + dt.timedelta(days=1)), 10), self.correct)
        yield from self.thoughts(written)
        for place, promised in enumerate(self.scene.follow_ups):
            day = self._done_on(promised)
            if day is not None:
                yield Event(instant(day, 16, 5 * place), partial(self.keep, place))

    def close(self) -> None:
        for key in ("opening", "closing"):
            word_section(self.meeting, key, by=self.chair, version=0, text=getattr(self.scene, key))
        if self.scene.thought is not None:
            evaluations.open_evaluation(self.meeting, by=self.chair)
        send_minutes(self.meeting, by=self.chair)

    def correct(self) -> None:
        reopen_minutes(self.meeting, by=self.chair)
        send_minutes(self.meeting, by=self.chair, correction=self.scene.corrected)

    def thoughts(self, opened: dt.date) -> Iterator[Event]:
        """Some of those who were there say what they thought, over the next days; then it closes by itself."""
        if self.scene.thought is None:
            return
        words = dict(enumerate(self.scene.thought.words))
        leaving = {entry["who"] for entry in self.company.cast["leaves"]}
        staying = [key for key in self.scene.present if key not in leaving]
        for place, levels in enumerate(self.scene.thought.sheets()):
            at = instant(opened + dt.timedelta(days=place % (evaluations.DAYS - 1)), 17, 11 * place % 60)
            yield Event(at, partial(self.think, staying[place], levels, words.get(place, "")))
        yield Event(instant(opened + dt.timedelta(days=evaluations.DAYS), 16), evaluations.close_what_is_over)

    def think(self, who: str, levels: dict[str, int | None], words: str) -> None:
        evaluations.answer(self.meeting.evaluation, self.company.members[who], levels=levels, comment=words)

    def _done_on(self, promised: Promised) -> dt.date | None:
        if promised.done is None:
            return None
        if promised.done == NEXT:
            following = self.company.calendar.after(self.scene.key)
            return self.company.calendar.days[following] + dt.timedelta(days=1) if following else None
        return self.on + dt.timedelta(days=int(promised.done))

    def keep(self, place: int) -> None:
        """Done: said by the person if they sign in, else by whoever coordinates."""
        follow_up = self.promised[place]
        who = follow_up.member if follow_up.member is not None and follow_up.member.person_id else self.chair
        mark_done(follow_up, by=who, steers=who.role in STEERING)


def _fields(decision: Settled, on: dt.date) -> dict[str, Any]:
    votes = decision.votes or (None, None, None)
    return {
        "wording": dated(decision.wording, on),
        "mode": decision.mode,
        "result": decision.result,
        "reasons": dated(decision.reasons, on),
        **dict(zip(("votes_for", "votes_against", "votes_abstained"), votes, strict=True)),
    }
