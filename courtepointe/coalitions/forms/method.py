"""The coalition's own words for an entry of the method."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.coalitions.models import MethodChange
from courtepointe.coalitions.queries.wording import Wording
from courtepointe.library.method import Method


class WordingForm(forms.Form):
    """Empty fields leave the method's own words."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False, initial=0)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    description = forms.CharField(
        label=_("Description"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    system = forms.ChoiceField(label=_("System"), required=False)

    def __init__(
        self, data: Any = None, *, kind: str, method: Method, entry: Wording | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        name = self.fields["name"]
        name.required = entry is None or entry.own
        if kind == MethodChange.On.FACTOR:
            systems = [(system.slug, str(system.name)) for system in method.systems]
            self.fields["system"].choices = systems  # type: ignore[attr-defined]
            self.initial["system"] = entry.system if entry else systems[0][0]
        else:
            del self.fields["system"]
        if entry is not None and not entry.own:
            name.help_text = _("Left empty: “%(name)s”, as in the method.") % {"name": entry.original}
            self.fields["description"].help_text = _("Left empty, the method’s own description stays.")
        if entry is not None:
            row = entry.row
            self.initial["version"] = entry.version
            self.initial.update({"name": row.name, "description": row.description} if row else {})

    def clean_version(self) -> int:
        return self.cleaned_data["version"] or 0
