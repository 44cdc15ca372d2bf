"""Our hooks into the sign-in package (django-allauth), named by string in settings."""

import base64
import datetime as dt
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock
from courtepointe.coalitions.actions.addresses import is_proven
from courtepointe.coalitions.actions.invitations import take_seats
from courtepointe.coalitions.models import Person
from courtepointe.web import account_mail

PROVED = "proved_at"
PROOF_LASTS = dt.timedelta(minutes=10)

# What is worth saying after an act; the rest the page itself shows.
SAID = {
    "account/messages/logged_out.txt": gettext_lazy("You are signed out."),
    "account/messages/email_confirmed.txt": gettext_lazy("Your e-mail address is confirmed."),
    "account/messages/email_confirmation_failed.txt": gettext_lazy("This address cannot be used for your account."),
    "account/messages/primary_email_set.txt": gettext_lazy("Your e-mail address is changed."),
    "account/messages/email_deleted.txt": gettext_lazy("The change of address is cancelled."),
    "account/messages/password_changed.txt": gettext_lazy("Your password is changed."),
    "account/messages/password_set.txt": gettext_lazy("Your password is set."),
    "mfa/messages/totp_activated.txt": gettext_lazy("Your authenticator app is ready."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The authenticator app is no longer asked for."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("Your passkey is ready."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("Print your recovery codes, or write them down."),
}


class Accounts(DefaultAccountAdapter):
    """Who may sign up, what mails say, and what happens at each sign-in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("This address and this password do not go together."),
        "email_taken": gettext_lazy("This address cannot be used for your account."),
        "incorrect_code": gettext_lazy("This is not the code. Look at the latest message that we sent you."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "same_as_current": gettext_lazy("This is already your address."),
        "too_many_login_attempts": gettext_lazy("Too many tries in a short time. Wait a few minutes, then try again."),
        "rate_limited": gettext_lazy("Too many tries in a short time. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGN_UP == "open"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the message in the language of the person, else of the page."""
        known = Person.objects.filter(email=email.lower()).first()
        with translation.override(known.language if known else translation.get_language()):
            subject, body = account_mail.message(template_prefix, {**context, "email": email})
        EmailMessage(subject, body, to=[email]).send()

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        text = message or SAID.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def post_login(self, request: HttpRequest, user: Person, **details: Any) -> HttpResponse:
        """Give the seats that wait for the address, and the person's language to the pages."""
        if is_proven(user):
            take_seats(user)
        note_proof(request)
        response: HttpResponse = super().post_login(request, user, **details)
        keep_language(response, user.language)
        return response

    def is_reauthentication_required(self, *, app: str, **details: Any) -> bool:
        """Who signed in, or proved who they are, in the last minutes is not asked again."""
        proved_at = self.request.session.get(PROVED, 0)
        return bool(clock.now().timestamp() - proved_at > PROOF_LASTS.total_seconds())

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, Any]]:
        """The passkey first: a person who has one may have no app, and wants to keep their recovery codes."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return sorted(found, key=lambda method: method["id"] != "mfa_reauthenticate:webauthn")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/account/"

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return "/account/" if self.request.user.is_authenticated else "/"


class SecondFactor(DefaultMFAAdapter):
    """Names that people understand."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This is not the code that the app shows now."),
        "unverified_email": gettext_lazy("Confirm your e-mail address first: a code is sent to it when you sign in."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("My passkey") if number == 1 else _("My passkey %(number)s") % {"number": number}


def note_proof(request: Any) -> None:
    """Note in the session that the person has just proved who they are."""
    request.session[PROVED] = clock.now().timestamp()


def _cipher() -> MultiFernet:
    """The app's secret and the recovery codes must be read back to be checked: a copy of the database is not enough."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("courtepointe.second-factor", "", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def keep_language(response: HttpResponse, language: str) -> None:
    """Write the chosen language in its cookie."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=True,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )


def note_second_factor(person: Person) -> None:
    """Keep `second_factor_at` in step with the passkeys and the app that the person has."""
    has = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    if has and person.second_factor_at is None:
        Person.objects.filter(pk=person.pk).update(second_factor_at=clock.now())
    elif not has and person.second_factor_at is not None:
        Person.objects.filter(pk=person.pk).update(second_factor_at=None)
