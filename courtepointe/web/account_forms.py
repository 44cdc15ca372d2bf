"""Forms of signing in, over those of the sign-in package."""

from typing import Any

from allauth.account.forms import LoginForm, RequestLoginCodeForm, ResetPasswordForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm

from courtepointe.coalitions.actions.addresses import know_address
from courtepointe.coalitions.actions.invitations import person_for_seat
from courtepointe.coalitions.models import Person


class AskCode(RequestLoginCodeForm):
    """The address that a code is sent to. The answer never says whether an account exists."""

    _user: Any

    def clean_email(self) -> str:
        email: str = super().clean_email()
        person: Person | None = self._user or person_for_seat(email)
        if person is not None:
            know_address(person)
        self._user = person
        return email


class ForgottenPassword(ResetPasswordForm):
    """The address that a code for a new password is sent to."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        for person in self.users[:1]:
            know_address(person)
        return email


class AddPasskey(AddWebAuthnForm):
    """A passkey that signs in alone, unless the person says it is a simple key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class PasswordSignIn(LoginForm):
    """Sign-in for those who set a password."""

    def _setup_password_field(self) -> None:
        self.fields["password"].help_text = ""
