"""One way to open and save a form: what is wrong is said beside it, and an edit never overwrites silently."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from courtepointe.pages import render
from courtepointe.rows import Conflict, Refused


class SeeOther(HttpResponseRedirect):
    """After an act: read this page."""

    status_code = 303


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is a POST as well."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest,
    template: str,
    form: forms.BaseForm,
    save: Callable[[dict[str, Any]], object],
    *,
    back: str,
    said: str,
    context: Mapping[str, Any],
) -> HttpResponse:
    """The page of a form. A good POST saves, whole or not at all, and goes back.

    A bad one is shown again (422) with everything typed; a conflict shows both texts (409).
    """
    status = 200
    shown = {**context, "form": form, "back": back, "differences": ()}
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    save(form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, refusal.message)
            except Conflict as conflict:
                shown["differences"] = _differences(form, conflict)
                status = 409
            else:
                messages.success(request, said)
                return SeeOther(back)
    return render(request, template, shown, status=status)


def _differences(form: forms.BaseForm, conflict: Conflict) -> list[tuple[str, str, str]]:
    """Label, what is saved, what was typed, for each field that differs; saving again is then meant."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["version"] = str(conflict.row.version)  # type: ignore[attr-defined]
    form.data = data
    pairs = ((name, getattr(conflict.row, name, None), mine) for name, mine in form.cleaned_data.items())
    return [
        (str(form.fields[name].label), _shown(form.fields[name], saved), _shown(form.fields[name], mine))
        for name, saved, mine in pairs
        if name != "version" and hasattr(conflict.row, name) and saved != mine
    ]


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return "" if value is None else str(value)
