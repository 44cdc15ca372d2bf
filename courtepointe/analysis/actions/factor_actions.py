"""How far an organisation works on each protective factor (Outil 7): a level, what is within reach, services."""

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.analysis.actions.inventory import Writing, opened
from courtepointe.analysis.models import FactorAction, FactorService, Service
from courtepointe.rows import Conflict, write

history.declare(
    {
        "inventory.factors": gettext_lazy("%(who)s said how %(organisation)s works on the protective factors."),
        "inventory.factors_entered": gettext_lazy(
            "%(who)s entered for %(organisation)s how it works on the protective factors."
        ),
    }
)


def say_factor(
    writing: Writing, factor: str, *, version: int, services: Collection[Service] | None = None, **fields: Any
) -> FactorAction:
    """What the organisation says of one factor; `version` is 0 for a first answer. `services` None leaves them as is.

    History has one line a day for each person. Raises Conflict when somebody of the same organisation answered in
    between, Refused once the inventory is closed.
    """
    inventory = writing.inventory
    row = _row(writing, factor)
    with transaction.atomic():
        opened(writing)
        if row is None:
            row = _first(writing, factor, fields)
        else:
            write(row, version=version, **fields)
        if services is not None:
            _set_services(row, services)
        history.record_once_a_day(
            inventory,
            "inventory.factors_entered" if writing.for_them else "inventory.factors",
            by=writing.member,
            organisation=writing.name,
        )
    return row


def _row(writing: Writing, factor: str) -> FactorAction | None:
    inventory = writing.inventory
    rows = FactorAction.objects.filter(process_id=inventory.process_id, organisation_id=inventory.organisation_id)
    return rows.filter(factor=factor).first()


def _first(writing: Writing, factor: str, fields: dict[str, Any]) -> FactorAction:
    inventory = writing.inventory
    try:
        with transaction.atomic():
            return FactorAction.objects.create(
                coalition_id=inventory.coalition_id,
                process_id=inventory.process_id,
                organisation_id=inventory.organisation_id,
                factor=factor,
                **fields,
            )
    except IntegrityError:  # two people of the organisation at the same instant
        row = _row(writing, factor)
        assert row is not None
        raise Conflict(row, fields) from None


def _set_services(row: FactorAction, services: Collection[Service]) -> None:
    wanted = {service.pk for service in services}
    row.services.exclude(service_id__in=wanted).delete()
    there = set(row.services.values_list("service_id", flat=True))
    FactorService.objects.bulk_create(
        FactorService(coalition_id=row.coalition_id, factor_action=row, service_id=pk) for pk in sorted(wanted - there)
    )
