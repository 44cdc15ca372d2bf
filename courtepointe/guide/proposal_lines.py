"""What waits in the plan, its follow-up and its results, beside what the agenda has: plain lines of one shape, in one
statement. `proposal.py` makes of them what a meeting could treat."""

import datetime as dt
from typing import Any

from django.db.models import CharField, Count, F, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, TruncDate

from courtepointe import clock
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.evaluation.models import Diagnostic, DiagnosticItem, Measurement, ResultRequest, TransformationReview
from courtepointe.followup.models import Adjustment, ProgressReport
from courtepointe.guide.plain_lines import Line, alive, due_checkpoints, shaped
from courtepointe.meetings.models import Activity, Homework, Meeting, ParkedItem
from courtepointe.planning.models import Action, LeftGap, Transformation

ITEM, TAKEN, LEFT, CHECKPOINT, REPORT, SILENT, ADJUSTMENT, RESULT, DIAGNOSTIC, HOMEWORK = (
    *("item", "taken", "left", "checkpoint", "report", "silent", "adjustment", "result", "diagnostic", "homework"),
)


def lines_of(meeting: Meeting, *, until: dt.date, since: dt.date, today: dt.date) -> list[Line]:
    """All the lines around a meeting: what is due `until` a day, actions begun by `since` and never told, what was to
    be prepared after it."""
    cycle, days = meeting.process_id, (until, since, since, today)
    return [Line._make(row) for row in _LINES.tuples(meeting.pk, meeting.pk, *[cycle] * 7, meeting.pk, cycle, *days)]


def _items(meeting: int) -> Any:
    rows = Activity.objects.present().filter(meeting=meeting)
    return shaped(rows, ITEM, text=F("title"), more=F("aim"), note=F("standing"), number=F("minutes"))


def _taken(meeting: int) -> Any:
    """Subjects set aside that this agenda takes up."""
    rows = ParkedItem.objects.present().filter(taken_in__meeting=meeting, taken_in__removed_at=None)
    return shaped(rows, TAKEN, about=F("taken_in__uid"), text=F("text"), note=F("meeting__title"))


def _left(process: int) -> Any:
    return shaped(LeftGap.objects.filter(process=process), LEFT, about=F("thing_uid"), note=F("kind"), more=F("system"))


def _checkpoints(process: int, until: dt.date) -> Any:
    rows = due_checkpoints(process, until)
    about = {"about": F("action__uid"), "text": Coalesce("action__title", "indicator__name", "what")}
    more = Coalesce("milestone__text", "indicator__name", "what")
    who = Coalesce("organisation__name", Value(""))
    return shaped(
        rows, CHECKPOINT, **about, more=more, note=F("kind"), who=who, day=F("due_on"), number=F("action__number")
    )


def _reports(process: int, today: dt.date) -> Any:
    rows = ProgressReport.objects.filter(alive("action__"), process=process, handed_in_at=None, due_on__lt=today)
    about = {"about": F("action__uid"), "text": F("action__title"), "number": F("action__number")}
    return shaped(rows, REPORT, **about, who=Coalesce("action__lead__name", Value("")), day=F("due_on"))


def _silent(process: int, since: dt.date) -> Any:
    told = Q(reports__handed_in_at__isnull=False)
    rows = Action.objects.filter(alive(), process=process, starts_on__lte=since).annotate(
        told=Count("reports", filter=told)
    )
    who = Coalesce("lead__name", Value(""))
    quiet = rows.filter(told=0)
    return shaped(quiet, SILENT, about=F("uid"), text=F("title"), who=who, day=F("starts_on"), number=F("number"))


def _adjustments(process: int) -> Any:
    waiting = (Adjustment.Result.OPEN, Adjustment.Result.LATER)
    rows = Adjustment.objects.filter(alive("action__"), process=process, result__in=waiting)
    about = {"about": F("action__uid"), "text": F("action__title"), "number": F("action__number")}
    day = TruncDate("created_at", tzinfo=clock.MONTREAL)
    return shaped(rows, ADJUSTMENT, **about, more=F("what"), note=F("result"), day=day)


def _results(process: int) -> Any:
    """Transformations of which something came in since the group last looked at their results."""
    here = OuterRef("pk")
    asked = ResultRequest.objects.filter(transformation=here, handed_in_at__isnull=False).order_by("-handed_in_at")
    values = Measurement.objects.present().filter(indicator__transformation=here, indicator__removed_at=None)
    read = TransformationReview.objects.filter(transformation=here).exclude(judgement="").order_by("-created_at")
    pursued = {"removed_at": None, "standing": "", "objective__removed_at": None}
    rows = Transformation.objects.filter(process=process, **pursued).annotate(
        handed_in=Subquery(asked.values("handed_in_at")[:1]),
        measured=Subquery(values.order_by("-created_at").values("created_at")[:1]),
        read=Subquery(read.values("created_at")[:1]),
        held=Subquery(asked.values("meeting__uid")[:1]),
    )
    fresh = rows.filter(Q(read=None) | Q(handed_in__gt=F("read")) | Q(measured__gt=F("read")))
    fresh = fresh.filter(Q(handed_in__isnull=False) | Q(measured__isnull=False))
    note = Coalesce(Cast(F("handed_in"), CharField()), Value(""))
    day = TruncDate(Coalesce("handed_in", "measured"), tzinfo=clock.MONTREAL)
    return shaped(fresh, RESULT, text=F("text"), about=F("held"), note=note, day=day)


def _diagnostics(process: int) -> Any:
    """Rounds that are open, or closed with items that the group has not spoken of: how many it did speak of."""
    talked = DiagnosticItem.objects.filter(diagnostic=OuterRef("pk")).exclude(level="", finding="", improvement="")
    count = talked.order_by().values("diagnostic").annotate(n=Count("pk")).values("n")
    rows = Diagnostic.objects.present().filter(process=process).exclude(state=Diagnostic.State.DRAFT)
    last = Diagnostic.objects.present().filter(process=OuterRef("process")).exclude(state=Diagnostic.State.DRAFT)
    newest = rows.filter(pk=Subquery(last.order_by().values("process").annotate(m=Max("pk")).values("m")))
    day = Coalesce("closed_on", "closes_on", "opened_on")
    return shaped(newest, DIAGNOSTIC, text=F("title"), note=F("state"), day=day, total=Coalesce(Subquery(count), 0))


def _homework(meeting: int, process: int, since: dt.date) -> Any:
    """What was asked for this meeting, and what earlier ones asked that has not all come."""
    rows = Homework.objects.present().filter(meeting__process=process, meeting__removed_at=None)
    counted = rows.annotate(asked=Count("shares"), done=Count("shares", filter=Q(shares__done_at__isnull=False)))
    waited = Q(meeting__status=Meeting.HELD, meeting__on__gte=since, done__lt=F("asked"))
    note = F("meeting__title")
    named = counted.filter(Q(meeting=meeting) | waited)
    return shaped(
        named,
        HOMEWORK,
        about=F("meeting__uid"),
        text=F("what"),
        note=note,
        day=F("due_on"),
        number=F("done"),
        total=F("asked"),
    )


def _whole(*marks: Any) -> Any:
    (
        meeting,
        taking,
        left,
        points,
        reports,
        silent,
        changes,
        results,
        rounds,
        asking,
        cycle,
        until,
        since,
        lately,
        today,
    ) = marks
    return _items(meeting).union(
        _taken(taking),
        _left(left),
        _checkpoints(points, until),
        _reports(reports, today),
        _silent(silent, since),
        _adjustments(changes),
        _results(results),
        _diagnostics(rounds),
        _homework(asking, cycle, lately),
        all=True,
    )


_days = [dt.date(9999, 1, day) for day in (1, 2, 3, 4)]
_LINES: Prepared[Any] = Prepared(_whole, *[MARK - step for step in range(11)], *_days)
