"""A coalition's own wording of the method: renames, additions, hidden entries. The method itself is never touched."""

import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Coalition, Member, MethodChange
from courtepointe.coalitions.queries.wording import Wording, wording_of
from courtepointe.i18n import sort_key
from courtepointe.rows import Conflict, Refused, write

history.declare(
    {
        "method_change.reworded": gettext_lazy("%(who)s reworded “%(original)s” in the method: “%(name)s”."),
        "method_change.added": gettext_lazy("%(who)s added “%(name)s” to the coalition’s method."),
        "method_change.hidden": gettext_lazy("%(who)s hid “%(name)s” in the coalition’s method."),
        "method_change.shown": gettext_lazy("%(who)s showed “%(name)s” again in the coalition’s method."),
        "method_change.restored": gettext_lazy("%(who)s put back the method’s own words for “%(name)s”."),
    }
)

On = MethodChange.On
FIXED = (On.STAGE, On.SYSTEM)  # the method stands on them: renamed, never hidden nor added here
NO_ROW = 0  # the version of an entry that the coalition has not touched yet


def reword(entry: Wording, coalition: Coalition, *, by: Member, version: int, **words: str) -> None:
    """Give an entry the coalition's own `name` and `description`, and a factor its `system`.

    The method's name and source stay beside. Raises Conflict when somebody saved meanwhile, Refused for a name in use.
    """
    _name_is_free(coalition, entry.kind, words.get("name", ""), but=entry.slug)
    with transaction.atomic():
        row = _save(entry, coalition, version, changed_at=clock.now(), **words)
        history.record(row, "method_change.reworded", by=by, original=entry.original, name=row.name or entry.original)


@transaction.atomic
def add_entry(
    coalition: Coalition, kind: str, *, by: Member, name: str, description: str = "", system: str = ""
) -> MethodChange:
    """A factor, service category or criterion of the coalition's own. Raises Refused for a name in use."""
    if kind in FIXED:
        raise Refused(_("Systems and stages can be renamed; a fourth system is chosen in the settings."))
    _name_is_free(coalition, kind, name)
    row = MethodChange.objects.create(
        coalition=coalition,
        kind=kind,
        slug=f"own-{secrets.token_hex(4)}",
        name=name,
        description=description,
        system=system,
        added=True,
    )
    _announce(coalition)
    history.record(row, "method_change.added", by=by, name=name)
    return row


@transaction.atomic
def set_hidden(entry: Wording, coalition: Coalition, hidden: bool, *, by: Member) -> None:
    """Hide an entry, or show it again; what already uses it keeps it. Raises Refused for systems and stages."""
    if entry.kind in FIXED:
        raise Refused(_("Systems and stages can be renamed, not hidden: the whole method stands on them."))
    if entry.hidden == hidden:
        return
    row = _save(entry, coalition, entry.version, hidden=hidden, changed_at=clock.now())
    history.record(row, "method_change.hidden" if hidden else "method_change.shown", by=by, name=entry.name)


@transaction.atomic
def restore_original(entry: Wording, coalition: Coalition, *, by: Member) -> None:
    """Put the method's own words back, shown; nothing happens to an entry of the coalition's own."""
    if entry.own or not entry.changed:
        return
    row = _save(entry, coalition, entry.version, name="", description="", system="", hidden=False)
    history.record(row, "method_change.restored", by=by, name=entry.original)


def _save(entry: Wording, coalition: Coalition, version: int, **fields: Any) -> MethodChange:
    """The row of an entry, made the first time that the coalition touches it."""
    row = coalition.method_changes.filter(kind=entry.kind, slug=entry.slug).first()
    if row is None:
        try:
            with transaction.atomic():
                row = MethodChange.objects.create(coalition=coalition, kind=entry.kind, slug=entry.slug, **fields)
        except IntegrityError:
            raise Conflict(coalition.method_changes.get(kind=entry.kind, slug=entry.slug), fields) from None
    else:
        write(row, version=version, **fields)
    _announce(coalition)
    return row


def _announce(coalition: Coalition) -> None:
    """The method of this coalition is another one from now on: every process reads it again."""
    Coalition.objects.filter(pk=coalition.pk).update(method_version=F("method_version") + 1)
    coalition.method_version += 1


def _name_is_free(coalition: Coalition, kind: str, name: str, but: str = "") -> None:
    taken = {sort_key(entry.name): entry.slug for entry in wording_of(coalition, kind)}
    if name and taken.get(sort_key(name), but) != but:
        raise Refused(_("“%(name)s” is already there.") % {"name": name})
