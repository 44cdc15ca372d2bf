"""Observations: short facts that people bring, by name, for their organisation, or without any name."""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.analysis.models import Datum, Evidence, Material, Observation
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import already_made, identity, mark_removed, undo_removal
from courtepointe.meetings.models import Process
from courtepointe.rows import write

# Letters and figures that nobody mistakes for others when they copy them by hand.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RECEIPT = 12

history.declare(
    {
        "observation.added": gettext_lazy("%(who)s added an observation: “%(what)s”."),
        "observation.changed": gettext_lazy("%(who)s changed an observation: “%(what)s”."),
        "observation.removed": gettext_lazy("%(who)s removed an observation: “%(what)s”."),
        "observation.restored": gettext_lazy("%(who)s put back an observation: “%(what)s”."),
        "observation.set_aside": gettext_lazy("%(who)s set an observation aside: “%(what)s”. %(because)s"),
        "observation.taken_up": gettext_lazy("%(who)s took up again an observation: “%(what)s”."),
    }
)


@transaction.atomic
def add_observation(
    process: Process,
    *,
    by: Member,
    uid: uuid.UUID | None = None,
    data: Iterable[Datum] = (),
    materials: Iterable[Material] = (),
    **fields: Any,
) -> tuple[Observation, str]:
    """Add an observation; the row, and the receipt code of an anonymous one ("" otherwise), which is stored nowhere.

    An anonymous one keeps no author, no organisation, no hour and no line of history, and its keys tell no order.
    A form that comes twice (`uid`) adds it once; an anonymous one cannot be recognised, and is added again.
    """
    fields.setdefault("seen_on", clock.today(process.coalition.timezone))
    here: dict[str, Any] = {"coalition_id": process.coalition_id, "process": process}
    if fields.get("attribution") == Observation.Attribution.ANONYMOUS:
        receipt = "".join(secrets.choice(ALPHABET) for _ in range(RECEIPT))
        nameless = {**fields, "organisation": None, "member": None, "activity": None}
        row = Observation.objects.create(
            pk=any_key(),
            uid=uuid.uuid4(),
            receipt_hash=receipt_hash(receipt),
            **here,
            **nameless,
        )
        _rest_on(row, data, materials)
        return row, receipt
    made = already_made(process.observations, uid)
    if made is not None:
        return made, ""
    row = Observation.objects.create(**here, **identity(Observation, uid), **fields)
    _rest_on(row, data, materials)
    _record(row, "observation.added", by=by)
    return row, ""


@transaction.atomic
def edit_observation(row: Observation, *, by: Member, version: int, **fields: Any) -> None:
    """Mend an observation opened at `version`. Raises Conflict and writes nothing when somebody saved in between.

    Whoever signed it may, and whoever steers; an anonymous one is nobody's to change. PermissionDenied for others.
    """
    if not may_edit(row, by):
        raise PermissionDenied
    evidence = {name: fields.pop(name) for name in ("data", "materials") if name in fields}
    write(row, version=version, **fields)
    if evidence:
        row.evidence_rows.all().delete()
        _rest_on(row, evidence.get("data", ()), evidence.get("materials", ()))
    _record(row, "observation.changed", by=by)


def may_edit(row: Observation, member: Member) -> bool:
    """Whether this member may change the words of an observation."""
    if row.attribution == Observation.Attribution.ANONYMOUS:
        return False
    if member.role in ("coordinator", "facilitator"):
        return True
    return row.member_id == member.pk


@transaction.atomic
def remove_observation(row: Observation, *, by: Member, reason: str = "") -> None:
    """Take it out of the list: a passage that names a family, a mistake. `restore_observation` undoes it."""
    mark_removed(row, by=by, reason=reason)
    _record(row, "observation.removed", by=by)


@transaction.atomic
def restore_observation(row: Observation, *, by: Member) -> None:
    """Undo a removal."""
    undo_removal(row)
    _record(row, "observation.restored", by=by)


@transaction.atomic
def set_observation_aside(row: Observation, *, by: Member, because: str) -> None:
    """It goes in no finding, for a reason that its writer can read; an empty reason takes it up again."""
    row.set_aside_because = because
    row.finding = None if because else row.finding
    row.save(update_fields=["set_aside_because", "finding"])
    if because:
        _record(row, "observation.set_aside", by=by, because=because)
    else:
        _record(row, "observation.taken_up", by=by)


def receipt_hash(code: str) -> str:
    """What is stored of a receipt code, however it was typed: spaces, hyphens and case do not matter."""
    plain = "".join(letter for letter in code.upper() if letter in ALPHABET)
    return hashlib.sha256(f"observation:{plain}".encode()).hexdigest()


def any_key() -> int:
    """A key by chance, under zero: SQLite counts on from the highest, so the next signed row would date it."""
    return -secrets.randbits(52) - 1


def _rest_on(row: Observation, data: Iterable[Datum], materials: Iterable[Material]) -> None:
    here = {"coalition_id": row.coalition_id, "observation": row}
    rows = [Evidence(**here, datum=datum) for datum in data]
    rows += [Evidence(**here, material=material) for material in materials]
    if row.attribution == Observation.Attribution.ANONYMOUS:
        for one in rows:
            one.pk = any_key()
    Evidence.objects.bulk_create(rows)


def _record(row: Observation, verb: str, *, by: Member, **facts: str) -> None:
    """Never the words of an anonymous one: the line names who tends the list, on the day they do."""
    anonymous = row.attribution == Observation.Attribution.ANONYMOUS
    history.record(row, verb, by=by, what="…" if anonymous else row.text, **facts)
