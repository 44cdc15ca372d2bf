"""What came of the large coalition's plan: reports, measures, decisions, all of one finding; and a diagnostic."""

import datetime as dt

from courtepointe import clock
from courtepointe.analysis.models import FactorPriority, Finding
from courtepointe.evaluation.actions.diagnostic import ITEMS
from courtepointe.evaluation.models import (
    ActionDecision,
    Diagnostic,
    DiagnosticComment,
    DiagnosticCount,
    DiagnosticItem,
    Level,
    Measurement,
    TransformationReview,
)
from courtepointe.evaluation.queries.diagnostic import TURNOUT, wording_now
from courtepointe.followup.models import ProgressReport
from courtepointe.meetings.models import Process

MEASURED = (dt.date(2027, 11, 1), dt.date(2028, 5, 1))  # after the one of the plan
TEXT = "Les ateliers ont commencé; les familles du nord y viennent moins, faute de transport."


def fill_chain(process: Process) -> Finding:
    """Everything comes from one finding, which is given: all that is below it is on the page of its trace."""
    here = {"coalition_id": process.coalition_id, "process": process}
    first = process.priorities.order_by("pk")[0]
    tied = set(first.factors.values_list("factor_choice_id", flat=True))
    FactorPriority.objects.bulk_create(
        FactorPriority(coalition_id=process.coalition_id, factor_choice=choice, priority=first)
        for choice in process.factor_choices.order_by("pk")
        if choice.pk not in tied
    )
    held = list(process.meetings.filter(status="held").order_by("on"))
    actions = list(process.actions.order_by("number"))
    ProgressReport.objects.bulk_create(
        ProgressReport(
            **here, action=action, meeting=held[-turn], status="under_way", achieved=TEXT, handed_in_at=clock.now()
        )
        for action in actions
        for turn in (2, 3)
    )
    changes = list(process.transformations.order_by("pk"))
    for sign in process.plan_indicators.order_by("pk"):
        Measurement.objects.bulk_create(
            Measurement(**here, indicator=sign, measured_on=day, value=54, meeting=held[-1]) for day in MEASURED
        )
    TransformationReview.objects.bulk_create(
        TransformationReview(
            **here, transformation=one, meeting=held[-1], judgement="progressing", reading=TEXT, made_on=MEASURED[-1]
        )
        for one in changes
    )
    ActionDecision.objects.bulk_create(
        ActionDecision(**here, action=one, verdict="keep", reason=TEXT, meeting=held[-1], decided_on=MEASURED[-1])
        for one in actions
    )
    finding: Finding = first.finding
    return finding


def fill_diagnostic(process: Process) -> Diagnostic:
    """A closed round of twenty answers, each item talked over, with comments."""
    items, official = wording_now(process.coalition)
    row = Diagnostic.objects.create(
        coalition=process.coalition,
        process=process,
        title="Notre partenariat",
        state=Diagnostic.State.CLOSED,
        items=items,
        official=official,
        seats=25,
        closed_on=clock.today(),
    )
    here = {"coalition": process.coalition, "diagnostic": row}
    DiagnosticCount.objects.bulk_create(
        DiagnosticCount(**here, item=item, level=level, count=(item * place) % 7 + 3)
        for item in ITEMS
        for place, level in enumerate(Level.values, start=1)
    )
    DiagnosticCount.objects.create(**here, item=TURNOUT, level=Level.A, count=25)
    DiagnosticItem.objects.bulk_create(
        DiagnosticItem(**here, item=item, level="B", rationale=TEXT, finding=TEXT, improvement=TEXT) for item in ITEMS
    )
    DiagnosticComment.objects.bulk_create(
        DiagnosticComment(**here, item=item, text=TEXT, shown=True) for item in ITEMS for _n in range(2)
    )
    return row
