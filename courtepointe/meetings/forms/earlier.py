"""What was done at a stage before the démarche was opened here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.meetings.forms.common import VersionedForm
from courtepointe.meetings.models import PastStage


class PastStageForm(VersionedForm):
    """A few lines and a date, both optional. The version is 0 when nothing was told yet."""

    summary = forms.CharField(
        label=_("In a few lines"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was done, and what came out of it. Optional."),
    )
    done_on = forms.DateField(label=_("Around which date"), required=False, help_text=_("Optional."))

    @classmethod
    def of(cls, told: PastStage | None, stage: str) -> "PastStageForm":
        """The form opened on what was told, or empty."""
        initial = {"version": 0, "summary": "", "done_on": None}
        if told is not None:
            initial = {"version": told.version, "summary": told.summary, "done_on": told.done_on}
        return cls(initial=initial, prefix=stage)

    def told(self) -> dict[str, Any]:
        return {**self.values(), "version": self.cleaned_data["version"] or 0}
