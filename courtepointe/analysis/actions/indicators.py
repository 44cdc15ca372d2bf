"""Indicators and their values: added, changed, removed, put back. History names them, never their values."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.analysis.actions.once import once
from courtepointe.analysis.models import Datum, PopulationIndicator
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.meetings.actions.guard import identity, mark_removed, undo_removal
from courtepointe.rows import write

history.declare(
    {
        "indicator.added": gettext_lazy("%(who)s added an indicator: “%(what)s”."),
        "indicator.changed": gettext_lazy("%(who)s changed an indicator: “%(what)s”."),
        "indicator.removed": gettext_lazy("%(who)s removed an indicator: “%(what)s”."),
        "indicator.restored": gettext_lazy("%(who)s put an indicator back: “%(what)s”."),
        "datum.added": gettext_lazy("%(who)s added a value: “%(what)s”, %(where)s, %(period)s."),
        "datum.changed": gettext_lazy("%(who)s changed a value: “%(what)s”, %(where)s, %(period)s."),
        "datum.removed": gettext_lazy("%(who)s removed a value: “%(what)s”, %(where)s, %(period)s."),
        "datum.restored": gettext_lazy("%(who)s put a value back: “%(what)s”, %(where)s, %(period)s."),
    }
)


def add_indicator(coalition: Coalition, *, by: Member, uid: Any = None, **fields: Any) -> PopulationIndicator:
    """Add an indicator at the end of the list. Raises Refused when another one has its code."""
    last = coalition.population_indicators.aggregate(last=Max("position"))["last"] or 0
    row = PopulationIndicator(coalition=coalition, position=last + 1, **identity(PopulationIndicator, uid), **fields)
    with once(_("Another indicator has this code.")):
        row.save()
        history.record(row, "indicator.added", by=by, what=row.name)
    return row


def edit_indicator(row: PopulationIndicator, *, by: Member, version: int, **fields: Any) -> None:
    """Change an indicator opened at `version`. Raises Conflict when somebody saved in between, Refused as `add`."""
    with once(_("Another indicator has this code.")):
        write(row, version=version, **fields)
        history.record(row, "indicator.changed", by=by, what=row.name)


@transaction.atomic
def remove_indicator(row: PopulationIndicator, *, by: Member) -> None:
    """Take an indicator out of sight with its values; `restore_indicator` undoes it."""
    mark_removed(row, by=by)
    history.record(row, "indicator.removed", by=by, what=row.name)


def restore_indicator(row: PopulationIndicator, *, by: Member) -> None:
    """Undo a removal. Raises Refused when another indicator has taken its code since."""
    if row.removed_at is None:
        return
    with once(_("Another indicator has this code.")):
        undo_removal(row)
        history.record(row, "indicator.restored", by=by, what=row.name)


def add_datum(indicator: PopulationIndicator, *, by: Member, uid: Any = None, **fields: Any) -> Datum:
    """Add a value. Raises Refused when there is one for the same territory, period, sub-group and source."""
    row = Datum(
        coalition_id=indicator.coalition_id,
        indicator=indicator,
        added_by=by.person,
        **identity(Datum, uid),
        **fields,
    )
    with once(_there()):
        row.save()
        _record(row, "datum.added", by=by)
    return row


def edit_datum(row: Datum, *, by: Member, version: int, **fields: Any) -> None:
    """Change a value opened at `version`. Raises Conflict when somebody saved in between, Refused as `add_datum`."""
    with once(_there()):
        write(row, version=version, **fields)
        _record(row, "datum.changed", by=by)


@transaction.atomic
def remove_datum(row: Datum, *, by: Member) -> None:
    """Take a value out; `restore_datum` undoes it."""
    mark_removed(row, by=by)
    _record(row, "datum.removed", by=by)


def restore_datum(row: Datum, *, by: Member) -> None:
    """Undo a removal, that of its territory too. Raises Refused when another value has taken its place since."""
    if row.removed_at is None:
        return
    with once(_there()):
        if row.territory.removed_at is not None:
            undo_removal(row.territory)
        undo_removal(row)
        _record(row, "datum.restored", by=by)


def _there() -> str:
    return _("There is a value for this territory, period, sub-group and source: change that one.")


def _record(row: Datum, verb: str, *, by: Member) -> None:
    history.record(row, verb, by=by, what=row.indicator.name, where=row.territory.name, period=row.period)
