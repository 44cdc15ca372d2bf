"""What the sign-in package's messages say: our own words, plain text, one function per message."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

Message = tuple[str, str]


def message(template_prefix: str, context: dict[str, Any]) -> Message:
    """Subject and body, in the active language. Raises KeyError for a message that we do not know."""
    return MESSAGES[template_prefix](context)


def _unasked() -> str:
    return _("If you did not ask for it, you may leave this message unanswered: nobody can sign in without the code.")


def sign_in_code(context: dict[str, Any]) -> Message:
    """The code that signs in."""
    body = _(
        "Here is your code to sign in to Courtepointe:\n\n"
        "    %(code)s\n\n"
        "Type it on the page that you left open. It works for 15 minutes, once."
    )
    return _("%(code)s is your Courtepointe code") % context, f"{body % context}\n\n{_unasked()}"


def address_code(context: dict[str, Any]) -> Message:
    """The code that proves a new address."""
    body = _(
        "Here is the code that confirms your e-mail address for Courtepointe:\n\n"
        "    %(code)s\n\n"
        "Type it on the page that you left open. It works for 15 minutes, once."
    )
    return _("%(code)s confirms your e-mail address") % context, f"{body % context}\n\n{_unasked()}"


def password_code(context: dict[str, Any]) -> Message:
    """The code that lets a person choose a new password."""
    body = _(
        "Here is your code to choose a new password for Courtepointe:\n\n"
        "    %(code)s\n\n"
        "Type it on the page that you left open. It works for 15 minutes, once."
    )
    return _("%(code)s: choose a new password") % context, f"{body % context}\n\n{_unasked()}"


def unknown_address(context: dict[str, Any]) -> Message:
    """Somebody asked for a code with an address that has no account."""
    body = _(
        "Somebody, perhaps you, asked to sign in to Courtepointe with the address %(email)s. "
        "There is no account with this address.\n\n"
        "If it was you, try the address to which your coalition writes to you, or ask the person who coordinates it "
        "to invite you."
    )
    return _("No account with this address"), body % context + _sign_up()


def _sign_up() -> str:
    if settings.SIGN_UP != "open":
        return ""
    text = _("You can also open an account, to start a coalition of your own:\n%(link)s")
    return "\n\n" + text % {"link": f"{settings.BASE_URL}/account/signup/"}


def known_address(context: dict[str, Any]) -> Message:
    """Somebody signed up with an address that has an account."""
    body = _(
        "Somebody, perhaps you, asked for a Courtepointe account with the address %(email)s. "
        "You already have one: sign in with a code sent to this address.\n%(link)s"
    )
    return _("You already have an account"), body % {**context, "link": f"{settings.BASE_URL}/account/login/"}


def _change(subject: str, what: str) -> Message:
    alarm = _(
        "If it was not you, sign in, open “My account”, sign out everywhere, and write to the person who coordinates "
        "your coalition."
    )
    return subject, f"{what}\n\n{alarm}\n{settings.BASE_URL}/account/"


MESSAGES: dict[str, Callable[[dict[str, Any]], Message]] = {
    "account/email/login_code": sign_in_code,
    "account/email/email_confirmation": address_code,
    "account/email/email_confirmation_signup": address_code,
    "account/email/password_reset_code": password_code,
    "account/email/unknown_account": unknown_address,
    "account/email/account_already_exists": known_address,
    "account/email/email_changed": lambda context: _change(
        _("Your e-mail address was changed"),
        _("The address of your Courtepointe account was changed from %(from_email)s to %(to_email)s.") % context,
    ),
    "account/email/email_confirm": lambda context: _change(
        _("Your e-mail address was confirmed"), _("The address of your Courtepointe account was confirmed.")
    ),
    "account/email/email_deleted": lambda context: _change(
        _("A change of address was cancelled"),
        _("The address %(deleted_email)s was removed from your Courtepointe account.") % context,
    ),
    "account/email/password_changed": lambda context: _change(
        _("Your password was changed"), _("The password of your Courtepointe account was changed.")
    ),
    "account/email/password_reset": lambda context: _change(
        _("Your password was changed"), _("The password of your Courtepointe account was changed.")
    ),
    "account/email/password_set": lambda context: _change(
        _("A password was set"), _("A password was set on your Courtepointe account.")
    ),
    "mfa/email/recovery_codes_generated": lambda context: _change(
        _("New recovery codes"), _("New recovery codes were made for your Courtepointe account; the old ones are void.")
    ),
    "mfa/email/totp_activated": lambda context: _change(
        _("An authenticator app was added"), _("An authenticator app was added to your Courtepointe account.")
    ),
    "mfa/email/totp_deactivated": lambda context: _change(
        _("The authenticator app was removed"), _("The authenticator app was removed from your Courtepointe account.")
    ),
    "mfa/email/webauthn_added": lambda context: _change(
        _("A passkey was added"), _("A passkey was added to your Courtepointe account.")
    ),
    "mfa/email/webauthn_removed": lambda context: _change(
        _("A passkey was removed"), _("A passkey was removed from your Courtepointe account.")
    ),
}
