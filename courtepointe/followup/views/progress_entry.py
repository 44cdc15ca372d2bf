"""How one action goes, written by its lead: by a personal link, signed in, or entered for them from paper."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe import files, links
from courtepointe.access import EVERYONE, SPEAKING, MemberRequest, by_link, member
from courtepointe.coalitions.models import Member
from courtepointe.followup.actions import progress as acts
from courtepointe.followup.actions.progress_asking import PURPOSE
from courtepointe.followup.forms.progress import SHOWN, STATES, ProgressForm
from courtepointe.followup.models import ProgressReport
from courtepointe.followup.queries import progress as reads
from courtepointe.meetings.models import Meeting
from courtepointe.meetings.views.common import as_uid
from courtepointe.pages import private, render, url
from courtepointe.planning.amounts import dollars
from courtepointe.planning.models import Action
from courtepointe.planning.views.common import words
from courtepointe.rows import Conflict, Refused

Theirs = list[tuple[str, str]]


@dataclass
class Writing:
    """Somebody before the report of an action."""

    request: HttpRequest
    row: ProgressReport
    by: Member
    address: str
    for_them: bool = False
    here: dict[str, Any] = field(default_factory=dict)


@member(*SPEAKING)
@require_http_methods(["GET", "POST"])
def progress_report(request: MemberRequest, progress_report: uuid.UUID) -> HttpResponse:
    """For the people of the lead, and for those who steer, who enter what it says."""
    row = _report(request, progress_report)
    lead = row.action.lead_id
    if not reads.may_report(request.reader, lead):
        raise PermissionDenied
    for_them = request.reader.steers and lead != request.reader.organisation_id
    address = url("progress-report", coalition=request.coalition, progress_report=row)
    here = {**words(request), "by_link": False}
    return _answer(Writing(request, row, request.member, address, for_them, here))


@member(*EVERYONE)
@require_GET
def progress_file(request: MemberRequest, progress_report: uuid.UUID) -> HttpResponse:
    """The evidence that came with a report, for the members of the coalition."""
    row = _report(request, progress_report)
    if row.file is None:
        raise Http404
    return files.answer(row.file)  # type: ignore[return-value]


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def progress_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The actions that an organisation leads, before a meeting, by the link of one of its people."""
    link = links.find(secret, PURPOSE)
    rows = _asked(link) if link is not None and link.is_open() and link.member.left_at is None else []
    chosen = as_uid(request.GET.get("a")) if "a" in request.GET else None
    row = next((one for one in rows if one.action.uid == chosen), None)
    if link is None or not rows or (row is None and request.method == "POST"):
        return _closed(request, known=link is not None)
    person = link.member
    person.coalition = link.coalition
    with links.reading_in(request, person.language):
        address = url("progress-link", secret=secret)
        if row is None:
            context = {"rows": rows, "address": address, "whose": link.coalition, "meeting": rows[0].meeting}
            return private(render(request, "followup/progress-asked.html", context))
        row.coalition = link.coalition
        here = {"whose": link.coalition, "by_link": True, "back": address, "others": rows}
        return private(_answer(Writing(request, row, person, f"{address}?a={row.action.uid}", here=here)))


def _report(request: MemberRequest, uid: uuid.UUID) -> ProgressReport:
    row = reads.report_with(request.coalition.progress_reports.filter(meeting__removed_at=None), uid)
    if row is None:
        raise Http404
    row.coalition = request.coalition
    return row


def _asked(link: links.Link) -> list[ProgressReport]:
    """The reports of the actions that the organisation of the person leads, for the meeting of the link."""
    meeting = Meeting.objects.present().filter(coalition_id=link.coalition_id, uid=link.thing_uid)
    found = meeting.exclude(status=Meeting.CANCELLED).select_related("written_minutes").first()
    if found is None or link.member.organisation_id is None:
        return []
    rows = reads.reports_in(found).filter(action__lead=link.member.organisation_id)
    near = ("action__lead", "action__transformation", "action__process", "meeting__written_minutes", "process", "file")
    return list(rows.select_related(*near))


def _closed(request: HttpRequest, *, known: bool) -> HttpResponse:
    """The link is closed: said plainly, with what was typed, to be copied."""
    quiet = request.headers.get("X-Autosave") == "1"
    if quiet:
        return HttpResponse(status=410)
    row = ProgressReport(action=Action())
    typed = ProgressForm(row, [], request.POST).typed() if request.method == "POST" else []
    return private(render(request, "followup/progress-closed.html", {"known": known, "typed": typed}, status=410))


def _answer(writing: Writing) -> HttpResponse:
    row, request = writing.row, writing.request
    stones = list(row.action.milestones.order_by("position"))
    if request.method != "POST":
        said: dict[str, Any] = {name: getattr(row, name) for name in SHOWN}
        if reads.is_untouched(row):
            said.update(reads.prefilled(row, reads.last_report(row.action, row), stones))
        return _page(writing, ProgressForm(row, stones, initial=said))
    form = ProgressForm(row, stones, request.POST, request.FILES)
    if request.headers.get("X-Autosave") == "1":
        return _as_one_goes(writing, form)
    if not form.is_valid():
        return _page(writing, form, status=422)
    draft = request.POST.get("act") == "keep" and row.handed_in_at is None
    version = form.cleaned_data["version"] or 0
    try:
        if draft:
            acts.keep(row, version=version, **form.values())
        else:
            upload, for_them = form.cleaned_data["file"], writing.for_them
            acts.hand_in(row, by=writing.by, version=version, upload=upload, for_them=for_them, **form.values())
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(writing, form, status=422)
    except Conflict as conflict:
        return _page(writing, form, theirs=form.against(conflict.row), status=409)
    answer = HttpResponseRedirect(
        writing.address + ("&" if "?" in writing.address else "?") + ("kept=1" if draft else "done=1")
    )
    answer.status_code = 303
    return answer


def _as_one_goes(writing: Writing, form: ProgressForm) -> HttpResponse:
    """What changed is written in the draft: 204 with its new version; what was handed in changes by its button only."""
    row = writing.row
    fields = form.of_changed(writing.request.POST.getlist("changed"))
    if fields is None or row.handed_in_at is not None:
        return HttpResponse(status=422)
    try:
        acts.keep(row, version=form.cleaned_data.get("version") or 0, **fields)
    except Refused:
        return HttpResponse(status=422)
    except Conflict as conflict:
        context = {"different": form.differing_from(conflict.row, fields), "version": conflict.row.version}  # type: ignore[attr-defined]
        return render(writing.request, "followup/_progress_conflict.html", context, status=409)
    return HttpResponse(status=204, headers={"X-Version": str(row.version)})


def _page(writing: Writing, form: ProgressForm, *, theirs: Theirs | None = None, status: int = 200) -> HttpResponse:
    row = writing.row
    assert row.meeting is not None
    last = reads.last_report(row.action, row)
    context = {
        "whose": row.coalition,
        **writing.here,
        "row": row,
        "meeting": row.meeting,
        "form": form,
        "theirs": theirs or [],
        "address": writing.address,
        "for_them": writing.for_them,
        "last": last,
        "cost": reads.cost_of(row.action),
        "dollars": dollars,
        "over": row.meeting.minutes_are_closed,
        "done": "done" in writing.request.GET,
        "kept": "kept" in writing.request.GET,
        "statuses": STATES,
    }
    return render(writing.request, "followup/progress-form.html", context, status=status)
