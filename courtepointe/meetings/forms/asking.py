"""By when what is asked before a meeting is wanted."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    """The day; whether it may be that day is said by the act."""

    due_on = forms.DateField(label=_("By when"))
