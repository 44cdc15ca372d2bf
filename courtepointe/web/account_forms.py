"""Forms of signing in, over those of the sign-in package."""

from allauth.account.forms import LoginForm, RequestLoginCodeForm

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
