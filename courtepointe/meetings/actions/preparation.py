"""The checklist of a meeting. The first act copies its lines from the library; a page that is read writes nothing."""

from django.db import transaction
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import mark_removed, undo_removal
from courtepointe.meetings.models import Meeting, PreparationTask
from courtepointe.meetings.wording import method_of
from courtepointe.rows import write

history.declare(
    {
        "preparation_task.done": gettext_lazy("%(who)s did, for “%(meeting)s”: %(text)s."),
        "preparation_task.undone": gettext_lazy("%(who)s noted as still to do, for “%(meeting)s”: %(text)s."),
        "preparation_task.added": gettext_lazy("%(who)s added to the preparation of “%(meeting)s”: %(text)s."),
        "preparation_task.removed": gettext_lazy("%(who)s took out of the preparation of “%(meeting)s”: %(text)s."),
        "preparation_task.restored": gettext_lazy("%(who)s put back in the preparation of “%(meeting)s”: %(text)s."),
    }
)


def begin_checklist(meeting: Meeting) -> None:
    """Copy the library's lines, in the coalition's language, unless this was done. Called by every act below."""
    language = meeting.coalition.language
    PreparationTask.objects.bulk_create(
        (
            PreparationTask(
                coalition_id=meeting.coalition_id,
                meeting=meeting,
                slug=task.slug,
                text=task.text.for_language(language),
                days=task.days,
            )
            for task in method_of(meeting.coalition).checklist
        )
        if not meeting.preparation_tasks.exists()
        else ()
    )


def mark_task(meeting: Meeting, slug_or_uid: str, *, by: Member, done: bool) -> PreparationTask:
    """Say that a line is done, or still to do; `slug_or_uid` names it before and after the list was begun.

    Raises PreparationTask.DoesNotExist.
    """
    with transaction.atomic():
        Meeting.objects.select_for_update(no_key=True, of=("self",)).get(pk=meeting.pk)
        begin_checklist(meeting)
        row = task_named(meeting, slug_or_uid)
        if (row.done_at is not None) is not done:
            write(row, version=row.version, done_at=clock.now() if done else None, done_by=by.person if done else None)
            verb = "done" if done else "undone"
            history.record(row, f"preparation_task.{verb}", by=by, meeting=meeting.title, text=row.text)
    return row


def add_task(meeting: Meeting, *, by: Member, text: str, days: int) -> PreparationTask:
    """A line of the coalition's own."""
    with transaction.atomic():
        Meeting.objects.select_for_update(no_key=True, of=("self",)).get(pk=meeting.pk)
        begin_checklist(meeting)
        row = PreparationTask.objects.create(coalition_id=meeting.coalition_id, meeting=meeting, text=text, days=days)
        history.record(row, "preparation_task.added", by=by, meeting=meeting.title, text=text)
    return row


def remove_task(meeting: Meeting, slug_or_uid: str, *, by: Member) -> PreparationTask:
    """Take a line out; `restore_task` undoes it."""
    with transaction.atomic():
        begin_checklist(meeting)
        row = task_named(meeting, slug_or_uid)
        mark_removed(row, by=by)
        history.record(row, "preparation_task.removed", by=by, meeting=meeting.title, text=row.text)
    return row


def restore_task(row: PreparationTask, *, by: Member) -> None:
    """Undo a removal."""
    with transaction.atomic():
        undo_removal(row)
        history.record(row, "preparation_task.restored", by=by, meeting=row.meeting.title, text=row.text)


def task_named(meeting: Meeting, slug_or_uid: str) -> PreparationTask:
    """A line by its uid, or by its slug in the library. Raises PreparationTask.DoesNotExist."""
    for row in meeting.preparation_tasks.present():
        if slug_or_uid and slug_or_uid in (row.slug, str(row.uid)):
            return row
    raise PreparationTask.DoesNotExist
