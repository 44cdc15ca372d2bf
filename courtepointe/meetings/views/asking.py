"""The desk of what is asked before a meeting: who has answered; ask, remind, addresses, enter for them.

A view gives its `Asking`, the words of its success, and the page that shows its rows.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse

from courtepointe import clock
from courtepointe.access import MemberRequest
from courtepointe.meetings.actions.asking import Asking
from courtepointe.meetings.forms.asking import AskForm
from courtepointe.meetings.models import Meeting
from courtepointe.meetings.views.common import see_other
from courtepointe.rows import Refused

A_WEEK = dt.timedelta(days=7)
Page = Callable[..., HttpResponse]  # of a request and a meeting, with `form`, `given` (names and addresses), `status`


def asked(
    request: MemberRequest, meeting: Meeting, asking: Asking, page: Page, *, back: str, done: str, again: str
) -> HttpResponse:
    """What a button of the desk does; `done` and `again` say it with `%(count)s`. A refusal is said on the page."""
    verb = request.POST.get("act", "")
    form = AskForm(request.POST) if verb == "ask" else None
    if form is not None and not form.is_valid():
        return page(request, meeting, form=form, status=422)
    try:
        if form is not None:
            count = asking.ask(meeting, by=request.member, due_on=form.cleaned_data["due_on"])
            messages.success(request, done % {"count": count})
        elif verb == "remind":
            messages.success(request, again % {"count": asking.remind(meeting, by=request.member)})
        elif verb == "enter":
            asking.prepare(meeting)
        elif verb == "addresses":
            people = asking.people_asked(meeting)
            return page(request, meeting, given=[(one.name, asking.address_for(meeting, one)) for one in people])
        else:
            return HttpResponse(status=400)
    except Refused as refused:
        if form is not None:
            form.add_error(None, refused.message)
            return page(request, meeting, form=form, status=422)
        messages.error(request, refused.message)
    return see_other(request, back)


def desk_of(
    request: MemberRequest,
    meeting: Meeting,
    asking: Asking,
    rows: Sequence[Any],
    form: AskForm | None,
    given: list[tuple[str, str]] | None,
) -> dict[str, Any]:
    """What every desk shows of its rows: how many came, were asked, wait; the days; a day to propose.

    `added` counts what the plan gained since the rows were made, as long as those can still be asked.
    """
    today = clock.today(request.coalition.timezone)
    over = meeting.on is not None and meeting.on < today
    wanted = max(today, meeting.on - A_WEEK) if meeting.on else today + A_WEEK
    return {
        "meeting": meeting,
        "total": len(rows),
        "sent": sum(row.handed_in_at is not None for row in rows),
        "asked": sum(row.asked_at is not None for row in rows),
        "unasked": sum(row.asked_at is None and row.handed_in_at is None for row in rows),
        "added": len(asking.missing(meeting)) if rows and not over else 0,
        "due_on": max((row.due_on for row in rows if row.due_on), default=None),
        "reminded": max((row.reminded_at for row in rows if row.reminded_at), default=None),
        "form": form or AskForm(initial={"due_on": wanted}),
        "given": given,
        "today": today,
    }
