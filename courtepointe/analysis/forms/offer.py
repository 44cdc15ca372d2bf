"""The asking of the organisations."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _


class AskingForm(forms.Form):
    """By when the organisations are asked to answer."""

    due_on = forms.DateField(label=_("To hand in by"))

    @classmethod
    def opened(cls, due_on: dt.date) -> "AskingForm":
        return cls(initial={"due_on": due_on})
