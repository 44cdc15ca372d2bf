"""One's own account, and the second factor."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courtepointe import access, clock
from courtepointe.access import PersonRequest, signed_in
from courtepointe.coalitions.models import Person
from courtepointe.coalitions.queries.seats import seats_of
from courtepointe.pages import render
from courtepointe.web.accounts import keep_language, note_proof, note_second_factor
from courtepointe.web.forms import Profile


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: PersonRequest) -> HttpResponse:
    """One's name, language, address, ways to sign in, coalitions."""
    form = Profile(request.POST or None, instance=request.person)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(request.person.language):
            messages.success(request, _("Your account is saved."))
        response = redirect("account")
        keep_language(response, request.person.language)
        return response
    status = 422 if form.is_bound else 200
    # A name that was refused must not show in the frame as if it were saved.
    request.person = Person.objects.get(pk=request.person.pk)
    values = {"form": form, "seats": seats_of(request.person), "has": methods_of(request.person)}
    return render(request, "web/account.html", values, status=status)


def methods_of(person: Person) -> dict[str, Any]:
    """The ways a person can sign in: passkeys, an app, recovery codes, a password."""
    rows = list(Authenticator.objects.filter(user=person).order_by("pk"))
    kinds = Authenticator.Type
    return {
        "passkeys": [row for row in rows if row.type == kinds.WEBAUTHN],
        "app": next((row for row in rows if row.type == kinds.TOTP), None),
        "codes": next((row for row in rows if row.type == kinds.RECOVERY_CODES), None),
        "password": person.has_usable_password(),
    }


@signed_in
@require_safe
def second_factor(request: PersonRequest) -> HttpResponse:
    """Propose a passkey or an app; say by when a coordinator needs one."""
    untils = [access.second_factor_until(seat) for seat in seats_of(request.person)]
    deadline = min((until for until in untils if until is not None), default=None)
    values = {
        "has": methods_of(request.person),
        "deadline": deadline,
        "overdue": deadline is not None and deadline < clock.now(),
    }
    return render(request, "web/second_factor.html", values)


def keeps_second_factor(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Around the package's pages that add or remove an authenticator: note afterwards what the person has."""

    def around(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        mine = Authenticator.objects.filter(user=request.user)
        before = mine.count()
        response = view(request, *args, **kwargs)
        note_second_factor(request.user)
        if mine.count() > before:
            note_proof(request)  # so that the recovery codes are shown at once
        return response

    return around
