"""Deciding from results: on an action; on a transformation, an objective or a factor. Consequences come first."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courtepointe import clock
from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.analysis.models import FactorChoice, Objective
from courtepointe.analysis.views.saving import saved, tried
from courtepointe.evaluation.actions import decisions as acts
from courtepointe.evaluation.actions import relevance as relevances
from courtepointe.evaluation.consequences import left_by, left_by_action
from courtepointe.evaluation.forms.decisions import ActionDecisionForm, RelevanceForm
from courtepointe.evaluation.models import Relevance
from courtepointe.evaluation.queries import decisions as reads
from courtepointe.evaluation.queries.results import evaluation_meetings
from courtepointe.meetings.models import Meeting, Process
from courtepointe.meetings.views.common import as_uid
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of, stage_names
from courtepointe.pages import render, url
from courtepointe.planning.models import Transformation
from courtepointe.planning.views.common import action_of, change_of, goal_of, words

Theirs = list[tuple[str, str]]


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def action_decide(request: MemberRequest, action: uuid.UUID) -> HttpResponse:
    """Keep, adapt or abandon an action; what it would leave behind is shown, then confirmed."""
    row = action_of(request, action)
    row.process.coalition = request.coalition
    meetings, start = _meetings(request, row.process)
    sent = (request.POST,) if request.method == "POST" else ()
    form = ActionDecisionForm(meetings, *sent, initial={**start, "version": row.version})
    form.fields["verdict"].initial = request.GET.get("verdict", "")
    back = url("transformation-results", coalition=request.coalition, transformation=row.transformation) + "#actions"

    def page(form: Any, theirs: Theirs, status: int = 200, consequences: list[str] | None = None) -> HttpResponse:
        context = {
            **words(request),
            "row": row,
            "form": form,
            "theirs": theirs,
            "consequences": consequences or [],
            "back": back,
            "last": row.decisions.filter(undone_at=None).order_by("-decided_on", "-pk").first(),
        }
        return render(request, "evaluation/action-decide.html", context, status=status)

    def act() -> str:
        typed = form.cleaned_data
        acts.decide(
            row,
            form.how(),
            by=request.member,
            verdict=typed["verdict"],
            reason=typed["reason"],
            change=typed["change"],
            uid=form.new_uid,
            version=typed["version"] or None,
        )
        return back

    if request.method == "GET":
        return page(form, [])
    return _confirmed(form, page, act, request, lambda: left_by_action(row, form.cleaned_data["verdict"]))


@member(*STEERING)
@require_POST
def action_decision_undo(request: MemberRequest, action: uuid.UUID) -> HttpResponse:
    """Take back what was noted of an action."""
    row = action_of(request, action)
    rows = row.decisions.select_related("decision__meeting")
    said = get_object_or_404(rows, uid=as_uid(request.POST.get("decision")))
    said.action = row
    back = url("transformation-results", coalition=request.coalition, transformation=row.transformation)
    return tried(request, lambda: acts.undo(said, by=request.member), back, _("It is taken back."))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def transformation_relevance(request: MemberRequest, transformation: uuid.UUID) -> HttpResponse:
    """Whether a transformation still holds."""
    row = change_of(request, transformation)
    return _relevance(request, row, url("transformation-results", coalition=request.coalition, transformation=row))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def goal_relevance(request: MemberRequest, goal: uuid.UUID) -> HttpResponse:
    """Whether an objective still holds."""
    return _relevance(request, goal_of(request, goal), url("results", coalition=request.coalition))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def factor_relevance(request: MemberRequest, factor_choice: uuid.UUID) -> HttpResponse:
    """Whether a protective factor still holds."""
    row = get_object_or_404(the_process(request).factor_choices.select_related("process"), uid=factor_choice)
    return _relevance(request, row, url("results", coalition=request.coalition))


@member(*STEERING)
@require_POST
def relevance_undo(request: MemberRequest) -> HttpResponse:
    """Take back the last thing said of a transformation, an objective or a factor."""
    near = ("transformation", "objective", "factor_choice", "meeting", "process", "decision__meeting")
    rows = Relevance.objects.filter(coalition=request.coalition).select_related(*near)
    row = get_object_or_404(rows, uid=as_uid(request.POST.get("relevance")))
    row.coalition = request.coalition
    back = url("results", coalition=request.coalition)
    if row.transformation is not None:
        back = url("transformation-results", coalition=request.coalition, transformation=row.transformation)
    return tried(request, lambda: relevances.take_back(row, by=request.member), back, _("It is taken back."))


def _relevance(request: MemberRequest, row: Any, back: str) -> HttpResponse:
    row.coalition = request.coalition
    row.process.coalition = request.coalition
    method = method_of(request.coalition)
    stage = stage_names(method)[relevances.stage_of(row)]
    meetings, start = _meetings(request, row.process)
    sent = (request.POST,) if request.method == "POST" else ()
    text = relevances.words_of(row)
    factors = _factors(row) if isinstance(row, Objective) else []
    start = {**start, "version": row.version, "after": text, "verdict": request.GET.get("verdict", "")}
    form = RelevanceForm(stage, not isinstance(row, FactorChoice), meetings, *sent, initial=start)

    def page(form: Any, theirs: Theirs, status: int = 200, consequences: list[str] | None = None) -> HttpResponse:
        context = {
            **words(request),
            "row": row,
            "text": text,
            "kind": _kind(row),
            "form": form,
            "theirs": theirs,
            "consequences": consequences or [],
            "back": back,
            "said": reads.relevances_on(row),
            "factors": [(one, relevances.words_of(one)) for one in factors],
            "verdicts": {value: str(label) for value, label in Relevance.Verdict.choices},
        }
        return render(request, "evaluation/relevance.html", context, status=status)

    def act() -> str:
        typed = form.cleaned_data
        relevances.say(
            row,
            form.how(),
            by=request.member,
            verdict=typed["verdict"],
            reason=typed["reason"],
            after=typed.get("after", ""),
            reopen=typed["reopen"],
            uid=form.new_uid,
            version=typed["version"] or None,
        )
        return back

    if request.method == "GET":
        return page(form, [])

    def left() -> list[str]:
        typed = form.cleaned_data
        return left_by(row, typed["verdict"], stage if typed["reopen"] else "")

    return _confirmed(form, page, act, request, left)


def _confirmed(
    form: Any, page: Any, act: Callable[[], str], request: MemberRequest, left: Callable[[], list[str]]
) -> HttpResponse:
    """Shown first with what it leaves behind, when it leaves something; kept once that was seen."""
    if form.is_valid() and not form.cleaned_data["sure"]:
        consequences = left()
        if consequences:
            return page(form, [], 200, consequences)  # type: ignore[no-any-return]
    return saved(form, page, act, request)


def _factors(goal: Objective) -> list[FactorChoice]:
    """The factors that an objective rests on: they may be questioned too."""
    rows = FactorChoice.objects.filter(objectives__objective=goal).select_related("coalition")
    return list(rows.order_by("pk"))


def _kind(row: Any) -> str:
    if isinstance(row, Transformation):
        return _("Desired transformation")
    return _("Objective") if isinstance(row, Objective) else _("Protective factor")


def _meetings(request: MemberRequest, process: Process) -> tuple[list[Meeting], dict[str, Any]]:
    """Where it may have been decided: the evaluation meetings, then those held; the nearest evaluation comes first."""
    evaluations = evaluation_meetings(process)
    held = process.meetings.present().filter(status=Meeting.HELD).exclude(pk__in=[one.pk for one in evaluations])
    today = clock.today(request.coalition.timezone)
    past = [one for one in evaluations if one.on and one.on <= today]
    wanted = past[-1] if past else (evaluations[0] if evaluations else None)
    asked = request.GET.get("meeting")
    start: dict[str, Any] = {"meeting": asked or (wanted.uid if wanted else "")}
    return [*evaluations, *held], start
