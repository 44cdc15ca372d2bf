"""What one organisation has said: its services, its factors, what is left to say."""

from collections.abc import Sequence
from dataclasses import dataclass

from courtepointe.analysis.models import FactorAction, Inventory, Service, Territory
from courtepointe.coalitions.models import Coalition
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.library.method import Factor, Method

PARTS = (Territory.Kind.MUNICIPALITY, Territory.Kind.BOROUGH, Territory.Kind.NEIGHBOURHOOD)


def parts_of(coalition: Coalition) -> list[Territory]:
    """The parts of the territory in which a service may be offered; one query."""
    return _PARTS.all(coalition.pk)


_PARTS: Prepared[Territory] = Prepared(
    lambda coalition: (
        Territory.objects.present().filter(coalition_id=coalition, kind__in=PARTS).order_by("sort_key", "pk")
    ),
    MARK,
)


def services_of(inventory: Inventory) -> list[Service]:
    """The lines of an organisation, in their order, with their places; two queries."""
    lines = Service.objects.present().filter(process_id=inventory.process_id, organisation_id=inventory.organisation_id)
    return list(lines.prefetch_related("places__territory").order_by("position", "pk"))


def where(service: Service, whole: str) -> str:
    """Where it is offered, in words; `whole` names the whole territory."""
    if service.everywhere:
        return whole
    names = [place.territory.name for place in service.places.all() if place.territory.removed_at is None]
    return ", ".join(sorted(names)) or whole


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a factor; `row` is None when nothing was."""

    factor: Factor
    row: FactorAction | None
    services: frozenset[int] = frozenset()


def factors_of(inventory: Inventory, method: Method) -> list[Said]:
    """The factors of the coalition's method by system, with the organisation's answers; two queries."""
    found = FactorAction.objects.filter(process_id=inventory.process_id, organisation_id=inventory.organisation_id)
    rows = {row.factor: row for row in found.prefetch_related("services")}
    return [
        Said(
            factor,
            rows.get(factor.slug),
            frozenset(link.service_id for link in rows[factor.slug].services.all())
            if factor.slug in rows
            else frozenset(),
        )
        for factor in by_system(method)
    ]


def by_system(method: Method) -> list[Factor]:
    """The factors in the order of their systems; last, those of no system that is used."""
    order = {system.slug: place for place, system in enumerate(method.systems)}
    return sorted(method.factors, key=lambda factor: order.get(factor.system, len(order)))


def left_to_say(said: Sequence[Said]) -> list[Factor]:
    """The factors without an answer."""
    return [one.factor for one in said if one.row is None]
