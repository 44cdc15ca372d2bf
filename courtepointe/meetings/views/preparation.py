"""The preparation of a meeting: checklist, agenda, who comes, what is to prepare, documents."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import files
from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.coalitions.models_personal import Subject
from courtepointe.coalitions.queries.consents import who_agreed
from courtepointe.meetings.actions import files as file_acts
from courtepointe.meetings.actions import preparation as acts
from courtepointe.meetings.actions.agenda import mend_agenda
from courtepointe.meetings.forms.preparation import FileForm, HomeworkForm, PhotoForm, TaskForm
from courtepointe.meetings.models import Meeting, MeetingFile, PreparationTask
from courtepointe.meetings.queries.agenda import agenda_of
from courtepointe.meetings.queries.convened import answers_to
from courtepointe.meetings.queries.files import documents_of
from courtepointe.meetings.queries.preparation import checklist_of, gaps_of, homework_of
from courtepointe.meetings.views.common import (
    activity_of,
    address_of,
    as_uid,
    frame,
    meeting_of,
    refusal_said,
    see_other,
)
from courtepointe.pages import render
from courtepointe.rows import Refused


@member(*STEERING)
@require_GET
def preparation(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Everything that is still to be done before (and just after) one meeting, on one page."""
    return prepared_page(request, meeting_of(request, meeting))


def prepared_page(
    request: MemberRequest,
    meeting: Meeting,
    *,
    task: TaskForm | None = None,
    homework: HomeworkForm | None = None,
    document: FileForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form that was refused in its place."""
    agenda = agenda_of(meeting)
    context = {
        **frame(request, meeting, "preparation"),
        "lines": checklist_of(meeting),
        "gaps": gaps_of(meeting, agenda),
        "agenda": agenda,
        "answers": answers_to(meeting),
        "homework": homework_of(meeting),
        "documents": documents_of(meeting),
        "item_titles": {row.activity.pk: row.activity.title for row in agenda.rows},
        "task_form": task or TaskForm(prefix="task"),
        "homework_form": homework or HomeworkForm(coalition=request.coalition, prefix="homework"),
        "file_form": document or FileForm(prefix="file"),
        "removed": _removed(meeting, request.GET.get("removed")),
    }
    return render(request, "meetings/preparation.html", context, status=status)


def _removed(meeting: Meeting, uid: str | None) -> Any:
    """What was just taken away, to offer it back."""
    asked = {"uid": as_uid(uid), "removed_at__isnull": False}
    if not uid:
        return None
    return (
        meeting.preparation_tasks.filter(**asked).first()
        or meeting.files.filter(**asked).first()
        or meeting.homework.filter(**asked).first()
    )


@member(*STEERING)
@require_POST
@refusal_said("preparation")
def task_act(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Tick a line of the checklist, add one, take one out or put it back."""
    found = meeting_of(request, meeting)
    if "add" in request.POST:
        form = TaskForm(request.POST, prefix="task")
        if not form.is_valid():
            return prepared_page(request, found, task=form, status=422)
        acts.add_task(found, by=request.member, **form.cleaned_data)
        return see_other(request, address_of("preparation", found, "checklist"))
    try:
        removed = _task(request, found)
    except PreparationTask.DoesNotExist as gone:
        raise Http404 from gone
    query = {"removed": removed.uid} if removed is not None else {}
    return see_other(request, address_of("preparation", found, "checklist", **query))


def _task(request: MemberRequest, meeting: Meeting) -> PreparationTask | None:
    asked = request.POST
    if "restore" in asked:
        row = meeting.preparation_tasks.get(uid=as_uid(asked["restore"]))
        row.meeting = meeting
        acts.restore_task(row, by=request.member)
        return None
    if "remove" in asked:
        return acts.remove_task(meeting, asked["remove"], by=request.member)
    name = asked.get("done", "") or asked.get("undone", "")
    acts.mark_task(meeting, name, by=request.member, done="done" in asked)
    return None


@member(*STEERING)
@require_POST
@refusal_said("preparation")
def agenda_mend(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Add to the agenda what it lacks, or make it fit its time."""
    found = meeting_of(request, meeting)
    try:
        mend_agenda(found, request.POST.get("what", ""), by=request.member)
    except (KeyError, ValueError):
        return HttpResponse(status=400)
    messages.success(request, _("The agenda is completed: look at it."))
    return see_other(request, address_of("agenda", found))


@member(*STEERING)
@require_POST
@refusal_said("preparation")
def file_act(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Add a document (or a photo) to the meeting or to one of its activities, take it away, put it back."""
    found = meeting_of(request, meeting)
    back = "room" if request.POST.get("from") == "room" else "preparation"
    for name, act in (("remove", file_acts.remove_file), ("restore", file_acts.restore_file)):
        if name in request.POST:
            row = get_object_or_404(found.files, uid=as_uid(request.POST[name]))
            row.meeting = found
            act(row, by=request.member)
            query = {"removed": row.uid} if name == "remove" else {}
            return see_other(request, address_of(back, found, "documents" if back == "preparation" else "", **query))
    return _add(request, found, back)


def _add(request: MemberRequest, found: Meeting, back: str) -> HttpResponse:
    photo = "photo" in request.POST
    if photo and "alone" not in request.POST:
        raise Refused(_("Say that nobody can be recognised on these photos, or say who is on them on the other page."))
    form = FileForm(request.POST, request.FILES, prefix="file")
    if form.is_valid():
        activity = activity_of(found, request.POST["activity"]) if request.POST.get("activity") else None
        about: dict[str, Any] = {"title": form.cleaned_data["title"], "activity": activity, "photo": photo}
        try:
            with transaction.atomic():  # several photos at once: all of them, or none
                for upload in request.FILES.getlist(form.add_prefix("file")):
                    file_acts.add_file(found, upload, by=request.member, **about)
        except Refused as refused:
            form.add_error("file", refused.message)
        else:
            where = {"open": activity.uid} if activity is not None and back == "room" else {}
            anchor = f"a-{activity.uid}" if where and activity is not None else "documents"
            return see_other(request, address_of(back, found, anchor, **where))
    if back == "room":
        raise Refused(" ".join(str(message) for errors in form.errors.values() for message in errors))
    return prepared_page(request, found, document=form, status=422)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def photo_new(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Add a photo to the meeting, with the people who can be recognised on it."""
    found = meeting_of(request, meeting)
    form = PhotoForm(request.POST or None, request.FILES or None, people=who_agreed(request.coalition, Subject.PHOTO))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            file_acts.add_file(
                found,
                values["file"],
                by=request.member,
                title=values["title"],
                photo=True,
                people=values["people"],
            )
        except Refused as refused:
            form.add_error("file", refused.message)
        else:
            messages.success(request, _("The photo is added: it stands in the minutes."))
            return see_other(request, address_of("minutes", found))
    context = {
        **frame(request, found, "preparation"),
        "form": form,
        "back": address_of("preparation", found, "documents"),
    }
    return render(request, "meetings/photo.html", context, status=422 if form.is_bound else 200)


@member(*EVERYONE)
@require_GET
def meeting_file(request: MemberRequest, meeting: uuid.UUID, file: uuid.UUID) -> HttpResponse:
    """A document to save, or a photo to look at, for the members of the coalition."""
    found = meeting_of(request, meeting)
    row = get_object_or_404(MeetingFile.objects.present().select_related("file"), meeting=found, uid=file)
    return files.answer(row.file, shown=row.kind == MeetingFile.Kind.PHOTO)  # type: ignore[return-value]
