"""Ask, before an evaluation meeting, for the results of each transformation: by a personal link, without account."""

import datetime as dt
from collections import defaultdict

from django.db import models
from django.utils.translation import gettext_lazy as _

from courtepointe import history
from courtepointe.coalitions.models import Member, Organisation
from courtepointe.evaluation.models import ResultRequest
from courtepointe.evaluation.queries.results import asked_of
from courtepointe.meetings.actions.asking import Asking, Letter
from courtepointe.meetings.models import Meeting
from courtepointe.planning.models import Indicator, Transformation

history.declare(
    {
        "results.asked": _("%(who)s asked for the results of the plan before “%(title)s” (%(count)s)."),
        "results.reminded": _(
            "%(who)s reminded those that had not sent the results of the plan before “%(title)s” (%(count)s)."
        ),
    }
)


def missing(meeting: Meeting) -> list[ResultRequest]:
    """The requests that a meeting lacks, not saved: one for each transformation pursued and organisation concerned."""
    there = set(meeting.result_requests.values_list("transformation_id", "organisation_id"))
    signs = defaultdict(list)
    for sign in Indicator.objects.present().filter(process_id=meeting.process_id):
        signs[sign.transformation_id].append(sign)
    changes = Transformation.objects.present().filter(
        process_id=meeting.process_id, standing=Transformation.Standing.ACTIVE, objective__removed_at=None
    )
    houses = set(Organisation.objects.present().filter(coalition_id=meeting.coalition_id).values_list("pk", flat=True))
    return [
        ResultRequest(
            coalition_id=meeting.coalition_id,
            process_id=meeting.process_id,
            transformation=change,
            meeting=meeting,
            organisation_id=house,
            member_id=person,
        )
        for change in changes
        for house, person in asked_of(change, signs[change.pk]).items()
        if house in houses and (change.pk, house) not in there
    ]


def _rows(meeting: Meeting) -> models.QuerySet[ResultRequest]:
    rows = meeting.result_requests.filter(transformation__removed_at=None, organisation__removed_at=None)
    return rows.select_related("organisation", "transformation", "member")


def _concerned(row: ResultRequest) -> tuple[int, Member | None]:
    return row.organisation_id, row.member


RESULTS = Asking(
    purpose="results",
    page="results-link",
    apart=dt.timedelta(days=7),
    missing=missing,
    rows=_rows,
    concerned=_concerned,
    nobody=_("There is nobody to ask: each transformation needs a lead, or each was asked already."),
    too_soon=_("They were reminded less than a week ago."),
    letter=Letter(
        subject=_("Your results, by %(date)s"),
        again=_("Reminder: your results, by %(date)s"),
        opening=_("%(coalition)s evaluates its plan of action at the meeting “%(meeting)s”. What do you see of this?"),
        how=_("Two minutes are enough, without signing in, on a telephone too:\n%(address)s"),
        closing=_("A value, a few words, or that it is not measured yet: each helps the group to decide."),
        line=lambda row: row.transformation.text,
    ),
)
PURPOSE, APART = RESULTS.purpose, RESULTS.apart
prepare, ask, remind = RESULTS.prepare, RESULTS.ask, RESULTS.remind
address_for, people_asked = RESULTS.address_for, RESULTS.people_asked
