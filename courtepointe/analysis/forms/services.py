"""A line of the service inventory: five fields are required, the others are folded."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.analysis.models import Service, Territory
from courtepointe.analysis.queries.ages import AGES
from courtepointe.analysis.queries.ages import NAMES as AGE_NAMES
from courtepointe.coalitions.models import Coalition
from courtepointe.library.method import Method
from courtepointe.meetings.forms.common import VersionedForm
from courtepointe.rows import Versioned

WHOLE = "all"
PLAIN = (
    *("name", "category", "ages", "systems", "description", "reach", "public", "moment", "capacity", "reached"),
    *("waiting", "cost", "access", "funding", "funded_until", "partners", "limits"),
)
MOST = 1_000_000


def boxes(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, help_text=help_text, widget=forms.CheckboxSelectMultiple)


def count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST)


class ServiceForm(VersionedForm):
    """What the organisation offers, for whom and where; then what it wishes to add."""

    name = forms.CharField(label=_("Service or activity"), max_length=200)
    category = forms.ChoiceField(label=_("Category"))
    ages = boxes(_("For whom"))
    systems = boxes(_("Systems that it reaches"))
    where = boxes(_("Where"))
    description = forms.CharField(
        label=_("In a few words"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    reach = forms.ChoiceField(label=_("For all or for some"), required=False, choices=Service.Reach.choices)
    public = forms.CharField(label=_("For which families, when it is for some"), max_length=200, required=False)
    moment = forms.CharField(
        label=_("When"), max_length=200, required=False, help_text=_("All year, by session, hours, how often.")
    )
    capacity = count(_("Places"))
    reached = count(_("People reached in a year"))
    waiting = count(_("People on the waiting list"))
    cost = forms.CharField(label=_("Cost to the family"), max_length=200, required=False)
    access = forms.CharField(
        label=_("What makes it easier to come"),
        max_length=300,
        required=False,
        help_text=_("Transport, child care, languages spoken."),
    )
    funding = forms.ChoiceField(label=_("Funding"), required=False, choices=Service.Funding.choices)
    funded_until = forms.DateField(label=_("Funded until"), required=False)
    partners = forms.CharField(label=_("With whom"), max_length=300, required=False)
    limits = forms.CharField(
        label=_("Limits, needs that it does not meet"),
        max_length=600,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    REQUIRED = ("name", "category", "ages", "systems", "where")
    FOLDED = PLAIN[4:]

    def __init__(self, coalition: Coalition, method: Method, parts: list[Territory], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {str(part.uid): part for part in parts}
        choices: dict[str, list[tuple[str, Any]]] = {
            "category": [("", _("Choose a category")), *((one.slug, str(one.name)) for one in method.categories)],
            "ages": [(age.slug, age.name) for age in AGES],
            "systems": [(system.slug, str(system.name)) for system in method.systems],
            "where": [(WHOLE, _("The whole territory")), *((uid, part.name) for uid, part in self.parts.items())],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("funded_until") and not cleaned.get("funding"):
            cleaned["funding"] = Service.Funding.PROJECT  # an end of funding says that it is for a project
        return cleaned

    def values(self) -> dict[str, Any]:
        """What was typed; a service offered in the whole territory names no part of it."""
        everywhere = WHOLE in self.cleaned_data["where"]
        return {**{name: self.cleaned_data[name] for name in PLAIN}, "everywhere": everywhere}

    @property
    def places(self) -> list[Territory]:
        return [self.parts[uid] for uid in self.cleaned_data["where"] if uid in self.parts]

    def shown(self, name: str, value: Any) -> str:
        known = dict(self.fields[name].choices) if name in ("category", "ages", "systems") else {}  # type: ignore[attr-defined]
        if isinstance(value, list):
            return ", ".join(str(known.get(one, one)) for one in value)
        return str(known[value]) if value in known else super().shown(name, value)

    def differing(self, row: Versioned, mine: dict[str, Any]) -> list[tuple[str, str]]:
        plain = {name: value for name, value in mine.items() if name != "everywhere"}
        return super().differing(row, plain)

    @property
    def has_more(self) -> bool:
        """Whether something of the folded part is filled or wrong: it is then shown open."""
        return any(self[name].value() for name in self.FOLDED) or any(name in self.errors for name in self.FOLDED)


def initial_of(service: Service) -> dict[str, Any]:
    """What the form shows of a line."""
    places = [str(place.territory.uid) for place in service.places.all()]
    where = [WHOLE] if service.everywhere or not places else places
    return {**{name: getattr(service, name) for name in PLAIN}, "where": where, "version": service.version}


def age_names(service: Service) -> str:
    """The ages of a line, in words."""
    return ", ".join(str(name) for slug, name in AGE_NAMES.items() if slug in service.ages)
