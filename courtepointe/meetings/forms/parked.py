"""A subject set aside for later."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.meetings.forms.common import VersionedForm


class ParkedForm(VersionedForm):
    text = forms.CharField(label=_("Subject to set aside"), max_length=400)
    raised_by = forms.CharField(label=_("Raised by"), max_length=200, required=False)
