"""The plan by objective, and the sheet of one objective (Outil 9)."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.analysis.views.saving import saved
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import as_uid
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url
from courtepointe.planning import amounts
from courtepointe.planning.actions import plan as acts
from courtepointe.planning.forms.plan import PlanForm
from courtepointe.planning.models import Action, Indicator, Plan
from courtepointe.planning.queries.gaps import gaps_of
from courtepointe.planning.queries.summary import plan_for, summary_for
from courtepointe.planning.queries.tree import Tree, outline_for, tree_for
from courtepointe.planning.views.common import KINDS, goal_of, words

Theirs = list[tuple[str, str]]


@member(*EVERYONE)
@require_GET
def plan(request: MemberRequest) -> HttpResponse:
    """The objectives of the cycle, with what each has in each system."""
    process = current_process(request.coalition)
    context = {
        **words(request),
        "process": process,
        "plan": plan_for(process) if process else None,
        "tree": outline_for(request.reader, process) if process else Tree([]),
        "summary": summary_for(request.reader, process) if process else None,
        "dollars": amounts.dollars,
        "factors": {one.slug: str(one.name) for one in method_of(request.coalition).factors},
    }
    return render(request, "planning/plan.html", context)


@member(*EVERYONE)
@require_GET
def plan_missing(request: MemberRequest) -> HttpResponse:
    """How much the plan lacks: a piece of its page."""
    process = the_process(request)
    tree, systems = tree_for(request.reader, process, partners=False), words(request)["systems"]
    count = sum(gap.left is None for gap in gaps_of(tree, systems, process))
    return render(request, "planning/missing.html", {"count": count}, fragment="missing")


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def plan_settings(request: MemberRequest) -> HttpResponse:
    """Title, period, years."""
    process = the_process(request)
    row = plan_for(process) or Plan(process=process)
    names = ("title", "starts_on", "ends_on", "year_start", "remark")
    start = {**{name: getattr(row, name) for name in names}, "version": row.version}

    def page(form: PlanForm, theirs: Theirs, status: int = 200) -> HttpResponse:
        context = {**words(request), "form": form, "theirs": theirs}
        return render(request, "planning/plan-settings.html", context, status=status)

    if request.method == "GET":
        return page(PlanForm(initial=start), [])
    form = PlanForm(request.POST)

    def act() -> str:
        acts.edit_plan(process, by=request.member, version=form.cleaned_data["version"] or 1, **form.values())
        return url("plan", coalition=request.coalition)

    return saved(form, page, act, request)


@member(*EVERYONE)
@require_GET
def plan_objective(request: MemberRequest, goal: uuid.UUID) -> HttpResponse:
    """Everything that the plan says toward one objective, system by system."""
    row = goal_of(request, goal)
    return sheet(request, row.uid, gone=_gone(request))


def sheet(
    request: MemberRequest,
    goal: uuid.UUID,
    *,
    editing: str = "",
    form: Any = None,
    theirs: Theirs | None = None,
    gone: Any = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The sheet of an objective; `editing` names the line that shows its form: "<kind>-<uid>" or "new-<kind>-<uid>"."""
    process = the_process(request)
    found = {one.row.uid: one for one in tree_for(request.reader, process).goals}
    method = method_of(request.coalition)
    context = {
        **words(request),
        "goal": found[goal],
        "others": list(found.values()),
        "factors": {one.slug: str(one.name) for one in method.factors},
        "dollars": amounts.dollars,
        "natures": {value: str(label) for value, label in Indicator.Nature.choices},
        "statuses": {value: str(label) for value, label in Action.Status.choices},
        "offers": {value: str(label) for value, label in Action.Offer.choices if value},
        "editing": editing,
        "form": form,
        "theirs": theirs or [],
        "gone": gone,
        **more,
    }
    return render(request, "planning/objective.html", context, status=status)


def _gone(request: MemberRequest) -> Any:
    """The line that was just removed, named in the address as "<kind>-<uid>", with a way to put it back."""
    kind, _dash, uid = request.GET.get("removed", "").partition("-")
    if kind not in KINDS or not request.reader.steers:
        return None
    rows = KINDS[kind]._default_manager.filter(coalition=request.coalition, removed_at__isnull=False)
    return rows.filter(uid=as_uid(uid)).first()
