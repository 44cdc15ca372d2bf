"""The register of confidentiality incidents: read by those who answer for personal information, and by nobody else."""

from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import history, i18n
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.guide.models import Incident
from courtepointe.rows import write

history.declare(
    {
        "personal.incident_added": gettext_lazy("%(who)s entered incident %(number)s in the register."),
        "personal.incident_changed": gettext_lazy("%(who)s completed incident %(number)s of the register."),
        "personal.incidents_read": gettext_lazy("%(who)s opened the register of incidents."),
    }
)


def incidents_of(coalition: Coalition) -> QuerySet[Incident]:
    """The register, the latest first."""
    return Incident.objects.filter(coalition=coalition).order_by("-number")


@transaction.atomic
def add_incident(coalition: Coalition, *, by: Member, **fields: Any) -> Incident:
    """Enter an incident, with the next number of the coalition. History says that, and nothing of what happened."""
    Coalition.objects.select_for_update(no_key=True).get(pk=coalition.pk)
    last = Incident.objects.filter(coalition=coalition).aggregate(last=Max("number"))["last"]
    row = Incident.objects.create(coalition=coalition, number=(last or 0) + 1, made_by=by, **fields)
    history.record(row, "personal.incident_added", by=by, number=row.number)
    return row


@transaction.atomic
def change_incident(incident: Incident, *, by: Member, version: int, **fields: Any) -> None:
    """Complete an incident opened at `version`. Raises Conflict."""
    write(incident, version=version, **fields)
    history.record(incident, "personal.incident_changed", by=by, number=incident.number)


def note_reading(coalition: Coalition, *, by: Member) -> None:
    """That somebody opened the register, once a day for each person."""
    history.record_once_a_day(coalition, "personal.incidents_read", by=by, zone=coalition.timezone)


def for_the_commission(row: Incident) -> str:
    """What the notice to the Commission asks, a line for each fact, to be copied into its form."""
    coalition, missing = row.coalition, _("(to be completed)")
    answers = [coalition.privacy_title, coalition.privacy_name, coalition.privacy_email, coalition.privacy_phone]
    assessed = [row.sensitivity, row.misuse, row.consequences, row.likelihood]
    lines = [
        (_("Organisation"), coalition.name),
        (_("Who answers for personal information"), ", ".join(filter(None, answers))),
        (_("What happened"), row.get_kind_display()),
        (_("What personal information it touches"), row.information),
        (_("How it happened, in short"), row.circumstances),
        (_("When it happened"), row.happened),
        (_("When you learned of it"), i18n.long_date(row.known_on)),
        (_("How many people it concerns"), row.people),
        (_("Why the risk is serious"), " ".join(filter(None, assessed))),
        (_("People concerned told on"), i18n.long_date(row.people_told_on) if row.people_told_on else ""),
        (_("Public notice, if any: when, and why"), row.public_notice or "—"),
        (_("What was done so that it does less harm, and does not happen again"), row.measures),
    ]
    return "\n\n".join(f"{name}\n{said or missing}" for name, said in lines)
