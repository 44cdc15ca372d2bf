"""What is done to one meeting: add, change, announce, cancel, remove, put back."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.coming_back import bring_back
from courtepointe.meetings.actions.from_method import add_meetings
from courtepointe.meetings.actions.guard import lock_open
from courtepointe.meetings.actions.notices import tell_later
from courtepointe.meetings.models import Activity, Meeting, Process
from courtepointe.meetings.schedule import Dated, Slot
from courtepointe.rows import Refused, conflict_refused, write

OPENING = 15  # minutes

history.declare(
    {
        "meeting.added": gettext_lazy("%(who)s added the meeting “%(title)s”."),
        "meeting.changed": gettext_lazy("%(who)s changed the meeting “%(title)s”."),
        "meeting.renamed": gettext_lazy("%(who)s renamed the meeting “%(before)s”: “%(title)s”."),
        "meeting.moved": gettext_lazy("%(who)s moved the meeting “%(title)s” to %(date)s."),
        "meeting.undated": gettext_lazy("%(who)s left the meeting “%(title)s” without a date."),
        "meeting.convoked": gettext_lazy("%(who)s announced the meeting “%(title)s” for %(date)s."),
        "meeting.reopened": gettext_lazy("%(who)s took up the meeting “%(title)s” again: it is being prepared."),
        "meeting.cancelled": gettext_lazy("%(who)s cancelled the meeting “%(title)s”."),
        "meeting.removed": gettext_lazy("%(who)s removed the meeting “%(title)s”."),
        "meeting.restored": gettext_lazy("%(who)s put back the meeting “%(title)s”."),
    }
)


@transaction.atomic
def add_meeting(process: Process, *, by: Member, template: str = "", **fields: Any) -> Meeting:
    """A meeting more: the coalition's own, or one more of a template of the method (with its objectives and agenda).

    `fields` are those of the form: title (empty: the template's), on, starts_at, minutes, place, stage, tools.
    KeyError for an unknown template.
    """
    if template:
        turns = process.meetings.filter(template=template).aggregate(last=Max("turn"))["last"] or 0
        (meeting,) = add_meetings(process, [Dated(Slot(template, turns + 1, turns + 1), process.starts_on)])
        fields = {
            key: value
            for key, value in fields.items()
            if key in ("on", "starts_at", "place") or (key == "title" and value)
        }
        write(meeting, version=meeting.version, **fields)
    else:
        meeting = Meeting.objects.create(
            coalition=process.coalition, process=process, zone=process.coalition.zone, **fields
        )
        _open_agenda(meeting)
    history.record(meeting, "meeting.added", by=by, title=meeting.title)
    bring_back(meeting, by=by)
    return meeting


def _open_agenda(meeting: Meeting) -> None:
    """Every agenda opens with its adoption, the previous minutes and the follow-ups."""
    with translation.override(meeting.coalition.language):
        Activity.objects.create(
            coalition_id=meeting.coalition_id,
            meeting=meeting,
            position=1,
            title=_("Agenda, previous minutes and follow-ups"),
            kind=Activity.Kind.DECISION,
            minutes=min(OPENING, meeting.minutes),
            standing=Activity.Standing.OPENING,
        )


@transaction.atomic
def change_meeting(meeting: Meeting, *, by: Member, version: int, **fields: Any) -> None:
    """Change title, date, hour, length, place, stage or tools. Conflict if it was saved since the form was opened.

    Refused when an announced or held meeting would lose its date, and once the minutes are closed. Writes nothing when
    nothing changes.
    """
    lock_open(meeting)
    if fields.get("on", meeting.on) is None and meeting.status in (Meeting.CONVOKED, Meeting.HELD):
        raise Refused(_("A meeting that was announced or held keeps a date. Take it up again first, or cancel it."))
    changed = {name for name, value in fields.items() if getattr(meeting, name) != value}
    if not changed and meeting.version == version:
        return
    before = meeting.title
    write(meeting, version=version, **fields)
    _tell(meeting, changed, before, by)
    if changed & {"on", "starts_at"}:
        bring_back(meeting, by=by)
    tell_later(meeting)


def _tell(meeting: Meeting, changed: set[str], before: str, by: Member) -> None:
    if changed == {"title"}:
        history.record(meeting, "meeting.renamed", by=by, title=meeting.title, before=before)
    elif "on" in changed and meeting.on is None:
        history.record(meeting, "meeting.undated", by=by, title=meeting.title)
    elif "on" in changed and meeting.on is not None:
        history.record(meeting, "meeting.moved", by=by, title=meeting.title, date=meeting.on.isoformat())
    else:
        history.record(meeting, "meeting.changed", by=by, title=meeting.title)


@transaction.atomic
def convoke(meeting: Meeting, *, by: Member, by_mail: bool = True) -> None:
    """Announce the date: replanning no longer moves it. The convocation leaves by mail after a quiet minute, unless
    the people are told otherwise (`by_mail` false).

    Refused without a date or a place, or when the meeting is not being prepared.
    """
    if meeting.status != Meeting.DRAFT:
        raise Refused(_("Only a meeting that is being prepared can be announced."))
    if meeting.on is None:
        raise Refused(_("Set the date before announcing the meeting."))
    if not meeting.place.strip():
        raise Refused(_("Say where the meeting takes place before announcing it."))
    told = {"convoked_at": clock.now()} if by_mail else {}
    write(meeting, version=meeting.version, status=Meeting.CONVOKED, **told)
    history.record(meeting, "meeting.convoked", by=by, title=meeting.title, date=meeting.on.isoformat())
    tell_later(meeting)


@transaction.atomic
def reopen(meeting: Meeting, *, by: Member) -> None:
    """Back to being prepared: an announcement withdrawn, a cancelled meeting taken up again. Refused once held."""
    if meeting.status not in (Meeting.CONVOKED, Meeting.CANCELLED):
        raise Refused(_("Only a meeting that was announced or cancelled can be taken up again."))
    write(meeting, version=meeting.version, status=Meeting.DRAFT)
    history.record(meeting, "meeting.reopened", by=by, title=meeting.title)
    bring_back(meeting, by=by)
    tell_later(meeting)


@transaction.atomic
def cancel(meeting: Meeting, *, by: Member) -> None:
    """It will not take place; it stays in the list, said cancelled. Refused once held."""
    if meeting.status not in (Meeting.DRAFT, Meeting.CONVOKED):
        raise Refused(_("Only a meeting still to come can be cancelled."))
    write(meeting, version=meeting.version, status=Meeting.CANCELLED)
    history.record(meeting, "meeting.cancelled", by=by, title=meeting.title)
    bring_back(meeting, by=by)
    tell_later(meeting)


@transaction.atomic
def remove_meeting(meeting: Meeting, *, by: Member, reason: str = "") -> None:
    """Take it out of the plan; nothing in it is emptied, `restore_meeting` undoes it.

    Refused once held, or when somebody changed it at the same instant.
    """
    if meeting.status == Meeting.HELD:
        raise Refused(_("A meeting that was held stays in the process: its minutes belong to the group."))
    with conflict_refused():
        write(
            meeting,
            version=meeting.version,
            removed_at=clock.now(),
            removed_by=by.person,
            removal_reason=reason,
        )
    history.record(meeting, "meeting.removed", by=by, title=meeting.title)
    bring_back(meeting, by=by)
    tell_later(meeting)


@transaction.atomic
def restore_meeting(meeting: Meeting, *, by: Member) -> None:
    """Undo a removal: as it was, with its date. Does nothing to a meeting that is there.

    Refused when somebody changed it at the same instant.
    """
    if meeting.removed_at is None:
        return
    with conflict_refused():
        write(meeting, version=meeting.version, removed_at=None, removed_by=None, removal_reason="")
    history.record(meeting, "meeting.restored", by=by, title=meeting.title)
    bring_back(meeting, by=by)
    tell_later(meeting)
