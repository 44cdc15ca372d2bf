"""An indicator, a territory, a value."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courtepointe.analysis import periods, values
from courtepointe.analysis.models import Datum, PopulationIndicator, Territory
from courtepointe.coalitions.models import Coalition
from courtepointe.library.method import Method
from courtepointe.meetings.forms.common import VersionedForm


def said(problem: values.Unreadable) -> ValidationError:
    """What was wrong in a text, in the reader's language, for the field it was typed in."""
    return ValidationError(gettext(problem.sentence) % problem.arguments)


class IndicatorForm(VersionedForm):
    """What is measured, how, and where it comes from."""

    name = forms.CharField(label=_("What is measured"), max_length=300)
    definition = forms.CharField(
        label=_("Definition"),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
        help_text=_("Who is counted, and how: what one must know to read it rightly."),
    )
    measure = forms.ChoiceField(
        label=_("Kind of measure"), choices=PopulationIndicator.Measure.choices, initial="percentage"
    )
    unit = forms.CharField(
        label=_("Unit"), max_length=40, required=False, help_text=_("As it is written after a value: %, $, children.")
    )
    direction = forms.ChoiceField(label=_("Direction"), choices=PopulationIndicator.Direction.choices, required=False)
    system = forms.ChoiceField(label=_("System"), required=False)
    theme = forms.CharField(label=_("Theme"), max_length=120, required=False)
    source = forms.CharField(
        label=_("Usual source"), max_length=300, required=False, help_text=_("Each value may name its own.")
    )
    slug = forms.CharField(
        label=_("Code"), max_length=60, required=False, help_text=_("That of the source, to find it when importing.")
    )

    def __init__(self, method: Method, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        systems = [("", _("Not said yet")), *((system.slug, str(system.name)) for system in method.systems)]
        self.fields["system"].choices = systems  # type: ignore[attr-defined]

    def shown(self, name: str, value: Any) -> str:
        choices: Any = getattr(self.fields[name], "choices", ())
        return str(dict(choices).get(value, value)) if choices else super().shown(name, value)


class TerritoryForm(VersionedForm):
    """A place, its kind, and the one it is in."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of territory"), choices=Territory.Kind.choices, initial="mrc")
    within = forms.ModelChoiceField(
        label=_("Within"),
        queryset=Territory.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("Within nothing else"),
        help_text=_("The territory around it, whose values are shown where this one has none."),
    )
    official_code = forms.CharField(label=_("Official code"), max_length=40, required=False)

    def __init__(self, coalition: Coalition, *args: Any, row: Territory | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = coalition.territories.present().exclude(pk=row.pk if row else 0)
        field: Any = self.fields["within"]
        field.queryset = others.order_by("sort_key")
        field.label_from_instance = named

    def shown(self, name: str, value: Any) -> str:
        return named(value) if isinstance(value, Territory) else super().shown(name, value)


def named(territory: Territory) -> str:
    """A territory with its kind, as it is chosen in a list: MRC and CLSC may have the same name."""
    return f"{territory.name} ({territory.get_kind_display()})"


class DatumForm(VersionedForm):
    """A value, for one territory, period and sub-group, as it was published."""

    indicator = forms.ModelChoiceField(
        label=_("Indicator"),
        queryset=PopulationIndicator.objects.none(),
        to_field_name="uid",
        empty_label=_("Choose an indicator"),
    )
    territory = forms.ModelChoiceField(
        label=_("Territory"),
        queryset=Territory.objects.none(),
        to_field_name="uid",
        empty_label=_("Choose a territory"),
    )
    period = forms.CharField(
        label=_("Period"), max_length=periods.LONGEST, help_text=_("2022, 2022-2023, 2024-05 or 2025-03-31.")
    )
    sub_group = forms.CharField(
        label=_("Sub-group"), max_length=120, required=False, help_text=_("Girls, boys... Empty: everybody.")
    )
    published = forms.CharField(
        label=_("Value"),
        max_length=values.LONGEST,
        help_text=_("As it is published, with its marks: 29,7a,b or 4,1* or x or 14,1 (+)."),
    )
    comparator = forms.CharField(
        label=_("Compared with"),
        max_length=120,
        required=False,
        help_text=_("What (+), (−) or (=) refers to: the rest of Québec, the last edition..."),
    )
    interval = forms.CharField(
        label=_("Confidence interval"), max_length=60, required=False, help_text=_("As [25,1 ; 34,2].")
    )
    level = forms.IntegerField(label=_("Level of the interval (%)"), required=False, min_value=50, max_value=99)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    source_url = forms.CharField(label=_("Address of the source"), max_length=600, required=False)
    consulted_on = forms.DateField(label=_("Consulted on"), required=False)
    remark = forms.CharField(label=_("Remark"), max_length=600, required=False)
    collected = forms.BooleanField(
        label=_("We collected this value ourselves"),
        required=False,
        help_text=_("Fewer than 5 people, or a percentage of fewer than 10, is then shown to nobody."),
    )
    people = forms.IntegerField(label=_("Number of people"), required=False, min_value=0, max_value=10**9)
    base = forms.IntegerField(label=_("Out of how many people"), required=False, min_value=1, max_value=10**9)

    def __init__(self, coalition: Coalition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["indicator"].queryset = coalition.population_indicators.present().order_by("position", "pk")
        fields["indicator"].label_from_instance = lambda row: row.name
        fields["territory"].queryset = coalition.territories.present().order_by("sort_key")
        fields["territory"].label_from_instance = named

    def clean_period(self) -> periods.Period:
        try:
            return periods.read(self.cleaned_data["period"])
        except values.Unreadable as problem:
            raise said(problem) from problem

    def clean_published(self) -> values.Value:
        try:
            return values.read(self.cleaned_data["published"])
        except values.Unreadable as problem:
            raise said(problem) from problem

    def clean_interval(self) -> Any:
        text = self.cleaned_data["interval"]
        try:
            return values.read_interval(text) if text else (None, None)
        except values.Unreadable as problem:
            raise said(problem) from problem

    def clean_source_url(self) -> str:
        address: str = self.cleaned_data["source_url"]
        if address:
            URLValidator(schemes=["http", "https"])(address)
        return address

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        people, base = found.get("people"), found.get("base")
        if people is not None and base is not None and people > base:
            self.add_error("people", _("There cannot be more people than the whole that they are part of."))
        return found

    def values(self) -> dict[str, Any]:
        """The fields of a Datum."""
        found = super().values()
        period, value = found.pop("period"), found.pop("published")
        low, high = found.pop("interval")
        days = {"period": period.text, "starts_on": period.starts_on, "ends_on": period.ends_on}
        return {**found, **days, **value.fields(), "low": low, "high": high}

    def against(self, row: Any) -> list[tuple[str, str]]:
        """What somebody saved otherwise: by the fields of the form."""
        self.differing(row, {})
        theirs = initial_of_datum(row)
        same = {"interval"} if self.cleaned_data["interval"] == (row.low, row.high) else set()
        typed = [name for name in self.fields if name not in {"version", "uid", "collected", *same}]
        found = [
            (name, str(theirs[name] or "")) for name in typed if str(theirs[name] or "") != self.data.get(name, "")
        ]
        rows = {"indicator": row.indicator.name, "territory": named(row.territory)}
        return [(str(self.fields[name].label), rows.get(name, text)) for name, text in found]


def initial_of(row: Any, form: type[VersionedForm]) -> dict[str, Any]:
    """What a form shows of an indicator or a territory."""
    names = [name for name in form.base_fields if name != "uid"]
    found = {name: getattr(row, name) for name in names}
    return {name: getattr(value, "uid", value) for name, value in found.items()}


def initial_of_datum(row: Datum) -> dict[str, Any]:
    """What the form shows of a value: the cell as it was published, with the marks that stood in other columns."""
    plain = ("period", "sub_group", "comparator", "level", "source", "source_url", "consulted_on", "remark")
    interval = ""
    if row.low is not None and row.high is not None:
        interval = values.interval_written(row.low, row.high, row.decimals, french=True)
    return {
        **{name: getattr(row, name) for name in (*plain, "collected", "people", "base", "version")},
        "indicator": row.indicator.uid,
        "territory": row.territory.uid,
        "published": cell_of(row),
        "interval": interval,
    }


def cell_of(row: Datum) -> str:
    """One text that says the value and all its marks."""
    value = values.of(row)
    same = values.read(value.published) if value.value is not None else value
    return value.published if same.fields() == value.fields() else values.written(value, french=True)


MARKS: dict[str, Promise] = {
    "*": _("coefficient of variation between 15% and 25%: to be read with caution"),
    "**": _("coefficient of variation above 25%: imprecise, given as an indication only"),
    "E": _("to be read with caution"),
    "p": _("preliminary figure"),
    "r": _("revised figure"),
    "e": _("estimated figure"),
}
