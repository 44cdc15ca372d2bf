"""The group adopts the plan: a version of it is kept, whole, and nothing changes it any more."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.access import reader_of
from courtepointe.coalitions.models import Member
from courtepointe.meetings.models import Decision, Process
from courtepointe.planning.actions.plan import plan_of
from courtepointe.planning.comparing import is_same
from courtepointe.planning.models import Plan, PlanVersion
from courtepointe.planning.queries.versions import as_it_stands
from courtepointe.rows import Refused

history.declare(
    {
        "plan_version.adopted": gettext_lazy(
            "%(who)s noted that the plan was adopted on %(day)s (version %(number)s)."
        ),
    }
)


@transaction.atomic
def adopt(
    process: Process, *, by: Member, decision: Decision | None, adopted_on: dt.date | None = None, reason: str = ""
) -> PlanVersion:
    """Keep the plan as it stands as the next version; the decision says at which meeting.

    Without one, `adopted_on` says when it was adopted elsewhere. Raises Refused for a plan without any objective, when
    nothing changed since the last version, and when an amended plan does not say what was amended.
    """
    plan = plan_of(process)
    Plan.objects.select_for_update().get(pk=plan.pk)
    content = as_it_stands(reader_of(by), plan)
    if not content["goals"]:
        raise Refused(_("The plan has no objective yet."))
    last = plan.versions.order_by("-number").first()
    if last is not None and is_same(last.content, content):
        raise Refused(_("Nothing changed in the plan since it was adopted."))
    if last is not None and not reason:
        raise Refused(_("Say what was amended, and why."))
    day = decision.meeting.on if decision is not None else adopted_on
    if day is None:
        raise Refused(_("Choose the decision by which the plan was adopted, or say on which day it was."))
    if day > clock.today(process.coalition.timezone):
        raise Refused(_("This day is still to come."))
    number = (plan.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    row = PlanVersion.objects.create(
        coalition_id=process.coalition_id,
        plan=plan,
        number=number,
        title=plan.title,
        content=content,
        reason=reason,
        decision=decision,
        meeting=decision.meeting if decision is not None else None,
        adopted_on=day,
        recorded_by=by.person,
    )
    history.record(row, "plan_version.adopted", by=by, day=day.isoformat(), number=number)
    return row
