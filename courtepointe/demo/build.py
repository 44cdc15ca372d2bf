"""Fill an empty database with the demo: three coalitions, at one point of their life."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db import transaction

from courtepointe import clock
from courtepointe.coalitions.models import Coalition, Person
from courtepointe.demo import second_cycle
from courtepointe.demo.adopting import Adopting
from courtepointe.demo.analysing import Analysing
from courtepointe.demo.calendar import POINTS, Calendar, Point, calendar, moved_day
from courtepointe.demo.company import PLANNED, Company, plan
from courtepointe.demo.data_plan import DataPlan
from courtepointe.demo.diagnosing import Diagnosing
from courtepointe.demo.events import Event, instant, play
from courtepointe.demo.figures import Figures
from courtepointe.demo.followup import Following
from courtepointe.demo.offer import Offer
from courtepointe.demo.personal import Personal
from courtepointe.demo.planning import Planning
from courtepointe.demo.questions import Questions
from courtepointe.demo.results import Results
from courtepointe.demo.story import Scene, read, scenes, the_story
from courtepointe.demo.telling import Telling
from courtepointe.demo.working import Working
from courtepointe.library.load import the_method

STAGES = tuple(POINTS)
DEFAULT_STAGE = "planning"
COMPANION = Point(("r2", 1), 12)


class NotEmpty(Exception):
    """The database already holds a coalition or a person: a demo never mixes with them."""


@transaction.atomic
def load(stage: str) -> int:
    """Make the fictional coalition at that stage today, and two small ones; say how many things happened.

    Everything goes through the acts of the program with the clock set, so the history is real. Raises NotEmpty, and
    writes nothing, when anything is there already; KeyError for an unknown stage.
    """
    if Coalition.objects.exists() or Person.objects.exists():
        raise NotEmpty
    main = tell("people", POINTS[stage], the_story())
    second = tell("companion", COMPANION, scenes("companion"))
    third = second_cycle.events(clock.today())
    return sum(play(events, until=clock.now()) for events in (main, second, third))


def tell(people: str, point: Point, story: Sequence[Scene]) -> list[Event]:
    """Everything that happens in one coalition, from its opening to the end of its story."""
    days, moved = _with_moves(calendar(point, clock.today(), the_method()), story)
    company = Company(cast=read(people), calendar=days)
    events = list(company.events())
    events.append(Event(instant(company.day(PLANNED), 10), lambda: plan(company, moved)))
    for scene in story:
        events += Telling(scene, company, days.days[scene.key]).events()
    if people == "people":
        events += DataPlan(company).events()
        events += Analysing(company).events()
        events += Offer(company).events()
        events += Questions(company).events()
        events += Figures(company).events()
        events += Planning(company).events()
        events += Adopting(company).events()
        events += Following(company).events()
        events += Diagnosing(company).events()
        events += Results(company).events()
        events += Working(company).events()
        events += Personal(company).events()
    return events


def _with_moves(days: Calendar, story: Sequence[Scene]) -> tuple[Calendar, dict[tuple[str, int], dt.date]]:
    """The calendar as it was lived, and the first days of the meetings that were moved."""
    before = dict(_moves(days, story))
    lived = {key: days.days[key] for key in days.order} | {key: new for key, (_, new) in before.items()}
    return replace(days, days=lived), {key: first for key, (first, _) in before.items()}


def _moves(days: Calendar, story: Sequence[Scene]) -> Iterator[tuple[tuple[str, int], tuple[dt.date, dt.date]]]:
    for scene in story:
        following = days.after(scene.key)
        if scene.moved and following:
            first = days.days[scene.key]
            new = moved_day(days.days[scene.moved.after, 1], first, days.days[following], days.rhythm.summer_pause)
            yield scene.key, (first, new)
