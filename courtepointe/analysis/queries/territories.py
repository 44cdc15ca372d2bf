"""The territories that figures are about, and the way from the coalition's own to those around it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from courtepointe.access import Reader
from courtepointe.analysis.models import Territory
from courtepointe.database.prepared import MARK, Prepared

KINDS = {str(kind): place for place, kind in enumerate(Territory.Kind.values)}


@dataclass(frozen=True, slots=True)
class Place:
    """A territory as a list needs it."""

    pk: int
    uid: uuid.UUID
    name: str
    kind: str
    within_id: int | None
    sort_key: str

    @property
    def kind_name(self) -> str:
        return str(Territory.Kind(self.kind).label)

    @property
    def order(self) -> tuple[int, str]:
        return KINDS[self.kind], self.sort_key


def places_of(coalition_id: int) -> dict[int, Place]:
    """All the territories by key: the coalition's own first, then from the widest kind to the smallest. One query."""
    found = _PLACES.all(coalition_id)
    return {place.pk: place for place in sorted((Place(*row) for row in found), key=lambda place: place.order)}


_PLACES: Prepared[Any] = Prepared(
    lambda coalition: (
        Territory.objects.present()
        .filter(coalition_id=coalition)
        .values_list("pk", "uid", "name", "kind", "within_id", "sort_key", named=True)
    ),
    MARK,
)


def chain_of(places: Mapping[int, Place]) -> list[Place]:
    """The coalition's own territory, then the one it is in, and so on; empty when nobody said which is its own."""
    here = next((place for place in places.values() if place.kind == Territory.Kind.OWN), None)
    chain: list[Place] = []
    while here is not None and here not in chain:
        chain.append(here)
        here = places.get(here.within_id) if here.within_id else None
    return chain


def territories_for(reader: Reader) -> QuerySet[Territory]:
    """The territories with the number of their values (`values_count`). Every member may read them."""
    rows = Territory.objects.present().filter(coalition_id=reader.coalition_id).select_related("within")
    held = Q(data__removed_at=None, data__indicator__removed_at=None)
    return rows.annotate(values_count=Count("data", filter=held)).order_by("sort_key")


def removed_territory_for(reader: Reader, uid: uuid.UUID) -> Territory | None:
    """A territory that was removed and may be put back, for those who steer."""
    if not reader.steers:
        return None
    return Territory.objects.filter(coalition_id=reader.coalition_id, uid=uid, removed_at__isnull=False).first()
