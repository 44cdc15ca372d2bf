"""Forms of a new account and of one's own. (The sign-in package reads this file while it loads its own forms.)"""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courtepointe.coalitions.models import Person


class SignUp(forms.Form):
    """What we ask of a new person besides the address."""

    name = forms.CharField(max_length=200, label=_("Your name"), widget=forms.TextInput({"autocomplete": "name"}))
    field_order = ["name", "email"]

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Called by the sign-in package once the person is saved."""
        user.name = self.cleaned_data["name"]
        user.language = "en" if (get_language() or "").startswith("en") else "fr-ca"
        user.save(update_fields=["name", "language"])


class Profile(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """One's name and language."""

    class Meta:
        model = Person
        fields: ClassVar = ["name", "language"]
        labels: ClassVar = {"name": _("Your name"), "language": _("Language of your pages and e-mails")}
        widgets: ClassVar = {"name": forms.TextInput({"autocomplete": "name"}), "language": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
