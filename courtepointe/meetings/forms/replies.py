"""What somebody says of coming."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.meetings.models import Reply


class ReplyForm(forms.Form):
    """Coming, not coming, or replaced by somebody whose name is then asked."""

    answer = forms.ChoiceField(choices=Reply.Answer.choices, error_messages={"required": _("Say whether you come.")})
    substitute = forms.CharField(label=_("Name of the person who replaces you"), max_length=200, required=False)
    words = forms.CharField(label=_("A word for the coordinator"), max_length=300, required=False)
