"""What organisations prepare: asked by those who steer, handed in by link, signed in, or entered from paper."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import files, links
from courtepointe.access import EVERYONE, STEERING, MemberRequest, by_link, member
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions import homework as acts
from courtepointe.meetings.forms.preparation import HomeworkForm, ShareForm
from courtepointe.meetings.models import HomeworkShare
from courtepointe.meetings.views.common import address_of, as_uid, meeting_of, refusal_said, see_other
from courtepointe.meetings.views.preparation import prepared_page
from courtepointe.pages import private, render, url
from courtepointe.rows import Conflict, Refused


@member(*STEERING)
@require_POST
@refusal_said("preparation")
def homework_act(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Ask something of organisations, no longer ask it, ask it again."""
    found = meeting_of(request, meeting)
    for name, act in (("remove", acts.remove_homework), ("restore", acts.restore_homework)):
        if name in request.POST:
            row = get_object_or_404(found.homework, uid=as_uid(request.POST[name]))
            row.meeting = found
            act(row, by=request.member)
            query = {"removed": row.uid} if name == "remove" else {}
            return see_other(request, address_of("preparation", found, "homework", **query))
    form = HomeworkForm(request.POST, coalition=request.coalition, prefix="homework")
    if not form.is_valid():
        return prepared_page(request, found, homework=form, status=422)
    acts.ask_homework(found, by=request.member, **form.cleaned_data)
    return see_other(request, address_of("preparation", found, "homework"))


@member(*EVERYONE)
@require_http_methods(["GET", "POST"])
def homework_share(request: MemberRequest, share: uuid.UUID) -> HttpResponse:
    """The part of one organisation, for its own people, and for those who steer who enter it from paper."""
    row = get_object_or_404(_shares().filter(coalition=request.coalition), uid=share)
    own = request.reader.organisation_id == row.organisation_id
    if not own and not request.reader.steers:
        raise PermissionDenied
    who: dict[str, Member] = {"member": request.member} if own else {"by": request.member}
    context = {"nav": "meetings", "own": own}
    if request.reader.steers and "links" in request.POST:
        for person in _people(request, row):
            acts.homework_address(row, person)
        return see_other(request, url("homework-share", coalition=request.coalition, share=row) + "?links=1")
    context["links"] = _links(request, row) if request.reader.steers else []
    answer, done = _handed_in(request, row, who, context)
    if not done:
        return answer
    messages.success(request, _("It is handed in. You may still change it."))
    name = "preparation" if request.reader.steers else "meeting"
    return see_other(request, url(name, coalition=request.coalition, meeting=row.homework.meeting))


def _links(request: MemberRequest, row: HomeworkShare) -> list[tuple[str, str]]:
    """The personal addresses of the organisation's people, to give by telephone or on paper: those already given."""
    if "links" not in request.GET:
        return []
    given = [person for person in _people(request, row) if links.is_given(person, acts.PURPOSE, row.uid)]
    return [(person.name, acts.homework_address(row, person)) for person in given]


def _people(request: MemberRequest, row: HomeworkShare) -> list[Member]:
    people = request.coalition.members.filter(organisation_id=row.organisation_id, left_at=None)
    return list(people.order_by("sort_key"))


def _shares() -> Any:
    return HomeworkShare.objects.filter(homework__removed_at=None, homework__meeting__removed_at=None).select_related(
        "homework__meeting__coalition", "organisation", "file"
    )


def _handed_in(
    request: HttpRequest, row: HomeworkShare, who: dict[str, Member], context: dict[str, Any]
) -> tuple[HttpResponse, bool]:
    """The page of a share, and whether a good POST handed it in."""
    form = ShareForm(
        request.POST or None, request.FILES or None, initial={"answer": row.answer, "version": row.version}
    )
    status, theirs = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                acts.hand_in(
                    row,
                    version=form.cleaned_data["version"] or 0,
                    answer=form.cleaned_data["answer"],
                    upload=form.cleaned_data["file"],
                    **who,
                )
            except Refused as refused:
                form.add_error(None, refused.message)
            except Conflict as conflict:
                status, theirs = 409, [(str(form.fields["answer"].label), conflict.row.answer)]  # type: ignore[attr-defined]
                form.data = form.data.copy()  # type: ignore[attr-defined]
                form.data["version"] = str(conflict.row.version)  # type: ignore[attr-defined, index]
            else:
                return HttpResponse(), True
    page = {**context, "share": row, "meeting": row.homework.meeting, "form": form, "theirs": theirs}
    return render(request, "meetings/homework.html", page, status=status), False


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def homework_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The same page, opened by the personal link of one person of the organisation. A GET changes nothing."""
    link = links.find(secret, acts.PURPOSE)
    row = _shares().filter(coalition_id=link.coalition_id, uid=link.thing_uid).first() if link else None
    if link is None or row is None or not link.is_open() or link.member.left_at is not None:
        return private(render(request, "meetings/reply-closed.html", {"known": link is not None}, status=410))
    with links.reading_in(request, link.member.language):
        context = {"own": True, "by_link": True, "links": [], "nav": ""}
        answer, done = _handed_in(request, row, {"member": link.member}, context)
        if done:
            row.refresh_from_db()
            form = ShareForm(initial={"answer": row.answer, "version": row.version})
            page = {**context, "share": row, "meeting": row.homework.meeting, "form": form, "theirs": None}
            answer = render(request, "meetings/homework.html", {**page, "noted": True})
        return private(answer)


@member(*EVERYONE)
@require_GET
def homework_file(request: MemberRequest, share: uuid.UUID) -> HttpResponse:
    """The file that an organisation handed in, for the members of the coalition."""
    row = get_object_or_404(_shares().filter(coalition=request.coalition, file__isnull=False), uid=share)
    return files.answer(row.file)  # type: ignore[return-value]
