"""A small plan that is followed, for the tests."""

import datetime as dt
from typing import Any

from courtepointe import clock
from courtepointe.followup.actions import progress as acts
from courtepointe.followup.actions import progress_asking as asking
from courtepointe.followup.models import ProgressReport
from courtepointe.meetings.models import Meeting
from courtepointe.planning.actions.money import set_milestones, set_money
from courtepointe.planning.models import Action
from tests.cast import Cast
from tests.factories import make_meeting
from tests.planning.planned import action, change, process_of


def today(cast: Cast) -> dt.date:
    return clock.today(cast.coalition.timezone)


def follow_up(cast: Cast, title: str = "Suivi du plan", **fields: Any) -> Meeting:
    day = today(cast) + dt.timedelta(days=10)
    made = make_meeting(
        cast.coalition, title, process=process_of(cast), **{"stage": "implementation", "on": day, **fields}
    )
    made.coalition = cast.coalition
    return made


def led(cast: Cast, title: str = "Heure du conte", **fields: Any) -> Action:
    """An action that the organisation of the cast leads, with a budget of 1 000 $ and two milestones."""
    first = today(cast) - dt.timedelta(days=60)
    dates = {"starts_on": first, "ends_on": first + dt.timedelta(days=400)}
    row = action(cast, change(cast), title, **{"lead": cast.organisation, "expected": 40, **dates, **fields})
    row.coalition = cast.coalition
    money = [{"what": "Livres", "year": first.year, "kind": "money", "nature": "things", "cents": 100_000}]
    set_money(row, by=cast.amina, version=row.version, budget=money, funding=[])
    stones = [
        {"text": "Calendrier", "due_on": first + dt.timedelta(days=300)},
        {"text": "Premier conte", "due_on": first + dt.timedelta(days=350)},
    ]
    set_milestones(row, stones, by=cast.amina, version=row.version)
    return row


def prepared(row: Action, meeting: Meeting) -> ProgressReport:
    """The report of an action before a meeting, not begun."""
    asking.prepare(meeting)
    found: ProgressReport = meeting.progress_reports.get(action=row)
    found.coalition = meeting.coalition
    return found


def handed_in(cast: Cast, row: Action, meeting: Meeting, **fields: Any) -> ProgressReport:
    """What the lead says of an action."""
    report = prepared(row, meeting)
    usual: dict[str, Any] = {"status": "under_way", "milestones": [], "adjustment": ""}
    acts.hand_in(report, by=cast.benoit, version=report.version, **{**usual, **fields})
    report.refresh_from_db()
    return report
