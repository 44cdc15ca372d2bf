"""The answer of an organisation about its part of the plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.planning.models import Confirmation


class PartForm(forms.Form):
    """Confirm, or ask for a change and say which; who answers, when it is entered for them."""

    answer = forms.ChoiceField(label=_("Our answer"), choices=Confirmation.Answer.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What should change, or a word"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    name = forms.CharField(label=_("Who answers for the organisation"), max_length=200, required=False)
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, for_them: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not for_them:
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("answer") == Confirmation.Answer.RESERVED and not typed.get("words"):
            self.add_error("words", _("Say what should change."))
        return typed


class AskPartsForm(forms.Form):
    """A word of whoever asks."""

    words = forms.CharField(
        label=_("A word of yours"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
