"""The plan's own fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.meetings.forms.common import VersionedForm
from courtepointe.planning.models import Plan

LONGEST_YEARS = 10


class PlanForm(VersionedForm):
    """Title, period, how the years are counted."""

    title = forms.CharField(label=_("Title of the plan"), max_length=200, required=False)
    starts_on = forms.DateField(label=_("Starts on"), required=False)
    ends_on = forms.DateField(label=_("Ends on"), required=False)
    year_start = forms.TypedChoiceField(
        label=_("Years of the budget"), choices=Plan.YearStart.choices, coerce=int, initial=Plan.YearStart.SCHOOL
    )
    remark = forms.CharField(
        label=_("Introduction"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = typed.get("starts_on"), typed.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", _("The plan ends after it starts."))
        elif first and last and (last - first).days > LONGEST_YEARS * 366:
            self.add_error("ends_on", _("Ten years at most: check the year."))
        return typed
