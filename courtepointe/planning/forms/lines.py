"""A transformation, an indicator, an action: the essential first; the rest may wait."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.analysis.models import PopulationIndicator, Service
from courtepointe.coalitions.models import Coalition, Member, Organisation
from courtepointe.meetings.forms.common import VersionedForm, offer
from courtepointe.meetings.models import Process
from courtepointe.planning.forms.fields import AmountField, MeasureField, decimals_of
from courtepointe.planning.models import Action, Frequency, Indicator

Measure, Direction = PopulationIndicator.Measure, PopulationIndicator.Direction
PER_CENT = 100


def organisation_field(label: Any, **kwargs: Any) -> Any:
    return forms.ModelChoiceField(
        label=label,
        queryset=Organisation.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("To be said"),
        **kwargs,
    )


def member_field(label: Any, **kwargs: Any) -> Any:
    return forms.ModelChoiceField(
        label=label,
        queryset=Member.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("To be said"),
        **kwargs,
    )


class FrequencyField(forms.ChoiceField):
    """How often, in months; 0 when it is not said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Frequency.choices, required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        return int(super().clean(value) or 0)


class LineForm(VersionedForm):
    """What the lines have in common: two texts are shown side by side when somebody saved in between."""

    def shown(self, name: str, value: Any) -> str:
        if isinstance(value, Organisation | Member):
            return value.name
        choices: Any = getattr(self.fields[name], "choices", ())
        if isinstance(self.fields[name], forms.TypedChoiceField | forms.ChoiceField) and isinstance(choices, list):
            return str({str(key): label for key, label in choices}.get(str(value), value))
        return super().shown(name, value)


class PartnersMixin:
    """The organisations that take part, ticked, each with its role: `partner` and `role-<uid>` in what was sent."""

    data: Any
    coalition: Coalition
    is_bound: bool

    def partners(self) -> list[tuple[Organisation, str]]:
        """Those that were ticked; an organisation of elsewhere is not there."""
        ticked = set(self.data.getlist("partner"))
        rows = self.coalition.organisations.present().order_by("sort_key")
        return [(row, self.data.get(f"role-{row.uid}", "").strip()[:200]) for row in rows if str(row.uid) in ticked]


class TransformationForm(PartnersMixin, LineForm):
    """The change wished in one system: a state that will be seen, not an activity."""

    system = forms.ChoiceField(label=_("System"))
    text = forms.CharField(
        label=_("Desired transformation"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What will be different, in this system, if the objective is reached. A state, not an activity."),
    )
    lead = organisation_field(_("Lead organisation"), help_text=_("The one that gathers the results."))
    lead_member = member_field(_("Person"))
    remark = forms.CharField(
        label=_("Remark"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, coalition: Coalition, systems: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coalition = coalition
        self.fields["system"].choices = list(systems.items())  # type: ignore[attr-defined]
        offer(self, coalition, member="lead_member", organisation="lead")


class IndicatorForm(LineForm):
    """The sign by which it will be seen: where we start, where we want to be, when, and how it is known."""

    name = forms.CharField(
        label=_("Indicator"),
        max_length=300,
        help_text=_("What can be seen or counted, such as: parents who read daily."),
    )
    baseline = MeasureField(label=_("Baseline"), required=False)
    baseline_on = forms.DateField(label=_("Measured on"), required=False)
    target = MeasureField(label=_("Target"), required=False)
    target_on = forms.DateField(label=_("To be reached by"), required=False)
    unit = forms.CharField(
        label=_("Unit"), max_length=40, required=False, help_text=_("As it is written after a value: %, $, children.")
    )
    tool = forms.CharField(
        label=_("Follow-up instrument"),
        max_length=200,
        required=False,
        help_text=_("The questionnaire, grid or register that gives the value."),
    )
    nature = forms.ChoiceField(
        label=_("Kind of indicator"),
        choices=Indicator.Nature.choices,
        initial=Indicator.Nature.OWN,
        help_text=_("A population indicator tells of the territory: no single action answers for it."),
    )
    population = forms.ModelChoiceField(
        label=_("Population indicator of the analysis"),
        queryset=PopulationIndicator.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("Not tied to one"),
    )
    measure = forms.ChoiceField(label=_("Kind of measure"), choices=Measure.choices, initial=Measure.PERCENTAGE)
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices, required=False)
    definition = forms.CharField(
        label=_("Definition"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    groups = forms.CharField(
        label=_("Broken down by"), max_length=300, required=False, help_text=_("For instance: age, sector, income.")
    )
    frequency = FrequencyField(label=_("How often it is measured"))
    holder = organisation_field(_("Organisation that measures"))
    holder_member = member_field(_("Person who measures"))

    def __init__(self, coalition: Coalition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, coalition, member="holder_member", organisation="holder")
        rows = coalition.population_indicators.present().order_by("position", "name")
        self.fields["population"].queryset = rows  # type: ignore[attr-defined]
        self.fields["population"].label_from_instance = lambda row: row.name[:120]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("measure") == Measure.PERCENTAGE:
            for name in ("baseline", "target"):
                value: Decimal | None = typed.get(name)
                if value is not None and not 0 <= value <= PER_CENT:
                    self.add_error(name, _("A percentage is between 0 and 100."))
        first, last = typed.get("baseline_on"), typed.get("target_on")
        if first and last and last < first:
            self.add_error("target_on", _("The target comes after the baseline."))
        return typed

    def values(self) -> dict[str, Any]:
        found = super().values()
        return {**found, "decimals": decimals_of(found["baseline"], found["target"])}

    def against(self, row: Any) -> list[tuple[str, str]]:
        mine = {name: value for name, value in super().values().items() if name != "tool"}
        return self.differing(row, mine)


class ActionForm(PartnersMixin, LineForm):
    """What will be done, by whom, when; its money and its milestones have pages of their own."""

    title = forms.CharField(label=_("Action"), max_length=300)
    starts_on = forms.DateField(label=_("Starts on"), required=False)
    ends_on = forms.DateField(label=_("Ends on"), required=False)
    lead = organisation_field(_("Lead organisation"), help_text=_("One only: it answers for the action."))
    lead_member = member_field(_("Person"))
    content = forms.CharField(
        label=_("Content"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    public = forms.CharField(label=_("For whom"), max_length=300, required=False)
    expected = forms.IntegerField(
        label=_("How many people or families are expected"), min_value=0, max_value=1_000_000, required=False
    )
    offer = forms.ChoiceField(label=_("Compared with what exists"), choices=Action.Offer.choices, required=False)
    service = forms.ModelChoiceField(
        label=_("Service of the inventory"),
        queryset=Service.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("Not tied to one"),
    )
    people_needed = forms.CharField(label=_("Human resources"), max_length=400, required=False)
    things_needed = forms.CharField(label=_("Material resources"), max_length=400, required=False)
    frequency = FrequencyField(label=_("How often it is followed"), initial=Frequency.QUARTERLY)

    def __init__(self, coalition: Coalition, process: Process, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coalition = coalition
        offer(self, coalition, member="lead_member", organisation="lead")
        rows = process.services.present().order_by("name")
        self.fields["service"].queryset = rows  # type: ignore[attr-defined]
        self.fields["service"].label_from_instance = lambda row: row.name[:120]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = typed.get("starts_on"), typed.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("It ends after it starts."))
        return typed


class NewActionForm(ActionForm):
    """An action with the essential of its money, asked at once in the room."""

    cost = AmountField(label=_("Cost"), required=False, help_text=_("In dollars, for the first year."))
    funder = forms.CharField(label=_("Funder"), max_length=200, required=False, help_text=_("Who pays, or could."))

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name not in ("cost", "funder")}


def initial_of(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """What a form shows of a line: rows by their public identity."""
    found = {}
    for name in names:
        value = getattr(row, name)
        found[name] = getattr(value, "uid", value)
    return {**found, "version": row.version}


OF_TRANSFORMATION = ("system", "text", "lead", "lead_member", "remark")
OF_INDICATOR = (
    *("name", "baseline", "baseline_on", "target", "target_on", "unit", "nature", "population", "measure", "direction"),
    *("definition", "groups", "frequency", "holder", "holder_member"),
)
OF_ACTION = (
    *("title", "starts_on", "ends_on", "lead", "lead_member", "content", "public", "expected", "offer", "service"),
    *("people_needed", "things_needed", "frequency"),
)
