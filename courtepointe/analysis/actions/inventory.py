"""What an organisation says of its services (Outil 6): line by line, by its own people or from paper for it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.analysis.models import Inventory, Service, ServicePlace, Territory
from courtepointe.coalitions.models import Member, Organisation
from courtepointe.meetings.actions.guard import already_made, identity, mark_removed, undo_removal
from courtepointe.meetings.models import Process
from courtepointe.rows import Refused, write

history.declare(
    {
        "service.added": gettext_lazy("%(who)s added a service of %(organisation)s: “%(what)s”."),
        "service.entered": gettext_lazy("%(who)s entered a service for %(organisation)s: “%(what)s”."),
        "service.changed": gettext_lazy("%(who)s changed a service of %(organisation)s: “%(what)s”."),
        "service.removed": gettext_lazy("%(who)s removed a service of %(organisation)s: “%(what)s”."),
        "service.restored": gettext_lazy("%(who)s put back a service of %(organisation)s: “%(what)s”."),
        "inventory.copied": gettext_lazy(
            "%(who)s took up the services of %(organisation)s of the last cycle (lines: %(count)s)."
        ),
        "inventory.lines_entered": gettext_lazy(
            "%(who)s entered services for %(organisation)s from a table (lines: %(count)s)."
        ),
        "inventory.none": gettext_lazy("%(who)s noted that %(organisation)s offers no service."),
        "inventory.handed_in": gettext_lazy("%(who)s handed in the services and factors of %(organisation)s."),
        "inventory.entered": gettext_lazy(
            "%(who)s handed in the services and factors of %(organisation)s, for it, from paper."
        ),
    }
)

COPIED = (
    *("name", "category", "ages", "systems", "everywhere", "description", "reach", "public", "moment", "capacity"),
    *("reached", "waiting", "cost", "access", "funding", "funded_until", "partners", "limits"),
)


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes in which inventory; `for_them`: somebody who steers, in the place of the organisation."""

    inventory: Inventory
    member: Member
    for_them: bool = False

    @property
    def name(self) -> str:
        return self.inventory.organisation.name


def is_closed(inventory: Inventory) -> bool:
    """It was asked for, and is no longer: the coordinator has closed it. `due_on` stays as the trace of the asking."""
    return inventory.asked_at is None and inventory.due_on is not None


def may_write(inventory: Inventory, *, for_them: bool) -> bool:
    """An organisation writes while it is asked to; whoever steers always may, for it."""
    return for_them or inventory.asked_at is not None


def inventory_of(process: Process, organisation: Organisation) -> Inventory:
    """The inventory of an organisation in this cycle, made when it has none yet."""
    found, _made = Inventory.objects.select_related("organisation", "entered_by").get_or_create(
        process=process, organisation=organisation, defaults={"coalition_id": process.coalition_id}
    )
    return found


def add_service(
    writing: Writing, *, places: Iterable[Territory] = (), uid: uuid.UUID | None = None, **fields: Any
) -> Service:
    """One line more. A form that comes twice adds one. Raises Refused once the inventory is closed."""
    inventory = writing.inventory
    with transaction.atomic():
        opened(writing)
        already = already_made(inventory.organisation.services, uid)
        if already is not None:
            return already
        service = Service.objects.create(
            **identity(Service, uid),
            **_owner(inventory),
            position=_next_place(inventory),
            **fields,
        )
        _set_places(service, places)
        _says(writing, none=False)
        _record(writing, service, "service.entered" if writing.for_them else "service.added")
    return service


def add_services(writing: Writing, lines: Iterable[dict[str, Any]]) -> int:
    """Lines of a table that came back filled: one line of history. `places` of a line are territories."""
    inventory = writing.inventory
    with transaction.atomic():
        opened(writing)
        place = _next_place(inventory)
        count = 0
        for count, line in enumerate(lines, start=1):
            places = line.pop("places", ())
            service = Service.objects.create(**_owner(inventory), position=place + count - 1, **line)
            _set_places(service, places)
        if count:
            _says(writing, none=False)
            _record(writing, inventory, "inventory.lines_entered", count=count)
    return count


def change_service(
    writing: Writing, service: Service, *, version: int, places: Iterable[Territory] = (), **fields: Any
) -> None:
    """Mend a line opened at `version`. Raises Conflict and writes nothing when somebody saved in between."""
    with transaction.atomic():
        opened(writing)
        write(service, version=version, **fields)
        _set_places(service, places)
        _record(writing, service, "service.changed")


def remove_service(writing: Writing, service: Service) -> None:
    """Take a line out; `restore_service` undoes it."""
    with transaction.atomic():
        opened(writing)
        if service.removed_at is None:
            mark_removed(service, by=writing.member)
            _record(writing, service, "service.removed")


def restore_service(writing: Writing, service: Service) -> None:
    """Undo a removal. Does nothing when it is already back."""
    with transaction.atomic():
        opened(writing)
        service.refresh_from_db(fields=["removed_at"])
        if service.removed_at is not None:
            undo_removal(service)
            _says(writing, none=False)
            _record(writing, service, "service.restored")


def copy_services(writing: Writing) -> int:
    """Take up the lines of the last cycle that are not here yet; say how many. Doing it twice copies nothing more."""
    inventory = writing.inventory
    with transaction.atomic():
        opened(writing)
        lines = list(earlier_lines(inventory).prefetch_related("places"))
        for place, line in enumerate(lines, start=_next_place(inventory)):
            copy = Service.objects.create(
                **_owner(inventory),
                position=place,
                copied_from=line,
                **{name: getattr(line, name) for name in COPIED},
            )
            ServicePlace.objects.bulk_create(
                ServicePlace(coalition_id=copy.coalition_id, service=copy, territory_id=kept.territory_id)
                for kept in line.places.all()
            )
        if lines:
            _says(writing, none=False)
            _record(writing, inventory, "inventory.copied", count=len(lines))
    return len(lines)


def earlier_lines(inventory: Inventory) -> Any:
    """The lines of the last cycle that were not taken up; one that was and was removed since does not come back."""
    previous = inventory.process.previous_id
    if previous is None:
        return Service.objects.none()
    taken = Service.objects.filter(process_id=inventory.process_id, copied_from__isnull=False)
    lines = Service.objects.present().filter(process_id=previous, organisation_id=inventory.organisation_id)
    return lines.exclude(pk__in=taken.values("copied_from")).order_by("position", "pk")


def say_no_service(writing: Writing) -> None:
    """The organisation offers none: an answer like another. Raises Refused while it has lines."""
    with transaction.atomic():
        opened(writing)
        if _lines(writing.inventory).exists():
            raise Refused(_("Remove the services of the list first."))
        if not writing.inventory.no_service:
            _says(writing, none=True)
            _record(writing, writing.inventory, "inventory.none")


def hand_in(writing: Writing) -> None:
    """It is complete. May be changed and handed in again until the coordinator closes.

    Raises Refused when nothing was said of the services.
    """
    inventory = writing.inventory
    with transaction.atomic():
        opened(writing)
        if not inventory.no_service and not _lines(inventory).exists():
            raise Refused(_("Write at least one service, or say that you offer none."))
        who = {"entered_by": writing.member.person} if writing.for_them else {"entered_by": None}
        name = "" if writing.for_them else writing.member.name
        _set(inventory, handed_in_at=clock.now(), handed_in_by_name=name, **who)
        _record(writing, inventory, "inventory.entered" if writing.for_them else "inventory.handed_in")


def opened(writing: Writing) -> None:
    """Lock the inventory and read it as it is now; its first writing is noted. Raises Refused once it is closed."""
    row = Inventory.objects.select_for_update(no_key=True).get(pk=writing.inventory.pk)
    for name in ("asked_at", "due_on", "started_at", "no_service", "handed_in_at"):
        setattr(writing.inventory, name, getattr(row, name))
    if not may_write(writing.inventory, for_them=writing.for_them):
        raise Refused(_("The list of services is closed: ask the person who coordinates to open it again."))
    if row.started_at is None:
        _set(writing.inventory, started_at=clock.now())


def _set(inventory: Inventory, **fields: Any) -> None:
    Inventory.objects.filter(pk=inventory.pk).update(**fields)
    for name, value in fields.items():
        setattr(inventory, name, value)


def _says(writing: Writing, *, none: bool) -> None:
    if writing.inventory.no_service is not none:
        _set(writing.inventory, no_service=none)


def _record(writing: Writing, thing: Inventory | Service, verb: str, **facts: int) -> None:
    what = {"what": thing.name} if isinstance(thing, Service) else {}
    history.record(thing, verb, by=writing.member, organisation=writing.name, **what, **facts)


def _owner(inventory: Inventory) -> dict[str, Any]:
    return {
        "coalition_id": inventory.coalition_id,
        "process_id": inventory.process_id,
        "organisation_id": inventory.organisation_id,
    }


def _lines(inventory: Inventory) -> Any:
    return Service.objects.present().filter(process_id=inventory.process_id, organisation_id=inventory.organisation_id)


def _next_place(inventory: Inventory) -> int:
    last = _lines(inventory).order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def _set_places(service: Service, places: Iterable[Territory]) -> None:
    wanted = set() if service.everywhere else {place.pk for place in places}
    service.places.exclude(territory_id__in=wanted).delete()
    there = set(service.places.values_list("territory_id", flat=True))
    ServicePlace.objects.bulk_create(
        ServicePlace(coalition_id=service.coalition_id, service=service, territory_id=pk)
        for pk in sorted(wanted - there)
    )
