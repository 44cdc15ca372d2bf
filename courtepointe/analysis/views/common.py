"""What the pages of the analysis share: what a personal link opens, names of systems, refusals said."""

import functools
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from courtepointe import links
from courtepointe.access import MemberRequest
from courtepointe.analysis.views.saving import tried
from courtepointe.coalitions.models import Coalition
from courtepointe.links import Link
from courtepointe.meetings.models import Process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import url

View = Callable[..., HttpResponse]


def linked_process(secret: str, purpose: str) -> tuple[Link | None, Process | None]:
    """The link of a secret and the cycle that it opens; the cycle is None when the link opens nothing any more."""
    link = links.find(secret, purpose)
    if link is None or not link.is_open() or link.member.left_at is not None:
        return link, None
    found = Process.objects.filter(coalition_id=link.coalition_id, uid=link.thing_uid)
    return link, found.select_related("coalition").first()


def system_names(coalition: Coalition) -> dict[str, str]:
    """The name of each system, as the coalition words it."""
    return {system.slug: str(system.name) for system in method_of(coalition).systems}


def refused_on(page: str) -> Callable[[View], View]:
    """An act that is refused says why on the page named, and changes nothing."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: MemberRequest, **more: uuid.UUID) -> HttpResponse:
            return tried(request, lambda: view(request, **more), url(page, coalition=request.coalition, **more))

        return guarded

    return decorate


def filters(request: MemberRequest, form: Any) -> str:
    """The filters that are on, as the end of an address."""
    return urlencode(form.asked())
