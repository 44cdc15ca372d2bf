"""Services and factors for the tests: an inventory, a line of it, what a form sends."""

from typing import Any

from courtepointe.analysis.actions import inventory as acts
from courtepointe.analysis.models import Inventory, Service, Territory
from courtepointe.coalitions.models import Coalition, Organisation
from courtepointe.i18n import sort_key
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from tests.cast import Cast

LINE = {
    "name": "Heure du conte",
    "category": "early-literacy",
    "ages": ["3-4-years"],
    "systems": ["child"],
    "where": ["all"],
}


def process_of(cast: Cast) -> Process:
    found = current_process(cast.coalition)
    assert found is not None
    return found


def inventory(cast: Cast, organisation: Organisation | None = None) -> Inventory:
    return acts.inventory_of(process_of(cast), organisation or cast.organisation)


def service(cast: Cast, name: str = "Heure du conte", *, of: Organisation | None = None, **fields: Any) -> Service:
    """A line of an organisation, entered by whoever coordinates."""
    writing = acts.Writing(inventory(cast, of), cast.amina, for_them=True)
    plain = {key: value for key, value in LINE.items() if key not in ("where", "name")}
    return acts.add_service(writing, **{"name": name, **plain, **fields})


def part(coalition: Coalition, name: str, kind: str = Territory.Kind.MUNICIPALITY) -> Territory:
    return Territory.objects.create(coalition=coalition, name=name, kind=kind, sort_key=sort_key(name))
