"""Committees: made, changed, ended; who sits on them; their meetings, and their report to the coalition."""

from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.meetings.actions.agenda import add_activity
from courtepointe.meetings.actions.guard import mark_removed, undo_removal
from courtepointe.meetings.models import Activity, Committee, CommitteeMember, Meeting, Process
from courtepointe.rows import Refused, write

history.declare(
    {
        "committee.made": gettext_lazy("%(who)s made the committee “%(name)s”."),
        "committee.changed": gettext_lazy("%(who)s changed the committee “%(name)s”."),
        "committee.ended": gettext_lazy("%(who)s ended the committee “%(name)s”: %(reason)s"),
        "committee.resumed": gettext_lazy("%(who)s took up the committee “%(name)s” again."),
        "committee.joined": gettext_lazy("%(member)s sits on the committee “%(name)s”."),
        "committee.left": gettext_lazy("%(member)s no longer sits on the committee “%(name)s”."),
        "committee.meeting": gettext_lazy("%(who)s planned a meeting of the committee “%(name)s”: “%(title)s”."),
    }
)


def make_committee(coalition: Coalition, *, by: Member, **fields: Any) -> Committee:
    """A committee with its mandate. Raises Refused when one bears this name already."""
    committee = Committee(coalition=coalition, **fields)
    committee.clean()
    with transaction.atomic():
        _refuse_twin(committee)
        committee.save()
        history.record(committee, "committee.made", by=by, name=committee.name)
        if committee.lead is not None:
            seat(committee, committee.lead, by=by)
    return committee


def change_committee(committee: Committee, *, by: Member, version: int, **fields: Any) -> None:
    """Change name, mandate, lead or end. Raises Conflict (nothing written) or Refused."""
    with transaction.atomic():
        named = Committee(pk=committee.pk, coalition_id=committee.coalition_id, name=fields.get("name", committee.name))
        named.clean()
        _refuse_twin(named)
        write(committee, version=version, sort_key=named.sort_key, **fields)
        history.record(committee, "committee.changed", by=by, name=committee.name)
        if committee.lead is not None:
            seat(committee, committee.lead, by=by)


def _refuse_twin(committee: Committee) -> None:
    same = Committee.objects.present().filter(coalition_id=committee.coalition_id, sort_key=committee.sort_key)
    if same.exclude(pk=committee.pk).exists():
        raise Refused(_("A committee already bears this name."))


def end_committee(committee: Committee, *, by: Member, reason: str) -> None:
    """It no longer meets; its meetings and decisions stay. `resume_committee` undoes it."""
    with transaction.atomic():
        mark_removed(committee, by=by, reason=reason)
        history.record(committee, "committee.ended", by=by, name=committee.name, reason=reason)


def resume_committee(committee: Committee, *, by: Member) -> None:
    """Undo an end. Raises Refused when another committee has taken its name."""
    with transaction.atomic():
        _refuse_twin(committee)
        undo_removal(committee)
        history.record(committee, "committee.resumed", by=by, name=committee.name)


def seat(committee: Committee, member: Member, *, by: Member) -> None:
    """A member sits on the committee from now on; nothing when they already do."""
    with transaction.atomic():
        _row, made = CommitteeMember.objects.get_or_create(
            committee=committee, member=member, left_at=None, defaults={"coalition_id": committee.coalition_id}
        )
        if made:
            history.record(committee, "committee.joined", by=by, member=member.name, name=committee.name)


def unseat(committee: Committee, member: Member, *, by: Member) -> None:
    """A member no longer sits on it; that they did, and since when, stays."""
    with transaction.atomic():
        left = committee.seats.filter(member=member, left_at=None).update(left_at=clock.now())
        if left:
            history.record(committee, "committee.left", by=by, member=member.name, name=committee.name)


def leave_committees(member: Member) -> None:
    """Whoever leaves the coalition leaves its committees; they lead none any more."""
    CommitteeMember.objects.filter(member=member, left_at=None).update(left_at=clock.now())
    Committee.objects.filter(lead=member).update(lead=None)


def plan_committee_meeting(committee: Committee, process: Process, *, by: Member, **fields: Any) -> Meeting:
    """A meeting of the committee, with a short agenda to adapt. The plan of the method never counts nor moves it."""
    with transaction.atomic(), translation.override(process.coalition.language):
        meeting = Meeting.objects.create(
            coalition_id=committee.coalition_id,
            process=process,
            committee=committee,
            stage=process.stage,
            zone=process.coalition.zone,
            **fields,
        )
        Activity.objects.bulk_create(
            Activity(
                coalition_id=committee.coalition_id,
                meeting=meeting,
                position=place,
                title=str(title),
                kind=kind,
                minutes=minutes,
                standing=standing,
            )
            for place, (title, kind, minutes, standing) in enumerate(_agenda(meeting.minutes), start=1)
        )
        history.record(committee, "committee.meeting", by=by, name=committee.name, title=meeting.title)
    return meeting


def _agenda(length: int) -> list[tuple[str, str, int, str]]:
    kinds, standing = Activity.Kind, Activity.Standing
    return [
        (str(standing.OPENING.label), kinds.DECISION, 15, standing.OPENING),
        (_("The work of the day"), kinds.DISCUSSION, max(length - 25, 15), standing.NONE),
        (_("What we report to the coalition, and next meeting"), kinds.DECISION, 10, standing.NONE),
    ]


def add_report(meeting: Meeting, committee: Committee, *, by: Member) -> Activity:
    """Put the report of a committee on the agenda of a meeting of the coalition. Raises Refused once it is closed."""
    with translation.override(meeting.coalition.language):
        title = _("Report of the committee “%(name)s”") % {"name": committee.name}
    return add_activity(
        meeting,
        by=by,
        title=title,
        kind=Activity.Kind.INFORMATION,
        minutes=10,
        standing=Activity.Standing.REPORT,
        committee=committee,
    )
