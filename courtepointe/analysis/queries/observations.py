"""Observations that a reader may see, and what became of each."""

import uuid
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from courtepointe.access import Reader
from courtepointe.analysis.actions.observations import receipt_hash
from courtepointe.analysis.models import Evidence, Finding, Observation, Priority
from courtepointe.coalitions.models import Coalition
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Activity, Meeting, Process

FEWEST = 5  # anonymous observations are shown from so many on: fewer would point at their writers
ANONYMOUS = Observation.Attribution.ANONYMOUS
ORDER = ("-seen_on", "-shuffle")  # the last day first; both backwards, as the index can be read: nothing is sorted


class Tally(NamedTuple):
    """How many observations of a cycle: all, in no finding yet, set aside, without a name."""

    total: int = 0
    loose: int = 0
    aside: int = 0
    nameless: int = 0


NOTHING = Tally()


def observations_for(reader: Reader, process: Process, tally: Tally | None = None) -> QuerySet[Observation]:
    """The observations of a cycle that the reader may see, the last day first; within a day the order tells nothing.

    Every member reads them all, but anonymous ones while there are fewer than five: those are only counted.
    """
    found = Observation.objects.present().filter(coalition_id=reader.coalition_id, process=process)
    if hidden_anonymous(process, tally):
        found = found.exclude(attribution=ANONYMOUS)
    return found.order_by(*ORDER)


def hidden_anonymous(process: Process, tally: Tally | None = None) -> int:
    """How many anonymous observations are there but not shown yet; 0 from five on."""
    nameless: int = (tally or tally_of(process)).nameless
    return nameless if nameless < FEWEST else 0


def tally_of(process: Process) -> Tally:
    """How many observations there are in all, in no finding yet, set aside, and without a name: numbers only."""
    return _TALLY.first(process.coalition_id, process.pk) or NOTHING


def _tallied(coalition: int, process: int) -> QuerySet[Observation, Any]:
    found = Observation.objects.present().filter(coalition_id=coalition, process=process).order_by()
    counted = found.values("process").annotate(
        total=Count("pk"),
        loose=Count("pk", filter=Q(finding=None, set_aside_because="")),
        aside=Count("pk", filter=~Q(set_aside_because="")),
        nameless=Count("pk", filter=Q(attribution=ANONYMOUS)),
    )
    return counted.values_list("total", "loose", "aside", "nameless", named=True)


_TALLY: Prepared[Tally] = Prepared(_tallied, MARK, MARK - 1)


def wanted(found: QuerySet[Observation], reader: Reader, asked: dict[str, str]) -> QuerySet[Observation]:
    """Those that answer the filters: `system`, `leaning`, `analysis`, `state` (loose, grouped, aside), `mine`, `q`,
    and `meeting`, the uid of that in which they were made."""
    for name in ("system", "leaning", "analysis"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if asked.get("mine"):
        mine = Q(member_id=reader.member_id)
        if reader.organisation_id is not None:
            mine |= Q(organisation_id=reader.organisation_id)
        found = found.filter(mine).exclude(attribution=ANONYMOUS)
    if asked.get("meeting"):
        found = found.filter(activity__meeting__uid=asked["meeting"])
    if asked.get("q"):
        found = found.filter(text__icontains=asked["q"])
    states = {
        "loose": Q(finding=None, set_aside_because=""),
        "grouped": Q(finding__isnull=False),
        "aside": ~Q(set_aside_because=""),
    }
    return found.filter(states[asked["state"]]) if asked.get("state") in states else found


def lines_of(found: QuerySet[Observation]) -> QuerySet[Observation, Any]:
    """What the list shows of each: plain values. `rests` says whether a value or a document stands behind it."""
    shown = found.annotate(
        who=Case(When(attribution=Observation.Attribution.NAMED, then=F("member__name"))),
        house=F("organisation__name"),
        statement=F("finding__statement"),
        finding_uid=F("finding__uid"),
        rests=Exists(Evidence.objects.filter(observation=OuterRef("pk"))),
        held=F("activity__meeting__title"),
        item=F("activity__title"),
    )
    return shown.values_list(
        *("pk", "uid", "text", "system", "nature", "leaning", "analysis", "attribution", "who", "house", "source"),
        *("evidence", "seen_on", "set_aside_because", "statement", "finding_uid", "rests", "held", "item"),
        named=True,
    )


A_PAGE = 60


def first_page(reader: Reader, process: Process, tally: Tally) -> list[Any]:
    """The first page of the list, without filters: what `lines_of(observations_for(...))` begins with."""
    page = _FIRST_SIGNED if hidden_anonymous(process, tally) else _FIRST
    return page.all(reader.coalition_id, process.pk)


def _first(coalition: int, process: int, **signed: Any) -> QuerySet[Observation, Any]:
    found = Observation.objects.present().filter(coalition_id=coalition, process=process).exclude(**signed)
    keys = found.order_by(*ORDER).values("pk")[:A_PAGE]  # joined for those of the page only
    return lines_of(Observation.objects.filter(pk__in=keys).order_by(*ORDER))


_FIRST: Prepared[Any] = Prepared(lambda *here: _first(*here), MARK, MARK - 1)
_FIRST_SIGNED: Prepared[Any] = Prepared(lambda *here: _first(*here, attribution=ANONYMOUS), MARK, MARK - 1)


def item_of(process: Process, uid: uuid.UUID) -> Activity | None:
    """An item of the agenda of a meeting of this cycle, with its meeting; None for any other uid."""
    found = Activity.objects.present().filter(coalition_id=process.coalition_id, meeting__process=process, uid=uid)
    return found.filter(meeting__removed_at=None).select_related("meeting").first()


def made_in(reader: Reader, meeting: Meeting) -> int:
    """How many observations were made in a meeting; no anonymous one has a meeting."""
    found = Observation.objects.present().filter(coalition_id=reader.coalition_id, activity__meeting=meeting)
    return found.count()


@dataclass(frozen=True, slots=True)
class Fate:
    """Where an observation went: the finding, then the priority, then the factors and objectives that came of it."""

    finding: Finding | None
    priority: Priority | None
    factors: tuple[str, ...]  # slugs of factors kept
    objectives: tuple[str, ...]


def fate_of(row: Observation) -> Fate:
    """What became of an observation, in three queries at most."""
    finding = row.finding
    if finding is None or finding.removed_at is not None:
        return Fate(None, None, (), ())
    priority = Priority.objects.present().filter(finding=finding).select_related("ballot").first()
    if priority is None:
        return Fate(finding, None, (), ())
    kept = priority.factors.filter(factor_choice__state="kept")
    factors = dict.fromkeys(kept.values_list("factor_choice__factor", flat=True))
    objectives = kept.filter(factor_choice__objectives__objective__removed_at=None).values_list(
        "factor_choice__objectives__objective__text", flat=True
    )
    return Fate(finding, priority, tuple(factors), tuple(dict.fromkeys(text for text in objectives if text)))


def by_receipt(coalition: Coalition, code: str) -> Observation | None:
    """The anonymous observation of a receipt code, for whoever has the code."""
    rows = Observation.objects.present().filter(coalition=coalition, receipt_hash=receipt_hash(code))
    return rows.exclude(receipt_hash="").select_related("finding").first()
