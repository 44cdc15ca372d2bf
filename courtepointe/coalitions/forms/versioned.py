"""Forms that know which version of the row they were opened on."""

import copy
from typing import Any

from django import forms
from django.db.models import Model, QuerySet


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A model form that validates on a copy: the row itself is changed by actions only."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)

    def __init__(self, data: Any = None, *, instance: Model | None = None, **kwargs: Any) -> None:
        super().__init__(data, instance=copy.copy(instance) if instance is not None else None, **kwargs)
        self.fields["version"].initial = self.instance.version


def choose_among(form: VersionedForm, name: str, rows: QuerySet[Any], *, nothing: Any) -> None:
    """Offer rows by their public identity: integer keys never leave the house. `nothing` names no choice."""
    field = form.fields[name]
    field.to_field_name = "uid"  # type: ignore[attr-defined]
    field.empty_label = nothing  # type: ignore[attr-defined]
    field.queryset = rows  # type: ignore[attr-defined]
    chosen = getattr(form.instance, name)
    form.initial[name] = chosen.uid if chosen is not None else form.initial.get(name)
