"""What a meeting to come could treat: from earlier meetings, the follow-up of the plan, results, gaps. Nothing is put
on an agenda here (`accepting.py`); a line says why it is proposed and where its matter is.

A line that was accepted is an item whose identity is made of the meeting and of the line: it is known again, renamed
or not, without a table of its own.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courtepointe.access import Reader
from courtepointe.evaluation.models import Diagnostic
from courtepointe.guide import proposal_lines as lines
from courtepointe.guide.plain_lines import Line
from courtepointe.guide.proposal_lines import lines_of
from courtepointe.i18n import long_date
from courtepointe.meetings.models import Activity, Meeting
from courtepointe.meetings.queries.came_back import CameBack, Left, came_back
from courtepointe.planning.models import Checkpoint
from courtepointe.planning.queries.gaps import TITLES, Gap, by_kind, gaps_in
from courtepointe.planning.queries.tree import Tree

EARLIER, PREPARED, FOLLOWED, RESULTS, GAPS, TOGETHER = (
    *("earlier", "prepared", "followed", "results", "gaps", "together"),
)
ORIGINS = {
    EARLIER: gettext_lazy("Left by earlier meetings"),
    PREPARED: gettext_lazy("Prepared by organisations"),
    FOLLOWED: gettext_lazy("Follow-up of the plan"),
    RESULTS: gettext_lazy("Results to discuss"),
    GAPS: gettext_lazy("What the plan lacks"),
    TOGETHER: gettext_lazy("How the partnership works"),
}
MOST = 8  # lines of a kind: the rest is counted, and read in its place
SILENT = dt.timedelta(days=100)  # a report is asked every three months: an action that never had one by then
AHEAD = dt.timedelta(days=30)  # what falls due after today, when the meeting has no date
PAST_ROUND = dt.timedelta(days=180)
ITEMS = 18  # of the diagnostic
Standing, Kind = Activity.Standing, Activity.Kind


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that the meeting could treat. `urgent` says why it is ticked; `there`: the agenda has it."""

    key: str
    origin: str
    title: str
    why: tuple[str, ...]
    page: str  # name of the address of its place, with what that address names
    names: dict[str, Any] = field(default_factory=dict)
    anchor: str = ""
    minutes: int = 10
    kind: str = Kind.DISCUSSION
    aim: str = ""
    urgent: str = ""
    there: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """All the lines by origin; how many more there are of those that are cut short; the minutes of the agenda."""

    groups: dict[str, list[Suggestion]]
    more: dict[str, int]
    used: int

    @property
    def suggestions(self) -> Iterator[Suggestion]:
        return (one for rows in self.groups.values() for one in rows)


def item_uid(meeting: Meeting, key: str) -> uuid.UUID:
    """The identity of the item that a line becomes on the agenda of this meeting."""
    return uuid.uuid5(meeting.uid, key)


def proposal_for(reader: Reader, meeting: Meeting, tree: Tree, systems: Iterable[str], today: dt.date) -> Proposal:
    """What a meeting to come could treat; two statements beside those of the plan. A committee has its own body's
    matters only: the plan is the coalition's."""
    until = max(meeting.on or today + AHEAD, today)
    rows = lines_of(meeting, until=until, since=today - SILENT, today=today)
    of: dict[str, list[Line]] = defaultdict(list)
    for row in rows:
        of[row.kind].append(row)
    found = [*_earlier(came_back(meeting), meeting, today)]
    found += [_taken(row, meeting) for row in of[lines.TAKEN]]
    found += map(_homework, of[lines.HOMEWORK])
    if meeting.committee_id is None:
        found += [*map(_adjustment, of[lines.ADJUSTMENT]), *_progress(of, today), *_measures(of, today)]
        found += [_result(row, meeting) for row in of[lines.RESULT]]
        left = {(row.note, str(row.about), row.more) for row in of[lines.LEFT]}
        open_gaps = [gap for gap in gaps_in(tree, systems) if (gap.kind, gap.uid, gap.system) not in left]
        found += [_gaps(kind, these) for kind, these in by_kind(open_gaps).items()]
        found += [one for row in of[lines.DIAGNOSTIC] for one in _diagnostic(row, today)]
    shown, more = _cut(found)
    marked = _marked(shown, meeting, of[lines.ITEM])
    groups = {origin: [one for one in marked if one.origin == origin] for origin in ORIGINS}
    used = sum(row.number or 0 for row in of[lines.ITEM])
    return Proposal({origin: these for origin, these in groups.items() if these}, more, used)


def _marked(found: Iterable[Suggestion], meeting: Meeting, items: list[Line]) -> list[Suggestion]:
    """The same, those that the agenda has already said so."""
    uids, standing = {item.uid for item in items}, {item.note for item in items}
    with translation.override(meeting.coalition.language):
        titles = {f"gap:{kind}": str(title) for kind, title in TITLES.items()}

    def there(one: Suggestion) -> bool:
        if one.key in (Standing.MINUTES, Standing.FOLLOW_UPS):
            return bool(standing & {one.key, Standing.OPENING})
        if one.key in titles:
            return any(titles[one.key] in item.more for item in items)
        return one.there or item_uid(meeting, one.key) in uids

    return [replace(one, there=True, urgent="") if there(one) else one for one in found]


def _cut(found: list[Suggestion]) -> tuple[list[Suggestion], dict[str, int]]:
    """The first lines of each kind, the most urgent ones first; how many more there are, by origin."""
    counts: dict[str, int] = defaultdict(int)
    more: dict[str, int] = defaultdict(int)
    shown = []
    for one in sorted(found, key=lambda one: not one.urgent):
        kind = one.key.partition(":")[0]
        counts[kind] += 1
        if counts[kind] > MOST:
            more[one.origin] += 1
        else:
            shown.append(one)
    return shown, dict(more)


def _earlier(back: CameBack, meeting: Meeting, today: dt.date) -> Iterator[Suggestion]:
    for row in back.objectives:
        why = (_("carried over from “%(title)s”") % {"title": row.title},)
        urgent = _("It was carried over to this meeting.")
        place = ("meeting-objectives", {"meeting": meeting.uid})
        yield Suggestion(f"objective:{row.uid}", EARLIER, row.text[:200], why, *place, minutes=20, urgent=urgent)
    if back.minutes:
        words = ", ".join(row.title for row in back.minutes[:3])
        yield Suggestion(
            Standing.MINUTES,
            EARLIER,
            str(Standing.MINUTES.label),
            (_("not adopted yet: %(titles)s") % {"titles": words},),
            "minutes",
            {"meeting": back.minutes[0].uid},
            minutes=5,
        )
    late = [row for row in back.follow_ups if row.day and row.day < today]
    if back.open_follow_ups:
        count = ngettext("%(num)s follow-up is open", "%(num)s follow-ups are open", back.open_follow_ups)
        open_now = [count % {"num": back.open_follow_ups}]
        if late:
            open_now.append(ngettext("%(num)s is late", "%(num)s are late", len(late)) % {"num": len(late)})
        name = str(Standing.FOLLOW_UPS.label)
        yield Suggestion(Standing.FOLLOW_UPS, EARLIER, name, tuple(open_now), "follow-ups", minutes=5)
    for row in late:
        yield _late(row)
    for row in back.parked:
        said = [_("set aside at “%(title)s”") % {"title": row.title}, row.who or ""]
        place = ("agenda", {"meeting": meeting.uid})
        yield Suggestion(f"parked:{row.uid}", EARLIER, row.text[:200], tuple(filter(None, said)), *place, minutes=15)


def _late(row: Left) -> Suggestion:
    assert row.day is not None
    day = _("late since %(date)s") % {"date": long_date(row.day)}
    why = tuple(filter(None, [day, row.who or "", _("noted at “%(title)s”") % {"title": row.title}]))
    aim = _("Where it stands, and what to do of it.")
    key = f"follow_up:{row.uid}"
    return Suggestion(key, EARLIER, row.text[:200], why, "follow-ups", minutes=5, aim=aim, kind=Kind.INFORMATION)


def _taken(row: Line, meeting: Meeting) -> Suggestion:
    why = (_("set aside at “%(title)s”") % {"title": row.note},)
    place = ("agenda", {"meeting": meeting.uid})
    return Suggestion(f"parked:{row.uid}", EARLIER, row.text[:200], why, *place, minutes=15, there=True)


def _homework(row: Line) -> Suggestion:
    words = ngettext(
        "%(done)s of %(total)s organisation has handed it in",
        "%(done)s of %(total)s organisations have handed it in",
        row.total,
    )
    why = (words % {"done": row.number or 0, "total": row.total}, _("asked for “%(title)s”") % {"title": row.note})
    title = (_("Share what was prepared: %(what)s") % {"what": row.text})[:200]
    place = ("preparation", {"meeting": row.about})
    return Suggestion(f"homework:{row.uid}", PREPARED, title, why, *place, minutes=15, kind=Kind.ROUND)


def _adjustment(row: Line) -> Suggestion:
    title = (_("Decide on an adjustment: %(action)s") % {"action": _action(row)})[:200]
    waits = not row.note
    asked = _("asked on %(date)s") if waits else _("put off, asked on %(date)s")
    why = (row.more, asked % {"date": long_date(row.day)} if row.day else "")
    urgent = _("A lead waits for this decision.") if waits else ""
    place, about = ("plan-action", {"action": row.about}), tuple(filter(None, why))
    one = Suggestion(f"adjustment:{row.uid}", FOLLOWED, title, about, *place, kind=Kind.DECISION, urgent=urgent)
    return replace(one, aim=row.more[:400])


def _action(row: Line) -> str:
    return f"A{row.number} · {row.text}"


def _progress(of: dict[str, list[Line]], today: dt.date) -> Iterator[Suggestion]:
    """One line for each action of which something is late, missing or due: all the reasons together."""
    told: dict[Any, list[tuple[dt.date, str]]] = defaultdict(list)
    first: dict[Any, Line] = {}
    points = [row for row in of[lines.CHECKPOINT] if row.about and row.note != Checkpoint.Kind.MEASURE]
    for row in (*of[lines.REPORT], *points, *of[lines.SILENT]):
        first.setdefault(row.about, row)
        told[row.about].append((row.day or today, _why(row, today)))
    for about, said in sorted(told.items(), key=lambda item: min(item[1])):
        row = first[about]
        reasons = [words for _day, words in sorted(said)]
        why = (*dict.fromkeys(reasons[:3]), row.who)
        title = (_("Where it stands: %(action)s") % {"action": _action(row)})[:200]
        place = ("plan-action", {"action": about})
        reasons_said = tuple(filter(None, why))
        yield Suggestion(f"progress:{about}", FOLLOWED, title, reasons_said, *place, minutes=5, kind=Kind.INFORMATION)


def _why(row: Line, today: dt.date) -> str:
    day = {"date": long_date(row.day or today), "what": row.more}
    if row.kind == lines.REPORT:
        return _("the report asked for %(date)s has not come") % day
    if row.kind == lines.SILENT:
        return _("begun on %(date)s, never reported on") % day
    late = (row.day or today) < today
    if row.note == Checkpoint.Kind.MILESTONE:
        return (_("milestone “%(what)s” was due on %(date)s") if late else _("milestone “%(what)s” on %(date)s")) % day
    return (_("its progress was due on %(date)s") if late else _("its progress is due on %(date)s")) % day


def _measures(of: dict[str, list[Line]], today: dt.date) -> Iterator[Suggestion]:
    """One line for each indicator of which a measure is due, and for each other line of the calendar."""
    seen = set()
    rows = (row for row in of[lines.CHECKPOINT] if not row.about or row.note == Checkpoint.Kind.MEASURE)
    for row in sorted(rows, key=lambda row: (row.day or today, row.uid)):
        name = row.more or row.text
        if name in seen:
            continue
        seen.add(name)
        late = (row.day or today) < today
        day = _("was due on %(date)s") if late else _("is due on %(date)s")
        why = tuple(filter(None, [day % {"date": long_date(row.day or today)}, row.who]))
        title = _("Measure: %(name)s") % {"name": name} if row.note == Checkpoint.Kind.MEASURE else name
        about: dict[str, Any] = {"minutes": 5, "kind": Kind.INFORMATION}
        yield Suggestion(f"checkpoint:{row.uid}", FOLLOWED, title[:200], why, "plan-calendar", **about)


def _result(row: Line, meeting: Meeting) -> Suggestion:
    title = (_("Results: %(text)s") % {"text": row.text})[:200]
    told = _("handed in on %(date)s") if row.note else _("measured since the group last looked")
    why = (told % {"date": long_date(row.day)} if row.day else "", _("not judged together yet"))
    urgent = _("These results were asked for this meeting.") if row.about == meeting.uid else ""
    place = ("transformation-results", {"transformation": row.uid})
    return Suggestion(f"result:{row.uid}", RESULTS, title, tuple(filter(None, why)), *place, minutes=20, urgent=urgent)


def _gaps(kind: str, these: list[Gap]) -> Suggestion:
    names = "; ".join(gap.text for gap in these[:2])
    rest = len(these) - 2
    if rest > 0:
        names = _("%(names)s and %(rest)s more") % {"names": names, "rest": rest}
    return Suggestion(f"gap:{kind}", GAPS, str(TITLES[kind]), (names,), "plan-gaps", minutes=0)


def _diagnostic(row: Line, today: dt.date) -> Iterator[Suggestion]:
    title = (_("Partnership diagnostic: %(title)s") % {"title": row.text})[:200]
    spoken = _("the group has not spoken of its items yet")
    if row.total:
        spoken = _("the group has spoken of %(done)s of %(total)s items") % {"done": row.total, "total": ITEMS}
    is_open = row.note == Diagnostic.State.OPEN
    if not is_open and (row.total >= ITEMS or (row.day and row.day < today - PAST_ROUND)):
        return
    day = _("the round is open until %(date)s") if is_open else _("the round was closed on %(date)s")
    why = (day % {"date": long_date(row.day)} if row.day else "", spoken)
    place = ("diagnostic", {"diagnostic": row.uid})
    yield Suggestion(f"diagnostic:{row.uid}", TOGETHER, title, tuple(filter(None, why)), *place, minutes=30)
