"""Versions of the plan that were adopted, and the plan as it stands, in the same form."""

from typing import Any

from django.db.models import Count, F, QuerySet, Subquery

from courtepointe import clock
from courtepointe.access import Reader
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Decision, Process
from courtepointe.planning.models import Plan, PlanVersion
from courtepointe.planning.queries.details import Details, details_for
from courtepointe.planning.queries.tree import tree_for
from courtepointe.planning.snapshot import Content, snapshot_of


def as_it_stands(reader: Reader, plan: Plan) -> Content:
    """The plan that is being written, as a version would keep it."""
    return with_details(reader, plan)[0]


def with_details(reader: Reader, plan: Plan) -> tuple[Content, Details]:
    """The same, with the details that were read for it (names of people)."""
    process = Process(pk=plan.process_id, coalition_id=plan.coalition_id)
    details = details_for(reader, process)
    return snapshot_of(plan, tree_for(reader, process, money=False), details), details


def versions_of(reader: Reader, process: Process) -> list[Any]:
    """What a list says of the versions of a cycle, the last first; not their content."""
    return _VERSIONS.all(reader.coalition_id, process.pk)


def current_version(reader: Reader) -> PlanVersion | None:
    """The version adopted last in the cycle under way, with its plan."""
    return _CURRENT.first(reader.coalition_id)


def last_version(reader: Reader, process: Process) -> PlanVersion | None:
    """The version adopted last, with its plan."""
    return _LAST.first(reader.coalition_id, process.pk)


def version_rows(reader: Reader) -> QuerySet[PlanVersion]:
    """Versions that the reader may open."""
    rows = PlanVersion.objects.filter(coalition_id=reader.coalition_id)
    return rows.select_related("plan__process", "decision", "meeting")


def adopting_decisions(process: Process) -> QuerySet[Decision]:
    """Decisions by which the group may have adopted the plan: taken at a meeting of the cycle, not to come."""
    rows = Decision.objects.present().filter(coalition_id=process.coalition_id, meeting__process=process)
    rows = rows.filter(meeting__removed_at=None, meeting__on__lte=clock.today(process.coalition.timezone))
    taken = (Decision.Result.ADOPTED, Decision.Result.AMENDED)
    return rows.filter(result__in=taken).select_related("meeting").order_by("-meeting__on", "-number")


def _versions(coalition: int, process: int) -> QuerySet[PlanVersion, Any]:
    rows = PlanVersion.objects.filter(coalition_id=coalition, plan__process=process)
    return (
        rows.annotate(
            at=F("meeting__title"),
            held=F("meeting__uid"),
            decided=F("decision__number"),
            answers=Count("confirmations"),
        )
        .order_by("-number")
        .values_list("uid", "number", "title", "reason", "adopted_on", "at", "held", "decided", "answers", named=True)
    )


def _last(coalition: int, process: int) -> QuerySet[PlanVersion, Any]:
    rows = PlanVersion.objects.filter(coalition_id=coalition, plan__process=process)
    return rows.select_related("plan").order_by("-number")[:1]


def _current(coalition: int) -> QuerySet[PlanVersion, Any]:
    latest = Process.objects.filter(coalition_id=coalition).order_by("-pk").values("pk")[:1]
    rows = PlanVersion.objects.filter(plan__process=Subquery(latest))
    return rows.select_related("plan").order_by("-number")[:1]


_CURRENT: Prepared[PlanVersion] = Prepared(_current, MARK)
_VERSIONS: Prepared[Any] = Prepared(_versions, MARK, MARK - 1)
_LAST: Prepared[PlanVersion] = Prepared(_last, MARK, MARK - 1)
