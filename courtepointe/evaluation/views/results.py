"""The results of the plan (Outil 12): all of them, then transformation by transformation; the reading of the group."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe import clock
from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.analysis.views.saving import saved
from courtepointe.evaluation.actions import reviews as acts
from courtepointe.evaluation.forms.results import OF_REVIEW, ReviewForm, initial_of
from courtepointe.evaluation.models import ActionDecision, Measurement, Relevance, TransformationReview
from courtepointe.evaluation.queries import decisions, results_drawn
from courtepointe.evaluation.queries import results as reads
from courtepointe.meetings.models import Meeting
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import as_uid
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url
from courtepointe.planning.models import Action, Indicator
from courtepointe.planning.queries.tree import Tree, outline_for
from courtepointe.planning.views.common import change_of, words

Theirs = list[tuple[str, str]]
TONES = {"reached": "good", "progressing": "info", "stable": "calm", "regressing": "bad", "not_measurable": "gap"}


@member(*EVERYONE)
@require_GET
def results(request: MemberRequest) -> HttpResponse:
    """The last result of each indicator, and what the group read in it, objective by objective."""
    process = current_process(request.coalition)
    tree = outline_for(request.reader, process) if process else Tree([])
    context = {
        **words(request),
        "process": process,
        "goals": tree.goals,
        "signs": reads.signs_in(process) if process else {},
        "judged": decisions.latest_reviews(process) if process else {},
        "meetings": reads.evaluation_meetings(process) if process else [],
        "judgements": _labels(TransformationReview.Judgement),
        "tones": TONES,
    }
    return render(request, "evaluation/results.html", context)


@member(*EVERYONE)
@require_GET
def transformation_results(request: MemberRequest, transformation: uuid.UUID) -> HttpResponse:
    """Everything that is known of one transformation: its measures, its actions, what was said and decided."""
    change = change_of(request, transformation)
    change.coalition = request.coalition
    signs = reads.signs_of(change)
    actions = decisions.actions_of(change)
    today = clock.today(request.coalition.timezone)
    enter = {change.lead_id, *(sign.row.holder_id for sign in signs)}
    context = {
        **words(request),
        "change": change,
        "signs": signs,
        "drawn": {sign.row.pk: results_drawn.drawn(sign, actions, change.system, today) for sign in signs},
        "actions": actions,
        "evidence": reads.evidence_of(change),
        "requests": reads.requests_of(change),
        "reviews": decisions.reviews_of(change),
        "relevances": decisions.relevances_of(change),
        "factor_names": {one.slug: str(one.name) for one in method_of(request.coalition).factors},
        "may_enter": any(map(request.reader.answers_for, enter)),
        "removed": _removed(request),
        "judgements": _labels(TransformationReview.Judgement),
        "tones": TONES,
        "qualities": _labels(Measurement.Quality),
        "statuses": _labels(Action.Status),
        "natures": _labels(Indicator.Nature),
        "verdicts": _labels(ActionDecision.Verdict),
        "said": _labels(Relevance.Verdict),
    }
    return render(request, "evaluation/transformation-results.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def transformation_review(request: MemberRequest, transformation: uuid.UUID) -> HttpResponse:
    """The reading of the group at a meeting (`meeting` in the address), or outside any."""
    change = change_of(request, transformation)
    change.coalition = request.coalition
    meeting = _meeting(request)
    row = acts.review_of(change, meeting)
    today = clock.today(request.coalition.timezone)

    def page(form: ReviewForm, theirs: Theirs, status: int = 200) -> HttpResponse:
        context = {
            **words(request),
            "change": change,
            "form": form,
            "theirs": theirs,
            "meeting": meeting,
            "meetings": reads.evaluation_meetings(change.process),
            "signs": reads.signs_of(change),
            "requests": reads.requests_of(change),
        }
        return render(request, "evaluation/review-form.html", context, status=status)

    if request.method == "GET":
        return page(ReviewForm(initial=initial_of(row, OF_REVIEW) if row else {"version": 0}), [])
    form = ReviewForm(request.POST)

    def act() -> str:
        version = form.cleaned_data["version"] or 0
        acts.write_review(change, meeting, by=request.member, version=version, today=today, **form.values())
        return url("transformation-results", coalition=request.coalition, transformation=change) + "#reading"

    return saved(form, page, act, request)


def _meeting(request: MemberRequest) -> Meeting | None:
    asked = request.GET.get("meeting")
    if not asked:
        return None
    return get_object_or_404(the_process(request).meetings.present(), uid=as_uid(asked))


def _removed(request: MemberRequest) -> Measurement | None:
    """What was just taken out, with a way to put it back."""
    asked = request.GET.get("removed")
    if not asked:
        return None
    rows = Measurement.objects.filter(coalition=request.coalition, removed_at__isnull=False)
    return rows.select_related("indicator").filter(uid=as_uid(asked)).first()


def _labels(choices: Any) -> dict[str, str]:
    return {value: str(label) for value, label in choices.choices}
