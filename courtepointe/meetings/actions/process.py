"""Plan the démarche, review its plan, say where the group is."""

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courtepointe import clock, history
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.meetings.actions.coming_back import bring_back
from courtepointe.meetings.actions.from_method import add_meetings
from courtepointe.meetings.models import Meeting, Process
from courtepointe.meetings.proposal import ADD, MOVE, REMOVE, REPLANNED, Line, Proposal, accepted_lines
from courtepointe.meetings.queries.process import current_process, proposal_for
from courtepointe.meetings.schedule import Dated, Rhythm, propose, stages_before
from courtepointe.meetings.wording import method_of
from courtepointe.rows import Conflict, write

history.declare(
    {
        "process.planned": _("%(who)s planned the process: meetings proposed: %(count)s, from %(first)s to %(last)s."),
        "process.replanned": _(
            "%(who)s reviewed the plan. Meetings added: %(added)s, moved: %(moved)s, removed: %(removed)s."
        ),
        "process.stage": _("%(who)s said that the group is at the stage “%(stage)s”."),
    }
)


@transaction.atomic
def plan_process(
    coalition: Coalition,
    *,
    by: Member,
    rhythm: Rhythm,
    place: str = "",
    name: str = "",
    after: Process | None = None,
) -> Process:
    """Open a démarche and make all its meetings from the method, in the coalition's language. One history line.

    `after` is the process that was current when the form was opened; Conflict if another has been opened since (a
    form sent twice). A current process that has no meeting at all is taken up instead of a new one. The group is then
    at the stage at which the process is opened.
    """
    Coalition.objects.select_for_update().get(pk=coalition.pk)
    current = current_process(coalition)
    if current is not None and (after is None or current.pk != after.pk):
        raise Conflict(current, asdict(rhythm))
    fields = {**asdict(rhythm), "place": place, "name": name, "stage": rhythm.opened_at_stage}
    process = _opened(coalition, current, fields)
    made = add_meetings(process, propose(rhythm, method_of(coalition)))
    days = sorted(meeting.on for meeting in made if meeting.on)
    history.record(
        process,
        "process.planned",
        by=by,
        count=len(made),
        first=days[0].isoformat(),
        last=days[-1].isoformat(),
    )
    return process


def _opened(coalition: Coalition, current: Process | None, fields: dict[str, Any]) -> Process:
    if current is None or current.meetings.exists():
        return Process.objects.create(coalition=coalition, previous=current, **fields)
    write(current, version=current.version, **fields)
    return current


@transaction.atomic
def replan(
    process: Process,
    *,
    by: Member | None,
    wanted: Rhythm,
    accepted: Collection[str] | None = None,
    seen: str | None = None,
    place: str | None = None,
) -> Proposal:
    """Keep another rhythm, and carry out the lines of its proposal that were accepted (None: those it chooses).

    `seen` is the fingerprint of the proposal that was shown; Conflict, and nothing written, when anything it was made
    from has changed since. Meetings convoked, held or cancelled are never touched. A group that would stand before the
    stage at which the process is now opened goes to it. One history line.
    """
    Process.objects.select_for_update().get(pk=process.pk)
    proposal = proposal_for(process, wanted)
    if seen is not None and seen != proposal.seen:
        raise Conflict(process, asdict(wanted))
    lines = accepted_lines(proposal, proposal.by_default if accepted is None else accepted)
    fields = {**asdict(wanted), **({} if place is None else {"place": place})}
    if process.stage in stages_before(wanted.opened_at_stage, method_of(process.coalition)):
        fields["stage"] = wanted.opened_at_stage
    write(process, version=process.version, **fields)
    _carry_out(process, lines, by)
    counts = {act: sum(line.act == act for line in lines) for act in (ADD, MOVE, REMOVE)}
    if lines:
        _bring_back(process, by)
    history.record(process, "process.replanned", by=by, added=counts[ADD], moved=counts[MOVE], removed=counts[REMOVE])
    return proposal


def _carry_out(process: Process, lines: list[Line], by: Member | None) -> None:
    add_meetings(process, [Dated(line.slot, line.on) for line in lines if line.act == ADD and line.on])
    rows = {str(row.uid): row for row in process.meetings.present()}
    for line in lines:
        if line.standing is not None:
            _change(rows[line.standing.uid], line, process.hour, by)


def _bring_back(process: Process, by: Member | None) -> None:
    """What was carried over goes to whatever meeting is now the next one."""
    meeting = process.meetings.filter(committee=None).first()
    if meeting is not None:
        bring_back(meeting, by=by)


def _change(meeting: Meeting, line: Line, hour: dt.time, by: Member | None) -> None:
    if line.act == MOVE:
        write(meeting, version=meeting.version, on=line.on, starts_at=hour)
    else:
        person = by.person if by else None
        write(meeting, version=meeting.version, removed_at=clock.now(), removed_by=person, removal_reason=REPLANNED)


@transaction.atomic
def go_to_stage(process: Process, stage: str, *, by: Member) -> None:
    """Say where the group is; any stage, forward or back. KeyError for a stage that the method does not have."""
    name = method_of(process.coalition).stage(stage).name.for_language(process.coalition.language)
    if process.stage == stage:
        return
    write(process, version=process.version, stage=stage)
    history.record(process, "process.stage", by=by, stage=name)
