"""Tie figures, a file or what was brought to the line of the plan that it answers: the line is ticked off."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.analysis.actions.data_plan import note_received
from courtepointe.analysis.models import DataNeed, Datum, Material
from courtepointe.analysis.queries.answers import FIGURES, IMPORT, MATERIAL, free
from courtepointe.coalitions.models import Member
from courtepointe.rows import Refused

history.declare(
    {
        "data_need.tied": gettext_lazy(
            "%(who)s tied to a line of the plan of the analysis, “%(what)s”: values %(values)s, documents "
            "%(documents)s."
        ),
        "data_need.untied": gettext_lazy(
            "%(who)s untied from a line of the plan of the analysis, “%(what)s”: values %(values)s, documents "
            "%(documents)s."
        ),
    }
)

Chosen = Iterable[tuple[str, uuid.UUID]]  # kind and uid, as in `queries.answers`


@transaction.atomic
def tie(need: DataNeed, chosen: Chosen, *, by: Member) -> int:
    """Say that these answer a line, which is then received; how many values and documents. For those who steer.

    What answers another line of this plan stays there. Raises Refused, nothing written, when nothing is tied.
    """
    _lock(need)
    by_kind = _by_kind(chosen)
    figures = Q(indicator__uid__in=by_kind[FIGURES], indicator__removed_at=None)
    figures |= Q(data_import__uid__in=by_kind[IMPORT])
    here = {"coalition_id": need.coalition_id}
    values = Datum.objects.present().filter(free(need.process), figures, **here).update(need=need)
    brought = Material.objects.present().filter(free(need.process), uid__in=by_kind[MATERIAL], **here)
    documents = brought.update(need=need)
    if not values + documents:
        raise Refused(_("Tick what answers this line. What answers another line already must be untied from it first."))
    note_received(need, by=by, steers=True)
    history.record(need, "data_need.tied", by=by, what=need.question, values=values, documents=documents)
    return values + documents


@transaction.atomic
def untie(need: DataNeed, chosen: Chosen, *, by: Member) -> int:
    """Undo a tie; how many values and documents. When nothing answers the line any more, it is awaited again.

    Untying twice changes nothing.
    """
    _lock(need)
    by_kind = _by_kind(chosen)
    values = Datum.objects.filter(need=need, indicator__uid__in=by_kind[FIGURES]).update(need=None)
    documents = Material.objects.filter(need=need, uid__in=by_kind[MATERIAL]).update(need=None)
    if not values + documents:
        return 0
    left = (Datum.objects.present().filter(need=need, indicator__removed_at=None), need.materials.present())
    if not any(rows.exists() for rows in left):
        note_received(need, by=by, steers=True, received=False)
    history.record(need, "data_need.untied", by=by, what=need.question, values=values, documents=documents)
    return values + documents


def _by_kind(chosen: Chosen) -> dict[str, list[uuid.UUID]]:
    found: dict[str, list[uuid.UUID]] = {FIGURES: [], IMPORT: [], MATERIAL: []}
    for kind, uid in chosen:
        if kind in found:
            found[kind].append(uid)
    return found


def _lock(need: DataNeed) -> None:
    DataNeed.objects.select_for_update(no_key=True).get(pk=need.pk)
