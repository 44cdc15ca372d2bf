"""What somebody brings for the analysis."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe import files
from courtepointe.analysis.models import DataNeed, Material
from courtepointe.library.method import Method
from courtepointe.meetings.forms.common import VersionedForm

PLAIN = ("title", "kind", "text", "address", "system", "source", "on", "public", "heard")


class MaterialForm(VersionedForm):
    """A title, and words, a file or an address; where it comes from, if one wishes."""

    need = forms.ModelChoiceField(
        label=_("It answers this line of the plan"),
        queryset=DataNeed.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("No line in particular"),
    )
    title = forms.CharField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=Material.Kind.choices, initial=Material.Kind.DOCUMENT)
    text = forms.CharField(
        label=_("In words"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A summary, a table that you paste. Write nothing that names a child or a family."),
    )
    file = forms.FileField(
        label=_("Or a file"), required=False, widget=forms.FileInput(attrs={"accept": files.ACCEPTED})
    )
    address = forms.URLField(label=_("Or the address of a page"), max_length=600, required=False, assume_scheme="https")
    system = forms.ChoiceField(label=_("System"), required=False)
    source = forms.CharField(
        label=_("Who asked or wrote"), max_length=300, required=False, help_text=_("When it is not your organisation.")
    )
    on = forms.DateField(label=_("Date"), required=False)
    public = forms.CharField(
        label=_("Who was heard"), max_length=200, required=False, help_text=_("Parents of toddlers, educators.")
    )
    heard = forms.IntegerField(label=_("How many people were heard"), min_value=0, max_value=100_000, required=False)

    def __init__(self, method: Method, needs: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        systems = [("", _("All the systems")), *((system.slug, str(system.name)) for system in method.systems)]
        fields["system"].choices = systems
        fields["need"].queryset = needs

    def values(self) -> dict[str, Any]:
        typed = super().values()
        upload = typed.pop("file")
        return {**typed, "upload": upload}

    def against(self, row: Any) -> list[tuple[str, str]]:
        return self.differing(row, {name: self.cleaned_data[name] for name in PLAIN})


def initial_of(row: Material) -> dict[str, Any]:
    """What the form shows of it."""
    plain = {name: getattr(row, name) for name in (*PLAIN, "version")}
    return {**plain, "need": row.need.uid if row.need else ""}
