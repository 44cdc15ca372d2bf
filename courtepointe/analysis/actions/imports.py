"""A table of figures: brought, its columns matched, checked by handfuls, taken in whole, undone.

Until it is taken in, nothing of it is among the values. Taking in is one transaction: all the good lines, or nothing.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.analysis import columns as titles
from courtepointe.analysis.actions.import_writing import put_back, write_outcomes
from courtepointe.analysis.actions.once import once
from courtepointe.analysis.models import DataImport, ImportLines
from courtepointe.analysis.queries.import_lines import (
    ADDED,
    CHANGED,
    REFUSED,
    Known,
    labels_for,
    numbered,
    outcomes_of,
    plan_of,
)
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.rows import Refused

HANDFUL = 1_000  # lines
FORGOTTEN = dt.timedelta(days=30)

history.declare(
    {
        "data_import.taken": gettext_lazy(
            "%(who)s imported figures from “%(what)s”: %(added)s added, %(changed)s changed."
        ),
        "data_import.undone": gettext_lazy("%(who)s undid the import of figures from “%(what)s”."),
    }
)

Status = DataImport.Status


@transaction.atomic
def start_import(coalition: Coalition, name: str, rows: Sequence[list[str]], *, by: Member) -> DataImport:
    """Keep the rows of a table beside the values, with a proposal of what its columns hold."""
    skip = titles.title_line(rows)
    header = list(rows[skip - 1]) if skip else []
    sample = [row for row in rows[skip : skip + 60] if any(row)]
    columns = titles.proposed(header, sample)
    row = DataImport.objects.create(
        coalition=coalition,
        name=name[:200],
        header=header,
        columns=columns,
        settings={"skip": skip, "decimal": titles.decimal_of(sample, columns), "common": {}},
        total=len(rows) - skip,
        made_by=by.person,
    )
    ImportLines.objects.bulk_create(
        ImportLines(coalition=coalition, data_import=row, first=first + 1, cells=list(rows[first : first + HANDFUL]))
        for first in range(0, len(rows), HANDFUL)
    )
    return row


@transaction.atomic
def choose_columns(
    row: DataImport, columns: Sequence[str], *, skip: int, decimal: str, common: Mapping[str, str], collected: bool
) -> None:
    """Say what the columns hold and what is the same for all the lines; checking then begins anew.

    Raises Refused when values could not be told: no value, no indicator, no territory or no period.
    """
    row = _locked(row, Status.MATCHING, Status.CHECKING, Status.CHECKED)
    _refuse_incomplete(columns, common)
    first = row.lines.order_by("first").first()
    row.header = list(first.cells[skip - 1]) if first and skip else []
    row.columns = list(columns)
    row.settings = {"skip": skip, "decimal": decimal, "common": dict(common), "collected": collected}
    last = row.lines.order_by("-first").first()
    row.total = max(0, (last.first + len(last.cells) - 1 if last else 0) - skip)
    row.settings["labels"] = labels_for(row)
    row.checked, row.status = 0, Status.CHECKING
    row.save()
    row.lines.update(problems=[])


def _refuse_incomplete(columns: Sequence[str], common: Mapping[str, str]) -> None:
    told = {*columns, *(role for role, text in common.items() if text)}
    for needed, sentence in (
        (set(titles.VALUES), _("Say which column holds the values.")),
        ({"indicator", "code"}, _("Say which column names the indicators, or write the name of the only one.")),
        (
            {"territory", "by_territory"},
            _("Say which column names the territories, or write the name of the only one."),
        ),
        ({"period", "by_period"}, _("Say which column gives the periods, or write the only one.")),
    ):
        if not told & needed:
            raise Refused(sentence)
    single = [role for role in columns if role not in titles.SEVERAL]
    twice = next((role for role in single if single.count(role) > 1), None)
    if twice:
        words = _("Two columns are said to hold “%(what)s”: choose one.")
        raise Refused(words % {"what": titles.ROLES[twice]})


@transaction.atomic
def check_lines(row: DataImport, *, after: int) -> DataImport:
    """Check the next handful, when `after` lines are checked: sent twice, it is checked once."""
    row = _locked(row, Status.CHECKING, Status.CHECKED)
    if row.status != Status.CHECKING or row.checked != after:
        return row
    skip = row.settings["skip"]
    handful = row.lines.filter(first__lte=after + skip + 1).order_by("-first").first()
    if handful is not None:
        _check(row, handful)
        row.checked = min(row.total, max(0, handful.first + len(handful.cells) - 1 - skip))
    if row.checked >= row.total:
        row.status = Status.CHECKED
    row.save(update_fields=["checked", "status", "settings"])
    return row


def _check(row: DataImport, handful: ImportLines) -> None:
    known = Known.of(row.coalition_id)
    seen = row.settings.setdefault("seen", {})
    lines = list(numbered([handful], row))
    outcomes, problems = outcomes_of(lines, plan_of(row), known, seen, collected=bool(row.settings.get("collected")))
    handful.problems = problems
    handful.save(update_fields=["problems"])
    counts = Counter(row.settings.get("counts", {}))
    counts.update(outcome.result for outcome in outcomes)
    counts[REFUSED] += len({problem[0] for problem in problems})
    row.settings["counts"] = dict(counts)
    for name, new in (("new_indicators", known.new_indicators), ("new_places", known.new_places)):
        row.settings[name] = {**row.settings.get(name, {}), **_merged(row.settings.get(name, {}), new)}


def _merged(before: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """New things found, those of the handfuls before as they were, but for a name that they lacked."""
    return {key: before[key] if before.get(key, {}).get("name") else fields for key, fields in new.items()}


def take_in(row: DataImport, *, by: Member) -> DataImport:
    """Write all the good lines, or nothing. Raises Refused when it is not checked, or was taken in meanwhile."""
    with once(_("Somebody changed this at the same moment: here it is as it stands now.")):
        row = _locked(row, Status.CHECKED)
        known = Known.of(row.coalition_id)
        lines = list(numbered(row.lines.order_by("first"), row))
        collected = bool(row.settings.get("collected"))
        outcomes, problems = outcomes_of(lines, plan_of(row), known, {}, collected=collected)
        if not any(outcome.result in (ADDED, CHANGED) for outcome in outcomes):
            raise Refused(_("There is nothing to take in: no line is good and new."))
        made = write_outcomes(row, outcomes, known, by=by)
        counts = Counter(outcome.result for outcome in outcomes)
        counts[REFUSED] = len({problem[0] for problem in problems})
        kept = {name: row.settings[name] for name in ("skip", "common", "collected") if name in row.settings}
        row.settings = {**kept, **made, "counts": dict(counts)}
        row.taken, row.status, row.done_at = counts[ADDED] + counts[CHANGED], Status.DONE, clock.now()
        row.save()
        row.lines.all().delete()
        facts: dict[str, str | int] = {"what": row.name, "added": counts[ADDED], "changed": counts[CHANGED]}
        history.record(row, "data_import.taken", by=by, **facts)
    return row


@transaction.atomic
def undo_import(row: DataImport, *, by: Member) -> Counter[str]:
    """Remove what this import added and put back what it changed, but for what somebody changed since.

    Counts what was `removed`, `restored` and `kept`. Raises Refused when there is nothing to undo.
    """
    row = _locked(row, Status.DONE)
    counts = put_back(row, by=by)
    row.status, row.undone_at = Status.UNDONE, clock.now()
    row.settings = {**{k: v for k, v in row.settings.items() if k not in ("before", "made")}, "undone": dict(counts)}
    row.save(update_fields=["status", "undone_at", "settings"])
    history.record(row, "data_import.undone", by=by, what=row.name)
    return counts


@transaction.atomic
def drop_import(row: DataImport) -> None:
    """Leave a table that was not taken in. Raises Refused when it was."""
    _locked(row, Status.MATCHING, Status.CHECKING, Status.CHECKED).delete()


def drop_forgotten() -> int:
    """Leave the tables that nobody has taken in for 30 days: what they hold is kept nowhere else. Safe to run twice."""
    waiting = DataImport.objects.filter(status__in=[Status.MATCHING, Status.CHECKING, Status.CHECKED])
    return waiting.filter(made_at__lt=clock.now() - FORGOTTEN).delete()[0]


def _locked(row: DataImport, *wanted: str) -> DataImport:
    """The import as it is now, until the end of the transaction, when it is at one of these steps."""
    now = DataImport.objects.select_for_update().select_related("coalition").filter(pk=row.pk).first()
    if now is None or now.status not in wanted:
        raise Refused(_("This import is no longer at this step: here it is as it stands now."))
    return now
