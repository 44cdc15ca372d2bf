"""For whom a service is: the ages of a child before school, and the adults around (Outil 6)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class AgeBand:
    """A band of ages; in years for exchanges with other directories, None for adults."""

    slug: str
    name: Promise
    years: tuple[float, float] | None = None


AGES = (
    AgeBand("prenatal", _("Before birth"), (0, 0)),
    AgeBand("0-12-months", _("0 to 12 months"), (0, 1)),
    AgeBand("1-2-years", _("1 and 2 years"), (1, 3)),
    AgeBand("3-4-years", _("3 and 4 years"), (3, 5)),
    AgeBand("kindergarten-entry", _("Entering kindergarten (4 and 5 years)"), (4, 6)),
    AgeBand("parents", _("Parents")),
    AgeBand("workers", _("People who work with families")),
)
NAMES = {age.slug: age.name for age in AGES}
SLUGS = tuple(NAMES)


def names_of(ages: Iterable[str]) -> str:
    """The names of some bands, in their order, parted by commas; a band that is no longer known is left out."""
    return ", ".join(str(NAMES[slug]) for slug in SLUGS if slug in ages)
