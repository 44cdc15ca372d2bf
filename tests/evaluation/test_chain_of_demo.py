"""On the data of the demo, at its last stage: the chain holds from end to end."""

import datetime as dt

import pytest

from courtepointe import clock
from courtepointe.coalitions.models import Coalition
from courtepointe.demo.build import tell
from courtepointe.demo.calendar import POINTS
from courtepointe.demo.events import play
from courtepointe.demo.story import the_story
from courtepointe.evaluation.models import ActionDecision, Measurement
from courtepointe.guide.trace import chain_of, trace_of
from courtepointe.guide.trace_lines import Link
from courtepointe.meetings.queries.process import current_process
from courtepointe.planning.models import Action

pytestmark = pytest.mark.xdist_group("demo")

NOW = dt.datetime(2026, 11, 24, 15, tzinfo=dt.UTC)


def test_every_action_comes_from_an_observation_and_every_result_leads_to_a_decision(db: None) -> None:
    """The acceptance of issue 5."""
    with clock.at(NOW):
        play(tell("people", POINTS["evaluation"], the_story()), until=NOW)
        process = current_process(Coalition.objects.get())
        assert process is not None
        links = chain_of(process)
        actions = [one for one in links if one.part == "action"]
        values = [one for one in links if one.part == "measurement"]
        assert len(actions) == Action.objects.count() == 16
        assert len(values) == Measurement.objects.count() >= 9
        assert [one.text for one in actions if "observation" not in before(process, one)] == []
        assert [one.text for one in values if "decision" not in after_it(process, one)] == []
        assert {row.action.number for row in ActionDecision.objects.select_related("action")} == set(range(1, 17))
        assert Action.objects.get(number=10).status == Action.Status.ABANDONED
        assert all(one.meeting for one in links if one.part in ("reading", "decision"))


def before(process: object, one: Link) -> set[str]:
    found = trace_of(process, one.part, one.uid)  # type: ignore[arg-type]
    return set(found.before) if found else set()


def after_it(process: object, one: Link) -> set[str]:
    found = trace_of(process, one.part, one.uid)  # type: ignore[arg-type]
    return set(found.after) if found else set()
