"""The library in a coalition's own words: the method's pages, with what the coalition renamed, added or hid."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.coalitions.queries.method import method_for
from courtepointe.library.views import render_index


def own_page(renderer: Callable[..., HttpResponse]) -> Callable[..., Any]:
    """A page of the library, read by any member of the coalition."""

    @member(*EVERYONE)
    def page(request: MemberRequest, /, **kwargs: Any) -> HttpResponse:
        base = {"library_prefix": "coalition-library", "library_kwargs": {"coalition": request.coalition.uid}}
        return renderer(request, method_for(request.coalition), base, **kwargs)

    return page


library = own_page(render_index)
