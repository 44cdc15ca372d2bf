"""Tell briefly what was done before the démarche was opened here."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courtepointe import history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.models import PastStage, Process
from courtepointe.meetings.schedule import stages_before
from courtepointe.meetings.wording import method_of
from courtepointe.rows import Conflict, write

history.declare({"process.past": _("%(who)s told what was done before at the stage “%(stage)s”.")})


@transaction.atomic
def tell_past_stage(
    process: Process, stage: str, *, by: Member, version: int, summary: str, done_on: dt.date | None
) -> None:
    """Say what was done at an earlier stage, and when if it is known; `version` is 0 when nothing was told yet.

    KeyError for a stage that is not before the one at which the process was opened; Conflict when somebody wrote in
    between. Writes nothing when nothing changes.
    """
    method = method_of(process.coalition)
    if stage not in stages_before(process.opened_at_stage, method):
        raise KeyError(stage)
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    row = PastStage.objects.filter(process=process, stage=stage).first()
    told = {"summary": summary, "done_on": done_on}
    if row is None:
        if not summary and done_on is None:
            return
        row = PastStage.objects.create(coalition_id=process.coalition_id, process=process, stage=stage, **told)
    elif version == 0:
        raise Conflict(row, told)
    elif row.version == version and (row.summary, row.done_on) == (summary, done_on):
        return
    else:
        write(row, version=version, **told)
    name = method.stage(stage).name.for_language(process.coalition.language)
    history.record(row, "process.past", by=by, stage=name)
