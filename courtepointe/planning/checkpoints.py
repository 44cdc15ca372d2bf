"""The follow-up calendar that the plan calls for: dates from frequencies, periods and milestones. Pure.

A proposal never touches a line that somebody changed, did or removed: such a line stands for the date it came from,
which is near it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from courtepointe.planning.models import Action, Checkpoint, Frequency
from courtepointe.planning.queries.tree import Change, PlannedAction, Tree

Kind = Checkpoint.Kind
NEAR = 45  # days: a date moved by hand by no more, nor by half of its interval, stands for the one it came from
MOST = 120  # dates of one line: ten years of months


@dataclass(frozen=True, slots=True)
class Wanted:
    """A date that the plan calls for; `thing` is the key of the action, the indicator or the milestone."""

    kind: str
    thing: int
    due_on: dt.date
    near: int = NEAR
    action_id: int | None = None
    indicator_id: int | None = None
    milestone_id: int | None = None
    organisation_id: int | None = None
    member_id: int | None = None
    instrument_id: int | None = None

    @property
    def who(self) -> dict[str, int | None]:
        return {name: getattr(self, name) for name in ("organisation_id", "member_id", "instrument_id")}


@dataclass(slots=True)
class Group:
    """What the proposal does about one thing: dates to add, lines that are called for no more, others to follow it."""

    key: str  # in a form
    kind: str
    title: str
    added: list[Wanted] = field(default_factory=list)
    dropped: list[Any] = field(default_factory=list)
    handed: list[tuple[Any, Wanted]] = field(default_factory=list)  # another lead, another instrument


def wanted_in(tree: Tree, milestones: Mapping[int, Sequence[Any]], last_day: dt.date | None) -> Iterator[Wanted]:
    """Every date that the plan calls for; `last_day` is that of the plan, for an indicator without a date."""
    for change in tree.changes:
        if change.row.standing:
            continue
        for sign in change.indicators:
            yield from _of_sign(change, sign, last_day)
        for action in change.actions:
            if action.row.status not in Action.OVER:
                yield from _of_action(action, milestones.get(action.row.pk, ()))


def proposal(
    tree: Tree,
    milestones: Mapping[int, Sequence[Any]],
    there: Iterable[Any],
    *,
    today: dt.date,
    last_day: dt.date | None = None,
) -> list[Group]:
    """What would change in the calendar, thing by thing. `there` are all its lines, removed ones too."""
    groups = {(one.kind, one.thing): _group(one, tree, milestones) for one in wanted_in(tree, milestones, last_day)}
    lines: dict[tuple[str, int], list[Any]] = {}
    for row in there:
        thing = row.action_id if row.kind == Kind.PROGRESS else (row.indicator_id or row.milestone_id)
        if thing is not None:
            lines.setdefault((row.kind, thing), []).append(row)
    wanted: dict[tuple[str, int], list[Wanted]] = {}
    for one in wanted_in(tree, milestones, last_day):
        if one.due_on >= today:
            wanted.setdefault((one.kind, one.thing), []).append(one)
    for key in [*groups, *(key for key in lines if key not in groups)]:
        group = groups.setdefault(key, Group(f"{key[0]}-{key[1]}", key[0], ""))
        group.title = group.title or _name_of(lines[key][0])
        _weigh(group, wanted.get(key, []), lines.get(key, []), today)
    return [group for group in groups.values() if group.added or group.dropped or group.handed]


def _weigh(group: Group, wanted: Sequence[Wanted], lines: Sequence[Any], today: dt.date) -> None:
    """What one thing lacks and has too much of."""
    ours = [row for row in lines if _is_ours(row)]
    free = {row.due_on: row for row in lines if not _is_ours(row)}
    for one in wanted:
        row = free.pop(one.due_on, None)
        if row is not None:
            if any(getattr(row, name) != value for name, value in one.who.items()):
                group.handed.append((row, one))
        elif not any(_stands_for(row, one) for row in ours):
            group.added.append(one)
    group.dropped += [row for day, row in free.items() if day >= today]


def _name_of(row: Any) -> str:
    """What a line is about, when the plan calls for it no more."""
    about = row.milestone or row.indicator or row.action
    return getattr(about, "text", "") or getattr(about, "name", "") or getattr(about, "title", "")


def _is_ours(row: Any) -> bool:
    """A line that somebody changed, did or removed."""
    return not row.generated or row.done_at is not None or row.removed_at is not None


def _stands_for(row: Any, one: Wanted) -> bool:
    return one.kind == Kind.MILESTONE or abs((row.due_on - one.due_on).days) <= one.near


def _group(one: Wanted, tree: Tree, milestones: Mapping[int, Sequence[Any]]) -> Group:
    return Group(f"{one.kind}-{one.thing}", one.kind, _titles(tree, milestones).get((one.kind, one.thing), ""))


def _titles(tree: Tree, milestones: Mapping[int, Sequence[Any]]) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for change in tree.changes:
        found.update(((Kind.MEASURE.value, sign.pk), sign.name) for sign in change.indicators)
        for action in change.actions:
            name = f"A{action.row.number} · {action.row.title}"
            found[Kind.PROGRESS.value, action.row.pk] = name
            for step in milestones.get(action.row.pk, ()):
                found[Kind.MILESTONE.value, step.pk] = f"A{action.row.number} · {step.text}"
    return found


def _of_sign(change: Change, sign: Any, last_day: dt.date | None) -> Iterator[Wanted]:
    if sign.frequency == Frequency.UNSAID:
        return
    end = sign.target_on or last_day
    holder = sign.holder_id or change.row.lead_id
    person = sign.holder_member_id or (change.row.lead_member_id if not sign.holder_id else None)
    for day in days_of(sign.baseline_on, end, sign.frequency):
        yield Wanted(
            Kind.MEASURE,
            sign.pk,
            day,
            near=_near(sign.frequency),
            indicator_id=sign.pk,
            organisation_id=holder,
            member_id=person,
            instrument_id=sign.instrument_id,
        )


def _of_action(action: PlannedAction, milestones: Iterable[Any]) -> Iterator[Wanted]:
    row = action.row
    who: dict[str, Any] = {"organisation_id": row.lead_id, "member_id": row.lead_member_id}
    for day in days_of(row.starts_on, row.ends_on, row.frequency):
        yield Wanted(Kind.PROGRESS, row.pk, day, near=_near(row.frequency), action_id=row.pk, **who)
    for step in milestones:
        if step.due_on and not step.done_on:
            yield Wanted(Kind.MILESTONE, step.pk, step.due_on, action_id=row.pk, milestone_id=step.pk, **who)


def _near(months: int) -> int:
    return min(NEAR, 15 * months)


def days_of(start: dt.date | None, end: dt.date | None, months: int) -> list[dt.date]:
    """One day every so many months after the start, then the end itself; the end alone when nothing else is known."""
    if end is None or months == Frequency.UNSAID:
        return []
    if start is None or months == Frequency.END:
        return [end]
    found = []
    for n in range(1, MOST):
        day = months_after(start, n * months)
        if day + dt.timedelta(days=15 * min(months, 2)) > end:  # so near the end that the end is enough
            break
        found.append(day)
    return [*found, end]


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last one of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    return min(after - dt.timedelta(days=1), dt.date(year, month, 1) + dt.timedelta(days=day.day - 1))
