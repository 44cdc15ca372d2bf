"""What people bring for the analysis: consultations, interviews, documents, tables, addresses of pages."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import files, history
from courtepointe.analysis.actions.data_plan import note_received
from courtepointe.analysis.models import DataNeed, Material
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.meetings.actions.guard import already_made, identity, mark_removed, undo_removal
from courtepointe.rows import Refused, write

history.declare(
    {
        "material.brought": gettext_lazy("%(who)s brought for the analysis: “%(what)s”."),
        "material.changed": gettext_lazy("%(who)s changed what was brought for the analysis: “%(what)s”."),
        "material.removed": gettext_lazy("%(who)s removed what was brought for the analysis: “%(what)s”."),
        "material.restored": gettext_lazy("%(who)s put back what was brought for the analysis: “%(what)s”."),
    }
)


def bring(
    coalition: Coalition,
    *,
    by: Member,
    uid: uuid.UUID | None = None,
    need: DataNeed | None = None,
    upload: Any = None,
    steers: bool = False,
    **fields: Any,
) -> Material:
    """Keep what somebody brings, in words, as a file or as an address; the line of the plan it answers is ticked off.

    Raises Refused, nothing written, when there is nothing in it or the file is not taken. A form that comes twice
    (`uid`) brings it once. PermissionDenied when the line awaits somebody else.
    """
    if not any((fields.get("text", "").strip(), fields.get("address"), upload)):
        raise Refused(_("Write something, choose a file or give the address of a page."))
    with transaction.atomic():
        made = already_made(coalition.materials, uid)
        if made is not None:
            return made
        kept = files.keep(coalition, upload, by=by.person) if upload else None
        row = Material.objects.create(
            coalition=coalition,
            need=need,
            file=kept,
            brought_by_name=by.name,
            added_by=by.person,
            **identity(Material, uid),
            **fields,
        )
        history.record(row, "material.brought", by=by, what=row.title)
        if need is not None:
            note_received(need, by=by, steers=steers)
    return row


def edit_material(row: Material, *, by: Member, version: int, upload: Any = None, **fields: Any) -> None:
    """Change it; another file takes the place of the first. Raises Conflict (nothing written) or Refused."""
    if not any((fields.get("text", "").strip(), fields.get("address"), upload, row.file_id)):
        raise Refused(_("Write something, choose a file or give the address of a page."))
    with transaction.atomic():
        if upload:
            fields["file"] = files.keep(row.coalition, upload, by=by.person)
        write(row, version=version, **fields)
        history.record(row, "material.changed", by=by, what=row.title)


@transaction.atomic
def remove_material(row: Material, *, by: Member, reason: str = "") -> None:
    """Take it out; the observations that rest on it stay. `restore_material` undoes it."""
    mark_removed(row, by=by, reason=reason)
    history.record(row, "material.removed", by=by, what=row.title)


@transaction.atomic
def restore_material(row: Material, *, by: Member) -> None:
    """Undo a removal."""
    undo_removal(row)
    history.record(row, "material.restored", by=by, what=row.title)
