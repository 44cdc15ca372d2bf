"""Leaving a coalition: the seat closes, and what remained to be done is handed over."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.coalitions.forms.members import LeaveForm
from courtepointe.coalitions.views.editing import form_page, posted
from courtepointe.guide import actions
from courtepointe.pages import url


@member(*EVERYONE)
@require_http_methods(["GET", "POST"])
def leave(request: MemberRequest, member: uuid.UUID) -> HttpResponse:
    """A person leaves, noted by a coordinator or by themself, and hands over."""
    row = get_object_or_404(request.coalition.members.select_related("organisation"), uid=member, left_at=None)
    own = row.pk == request.member.pk
    if not request.reader.coordinates and not own:
        raise PermissionDenied

    def save(values: dict[str, Any]) -> None:
        actions.leave(row, by=request.member, handed_to=values["handed_to"])

    return form_page(
        request,
        "coalitions/leave.html",
        LeaveForm(posted(request), member=row),
        save,
        back=url("coalitions") if own and request.method == "POST" else url("members", coalition=request.coalition),
        said=_("%(name)s has left the coalition.") % {"name": row.name},
        context={"nav": "members", "leaving": row},
    )
