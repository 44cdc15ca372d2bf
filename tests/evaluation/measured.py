"""A small plan that is measured, for the tests."""

import datetime as dt
from decimal import Decimal
from typing import Any

from courtepointe import clock
from courtepointe.evaluation.actions import results as acts
from courtepointe.evaluation.models import Measurement, ResultRequest
from courtepointe.meetings.models import Meeting
from courtepointe.planning.models import Indicator, Transformation
from tests.cast import Cast
from tests.factories import make_meeting
from tests.planning.planned import change, process_of, sign


def today(cast: Cast) -> dt.date:
    return clock.today(cast.coalition.timezone)


def evaluation(cast: Cast, title: str = "Nos résultats", **fields: Any) -> Meeting:
    day = today(cast) + dt.timedelta(days=20)
    made = make_meeting(cast.coalition, title, process=process_of(cast), **{"stage": "evaluation", "on": day, **fields})
    made.coalition = cast.coalition
    return made


def followed(cast: Cast, **fields: Any) -> tuple[Transformation, Indicator]:
    """A transformation that the organisation of the cast leads, with an indicator in per cent."""
    row = change(cast, lead=cast.organisation, **fields)
    about = {"measure": "percentage", "unit": "%", "direction": "up", "tool": "Mini-questionnaire"}
    first, last = dt.date(2025, 10, 1), dt.date(2028, 5, 1)
    values = {"baseline": Decimal(44), "baseline_on": first, "target": Decimal(60), "target_on": last}
    return row, sign(cast, row, **about, **values)


def measure(cast: Cast, row: Indicator, value: Any, on: dt.date, **fields: Any) -> Measurement:
    said = {"measured_on": on, "value": Decimal(value), "sub_group": "", "source": "", **fields}
    return acts.bring(acts.Brought(row, None, 0, said), acts.Source(cast.amina, cast.organisation))


def asked(cast: Cast, row: Transformation, meeting: Meeting) -> ResultRequest:
    return ResultRequest.objects.create(
        coalition=cast.coalition,
        process=row.process,
        transformation=row,
        meeting=meeting,
        organisation=cast.organisation,
        asked_at=clock.now(),
        due_on=today(cast),
    )
