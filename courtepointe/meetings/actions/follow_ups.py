"""What someone will do after the meeting: who, what, when."""

import uuid
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import already_made, identity, lock_open, mark_removed, undo_removal
from courtepointe.meetings.models import Activity, FollowUp, Meeting
from courtepointe.rows import write

history.declare(
    {
        "follow_up.added": gettext_lazy("%(who)s added a follow-up: “%(what)s”."),
        "follow_up.changed": gettext_lazy("%(who)s changed a follow-up: “%(what)s”."),
        "follow_up.removed": gettext_lazy("%(who)s removed a follow-up: “%(what)s”."),
        "follow_up.restored": gettext_lazy("%(who)s put a follow-up back: “%(what)s”."),
        "follow_up.done": gettext_lazy("%(who)s marked a follow-up as done: “%(what)s”."),
        "follow_up.reopened": gettext_lazy("%(who)s marked a follow-up as still to do: “%(what)s”."),
    }
)


def add_follow_up(
    meeting: Meeting, *, by: Member, activity: Activity | None, uid: uuid.UUID | None = None, **fields: Any
) -> FollowUp:
    """Add a follow-up, on an activity or on the meeting as a whole; sent again with the same `uid`, it is added once.

    Raises Refused once the minutes are closed.
    """
    with transaction.atomic():
        lock_open(meeting)
        if (already := already_made(meeting.follow_ups, uid)) is not None:
            return already
        follow_up = FollowUp.objects.create(
            **identity(FollowUp, uid), coalition_id=meeting.coalition_id, meeting=meeting, activity=activity, **fields
        )
        _record(follow_up, "follow_up.added", by=by)
    return follow_up


def edit_follow_up(follow_up: FollowUp, *, by: Member, version: int, **fields: Any) -> None:
    """Change a follow-up opened at `version`. Raises Conflict (nothing written) or Refused."""
    with transaction.atomic():
        lock_open(follow_up.meeting)
        write(follow_up, version=version, **fields)
        _record(follow_up, "follow_up.changed", by=by)


def remove_follow_up(follow_up: FollowUp, *, by: Member) -> None:
    """Remove a follow-up; `restore_follow_up` undoes it. Raises Refused once the minutes are closed."""
    with transaction.atomic():
        lock_open(follow_up.meeting)
        mark_removed(follow_up, by=by)
        _record(follow_up, "follow_up.removed", by=by)


def restore_follow_up(follow_up: FollowUp, *, by: Member) -> None:
    """Undo a removal. Does nothing when it is already back."""
    with transaction.atomic():
        lock_open(follow_up.meeting)
        follow_up.refresh_from_db(fields=["removed_at"])
        if follow_up.removed_at is not None:
            undo_removal(follow_up)
            _record(follow_up, "follow_up.restored", by=by)


class _Assigned(Protocol):
    member_id: int | None
    organisation_id: int | None


def concerns(follow_up: _Assigned, member: Member) -> bool:
    """Whether the member, or their organisation, is the one who does it."""
    if follow_up.member_id is not None:
        return follow_up.member_id == member.pk
    return follow_up.organisation_id is not None and follow_up.organisation_id == member.organisation_id


def mark_done(follow_up: FollowUp, *, by: Member, steers: bool, done: bool = True) -> None:
    """Say that a follow-up is done, or (`done` false) still to do; also after the minutes are closed.

    Whoever it concerns may, and whoever steers; raises PermissionDenied for others.
    """
    if not steers and not concerns(follow_up, by):
        raise PermissionDenied
    moment, person = (clock.now(), by.person) if done else (None, None)
    with transaction.atomic():
        rows = FollowUp.objects.present().filter(pk=follow_up.pk, done_at__isnull=done)
        if rows.update(done_at=moment, done_by=person):
            _record(follow_up, "follow_up.done" if done else "follow_up.reopened", by=by)


def _record(follow_up: FollowUp, verb: str, *, by: Member) -> None:
    history.record(follow_up, verb, by=by, what=follow_up.what)
