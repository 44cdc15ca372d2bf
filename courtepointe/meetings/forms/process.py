"""The rhythm of a démarche."""

import datetime as dt
import hashlib
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.coalitions.models import Coalition
from courtepointe.library.method import Method
from courtepointe.meetings.models import Process
from courtepointe.meetings.schedule import Rhythm, open_day

EARLIEST = dt.date(2000, 1, 1)
YEARS_AHEAD = 10


class RhythmForm(forms.Form):
    """From which stage, from when, how often, how many of each."""

    opened_at_stage = forms.ChoiceField(
        label=_("Where are you?"),
        required=False,
        help_text=_(
            "Beginning at the first stage, or further on? The stages before are noted as done before: "
            "no meeting is proposed for them."
        ),
    )
    starts_on = forms.DateField(
        label=_("First meeting"),
        help_text=_("The other meetings are proposed on the same weekday. A date that has passed is accepted."),
    )
    hour = forms.TimeField(label=_("Starting time"))
    weeks_between = forms.IntegerField(label=_("Weeks between two meetings"), min_value=1, max_value=26)
    place = forms.CharField(label=_("Usual place"), required=False, max_length=200)
    summer_pause = forms.BooleanField(label=_("No meeting in July and August"), required=False)
    factor_count = forms.IntegerField(
        label=_("Protective factors to work on"),
        min_value=1,
        max_value=12,
        help_text=_("Three to begin with, until the group has chosen; you will be able to change it."),
    )
    meetings_per_factor = forms.IntegerField(label=_("Planning meetings for each factor"), min_value=1, max_value=3)
    follow_up_count = forms.IntegerField(label=_("Follow-up meetings"), min_value=0, max_value=24)
    evaluation_count = forms.IntegerField(
        label=_("Evaluation meetings"),
        min_value=0,
        max_value=12,
        help_text=_("One more meeting is devoted to how the group works."),
    )

    def __init__(self, *args: Any, method: Method, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened_at_stage"].choices = [(stage.slug, str(stage.name)) for stage in method.stages]  # type: ignore[attr-defined]

    def clean_opened_at_stage(self) -> str:
        chosen: str = self.cleaned_data["opened_at_stage"]
        return chosen or Process(starts_on=EARLIEST).opened_at_stage

    def clean_starts_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["starts_on"]
        if not EARLIEST <= day <= latest_day():
            raise forms.ValidationError(_("Choose a date from 2000 on, and within ten years."), code="far")
        return day

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(**{field.name: self.cleaned_data[field.name] for field in fields(Rhythm)})

    @property
    def fingerprint(self) -> str:
        """The same as long as the same values are typed."""
        return hashlib.sha256(repr(sorted(self.cleaned_data.items())).encode()).hexdigest()[:32]


def latest_day() -> dt.date:
    """The last day that people may plan for."""
    return clock.today() + dt.timedelta(days=365 * YEARS_AHEAD)


def first_choice(coalition: Coalition) -> dict[str, Any]:
    """Good values to begin with: in about three weeks, every four weeks, three factors."""
    soon = clock.today(coalition.timezone) + dt.timedelta(weeks=3)
    usual = Process(starts_on=soon)
    tuesday = soon + dt.timedelta(days=(1 - soon.weekday()) % 7)
    return {**values_of(usual), "starts_on": open_day(tuesday, summer_pause=usual.summer_pause)}


def values_of(process: Process) -> dict[str, Any]:
    """What the form shows of a process."""
    return {name: getattr(process, name) for name in RhythmForm.base_fields}
