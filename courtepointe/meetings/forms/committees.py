"""A committee, and a meeting of one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.coalitions.models import Coalition, Member
from courtepointe.meetings.forms.common import VersionedForm


class CommitteeForm(VersionedForm):
    name = forms.CharField(label=_("Name of the committee"), max_length=200)
    mandate = forms.CharField(
        label=_("Its mandate"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the coalition entrusts to it, and what it may decide by itself."),
    )
    lead = forms.ModelChoiceField(label=_("Who leads it"), queryset=Member.objects.none(), required=False)
    until = forms.DateField(
        label=_("Until"), required=False, help_text=_("Leave it empty for a committee that goes on.")
    )

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = coalition.members.filter(left_at=None).order_by("sort_key")  # type: ignore[attr-defined]

    def shown(self, name: str, value: Any) -> str:
        return str(value) if name == "lead" and value else super().shown(name, value)


class CommitteeMeetingForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    on = forms.DateField(label=_("Date"), required=False, help_text=_("Leave it empty when it is still to be set."))
    starts_at = forms.TimeField(label=_("Starting time"), required=False)
    minutes = forms.IntegerField(label=_("Length, in minutes"), min_value=15, max_value=720, initial=90)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)


class EndForm(forms.Form):
    reason = forms.CharField(label=_("Why does it end?"), max_length=300)
