"""What our forms of editable rows have in common."""

from typing import Any

from django import forms
from django.http import QueryDict

from courtepointe.rows import Versioned


class VersionedForm(forms.Form):
    """Carries the version of the row it was opened on; can be shown again beside what somebody else saved."""

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def against(self, row: Versioned) -> list[tuple[str, str]]:
        """Labels and present values of what `row` says otherwise than this form; the form then carries its version.

        Saving again is then a choice made with both texts in sight.
        """
        differing = [
            (str(self.fields[name].label), self.shown(name, getattr(row, name)))
            for name, value in self.values().items()
            if getattr(row, name) != value
        ]
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data[self.add_prefix("version")] = str(row.version)
        self.data = data
        return differing

    def shown(self, name: str, value: Any) -> str:
        """A value of a field as people read it."""
        choices = getattr(self.fields[name], "choices", None)
        if isinstance(choices, list):
            return str(dict(choices).get(value, value))
        return "" if value is None else str(value)
