"""Forms of sign-in and of one's own account."""

from typing import Any, ClassVar

from allauth.account.forms import LoginForm, RequestLoginCodeForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courtepointe.coalitions.models import Person
from courtepointe.coalitions.actions.invitations import person_for_seat


class AskCode(RequestLoginCodeForm):
    """The address that a code is sent to. The answer never says whether an account exists."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if email and self._user is None:
            self._user = person_for_seat(email)
        return email


class PasswordSignIn(LoginForm):
    """Sign-in for those who set a password."""

    def _setup_password_field(self) -> None:
        self.fields["password"].help_text = ""


class SignUp(forms.Form):
    """What we ask of a new person besides the address."""

    name = forms.CharField(max_length=200, label=_("Your name"), widget=forms.TextInput({"autocomplete": "name"}))
    field_order: ClassVar = ["name", "email"]

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Called by the sign-in package once the person is saved."""
        user.name = self.cleaned_data["name"]
        user.language = "en" if (get_language() or "").startswith("en") else "fr-ca"
        user.save(update_fields=["name", "language"])


class Profile(forms.ModelForm):
    """One's name and language."""

    class Meta:
        model = Person
        fields: ClassVar = ["name", "language"]
        labels: ClassVar = {"name": _("Your name"), "language": _("Language of your pages and e-mails")}
        widgets: ClassVar = {"name": forms.TextInput({"autocomplete": "name"}), "language": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
