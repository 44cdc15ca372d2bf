"""A third coalition: it came once its plan was adopted, lived its cycle here, and began another from it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from courtepointe import clock
from courtepointe.demo.calendar import Key, Point, calendar
from courtepointe.demo.company import PLANNED, Company, plan
from courtepointe.demo.events import Event, instant, working_day
from courtepointe.demo.story import read
from courtepointe.library.load import the_method
from courtepointe.meetings.actions.cycles import open_cycle
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.actions.earlier import tell_past_stage
from courtepointe.meetings.actions.follow_ups import add_follow_up
from courtepointe.meetings.actions.meetings import add_meeting, change_meeting, convoke
from courtepointe.meetings.actions.minutes import close_minutes
from courtepointe.meetings.actions.objectives import add_own_objective
from courtepointe.meetings.actions.outcomes import end_meeting, mark_outcome
from courtepointe.meetings.models import Meeting
from courtepointe.meetings.queries.cycles import next_cycle
from courtepointe.meetings.schedule import open_day

ENDED, BEGAN, NEXT_MEETING, LATE = -200, -60, 6, -20  # days from today
NOTICE = 8
OPENED_AT = "implementation"
OWN: Key = ("", 1)


def events(today: dt.date) -> list[Event]:
    """Everything that happens in it, from its opening to the announcement of its next meeting."""
    lived = calendar(Point(("functioning", 1), ENDED), today, the_method(), opened_at_stage=OPENED_AT)
    company = Company(cast=read("bridges"), calendar=lived)
    found = list(company.events())
    found.append(Event(instant(company.day(PLANNED), 10), lambda: plan(company, {}, place=company.cast["place"])))
    found.append(Event(instant(company.day(PLANNED), 11), partial(tell_before, company)))
    found.append(Event(instant(company.day(PLANNED), 12), partial(add_own, company)))
    for key in lived.order:
        found += list(_held(company, key, today))
    found.append(Event(instant(company.day(7), 14), partial(walk, company)))
    start = open_day(working_day(today + dt.timedelta(days=NEXT_MEETING)), summer_pause=False)
    found.append(Event(instant(today + dt.timedelta(days=BEGAN), 10), partial(begin_again, company, start)))
    found.append(Event(instant(start - dt.timedelta(days=NOTICE), 9), partial(announce, company)))
    return found


def tell_before(company: Company) -> None:
    """What was done at the stages before, in a sentence each."""
    for stage, told in company.cast["before"].items():
        day = company.first_day - dt.timedelta(days=told["days"])
        tell_past_stage(company.process, stage, by=company.chair, version=0, summary=told["summary"], done_on=day)


def add_own(company: Company) -> None:
    """A meeting of their own, a week after the first."""
    told = company.cast["own"]
    own = add_meeting(
        company.process,
        by=company.chair,
        title=told["title"],
        on=company.first_day + dt.timedelta(weeks=1),
        starts_at=dt.time(10),
        minutes=120,
        stage=OPENED_AT,
        place=company.cast["place"],
    )
    add_own_objective(own, by=company.chair, text=told["objective"], stage=OPENED_AT)
    company.meetings[OWN] = own


def _held(company: Company, key: Key, today: dt.date) -> Iterator[Event]:
    on = company.calendar.days[key]
    yield Event(instant(on - dt.timedelta(days=NOTICE), 9), lambda: convoke(company.meetings[key], by=company.chair))
    yield Event(instant(on, 15), partial(hold, company, key, today))
    yield Event(instant(working_day(on + dt.timedelta(days=2)), 10), partial(close, company, key))


def hold(company: Company, key: Key, today: dt.date) -> None:
    """The meeting takes place: one decision, every objective reached; the last one leaves something to do."""
    meeting, chair = company.meetings[key], company.chair
    record_decision(
        meeting,
        by=chair,
        activity=None,
        wording=company.cast["decisions"][f"{key[0]}-{key[1]}"],
        mode="consensus",
        result="adopted",
        reasons="",
    )
    if key == company.calendar.order[-1]:
        due_on = today + dt.timedelta(days=LATE)
        add_follow_up(
            meeting, by=chair, activity=None, what=company.cast["promise"], due_on=due_on, member=company.chair
        )
    end_meeting(meeting, by=chair)
    for objective in meeting.objectives.all():
        mark_outcome(objective, "reached", by=chair)


def walk(company: Company) -> None:
    """Their own meeting takes place."""
    own = company.meetings[OWN]
    end_meeting(own, by=company.chair)
    for objective in own.objectives.all():
        mark_outcome(objective, "reached", by=company.chair)


def close(company: Company, key: Key) -> None:
    close_minutes(company.meetings[key], by=company.chair)


def begin_again(company: Company, start: dt.date) -> None:
    """A second cycle from the first, through all the stages this time."""
    last = company.process
    last.refresh_from_db()
    last.coalition = company.coalition
    rhythm = replace(company.calendar.rhythm, starts_on=start, opened_at_stage="intention", factor_count=2)
    company.process = open_cycle(
        last,
        by=company.chair,
        rhythm=rhythm,
        wanted=next_cycle(last, rhythm, adapted=True).wanted,
        place=last.place,
        name=company.cast["next"],
    )


def announce(company: Company) -> None:
    first: Meeting = company.process.meetings.present().get(template="r1")
    if first.on is not None and first.on >= clock.today():
        change_meeting(first, by=company.chair, version=first.version, place=company.cast["place"])
        convoke(first, by=company.chair)
