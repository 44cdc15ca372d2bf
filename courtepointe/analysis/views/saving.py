"""What the pages of figures share: forms that add or change a row, refusals said, removals undone."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from courtepointe.access import MemberRequest
from courtepointe.meetings.forms.common import VersionedForm
from courtepointe.meetings.views.common import as_uid, see_other
from courtepointe.rows import Conflict, Refused

Theirs = list[tuple[str, str]]
Page = Callable[[Any, Theirs, int], HttpResponse]


def saved(form: VersionedForm, page: Page, act: Callable[[], str], request: MemberRequest) -> HttpResponse:
    """Run an act on a form that came in, and go to the address that it answers.

    What cannot be saved comes back with the form: 422 with the reason, 409 beside what somebody else saved.
    """
    if not form.is_valid():
        return page(form, [], 422)
    try:
        return see_other(request, act())
    except Conflict as conflict:
        return page(form, form.against(conflict.row), 409)  # type: ignore[arg-type]
    except Refused as refused:
        form.add_error(None, refused.message)
        return page(form, [], 422)


def tried(request: MemberRequest, act: Callable[[], Any], address: str, done: str = "") -> HttpResponse:
    """Run an act of one button, say that it is done or why it was refused, and go to the address.

    An act that answers with a page has the last word.
    """
    try:
        answer = act()
    except Refused as refused:
        messages.error(request, refused.message)
        return see_other(request, address.partition("?")[0])
    if isinstance(answer, HttpResponse):
        return answer
    if done:
        messages.success(request, done)
    return see_other(request, address)


def named_row(rows: Any, value: str | uuid.UUID | None, *, removed: bool = False) -> Any:
    """A row of the reader's coalition by its uid, present or removed; 404 for any other."""
    return get_object_or_404(rows.filter(removed_at__isnull=not removed), uid=as_uid(value))
