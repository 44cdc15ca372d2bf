"""What is awaited of somebody before a meeting is on their home page and in their summary of the week."""

import datetime as dt

from django.urls import reverse

from courtepointe.evaluation.actions import results_asking
from courtepointe.followup.actions import progress as acts
from courtepointe.followup.actions import progress_asking as asking
from courtepointe.guide.queries import Owed, owed_by
from courtepointe.planning.actions import lines
from tests.cast import Cast
from tests.followup.followed import follow_up, led, today


def owed(cast: Cast, who: str) -> Owed:
    member = getattr(cast, who)
    return owed_by(cast.reader(member), cast.coalition, member)


def test_a_report_is_awaited_of_those_who_lead_until_it_is_handed_in(cast: Cast) -> None:
    row, meeting = led(cast), follow_up(cast)
    assert owed(cast, "benoit").reports == []  # not asked yet
    asking.ask(meeting, by=cast.amina, due_on=today(cast) + dt.timedelta(days=3))
    assert owed(cast, "benoit").reports == [meeting]
    assert owed(cast, "chloe").reports == []  # observes
    page = cast.client(cast.benoit).get(reverse("coalition-home", kwargs={"coalition": cast.coalition.uid}))
    assert (
        reverse("progress", kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid}) in page.content.decode()
    )
    report = meeting.progress_reports.get(action=row)
    acts.hand_in(report, by=cast.benoit, version=report.version, status="under_way", milestones=[], adjustment="")
    assert owed(cast, "benoit").reports == []


def test_results_are_awaited_of_the_person_named_alone(cast: Cast) -> None:
    row, meeting = led(cast), follow_up(cast, "Évaluation", stage="evaluation")
    change = row.transformation
    lines.edit_line(change, by=cast.amina, version=change.version, lead=cast.organisation, lead_member=cast.benoit)
    results_asking.ask(meeting, by=cast.amina, due_on=today(cast) + dt.timedelta(days=3))
    assert owed(cast, "benoit").results == [meeting]
    assert owed(cast, "amina").results == []
