"""The people of a coalition: the list, one person, coming back."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import COORDINATOR, EVERYONE, STEERING, MemberRequest, member
from courtepointe.coalitions.actions import invitations
from courtepointe.coalitions.actions import members as actions
from courtepointe.coalitions.actions.organisations import add_organisation
from courtepointe.coalitions.forms.members import MemberForm, SelfForm
from courtepointe.coalitions.models import Member, Role
from courtepointe.coalitions.queries.list import members_page, removed_organisations
from courtepointe.coalitions.queries.members import (
    INVITED,
    NO_ADDRESS,
    NOT_INVITED,
    SIGNED_IN,
    contact_is_shown,
    members_for,
    past_members,
)
from courtepointe.coalitions.queries.personal import answers_for_privacy
from courtepointe.coalitions.views.editing import SeeOther, form_page, posted
from courtepointe.pages import render, url
from courtepointe.rows import Refused

# What each state is called, and the tone of its mark.
STATES = {
    SIGNED_IN: (gettext_lazy("Has signed in"), "good"),
    INVITED: (gettext_lazy("Invited"), "wait"),
    NOT_INVITED: (gettext_lazy("Not invited yet"), "calm"),
    NO_ADDRESS: (gettext_lazy("Without an address"), "calm"),
}


@member(*EVERYONE)
@require_GET
def members(request: MemberRequest) -> HttpResponse:
    """Who we are: people by organisation, with a filter."""
    listed = members_page(request.reader, request.GET)
    context = {
        "nav": "members",
        "listed": listed,
        "removed": _just_removed(request) if request.reader.coordinates else None,
        "roles": Role.choices,
        "role_labels": {key: str(label) for key, label in Role.choices},
        "states": STATES,
        "answers_for_privacy": answers_for_privacy(request.reader, request.coalition, request.member),
        "query": urlencode({key: value for key, value in listed.filter.items() if value}),
    }
    return render(request, "coalitions/members.html", context)


@member(*STEERING)
@require_GET
def past(request: MemberRequest) -> HttpResponse:
    """Who left and which organisations were removed; from here they come back."""
    context = {
        "nav": "members",
        "left": past_members(request.reader),
        "removed": removed_organisations(request.reader),
    }
    return render(request, "coalitions/past.html", context)


@member(COORDINATOR)
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Add a person; the second button comes back here for the next one."""
    start = {"language": request.coalition.language, "organisation": request.GET.get("organisation")}
    form = MemberForm(posted(request), coalition=request.coalition, initial=start)

    def save(values: dict[str, Any]) -> None:
        values.pop("version")
        actions.add_member(request.coalition, by=request.member, **with_organisation(request, values))

    return form_page(
        request,
        "coalitions/member.html",
        form,
        save,
        back=url("member-new" if "another" in request.POST else "members", coalition=request.coalition),
        said=_("Person added."),
        context={"nav": "members", "edited": None, "contact_hidden": False},
    )


@member(*EVERYONE)
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, member: uuid.UUID) -> HttpResponse:
    """Correct what is known of a person: all of it by a coordinator, their own details by anybody."""
    row = _present(request, member)
    if not request.reader.coordinates and row.pk != request.member.pk:
        raise PermissionDenied
    kind = MemberForm if request.reader.coordinates else SelfForm
    form = kind(posted(request), instance=row, coalition=request.coalition)
    hidden = not contact_is_shown(request.reader, row)
    if hidden:  # the person agreed that nobody reads them: a form would show them
        for name in ("email", "phone", "contact"):
            del form.fields[name]

    def save(values: dict[str, Any]) -> None:
        values["version"] = values["version"] or row.version
        actions.change_member(row, by=request.member, **with_organisation(request, values))

    return form_page(
        request,
        "coalitions/member.html",
        form,
        save,
        back=url("members", coalition=request.coalition),
        said=_("Saved."),
        context={"nav": "members", "edited": row, "contact_hidden": hidden},
    )


@member(COORDINATOR)
@require_POST
def invite(request: MemberRequest, member: uuid.UUID) -> HttpResponse:
    """Send a person their invitation to sign in, again if need be."""
    row = _present(request, member)
    try:
        invitations.invite(row, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("An invitation is on its way to %(name)s.") % {"name": row.name})
    return SeeOther(url("members", coalition=request.coalition))


@member(COORDINATOR)
@require_POST
def invite_everybody(request: MemberRequest) -> HttpResponse:
    """Invite all those who have an address and were never invited."""
    waiting = [line.pk for line in members_for(request.reader, state=NOT_INVITED)]
    with transaction.atomic():
        for row in request.coalition.members.filter(pk__in=waiting).select_related("coalition"):
            invitations.invite(row, by=request.member)
    said = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", len(waiting))
    messages.success(request, said % {"count": len(waiting)})
    return SeeOther(url("members", coalition=request.coalition))


@member(COORDINATOR)
@require_POST
def come_back(request: MemberRequest, member: uuid.UUID) -> HttpResponse:
    """A person who left takes their seat again."""
    row = get_object_or_404(request.coalition.members, uid=member)
    try:
        actions.come_back(row, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return SeeOther(url("members-past", coalition=request.coalition))
    messages.success(request, _("%(name)s is back.") % {"name": row.name})
    return SeeOther(url("members", coalition=request.coalition))


def with_organisation(request: MemberRequest, values: dict[str, Any]) -> dict[str, Any]:
    """The values of the form, a new organisation having been added first when one was typed."""
    name = values.pop("new_organisation", "")
    if name:
        values["organisation"] = add_organisation(request.coalition, by=request.member, name=name)
    return values


def _present(request: MemberRequest, member: uuid.UUID) -> Member:
    return get_object_or_404(request.coalition.members.filter(left_at=None), uid=member)


def _just_removed(request: MemberRequest) -> Any:
    try:
        asked = uuid.UUID(request.GET.get("removed", ""))
    except ValueError:
        return None
    return request.coalition.organisations.filter(uid=asked, removed_at__isnull=False).first()
