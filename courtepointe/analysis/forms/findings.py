"""A finding, the filters of their list, grouping, merging, splitting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.analysis.models import Analysis, Finding
from courtepointe.library.method import Method
from courtepointe.meetings.forms.common import VersionedForm


class FindingForm(VersionedForm):
    """What the group concludes, for which system, from which of the three analyses, and how far it agrees."""

    statement = forms.CharField(
        label=_("Finding"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence that the whole group could say: what is so, for whom, where. Not yet what to do."),
    )
    system = forms.ChoiceField(label=_("System"), required=False)
    analysis = forms.ChoiceField(label=_("Drawn from"), choices=Analysis.choices)
    agreement = forms.ChoiceField(label=_("Agreement"), choices=Finding.Agreement.choices, required=False)
    missing = forms.CharField(
        label=_("Data still missing"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What we would need to know to be sure."),
    )
    remark = forms.CharField(
        label=_("Remark"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, method: Method, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        systems = [("", _("Not said yet")), *((system.slug, str(system.name)) for system in method.systems)]
        self.fields["system"].choices = systems  # type: ignore[attr-defined]


def initial_of(row: Finding) -> dict[str, Any]:
    """What the form shows of a finding."""
    names = ("statement", "system", "analysis", "agreement", "missing", "remark", "version")
    return {name: getattr(row, name) for name in names}


class ListForm(forms.Form):
    """The filters of the list; what cannot be read is left out."""

    system = forms.CharField(required=False, max_length=30)
    analysis = forms.ChoiceField(required=False, choices=[("", _("The three analyses")), *Analysis.choices])
    state = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("All")),
            ("open", _("Not decided yet")),
            ("priority", _("Priorities")),
            ("aside", _("Set aside")),
            ("gap", _("Without any observation")),
        ],
    )

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class SplitForm(forms.Form):
    statement = forms.CharField(label=_("The new finding"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}))
