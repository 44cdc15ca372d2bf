"""What organisations prepare for a meeting (« à préparer »), handed in by a personal link, signed in, or on paper."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, files, history, links
from courtepointe.coalitions.models import Member, Organisation
from courtepointe.meetings.actions.guard import lock_open, mark_removed, undo_removal
from courtepointe.meetings.models import Homework, HomeworkShare, Meeting
from courtepointe.rows import Refused, write

PURPOSE = "homework"

history.declare(
    {
        "homework.asked": gettext_lazy("%(who)s asked for “%(meeting)s”: %(what)s (organisations: %(count)s)."),
        "homework.removed": gettext_lazy("%(who)s no longer asks for “%(meeting)s”: %(what)s."),
        "homework.restored": gettext_lazy("%(who)s asks again for “%(meeting)s”: %(what)s."),
        "homework_share.handed_in": gettext_lazy("%(organisation)s handed in for “%(meeting)s”: %(what)s."),
        "homework_share.entered": gettext_lazy("%(who)s entered for %(organisation)s, for “%(meeting)s”: %(what)s."),
    }
)


def ask_homework(
    meeting: Meeting, *, by: Member, what: str, due_on: dt.date | None, organisations: Iterable[Organisation]
) -> Homework:
    """Ask organisations to prepare something. Raises Refused once the minutes are closed, or with no organisation."""
    chosen = list(organisations)
    if not chosen:
        raise Refused(_("Choose at least one organisation."))
    with transaction.atomic():
        lock_open(meeting)
        row = Homework.objects.create(coalition_id=meeting.coalition_id, meeting=meeting, what=what, due_on=due_on)
        HomeworkShare.objects.bulk_create(
            HomeworkShare(coalition_id=meeting.coalition_id, homework=row, organisation=organisation)
            for organisation in chosen
        )
        history.record(row, "homework.asked", by=by, meeting=meeting.title, what=what, count=len(chosen))
    return row


def remove_homework(row: Homework, *, by: Member) -> None:
    """It is no longer asked; what was handed in is kept. `restore_homework` undoes it."""
    with transaction.atomic():
        mark_removed(row, by=by)
        history.record(row, "homework.removed", by=by, meeting=row.meeting.title, what=row.what)


def restore_homework(row: Homework, *, by: Member) -> None:
    """Undo a removal."""
    with transaction.atomic():
        undo_removal(row)
        history.record(row, "homework.restored", by=by, meeting=row.meeting.title, what=row.what)


def hand_in(
    share: HomeworkShare,
    *,
    version: int,
    answer: str,
    upload: Any = None,
    member: Member | None = None,
    by: Member | None = None,
) -> None:
    """An organisation hands in its part: words, a file or both. `by` is who enters it for them, from paper.

    May be done again until the minutes are closed. Raises Conflict (nothing written) or Refused.
    """
    meeting = share.homework.meeting
    if share.homework.removed_at is not None:
        raise Refused(_("This is no longer asked."))
    if not answer.strip() and upload is None and share.file_id is None:
        raise Refused(_("Write something or choose a file."))
    with transaction.atomic():
        lock_open(meeting)
        who = by or member
        kept = files.keep(meeting.coalition, upload, by=who.person if who else None) if upload else share.file
        write(
            share,
            version=version,
            answer=answer,
            file=kept,
            done_at=clock.now(),
            done_by_name=member.name if member else "",
            entered_by=by.person if by else None,
        )
        verb = "homework_share.entered" if by else "homework_share.handed_in"
        history.record(
            share,
            verb,
            by=by or member,
            organisation=share.organisation.name,
            meeting=meeting.title,
            what=share.homework.what,
        )


def homework_address(share: HomeworkShare, member: Member) -> str:
    """Where a member of the organisation hands it in, without signing in. Opens the link if it is not given yet."""
    day = share.homework.due_on or share.homework.meeting.on or clock.today()
    until = dt.datetime.combine(max(day, clock.today()) + dt.timedelta(days=60), dt.time(), tzinfo=dt.UTC)
    secret = links.same(member, PURPOSE, share.uid, until=until)
    return settings.BASE_URL + reverse("homework-link", kwargs={"secret": secret})
