"""Forms of the policy, the periods and the register of incidents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.guide.models import Incident
from courtepointe.meetings.forms.common import VersionedForm

DAY = {"type": "date"}


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY), **more)


def _words(label: Any, *, rows: int = 2, required: bool = False, longest: int = 1000, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget, **more)


class PolicyForm(forms.Form):
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Text of the policy"),
        max_length=30_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_("A line that begins with ## is a title. Left empty, the ready text is taken up again."),
    )


class PublicForm(forms.Form):
    public = forms.BooleanField(label=_("Anybody who has its address may read this page"), required=False)


class PeriodForm(forms.Form):
    days = forms.IntegerField(label=_("Kept for, in days"), min_value=1, max_value=9999)


class HoldForm(forms.Form):
    until = _day(_("Hold it back until"))
    because = forms.CharField(label=_("Why"), max_length=300)


class IncidentForm(VersionedForm):
    """What the register must hold. The guided questions are answered in a few words each."""

    kind = forms.ChoiceField(label=_("What happened"), choices=Incident.Kind.choices, widget=forms.RadioSelect)
    information = _words(
        _("What personal information it touches"),
        required=True,
        longest=2000,
        help_text=_("Or, if it is not known, why. No name here."),
    )
    circumstances = _words(_("How it happened, in short"), required=True, rows=3, longest=4000)
    happened = forms.CharField(
        label=_("When it happened"), max_length=200, help_text=_("A day, a period, or about when.")
    )
    known_on = _day(_("When you learned of it"))
    people = forms.CharField(
        label=_("How many people it concerns"), max_length=200, help_text=_("A number, or about how many.")
    )
    sensitivity = _words(_("How sensitive is the information?"))
    misuse = _words(_("What harm could be done with it?"))
    consequences = _words(_("What could it mean for the people concerned?"))
    likelihood = _words(_("How likely is it?"))
    risk = forms.ChoiceField(
        label=_("What you conclude"),
        choices=Incident.Risk.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("If the risk is serious, the Commission and the people concerned are told without delay."),
    )
    commission_told_on = _day(_("Commission told on"), required=False)
    people_told_on = _day(_("People concerned told on"), required=False)
    public_notice = forms.CharField(label=_("Public notice, if any: when, and why"), max_length=500, required=False)
    measures = _words(_("What was done so that it does less harm, and does not happen again"), rows=3, longest=4000)


INCIDENT_FIELDS = tuple(name for name in IncidentForm.base_fields if name not in ("version", "uid"))
