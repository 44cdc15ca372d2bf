"""The acts on a line that is done one day, of the follow-up calendar or of the communication plan."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from courtepointe.access import MemberRequest
from courtepointe.coalitions.models import Member
from courtepointe.meetings.views.common import see_other


class Tick(Protocol):
    def __call__(self, row: Any, *, by: Member, done: bool) -> None: ...


class Act(Protocol):
    def __call__(self, row: Any, *, by: Member) -> None: ...


@dataclass(frozen=True)
class Ticking:
    """What the buttons of a line do."""

    tick: Tick
    remove: Act
    restore: Act


def act_on(request: MemberRequest, row: Any, ticking: Ticking, *, back: str, mark: str) -> HttpResponse:
    """It is done, it is still to do; removed, put back (by those who steer). An act is named by its button.

    `back` is the page of the list, on which the line stands at `mark`.
    """
    named, here = request.POST.get("act"), f"{back}#{mark}-{row.uid}"
    if named in ("done", "again"):
        if row.removed_at is not None or not request.reader.answers_for(row.organisation_id):
            raise PermissionDenied
        ticking.tick(row, by=request.member, done=named == "done")
        return see_other(request, here)
    if not request.reader.steers:
        raise PermissionDenied
    if named == "remove":
        ticking.remove(row, by=request.member)
        return see_other(request, f"{back}?removed={row.uid}")
    if named == "restore":
        ticking.restore(row, by=request.member)
        return see_other(request, here)
    return HttpResponse(status=400)
