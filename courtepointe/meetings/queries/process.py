"""The démarche of a coalition as it stands."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from courtepointe import clock
from courtepointe.coalitions.models import Coalition
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.library.method import Method
from courtepointe.meetings.models import (
    Activity,
    Attendance,
    Decision,
    FollowUp,
    Meeting,
    MeetingObjective,
    Minutes,
    Process,
)
from courtepointe.meetings.proposal import REPLANNED, Plan, Proposal, Standing, compare
from courtepointe.meetings.queries.meetings import MeetingLine
from courtepointe.meetings.schedule import Rhythm
from courtepointe.meetings.wording import method_of


def current_process(coalition: Coalition) -> Process | None:
    """The démarche that is under way: the one opened last."""
    found = _CURRENT.first(coalition.pk)
    if found is not None:
        found.coalition = coalition
    return found


_CURRENT = Prepared(lambda coalition: Process.objects.filter(coalition_id=coalition).order_by("-pk")[:1], MARK)


def rhythm_of(process: Process) -> Rhythm:
    """The rhythm that the process keeps."""
    return Rhythm(
        starts_on=process.starts_on,
        weeks_between=process.weeks_between,
        hour=process.hour,
        summer_pause=process.summer_pause,
        factor_count=process.factor_count,
        meetings_per_factor=process.meetings_per_factor,
        follow_up_count=process.follow_up_count,
        evaluation_count=process.evaluation_count,
        opened_at_stage=process.opened_at_stage,
    )


def proposal_for(process: Process, wanted: Rhythm) -> Proposal:
    """What the rhythm wanted would change: four queries, whatever the number of meetings."""
    method = method_of(process.coalition)
    return compare(plan_of(process, method), wanted, method, clock.today(process.coalition.timezone))


def plan_of(process: Process, method: Method) -> Plan:
    """The meetings of the process as planning sees them, those made from the method only.

    What the cycle before had removed counts as removed: it is not proposed again as if it were forgotten.
    """
    rows = list(_with_traces(process.meetings.exclude(template="")))
    worked = _reworked(process, rows, method)
    return Plan(
        rhythm=rhythm_of(process),
        version=process.version,
        standing=[_standing(row, worked) for row in rows if row.removed_at is None],
        removed=frozenset((row.template, row.turn) for row in rows if row.removed_at is not None)
        | (left_out_of(process.previous) if process.previous else frozenset()),
    )


def left_out_of(process: Process) -> frozenset[tuple[str, int]]:
    """Meetings of the method that people took out of the cycle, by template and turn; one query.

    Those that a smaller plan had no place for are not among them: nobody meant to do without.
    """
    rows = process.meetings.exclude(template="").values_list("template", "turn", "removed_at", "removal_reason")
    found = list(rows)
    kept = {(template, turn) for template, turn, removed_at, _ in found if removed_at is None}
    gone = ((template, turn) for template, turn, removed_at, why in found if removed_at and why != REPLANNED)
    return frozenset(gone) - kept


def _standing(row: Meeting, worked: set[int]) -> Standing:
    return Standing(
        uid=str(row.uid),
        title=row.title,
        template=row.template,
        turn=row.turn,
        on=row.on,
        starts_at=row.starts_at,
        status=row.status,
        version=row.version,
        worked=row.pk in worked,
    )


def _with_traces(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    here = OuterRef("pk")
    return meetings.annotate(
        traced=Exists(Decision.objects.filter(meeting=here))
        | Exists(FollowUp.objects.filter(meeting=here))
        | Exists(Attendance.objects.filter(meeting=here))
        | Exists(Minutes.objects.filter(meeting=here))
    ).order_by("on", "pk")


def _reworked(process: Process, rows: Iterable[Meeting], method: Method) -> set[int]:
    """Meetings with something of people's own: a trace, a note, another agenda, other objectives, an outcome."""
    agendas, objectives = _agendas(process), _objectives(process)
    known = {template.slug for template in method.templates}
    language = process.coalition.language
    found = set()
    for row in rows:
        template = method.template(row.template) if row.template in known else None
        agenda = [item.title.for_language(language) for item in template.agenda] if template else []
        slugs = set(template.objectives) if template else set()
        same = agendas.get(row.pk, []) == agenda and objectives.get(row.pk, set()) == slugs
        if row.traced or not same:  # type: ignore[attr-defined]
            found.add(row.pk)
    return found


def _agendas(process: Process) -> dict[int, list[str]]:
    """The titles of each agenda; an item that was edited or annotated makes a title that no template has."""
    found: dict[int, list[str]] = defaultdict(list)
    items = Activity.objects.filter(meeting__process=process).order_by("meeting_id", "position")
    for meeting, title, version, note in items.values_list("meeting_id", "title", "version", "note"):
        found[meeting].append("" if note or version > 1 else title)
    return found


def _objectives(process: Process) -> dict[int, set[str]]:
    """The slugs of each meeting's objectives; one that was marked makes a slug that no template has."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = MeetingObjective.objects.filter(meeting__process=process)
    for meeting, slug, outcome in rows.values_list("meeting_id", "slug", "outcome"):
        found[meeting].add("" if outcome else slug)
    return found


def proposed_stage(meetings: Iterable[MeetingLine], current: str) -> str:
    """Where the meetings held say that the group is: the stage of the first one still to come after the last held."""
    held = [m for m in meetings if m.status == Meeting.HELD and m.on]
    if not held:
        return current
    last = max(held, key=_moment)
    to_come = [
        m for m in meetings if m.status in (Meeting.DRAFT, Meeting.CONVOKED) and m.on and _moment(m) > _moment(last)
    ]
    return min(to_come, key=_moment).stage if to_come else last.stage


def _moment(meeting: MeetingLine) -> tuple[dt.date, dt.time]:
    return meeting.on or dt.date.max, meeting.starts_at or dt.time.min
