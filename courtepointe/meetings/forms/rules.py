"""What the working rules set for meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.meetings.forms.common import VersionedForm
from courtepointe.meetings.models import Decision, Meeting, WorkingRules


class RulesForm(VersionedForm):
    """Quorum, votes, decisions, notice and review: what meetings obey."""

    quorum_kind = forms.ChoiceField(
        label=_("Quorum: who must be there"), choices=WorkingRules.Quorum.choices, widget=forms.RadioSelect
    )
    quorum_value = forms.IntegerField(
        label=_("How many, or what percentage"), required=False, min_value=1, max_value=100
    )
    vote_unit = forms.ChoiceField(label=_("One voice for"), choices=WorkingRules.Unit.choices, widget=forms.RadioSelect)
    decision_mode = forms.ChoiceField(label=_("How we decide"), choices=Decision.Mode.choices)
    fallback_mode = forms.ChoiceField(
        label=_("When we do not agree"), choices=[("", _("Not said")), *Decision.Mode.choices], required=False
    )
    notice_days = forms.IntegerField(label=_("Days between the convocation and the meeting"), min_value=0, max_value=60)
    review_on = forms.DateField(label=_("These rules are reviewed on"), required=False)

    def clean(self) -> dict[str, Any]:
        """A quorum of a number or a share needs its value; without one it has none."""
        data = super().clean() or self.cleaned_data
        if data.get("quorum_kind") == WorkingRules.Quorum.NONE:
            data["quorum_value"] = None
        elif data.get("quorum_value") is None and "quorum_value" not in self.errors:
            self.add_error("quorum_value", _("Write how many must be there."))
        return data


class SectionForm(VersionedForm):
    title = forms.CharField(label=_("Title of the section"), max_length=200, required=False)
    text = forms.CharField(
        label=_("What we give ourselves"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )


class AdoptionForm(forms.Form):
    """By which decision: one that was recorded, or one to record in a meeting."""

    meeting = forms.ModelChoiceField(label=_("At which meeting"), queryset=Meeting.objects.none())
    mode = forms.ChoiceField(label=_("How it was decided"), choices=Decision.Mode.choices)
    wording = forms.CharField(label=_("The group decides…"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]
