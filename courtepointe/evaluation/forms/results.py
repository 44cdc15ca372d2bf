"""What an organisation sends of a transformation: a value of each indicator, words; what the group reads in it."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import files
from courtepointe.analysis.models import Datum, Material, PopulationIndicator
from courtepointe.coalitions.models import Coalition
from courtepointe.evaluation.models import Measurement, ResultRequest, TransformationReview
from courtepointe.meetings.forms.common import VersionedForm
from courtepointe.planning.forms.fields import MeasureField, decimals_of
from courtepointe.planning.models import Indicator
from courtepointe.rows import uuid7

FIRST_DAY = dt.date(1990, 1, 1)
PER_CENT = 100
Measure = PopulationIndicator.Measure
SAID = ("value", "words", "proofs", "people")  # what makes a value worth keeping
OF_MEASUREMENT = (
    *("measured_on", "value", "sub_group", "people", "base", "words", "source", "quality", "limits", "version", "uid"),
)


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if isinstance(files, MultiValueDict) else []


class FilesField(forms.FileField):
    """Several files at once; an empty list when none came."""

    def __init__(self, **kwargs: Any) -> None:
        widget = SeveralFiles(attrs={"accept": files.ACCEPTED, "multiple": True})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(FilesField, self).clean(one, initial) for one in data or ()]


class MeasurementForm(VersionedForm):
    """A value of one indicator: the essential first. Empty, it says nothing and is left aside."""

    value = MeasureField(label=gettext_lazy("Value"), required=False)
    measured_on = forms.DateField(label=gettext_lazy("Measured on"), required=False)
    words = forms.CharField(
        label=gettext_lazy("In words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What was seen or said. Write nothing that names a child or a family."),
    )
    people = forms.IntegerField(
        label=gettext_lazy("How many people it is true of"), min_value=0, max_value=10_000_000, required=False
    )
    base = forms.IntegerField(
        label=gettext_lazy("Out of how many"),
        min_value=1,
        max_value=10_000_000,
        required=False,
        help_text=gettext_lazy("Under five people, or under ten in all, the value is kept but shown to nobody."),
    )
    tool = forms.CharField(label=gettext_lazy("Instrument"), max_length=200, required=False)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)
    sub_group = forms.CharField(
        label=gettext_lazy("Of whom, if not of everybody"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For instance: families newly arrived."),
    )
    quality = forms.ChoiceField(
        label=gettext_lazy("What it is worth"), choices=Measurement.Quality.choices, required=False
    )
    limits = forms.CharField(
        label=gettext_lazy("Its limits"),
        max_length=600,
        required=False,
        help_text=gettext_lazy("Few answers, another season, a new question..."),
    )
    proofs = FilesField(
        label=gettext_lazy("Files"), help_text=gettext_lazy("Up to five: a table, a report, a photo without children.")
    )

    def __init__(self, indicator: Any, today: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator, self.today = indicator, today

    @property
    def nothing(self) -> str:
        """What is said of a form that says nothing, where it may not."""
        return _("Write a value or a few words.")

    @property
    def is_empty(self) -> bool:
        return not any(self.cleaned_data.get(name) not in (None, "", []) for name in SAID)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_empty:
            return typed
        people, base = typed.get("people"), typed.get("base")
        if people is not None and base is not None and people > base:
            self.add_error("people", _("There are more of them than in all: check both numbers."))
        elif typed.get("value") is None and "value" not in self.errors:
            typed["value"] = self._counted(people, base)
        value = typed.get("value")
        if value is not None and self.indicator.measure == Measure.PERCENTAGE and not 0 <= value <= PER_CENT:
            self.add_error("value", _("A percentage is between 0 and 100."))
        day = typed.get("measured_on")
        if day is None:
            if "measured_on" not in self.errors:
                self.add_error("measured_on", _("Say when it was measured."))
        elif not FIRST_DAY <= day <= self.today:
            self.add_error("measured_on", _("A result is measured on a past day: check this one."))
        return typed

    def _counted(self, people: int | None, base: int | None) -> Decimal | None:
        """A percentage or a number that was said by its people alone."""
        if people is None:
            return None
        if self.indicator.measure == Measure.COUNT:
            return Decimal(people)
        if self.indicator.measure == Measure.PERCENTAGE and base:
            return round(Decimal(people) * PER_CENT / base, 1)
        return None

    def values(self) -> dict[str, Any]:
        found = {name: value for name, value in super().values().items() if name != "proofs"}
        return {**found, "decimals": decimals_of(found["value"])}

    def against(self, row: Any) -> list[tuple[str, str]]:
        mine = {name: value for name, value in super().values().items() if name not in ("tool", "proofs")}
        return self.differing(row, mine)


class ResultForm(forms.Form):
    """The words that go with the values, of one transformation."""

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    words = forms.CharField(
        label=gettext_lazy("What do you see change, and why?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("“Not measured yet” is an answer too: say when it will be."),
    )
    unexpected = forms.CharField(
        label=gettext_lazy("Unexpected effects, good or bad"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def against(self, row: Any) -> list[tuple[str, str]]:
        """What is saved where it differs; the form then carries its version."""
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data["version"] = str(row.version)
        self.data = data
        names = ("words", "unexpected")
        return [
            (str(self.fields[name].label), getattr(row, name))
            for name in names
            if getattr(row, name) != self.cleaned_data[name]
        ]


class RestForm(forms.Form):
    """The documents and figures of the analysis on which a measurement rests."""

    materials = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Documents brought for the analysis"),
        queryset=Material.objects.none(),
        required=False,
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
    )
    figures = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Figures of the analysis"),
        queryset=Datum.objects.none(),
        required=False,
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, coalition: Coalition, indicator: Indicator, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = self.fields
        offered["materials"].queryset = coalition.materials.present().order_by("-added_at")
        data = Datum.objects.present().filter(coalition=coalition, indicator=indicator.population_id)
        offered["figures"].queryset = data.select_related("indicator", "territory").order_by("-starts_on")
        offered["materials"].label_from_instance = lambda row: row.title
        offered["figures"].label_from_instance = lambda row: f"{row.territory.name}, {row.period} ({row.source})"


class ReviewForm(VersionedForm):
    """The reading of the group, at a meeting (a sheet of Outil 12)."""

    judgement = forms.ChoiceField(
        label=gettext_lazy("What the group sees"),
        choices=TransformationReview.Judgement.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    reading = forms.CharField(
        label=gettext_lazy("What we read in it, and why"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    testimonies = forms.CharField(
        label=gettext_lazy("Words and testimonies"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Nothing that names a child or a family, or lets them be recognised."),
    )
    unexpected = forms.CharField(
        label=gettext_lazy("Unexpected effects"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    lessons = forms.CharField(
        label=gettext_lazy("What we learn from it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


OF_REVIEW = ("judgement", "reading", "testimonies", "unexpected", "lessons", "version")


def blocks(
    indicators: Iterable[Indicator],
    today: dt.date,
    *,
    data: Any = None,
    uploads: Any = None,
    editing: Measurement | None = None,
) -> list[MeasurementForm]:
    """A form for each indicator: blank, pre-filled with its instrument; or with the measurement that is changed."""
    sent = (data, uploads) if data is not None else ()
    return [
        MeasurementForm(one, today, *sent, prefix=f"i-{one.uid}", initial=_start(one, editing)) for one in indicators
    ]


def _start(indicator: Indicator, editing: Measurement | None) -> dict[str, Any]:
    tool = indicator.instrument.name if indicator.instrument else ""
    if editing is None or editing.indicator_id != indicator.pk:
        return {"tool": tool, "uid": uuid7()}
    return {**initial_of(editing, OF_MEASUREMENT), "tool": editing.instrument.name if editing.instrument else ""}


def initial_of(row: Measurement | TransformationReview | ResultRequest, names: Iterable[str]) -> dict[str, Any]:
    """What a form shows of a row."""
    return {name: getattr(row, name) for name in names}
