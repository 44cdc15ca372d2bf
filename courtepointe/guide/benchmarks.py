"""For each of the 29 objectives of Outil 2, what the data say of it, or why they can say nothing.

No number is invented: where nothing in the data tells whether an objective is reached, only people's word counts, and
the reason is given. Beside it stands what people said of the objective at their meetings.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courtepointe.database.prepared import MARK, Prepared
from courtepointe.guide.facts import facts_of
from courtepointe.library.method import Method
from courtepointe.library.method import Objective as Line
from courtepointe.meetings.models import MeetingObjective, Process

Facts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What the data say: `done` of `total`, in words; `page` is where it is mended. Without total: a number alone."""

    words: str
    done: int
    total: int
    page: str

    @property
    def is_whole(self) -> bool:
        return bool(self.total) and self.done >= self.total


@dataclass(frozen=True, slots=True)
class Standing:
    """An objective of the method, with what the data and people say of it."""

    line: Line
    benchmark: Benchmark | None
    why_not: str  # when the data cannot say
    said: str  # outcome of the last meeting that marked it: reached, partly, carried; "" when none did
    meetings: int  # of the cycle, that carry it


# Of which of the numbers a benchmark is made: done, total, the sentence, the page where it is mended.
OF: dict[str, tuple[str, str, Promise, str]] = {
    "plan-process": ("dated", "meetings", gettext_lazy("%(done)s of %(total)s meetings have a date"), "process"),
    "present-data": (
        "received",
        "needs",
        gettext_lazy("%(done)s of %(total)s expected data were received"),
        "data-plan",
    ),
    "analyse-data": (
        "sorted",
        "observations",
        gettext_lazy("%(done)s of %(total)s observations are in a finding, or set aside with the reason"),
        "observations",
    ),
    "identify-data-findings": (
        "data_with_evidence",
        "from_data",
        gettext_lazy("%(done)s of %(total)s findings drawn from the data rest on an observation"),
        "findings",
    ),
    "present-collection-tools": (
        "asked",
        "organisations",
        gettext_lazy("%(done)s of %(total)s organisations were asked for their services and factors"),
        "services",
    ),
    "analyse-services-factors": (
        "handed_in",
        "organisations",
        gettext_lazy("%(done)s of %(total)s organisations handed in their services and factors"),
        "services",
    ),
    "choose-priority-findings": (
        "settled",
        "findings",
        gettext_lazy("%(done)s of %(total)s findings are a priority, or set aside with the reason"),
        "priorities",
    ),
    "select-factors": (
        "factors_said",
        "factors",
        gettext_lazy("%(done)s of %(total)s protective factors are kept, or set aside with the reason"),
        "factors-choice",
    ),
    "define-objectives": (
        "factors_aimed",
        "factors_kept",
        gettext_lazy("%(done)s of %(total)s factors that are kept have an objective"),
        "objectives",
    ),
    "determine-transformations": (
        "changes",
        "changes_wanted",
        gettext_lazy(
            "%(done)s transformations are written; one for each system of each objective would make %(total)s"
        ),
        "plan",
    ),
    "identify-indicators": (
        "changes_signed",
        "changes",
        gettext_lazy("%(done)s of %(total)s transformations have an indicator with a target"),
        "plan-gaps",
    ),
    "identify-instruments": (
        "indicators_tooled",
        "indicators",
        gettext_lazy("%(done)s of %(total)s indicators have a follow-up instrument"),
        "plan-gaps",
    ),
    "choose-actions": (
        "changes_acted",
        "changes",
        gettext_lazy("%(done)s of %(total)s transformations have an action"),
        "plan-gaps",
    ),
    "identify-leads": (
        "actions_led",
        "actions",
        gettext_lazy("%(done)s of %(total)s actions have a lead"),
        "plan-gaps",
    ),
    "complete-descriptions": (
        "actions_told",
        "actions",
        gettext_lazy("%(done)s of %(total)s actions have their content and their dates"),
        "plan-gaps",
    ),
    "determine-resources": (
        "actions_paid",
        "actions",
        gettext_lazy("%(done)s of %(total)s actions have a budget, or cost nothing"),
        "plan-gaps",
    ),
    "set-follow-up-schedule": (
        "actions_scheduled",
        "actions",
        gettext_lazy("%(done)s of %(total)s actions are in the follow-up calendar"),
        "plan",
    ),
    "follow-plan": (
        "actions_reported",
        "actions",
        gettext_lazy("%(done)s of %(total)s actions have a progress report"),
        "plan",
    ),
    "make-adjustments": (
        "adjustments_decided",
        "adjustments",
        gettext_lazy("%(done)s of %(total)s adjustments that were asked for are decided"),
        "plan",
    ),
    "write-communication-plan": (
        "communications_planned",
        "communications",
        gettext_lazy("%(done)s of %(total)s lines of the communication plan have a lead and a date"),
        "plan",
    ),
    "present-results": (
        "indicators_measured",
        "indicators",
        gettext_lazy("%(done)s of %(total)s indicators have a result"),
        "plan",
    ),
    "decide-on-actions": (
        "actions_decided",
        "actions_all",
        gettext_lazy("%(done)s of %(total)s actions were decided upon: keep, adapt or abandon"),
        "plan",
    ),
    "question-choices": (
        "changes_read",
        "changes",
        gettext_lazy("%(done)s of %(total)s transformations were looked at with their results"),
        "plan",
    ),
}

# Where the data can say nothing of how far an objective is reached, and why.
NO_BENCHMARK: dict[str, Promise] = {
    "explore-approach": gettext_lazy("What a group has understood of the approach is in no data."),
    "present-factors": gettext_lazy("What was presented and understood is in no data."),
    "adjust-choices": gettext_lazy("Whether something had to be adjusted is for the group to say."),
}


def _rules(facts: Facts) -> Benchmark:
    adopted = facts["rules"]
    return Benchmark(
        _("Working rules adopted") if adopted else _("No working rules adopted yet"), min(adopted, 1), 1, "rules"
    )


def _from_others(facts: Facts) -> Benchmark:
    count = facts["from_others"]
    words = ngettext(
        "%(num)s finding drawn from the service offer and the factors",
        "%(num)s findings drawn from the service offer and the factors",
        count,
    )
    return Benchmark(words % {"num": count}, count, 0, "findings")


def _functioning(facts: Facts) -> Benchmark:
    words = ngettext(
        "%(num)s improvement of the partnership has a lead and a date",
        "%(num)s improvements of the partnership have a lead and a date",
        facts["improvements"],
    )
    return Benchmark(words % {"num": facts["improvements"]}, facts["improvements"], 0, "plan")


ALONE: dict[str, Callable[[Facts], Benchmark]] = {
    "agree-rules": _rules,
    "identify-service-findings": _from_others,
    "evaluate-functioning": _functioning,
}


def benchmark_of(slug: str, facts: Facts) -> Benchmark | None:
    """What the data say of an objective; None when they can say nothing of it."""
    if slug in ALONE:
        return ALONE[slug](facts)
    if slug not in OF:
        return None
    done, total, words, page = OF[slug]
    return Benchmark(str(words) % {"done": facts[done], "total": facts[total]}, facts[done], facts[total], page)


def standings_of(process: Process, method: Method) -> list[Standing]:
    """The 29 objectives in the order of Outil 2; two queries."""
    facts = facts_of(process)
    facts["factors"] = len(method.factors)
    facts["changes_wanted"] = facts["objectives"] * len(method.systems)
    said: dict[str, list[str]] = {}
    for row in _SAID.all(process.coalition_id, process.pk):
        said.setdefault(row.slug, []).append(row.outcome)
    return [_standing(line, facts, said.get(line.slug, [])) for line in method.objectives]


def _standing(line: Line, facts: Facts, outcomes: list[str]) -> Standing:
    marked = [outcome for outcome in outcomes if outcome]
    why = str(NO_BENCHMARK.get(line.slug, ""))
    return Standing(line, benchmark_of(line.slug, facts), why, marked[-1] if marked else "", len(outcomes))


def _marked(coalition: int, process: int) -> QuerySet[MeetingObjective, Any]:
    rows = MeetingObjective.objects.filter(coalition_id=coalition, meeting__process=process, meeting__removed_at=None)
    return (
        rows.exclude(slug="")
        .order_by("meeting__on", "meeting_id", "position")
        .values_list("slug", "outcome", named=True)
    )


_SAID: Prepared[Any] = Prepared(_marked, MARK, MARK - 1)


def by_stage(standings: Iterable[Standing], method: Method) -> dict[str, list[Standing]]:
    """The objectives of each stage, in the order of the stages."""
    stage_of = {objective.slug: row.stage for row in method.rows for objective in row.objectives}
    found: dict[str, list[Standing]] = {stage.slug: [] for stage in method.stages}
    for one in standings:
        found[stage_of[one.line.slug]].append(one)
    return found


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is: whole ones among the objectives of which the data can speak; and, of all, people's word."""

    whole: int
    computed: int
    reached: int
    total: int


def progress_of(standings: list[Standing]) -> Progress:
    computed = [one.benchmark for one in standings if one.benchmark and one.benchmark.total]
    return Progress(
        whole=sum(one.is_whole for one in computed),
        computed=len(computed),
        reached=sum(one.said == "reached" for one in standings),
        total=len(standings),
    )
