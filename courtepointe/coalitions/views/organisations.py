"""The organisations of a coalition, one at a time."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courtepointe.access import COORDINATOR, MemberRequest, member
from courtepointe.coalitions.actions import organisations as actions
from courtepointe.coalitions.forms.members import OrganisationForm, ReasonForm
from courtepointe.coalitions.models import Organisation
from courtepointe.coalitions.views.editing import SeeOther, form_page, posted
from courtepointe.pages import url
from courtepointe.rows import Refused


@member(COORDINATOR)
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Add an organisation; the second button comes back here for the next one."""
    form = OrganisationForm(posted(request), coalition=request.coalition)

    def save(values: dict[str, Any]) -> None:
        values.pop("version")
        actions.add_organisation(request.coalition, by=request.member, **values)

    return form_page(
        request,
        "coalitions/organisation.html",
        form,
        save,
        back=url("organisation-new" if "another" in request.POST else "members", coalition=request.coalition),
        said=_("Organisation added."),
        context={"nav": "members", "organisation": None},
    )


@member(COORDINATOR)
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, organisation: uuid.UUID) -> HttpResponse:
    """Correct the name, kind or sector of an organisation."""
    row = _present(request, organisation)
    form = OrganisationForm(posted(request), instance=row, coalition=request.coalition)

    def save(values: dict[str, Any]) -> None:
        sector = values.pop("sector") or actions.sector_of(values["kind"])
        actions.change_organisation(row, by=request.member, sector=sector, **_versioned(values, row.version))

    return form_page(
        request,
        "coalitions/organisation.html",
        form,
        save,
        back=url("members", coalition=request.coalition),
        said=_("Saved."),
        context={"nav": "members", "organisation": row},
    )


@member(COORDINATOR)
@require_http_methods(["GET", "POST"])
def remove(request: MemberRequest, organisation: uuid.UUID) -> HttpResponse:
    """Take an organisation off the list, with a reason; ten seconds to undo, and the list of what was removed after."""
    row = _present(request, organisation)
    back = url("members", coalition=request.coalition)

    def save(values: dict[str, Any]) -> None:
        actions.remove_organisation(row, by=request.member, reason=values["reason"])

    return form_page(
        request,
        "coalitions/organisation_remove.html",
        ReasonForm(posted(request)),
        save,
        back=f"{back}?removed={row.uid}" if request.method == "POST" else back,
        said=_("Organisation removed."),
        context={"nav": "members", "organisation": row},
    )


@member(COORDINATOR)
@require_POST
def restore(request: MemberRequest, organisation: uuid.UUID) -> HttpResponse:
    """Put an organisation back: the undo of `remove`, and the button of the list of what was removed."""
    row = get_object_or_404(request.coalition.organisations, uid=organisation)
    try:
        actions.restore_organisation(row, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Organisation put back."))
    return SeeOther(url("members", coalition=request.coalition))


def _present(request: MemberRequest, organisation: uuid.UUID) -> Organisation:
    return get_object_or_404(request.coalition.organisations.present(), uid=organisation)


def _versioned(values: dict[str, Any], version: int) -> dict[str, Any]:
    return {**values, "version": values["version"] or version}
