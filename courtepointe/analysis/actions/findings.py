"""Findings: what the group concludes. Group observations, merge, split, set aside; each act can be undone."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.analysis.models import Finding, Observation
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import already_made, identity, mark_removed, undo_removal
from courtepointe.meetings.models import Process
from courtepointe.rows import Refused, write

history.declare(
    {
        "finding.added": gettext_lazy("%(who)s wrote a finding: “%(what)s”."),
        "finding.changed": gettext_lazy("%(who)s changed a finding: “%(what)s”."),
        "finding.grouped": gettext_lazy("%(who)s grouped observations (%(count)s) under a finding: “%(what)s”."),
        "finding.ungrouped": gettext_lazy("%(who)s took observations (%(count)s) out of their finding."),
        "finding.merged": gettext_lazy("%(who)s merged a finding, “%(what)s”, into another: “%(into)s”."),
        "finding.unmerged": gettext_lazy("%(who)s undid a merger: “%(what)s” stands alone again."),
        "finding.split": gettext_lazy("%(who)s split a finding, “%(from)s”: “%(what)s” now stands beside it."),
        "finding.set_aside": gettext_lazy("%(who)s set a finding aside: “%(what)s”. %(because)s"),
        "finding.taken_up": gettext_lazy("%(who)s took up a finding again: “%(what)s”."),
        "finding.removed": gettext_lazy("%(who)s removed a finding: “%(what)s”."),
        "finding.restored": gettext_lazy("%(who)s put back a finding: “%(what)s”."),
    }
)


@transaction.atomic
def add_finding(
    process: Process, *, by: Member, uid: Any = None, observations: Iterable[Observation] = (), **fields: Any
) -> Finding:
    """Write a finding, at the end, from these observations. Without any, it is a gap that the page shows.

    A form that comes twice (`uid`) adds it once.
    """
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    made = already_made(process.findings, uid)
    if made is not None:
        return made
    last = process.findings.aggregate(last=Max("position"))["last"] or 0
    row = Finding.objects.create(
        coalition_id=process.coalition_id,
        process=process,
        position=last + 1,
        created_by=by.person,
        **identity(Finding, uid),
        **fields,
    )
    _take(row, observations)
    _record(row, "finding.added", by=by)
    return row


@transaction.atomic
def edit_finding(row: Finding, *, by: Member, version: int, **fields: Any) -> None:
    """Change a finding opened at `version`. Raises Conflict and writes nothing when somebody saved in between."""
    write(row, version=version, **fields)
    _record(row, "finding.changed", by=by)


@transaction.atomic
def group(row: Finding, observations: Sequence[Observation], *, by: Member) -> dict[str, list[str]]:
    """Put observations under a finding; what they were under before, to undo it (`put_back`)."""
    before = _where(observations)
    _take(row, observations)
    if observations:
        _record(row, "finding.grouped", by=by, count=len(observations))
    return before


@transaction.atomic
def ungroup(process: Process, observations: Sequence[Observation], *, by: Member) -> dict[str, list[str]]:
    """Take observations out of their findings; what they were under, to undo it."""
    before = _where(observations)
    Observation.objects.filter(pk__in=[one.pk for one in observations]).update(finding=None)
    if observations:
        history.record(process, "finding.ungrouped", by=by, count=len(observations))
    return before


@transaction.atomic
def put_back(process: Process, before: dict[str, list[str]], *, by: Member) -> None:
    """Undo a grouping: each observation goes where it was, as long as that finding is there."""
    here = {"coalition_id": process.coalition_id, "process": process}
    findings = {str(row.uid): row for row in Finding.objects.present().filter(**here)}
    count = 0
    for uid, observations in before.items():
        rows = Observation.objects.present().filter(**here, uid__in=observations)
        count += rows.update(finding=findings.get(uid))
    history.record(process, "finding.ungrouped", by=by, count=count)


@transaction.atomic
def merge(row: Finding, into: Finding, *, by: Member) -> None:
    """Two findings that say the same become one: the observations follow, the first is kept as merged.

    `unmerge` undoes it. Raises Refused for a finding on a ballot or chosen as a priority.
    """
    _refuse_when_used(row)
    if row.pk == into.pk:
        raise Refused(_("Choose another finding to merge this one with."))
    moved = [str(uid) for uid in row.observations.values_list("uid", flat=True)]
    row.observations.update(finding=into)
    row.merged_into, row.followed = into, moved
    row.save(update_fields=["merged_into", "followed"])
    mark_removed(row, by=by)
    _record(row, "finding.merged", by=by, into=into.statement)


@transaction.atomic
def unmerge(row: Finding, *, by: Member) -> None:
    """Undo a merger: the finding stands alone again, with the observations that it had and that are still there."""
    if row.merged_into_id is None:
        return
    Observation.objects.filter(finding_id=row.merged_into_id, uid__in=row.followed).update(finding=row)
    row.merged_into, row.followed = None, []
    row.save(update_fields=["merged_into", "followed"])
    undo_removal(row)
    _record(row, "finding.unmerged", by=by)


@transaction.atomic
def split(row: Finding, observations: Sequence[Observation], *, by: Member, statement: str) -> Finding:
    """Part of what a finding rests on says something else: it becomes a finding of its own.

    Raises Refused without any observation, or with all of them.
    """
    chosen = [one for one in observations if one.finding_id == row.pk]
    if not chosen or len(chosen) == row.observations.filter(removed_at=None).count():
        raise Refused(_("Tick some of the observations, not all: those stay, these leave."))
    made = add_finding(
        row.process, by=by, observations=chosen, statement=statement, system=row.system, analysis=row.analysis
    )
    history.record(made, "finding.split", by=by, what=statement, **{"from": row.statement})
    return made


@transaction.atomic
def set_finding_aside(row: Finding, *, by: Member, because: str) -> None:
    """The group does not go further with it, for a reason that is kept; an empty reason takes it up again."""
    row.set_aside_because = because
    row.set_aside_at = clock.now() if because else None
    row.save(update_fields=["set_aside_because", "set_aside_at"])
    if because:
        _record(row, "finding.set_aside", by=by, because=because)
    else:
        _record(row, "finding.taken_up", by=by)


@transaction.atomic
def remove_finding(row: Finding, *, by: Member, reason: str = "") -> None:
    """Take it out; its observations are free again. Raises Refused for a finding on a ballot or a priority."""
    _refuse_when_used(row)
    row.observations.update(finding=None)
    mark_removed(row, by=by, reason=reason)
    _record(row, "finding.removed", by=by)


@transaction.atomic
def restore_finding(row: Finding, *, by: Member) -> None:
    """Undo a removal; the observations stay where they are now."""
    undo_removal(row)
    _record(row, "finding.restored", by=by)


def _take(row: Finding, observations: Iterable[Observation]) -> None:
    keys = [one.pk for one in observations]
    rows = Observation.objects.present().filter(pk__in=keys, process_id=row.process_id)
    rows.update(finding=row, set_aside_because="")


def _where(observations: Sequence[Observation]) -> dict[str, list[str]]:
    """The uids of observations by the uid of the finding they are under; "" for those under none."""
    before: dict[str, list[str]] = {}
    rows = Observation.objects.filter(pk__in=[one.pk for one in observations])
    for uid, finding in rows.values_list("uid", "finding__uid"):
        before.setdefault(str(finding or ""), []).append(str(uid))
    return before


def _refuse_when_used(row: Finding) -> None:
    if row.priorities.filter(removed_at=None).exists():
        raise Refused(_("This finding is a priority: take it out of the priorities first."))
    if row.ballot_items.filter(ballot__removed_at=None).exists():
        raise Refused(_("This finding is on a ballot: set it aside rather than removing it."))


def _record(row: Finding, verb: str, *, by: Member, **facts: str | int) -> None:
    history.record(row, verb, by=by, what=row.statement, **facts)
