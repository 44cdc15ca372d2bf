"""A guest of a meeting."""

from django import forms
from django.utils.translation import gettext_lazy as _


class GuestForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    organisation_name = forms.CharField(label=_("Organisation"), max_length=200, required=False)
