"""How an action goes (Outil 11): written as one goes, handed in by its lead or for it, until the minutes close."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy

from courtepointe import clock, files, history
from courtepointe.coalitions.models import Member
from courtepointe.followup.models import Adjustment, ProgressReport
from courtepointe.followup.queries.progress import is_untouched, last_report, prefilled
from courtepointe.meetings.actions.guard import lock_open
from courtepointe.planning.models import Action, Milestone
from courtepointe.rows import write

history.declare(
    {
        "progress_report.handed_in": gettext_lazy("%(who)s said how the action “%(what)s” goes."),
        "progress_report.entered": gettext_lazy(
            "%(who)s entered for %(organisation)s, from paper or by voice, how the action “%(what)s” goes."
        ),
    }
)


@transaction.atomic
def keep(row: ProgressReport, *, version: int, **fields: Any) -> None:
    """Write in a report that is not handed in yet: what is not said keeps what the plan and the last report say.

    Raises Conflict and writes nothing when somebody wrote in between; Refused once the minutes are closed.
    """
    if row.meeting is not None:
        lock_open(row.meeting)
    if is_untouched(row):
        fields = {**prefilled(row, last_report(row.action, row), row.action.milestones.order_by("position")), **fields}
    if any(getattr(row, name) != value for name, value in fields.items()):
        write(row, version=version, **fields)


@transaction.atomic
def hand_in(
    row: ProgressReport, *, by: Member, version: int, upload: Any = None, for_them: bool = False, **fields: Any
) -> None:
    """Hand in what the lead says: the plan takes its state and its milestones, an adjustment asked waits for the group.

    The same form that comes twice changes nothing. Raises Conflict when somebody wrote in between, Refused once the
    minutes of the meeting are closed or for a file that is not taken; nothing is then written.
    """
    if row.meeting is not None:
        lock_open(row.meeting)
    row.refresh_from_db()
    same = all(getattr(row, name) == value for name, value in fields.items())
    if row.handed_in_at is not None and same and upload is None:
        return
    write(row, version=row.version if same else version, **fields)
    who: dict[str, Any] = {"entered_by": by.person} if for_them else {"member": by, "entered_by": None}
    name = row.action.lead.name if for_them and row.action.lead else by.name
    ProgressReport.objects.filter(pk=row.pk).update(handed_in_at=clock.now(), handed_in_by_name=name, **who)
    if upload is not None:
        _attach(row, upload, by=by)
    _tell_the_plan(row)
    _ask_the_group(row)
    verb = "progress_report.entered" if for_them else "progress_report.handed_in"
    facts = {"organisation": name} if for_them else {}
    history.record_once_a_day(row, verb, by=by, zone=row.coalition.timezone, what=row.action.title, **facts)


def _attach(row: ProgressReport, upload: Any, *, by: Member) -> None:
    """The file of evidence takes the place of the one there was."""
    kept = files.keep(row.coalition, upload, by=by.person)
    before, row.file = row.file, kept
    row.save(update_fields=["file"])
    if before is not None:
        files.destroy(before)


def _tell_the_plan(row: ProgressReport) -> None:
    """The state of the action and its milestones are those said last; what the group abandoned stays so."""
    action = Action.objects.filter(pk=row.action_id)
    stones = Milestone.objects.filter(action=row.action_id)
    reached = stones.filter(uid__in=row.milestones, done_on=None)
    changed = reached.update(done_on=clock.today(row.coalition.timezone))
    changed += stones.exclude(uid__in=row.milestones).exclude(done_on=None).update(done_on=None)
    changed += action.exclude(status__in=(Action.Status.ABANDONED, row.status)).update(status=row.status)
    if changed:  # whoever has a form of the action open is told
        action.update(version=F("version") + 1)


def _ask_the_group(row: ProgressReport) -> None:
    """What is asked is one adjustment to be discussed; what the group decided of an earlier wording stays."""
    waiting = row.adjustments.filter(result=Adjustment.Result.OPEN).first()
    if waiting is None and row.adjustment and not row.adjustments.filter(what=row.adjustment).exists():
        Adjustment.objects.create(
            coalition_id=row.coalition_id,
            process_id=row.process_id,
            action_id=row.action_id,
            report=row,
            what=row.adjustment,
        )
    elif waiting is not None and not row.adjustment:
        waiting.delete()
    elif waiting is not None and waiting.what != row.adjustment:
        write(waiting, version=waiting.version, what=row.adjustment)
