"""What a coalition has said of itself, and what remains to be said. Nothing of it ever blocks."""

from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import i18n
from courtepointe.coalitions.models import Coalition
from courtepointe.coalitions.queries.method import method_for


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to say: a section of the settings, or the lists of organisations and people."""

    slug: str
    title: str
    value: str
    done: bool


TITLES: dict[str, Promise] = {
    "name": gettext_lazy("Name and opening date"),
    "territory": gettext_lazy("Territory"),
    "trustee": gettext_lazy("Trustee organisation"),
    "privacy": gettext_lazy("Person responsible for personal information"),
    "language": gettext_lazy("Language"),
    "colour": gettext_lazy("Colour"),
    "fourth-system": gettext_lazy("Fourth system"),
    "digest": gettext_lazy("Summary of the week"),
    "organisations": gettext_lazy("Organisations"),
    "people": gettext_lazy("People"),
}

SECTION_TEXTS: dict[str, Promise] = {
    "name": gettext_lazy("The name appears at the top of every page and on what you print."),
    "territory": gettext_lazy("It appears on your documents and will serve to find figures about your area."),
    "trustee": gettext_lazy("It appears on your documents; you can leave it for later."),
    "privacy": gettext_lazy(
        "Quebec law asks every organisation to name the person who answers for the personal information it holds, and "
        "to publish their title and how to reach them. These details are asked for that only, and are "
        "shown to the members at the foot of the members page. Give work details."
    ),
    "language": gettext_lazy("What you type is marked as being in this language, for screen readers and translation."),
    "colour": gettext_lazy("It dresses the pages of the coalition."),
    "fourth-system": gettext_lazy(
        "The method looks at three systems: the child, the family and the community. Some coalitions set a fourth one "
        "apart. You can go back to three at any time: what you wrote is kept."
    ),
    "digest": gettext_lazy(
        "One message a week to each member who has an address: what changed, what comes back to them, what is coming. "
        "Nothing to say, no message; each person turns it off in one click."
    ),
}


def section_of(slug: str) -> Step:
    """A section without its value: for the page that edits it."""
    return Step(slug, str(TITLES[slug]), "", done=True)


def setup_for(coalition: Coalition) -> list[Step]:
    """All that can be said of a coalition, said or not; three queries."""
    trustee = coalition.trustee
    organisations = coalition.organisations.present().count()
    people = coalition.members.filter(left_at=None).count()
    said = {
        "name": _("%(name)s, since %(date)s") % {"name": coalition.name, "date": i18n.long_date(coalition.opened_on)},
        "territory": coalition.territory,
        "trustee": trustee.name if trustee else "",
        "privacy": ", ".join(filter(None, (coalition.privacy_name, coalition.privacy_title))),
        "organisations": str(organisations) if organisations else "",
        "people": str(people) if people > 1 else "",
        "language": coalition.get_language_display(),
        "colour": coalition.get_colour_display(),
        "fourth-system": _fourth(coalition),
        "digest": _("No summary") if coalition.digest_day is None else str(WEEKDAYS[coalition.digest_day]),
    }
    return [Step(slug, str(TITLES[slug]), value, done=bool(value)) for slug, value in said.items()]


def _fourth(coalition: Coalition) -> str:
    return " · ".join(str(system.name) for system in method_for(coalition).systems)
