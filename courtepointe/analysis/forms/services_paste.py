"""A table of services pasted from a spreadsheet: the form that was sent out, come back filled, or another."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe import pasted
from courtepointe.analysis.queries.pasted_services import layout
from courtepointe.coalitions.forms.pasting import TableForm
from courtepointe.coalitions.models import Coalition, Organisation


class ServicesTableForm(TableForm):
    """The table, and whose services they are when it does not say."""

    organisation = forms.ModelChoiceField(
        label=_("Whose services, when a line does not say"),
        queryset=Organisation.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("The table says"),
    )

    def __init__(self, coalition: Coalition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["organisation"]
        chosen.queryset = coalition.organisations.present().order_by("sort_key")
        self.fields["text"].label = _("Your table")
        self.fields["text"].help_text = _("One line for each service: copy the cells, paste them here.")

    @property
    def layout(self) -> pasted.Layout:  # type: ignore[override]
        return layout()
