"""Territories: added, changed, removed, put back. They stand beside each other, or one within another; never summed."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.analysis.actions.once import once
from courtepointe.analysis.models import Territory
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.i18n import sort_key
from courtepointe.meetings.actions.guard import identity, mark_removed, undo_removal
from courtepointe.rows import Refused, write

history.declare(
    {
        "territory.added": gettext_lazy("%(who)s added a territory: “%(what)s”."),
        "territory.changed": gettext_lazy("%(who)s changed a territory: “%(what)s”."),
        "territory.removed": gettext_lazy("%(who)s removed a territory: “%(what)s”."),
        "territory.restored": gettext_lazy("%(who)s put a territory back: “%(what)s”."),
    }
)


def add_territory(coalition: Coalition, *, by: Member, uid: Any = None, **fields: Any) -> Territory:
    """Add a territory. Raises Refused when one of its kind has its name, or when a second one would be the own."""
    row = Territory(coalition=coalition, sort_key=key_of(fields["name"]), **identity(Territory, uid), **fields)
    with once(_taken(row.kind)):
        row.save()
        history.record(row, "territory.added", by=by, what=row.name)
    return row


def edit_territory(row: Territory, *, by: Member, version: int, **fields: Any) -> None:
    """Change a territory opened at `version`. Raises Conflict, or Refused when it would be within itself."""
    _refuse_a_ring(row, fields.get("within"))
    with once(_taken(fields["kind"])):
        write(row, version=version, sort_key=key_of(fields["name"]), **fields)
        history.record(row, "territory.changed", by=by, what=row.name)


@transaction.atomic
def remove_territory(row: Territory, *, by: Member) -> None:
    """Take a territory out. Raises Refused while values are about it: a figure must keep its place."""
    if row.data.filter(removed_at=None).exists():
        raise Refused(_("Values are about this territory: remove or change them first."))
    mark_removed(row, by=by)
    history.record(row, "territory.removed", by=by, what=row.name)


def restore_territory(row: Territory, *, by: Member) -> None:
    """Undo a removal. Raises Refused when another one has its name since."""
    if row.removed_at is None:
        return
    with once(_taken(row.kind)):
        undo_removal(row)
        history.record(row, "territory.restored", by=by, what=row.name)


def key_of(name: str) -> str:
    """The name as it is sorted and compared."""
    return sort_key(name)[:200]


def _taken(kind: str) -> str:
    if kind == Territory.Kind.OWN:
        return _("Another territory is said to be the coalition’s own: change that one first.")
    return _("There is a territory of this kind with this name.")


def _refuse_a_ring(row: Territory, within: Territory | None) -> None:
    above = dict(Territory.objects.filter(coalition_id=row.coalition_id).values_list("pk", "within_id"))
    here = within.pk if within else None
    steps = 0
    while here is not None and steps <= len(above):
        if here == row.pk:
            raise Refused(_("A territory cannot be within itself."))
        here = above.get(here)
        steps += 1
