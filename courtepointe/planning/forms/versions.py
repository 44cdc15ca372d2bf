"""How the plan was adopted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.i18n import long_date
from courtepointe.meetings.forms.common import VersionedForm
from courtepointe.meetings.models import Decision, Process
from courtepointe.planning.queries.versions import adopting_decisions

LONGEST_SAID = 90


class DecisionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A decision by its number, its wording, its meeting."""

    def label_from_instance(self, obj: Any) -> str:
        said = obj.wording if len(obj.wording) <= LONGEST_SAID else f"{obj.wording[:LONGEST_SAID]}…"
        return f"{obj.number} · {said} ({obj.meeting.title}, {long_date(obj.meeting.on)})"


class AdoptForm(VersionedForm):
    """The decision of the meeting, or the day of an adoption elsewhere; what was amended, for a later version."""

    decision = DecisionField(
        label=_("Decision by which the group adopted it"),
        queryset=Decision.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("No decision: it was adopted elsewhere, before"),
    )
    adopted_on = forms.DateField(
        label=_("Adopted on"), required=False, help_text=_("Only when no decision of a meeting says it.")
    )
    reason = forms.CharField(
        label=_("What was amended, and why"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, process: Process, *args: Any, amends: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["decision"].queryset = adopting_decisions(process)
        if amends:
            fields["reason"].required = True
        else:
            del fields["reason"]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if not typed.get("decision") and not typed.get("adopted_on") and "adopted_on" not in self.errors:
            self.add_error(
                "decision", _("Choose the decision by which the plan was adopted, or say on which day it was.")
            )
        return typed
