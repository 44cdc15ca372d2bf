"""An observation, the filters of their list, the reason for setting one aside, a receipt code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.analysis.models import Analysis, Datum, Material, Observation
from courtepointe.coalitions.models import Coalition, Organisation
from courtepointe.library.method import Method
from courtepointe.meetings.forms.common import VersionedForm

LEANINGS = Observation.Leaning.choices[1:]


class ObservationForm(VersionedForm):
    """What was seen, in a sentence; where it comes from and what it rests on, if one wishes."""

    text = forms.CharField(
        label=_("What you observe"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A fact, in a sentence or two. Write nothing that names a child or a family."),
    )
    leaning = forms.ChoiceField(
        label=_("It is mainly a"),
        choices=[*LEANINGS, ("", _("Neither"))],
        required=False,
        widget=forms.RadioSelect,
    )
    system = forms.ChoiceField(label=_("System"), required=False)
    nature = forms.ChoiceField(
        label=_("It comes from"), choices=Observation.Nature.choices, initial=Observation.Nature.WORDS
    )
    attribution = forms.ChoiceField(label=_("Shown"), choices=Observation.Attribution.choices, widget=forms.RadioSelect)
    organisation = forms.ModelChoiceField(
        label=_("Organisation that observes it"),
        queryset=Organisation.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("No organisation"),
    )
    source = forms.CharField(
        label=_("Source"), max_length=300, required=False, help_text=_("Survey, register, group of parents, year.")
    )
    figures = forms.ModelMultipleChoiceField(
        label=_("Figures it is based on"), queryset=Datum.objects.none(), required=False, to_field_name="uid"
    )
    materials = forms.ModelMultipleChoiceField(
        label=_("Documents it is based on"), queryset=Material.objects.none(), required=False, to_field_name="uid"
    )

    def __init__(
        self, coalition: Coalition, method: Method, *args: Any, steers: bool, signed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if signed:  # what was signed is in the history: it cannot become anonymous
            fields["attribution"].choices = Observation.Attribution.choices[:2]
        fields["system"].choices = [
            ("", _("Not said yet")),
            *((system.slug, str(system.name)) for system in method.systems),
        ]
        fields["figures"].queryset = coalition.data.present()
        fields["materials"].queryset = coalition.materials.present().order_by("-added_at")
        if steers:
            fields["organisation"].queryset = coalition.organisations.present().order_by("sort_key")
        else:
            del fields["organisation"]

    def values(self) -> dict[str, Any]:
        typed = super().values()
        figures, materials = list(typed.pop("figures")), list(typed.pop("materials"))
        return {**typed, "data": figures, "materials": materials}

    def against(self, row: Any) -> list[tuple[str, str]]:
        plain = {k: v for k, v in self.values().items() if k not in ("data", "materials", "organisation")}
        return self.differing(row, plain)


def initial_of(row: Observation) -> dict[str, Any]:
    """What the form shows of an observation."""
    names = ("text", "leaning", "system", "nature", "attribution", "source", "version")
    return {
        **{name: getattr(row, name) for name in names},
        "organisation": row.organisation.uid if row.organisation else "",
        "figures": [one.datum.uid for one in row.evidence_rows.all() if one.datum],
        "materials": [one.material.uid for one in row.evidence_rows.all() if one.material],
    }


class ListForm(forms.Form):
    """The filters of the list; what cannot be read is left out."""

    system = forms.CharField(required=False, max_length=30)
    leaning = forms.ChoiceField(
        required=False, choices=[("", _("Strengths and concerns")), *Observation.Leaning.choices[1:]]
    )
    analysis = forms.ChoiceField(required=False, choices=[("", _("The three analyses")), *Analysis.choices])
    state = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("All")),
            ("loose", _("Not in a finding yet")),
            ("grouped", _("In a finding")),
            ("aside", _("Set aside")),
        ],
    )
    mine = forms.BooleanField(required=False)
    meeting = forms.UUIDField(required=False)  # of which the minutes give the address
    q = forms.CharField(required=False, max_length=100)

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class AsideForm(forms.Form):
    """Why something goes no further."""

    because = forms.CharField(
        label=_("Why it is set aside"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever brought it can read the reason."),
    )


class ReceiptForm(forms.Form):
    code = forms.CharField(
        label=_("Receipt code"), max_length=40, help_text=_("Twelve letters and figures, given when it was sent.")
    )


class AskForm(forms.Form):
    """Who is asked for observations before the meeting."""

    organisations = forms.ModelMultipleChoiceField(
        label=_("Organisations"),
        queryset=Organisation.objects.none(),
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one organisation.")},
    )
    words = forms.CharField(
        label=_("A word from you, in the message"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, coalition: Coalition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = coalition.organisations.present().order_by("sort_key")
        self.fields["organisations"].queryset = rows  # type: ignore[attr-defined]
        self.fields["organisations"].widget.choices = [(str(row.uid), row.name) for row in rows]
