"""What people thought of a meeting: asked by link or on one's page, copied from paper, read once closed."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import links
from courtepointe.access import EVERYONE, STEERING, MemberRequest, by_link, member
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions import evaluations as acts
from courtepointe.meetings.actions.sending import EVALUATION, send_evaluation
from courtepointe.meetings.forms.closing import LEVEL_NAMES, QUESTION_TEXTS, AnswerForm, PaperForm
from courtepointe.meetings.models import Meeting, MeetingEvaluation
from courtepointe.meetings.queries.evaluations import ENOUGH, QUESTIONS, asked, evaluation_of, results_for, trend_for
from courtepointe.meetings.views.common import address_of, frame, meeting_of, refusal_said, see_other
from courtepointe.pages import private, render
from courtepointe.rows import Refused


@member(*EVERYONE)
@require_GET
def evaluation(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Where the evaluation is: to open, open (how many answered, and one's own sheet), or its results."""
    found = meeting_of(request, meeting)
    row = evaluation_of(found)
    context = {
        **frame(request, found, "evaluation"),
        **_words(),
        "evaluation": row,
        "results": results_for(request.reader, row) if row is not None else None,
        "trend": trend_for(request.reader, found) if row is not None and row.closed_at else [],
        "until": row.opened_at + timedelta(days=acts.DAYS) if row is not None else None,
        "may_answer": row is not None and not row.closed_at and asked(found, request.member),
        "has_answered": row is not None and str(request.member.uid) in row.answered,
        "form": AnswerForm(),
    }
    return render(request, "meetings/evaluation.html", context)


@member(*EVERYONE)
@require_http_methods(["GET", "POST"])
@refusal_said("evaluation")
def evaluation_answer(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """One's own sheet, signed in: kept like one that comes by link."""
    found = meeting_of(request, meeting)
    row = _existing(found)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    refusal = _answered(row, request.member, form) if request.method == "POST" else ""
    if request.method == "POST" and refusal == "":
        return see_other(request, address_of("evaluation", found))
    context = {**frame(request, found, "evaluation"), **_words(), "form": form, "refusal": refusal or ""}
    return render(request, "meetings/evaluation_answer.html", context, status=422 if form.is_bound else 200)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The sheet, for whoever holds a link. Opening it notes nothing; an answer is not noted on the link either."""
    link = links.find(secret, EVALUATION)
    row = _of_link(link)
    if link is None or row is None:
        return private(render(request, "meetings/evaluation_over.html", {"state": "unknown"}, status=404))
    state = _state(link, row)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and state == "open":
        refusal = _answered(row, link.member, form)
        state = "thanks" if refusal == "" else _state(link, _of_link(link) or row)
    context: dict[str, Any] = {"state": state, "coalition_name": link.coalition.name}
    if state != "open":
        status = 410 if state == "closed" else 200
        return private(render(request, "meetings/evaluation_over.html", context, status=status))
    context |= {**_words(), "met": row.meeting, "form": form, "refusal": refusal}
    status = 422 if request.method == "POST" else 200
    return private(render(request, "meetings/evaluation_sheet.html", context, status=status))


@member(*STEERING)
@require_POST
@refusal_said("evaluation")
def evaluation_open(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Open the evaluation, and (`send`) send everybody their link."""
    found = meeting_of(request, meeting)
    row = acts.open_evaluation(found, by=request.member)
    if "send" in request.POST:
        row.meeting = found
        count = send_evaluation(row, by=request.member)
        said = ngettext("The link leaves for %(num)s person.", "The link leaves for %(num)s people.", count)
        messages.success(request, said % {"num": count})
    return see_other(request, address_of("evaluation", found))


@member(*STEERING)
@require_POST
@refusal_said("evaluation")
def evaluation_close(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Close it for good."""
    found = meeting_of(request, meeting)
    acts.close_evaluation(_existing(found), by=request.member)
    messages.success(request, _("The evaluation is closed: here is what may be shown of it."))
    return see_other(request, address_of("evaluation", found))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
@refusal_said("evaluation")
def evaluation_paper(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """Copy paper sheets, counted."""
    found = meeting_of(request, meeting)
    row = _existing(found)
    if row.closed_at is not None:
        raise Refused(_("This evaluation is closed."))
    form = PaperForm(request.POST) if request.method == "POST" else PaperForm(initial=_paper(row))
    if request.method == "GET" or not form.is_valid():
        context = {**frame(request, found, "evaluation"), **_words(), "form": form}
        return render(request, "meetings/evaluation_paper.html", context, status=422 if form.is_bound else 200)
    acts.enter_paper(
        row,
        by=request.member,
        sheets=form.cleaned_data["sheets"],
        counts=form.counts(),
        comments=form.words(),
        version=form.cleaned_data["version"],
    )
    messages.success(request, _("The paper sheets are counted in."))
    return see_other(request, address_of("evaluation", found))


@member(*STEERING)
@require_GET
def evaluation_print(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """The sheet to print, for those who answer on paper."""
    found = meeting_of(request, meeting)
    return render(request, "meetings/evaluation_print.html", {**frame(request, found, "evaluation"), **_words()})


def _words() -> dict[str, Any]:
    return {"questions": [(key, QUESTION_TEXTS[key]) for key in QUESTIONS], "levels": LEVEL_NAMES, "enough": ENOUGH}


def _existing(meeting: Meeting) -> MeetingEvaluation:
    row = get_object_or_404(MeetingEvaluation, meeting=meeting)
    row.meeting = meeting
    return row


def _answered(row: MeetingEvaluation, who: Member, form: AnswerForm) -> str:
    """Count the answer; why it is refused when it is, nothing when it is counted."""
    if not form.is_valid():
        return _("Something could not be read: look at the form again.")
    try:
        acts.answer(row, who, levels=form.levels(), comment=form.cleaned_data["comment"])
    except Refused as refused:
        return refused.message
    return ""


def _of_link(link: links.Link | None) -> MeetingEvaluation | None:
    if link is None:
        return None
    rows = MeetingEvaluation.objects.filter(coalition_id=link.coalition_id, uid=link.thing_uid)
    return rows.filter(meeting__removed_at=None).select_related("meeting").first()


def _state(link: links.Link, row: MeetingEvaluation) -> str:
    if row.closed_at is not None or not link.is_open() or not asked(row.meeting, link.member):
        return "closed"
    return "answered" if str(link.member.uid) in row.answered else "open"


def _paper(row: MeetingEvaluation) -> dict[str, Any]:
    paper = row.paper
    values: dict[str, Any] = {
        "version": acts.paper_version(row),
        "sheets": paper.get("sheets"),
        "comments": "\n".join(paper.get("comments", [])),
    }
    for key, counts in paper.get("counts", {}).items():
        values.update({f"{key}-{level}": count or None for level, count in enumerate(counts, start=1)})
    return values
