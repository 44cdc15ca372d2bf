"""Opening a coalition, and what it says of itself."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courtepointe import history
from courtepointe.access import COORDINATOR
from courtepointe.coalitions.actions.organisations import add_organisation
from courtepointe.coalitions.models import Coalition, Member, Person
from courtepointe.rows import write

history.declare(
    {
        "coalition.opened": _("%(who)s opened the coalition “%(name)s”."),
        "coalition.name": _("%(who)s changed the name or the opening date of the coalition: “%(name)s”."),
        "coalition.territory": _("%(who)s wrote the territory of the coalition: “%(territory)s”."),
        "coalition.trustee": _("%(who)s wrote the trustee organisation: “%(trustee)s”."),
        "coalition.privacy": _("%(who)s named the person responsible for personal information: %(name)s."),
        "coalition.language": _("%(who)s chose the language of the coalition."),
        "coalition.colour": _("%(who)s chose the colour of the coalition."),
        "coalition.fourth-system": _("%(who)s chose whether the coalition works with a fourth system."),
        "coalition.digest": _("%(who)s chose the day of the summary of the week."),
    }
)


@transaction.atomic
def open_coalition(*, name: str, opened_on: dt.date, by: Person) -> Member:
    """A new coalition with its first seat: `by`, who coordinates. Returns the seat. Writes history."""
    coalition = Coalition.objects.create(name=name, opened_on=opened_on, language=by.language)
    seat = Member(
        coalition=coalition,
        person=by,
        name=by.name or by.email,
        email=by.email,
        language=by.language,
        role=COORDINATOR,
    )
    seat.clean()
    seat.save()
    history.record(coalition, "coalition.opened", by=seat, name=name)
    return seat


FACTS = {"name": "name", "territory": "territory", "privacy": "privacy_name"}


@transaction.atomic
def change_setting(coalition: Coalition, section: str, *, by: Member, version: int, **fields: Any) -> None:
    """Save one section of the settings. Raises Conflict when somebody saved since the form was opened.

    A `new_trustee` (a name) is added as an organisation first; it raises Refused when that name is taken.
    """
    new_trustee = fields.pop("new_trustee", "")
    if new_trustee:
        fields["trustee"] = add_organisation(coalition, by=by, name=new_trustee)
    write(coalition, version=version, **fields)
    history.record(coalition, f"coalition.{section}", by=by, **_facts(coalition, section))


def _facts(coalition: Coalition, section: str) -> dict[str, str]:
    if section == "trustee":
        return {"trustee": coalition.trustee.name if coalition.trustee else history.UNKNOWN}
    field = FACTS.get(section)
    return {"name" if section == "privacy" else section: getattr(coalition, field) or history.UNKNOWN} if field else {}
