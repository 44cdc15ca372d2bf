"""The pages of the sign-in package that people need; the others are not mounted."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView

from courtepointe.access import public, signed_in
from courtepointe.web.account_forms import PasswordSignIn
from courtepointe.web.reader import reader_of_site
from courtepointe.web.views.account import keeps_second_factor


def entrance(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that anyone may open."""

    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reader_of_site(request)
        return view(request, *args, **kwargs)

    return public(shown)


ask_code = account.RequestLoginCodeView.as_view(template_name="account/login.html")
by_password = account.LoginView.as_view(template_name="account/login_password.html", form_class=PasswordSignIn)


@public
def sign_up(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """A new account, on sites where anyone may open one."""
    if settings.SIGN_UP != "open":
        raise Http404
    response: HttpResponseBase = account.signup(request, *args, **kwargs)
    return response


def to(name: str) -> Any:
    """An address that the package sends people to, shown on another page."""
    return RedirectView.as_view(pattern_name=name, query_string=True)


urlpatterns: list[URLPattern] = [
    path("login/", public(ask_code), name="account_login"),
    path("login/code/", public(to("account_login")), name="account_request_login_code"),
    path("login/code/confirm/", public(account.confirm_login_code), name="account_confirm_login_code"),
    path("login/password/", public(by_password), name="login-password"),
    path("login/passkey/", public(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("login/second-factor/", public(mfa.authenticate), name="mfa_authenticate"),
    path("logout/", public(require_POST(account.logout)), name="account_logout"),
    path("signup/", sign_up, name="account_signup"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path("confirm-email/", entrance(account.email_verification_sent), name="account_email_verification_sent"),
    path("email/", signed_in(account.email), name="account_email"),
    path("password/change/", signed_in(account.password_change), name="account_change_password"),
    path("password/set/", signed_in(account.password_set), name="account_set_password"),
    path("password/reset/", entrance(account.password_reset), name="account_reset_password"),
    path(
        "password/reset/confirm/",
        entrance(account.confirm_password_reset_code),
        name="account_confirm_password_reset_code",
    ),
    path("password/reset/complete/", entrance(account.complete_password_reset), name="account_complete_password_reset"),
    path("password/reset/done/", public(to("account_login")), name="account_password_reset_completed"),
    path("again/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("again/code/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("again/passkey/", signed_in(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("methods/", signed_in(to("account")), name="mfa_index"),
    path("passkeys/", signed_in(to("account")), name="mfa_list_webauthn"),
    path("passkeys/add/", signed_in(keeps_second_factor(passkeys.add_webauthn)), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/edit/", signed_in(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "passkeys/<int:pk>/remove/",
        signed_in(keeps_second_factor(passkeys.remove_webauthn)),
        name="mfa_remove_webauthn",
    ),
    path("app/add/", signed_in(keeps_second_factor(app.activate_totp)), name="mfa_activate_totp"),
    path("app/remove/", signed_in(keeps_second_factor(app.deactivate_totp)), name="mfa_deactivate_totp"),
    path("recovery-codes/", signed_in(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", signed_in(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
]
