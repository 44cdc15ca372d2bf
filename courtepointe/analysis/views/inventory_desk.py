"""What the pages of an inventory share, whether they are opened signed in or by a personal link."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from courtepointe.analysis.actions.inventory import Writing, is_closed, may_write
from courtepointe.analysis.models import Territory
from courtepointe.analysis.queries.ages import names_of
from courtepointe.analysis.queries.inventory import parts_of
from courtepointe.analysis.views.common import system_names
from courtepointe.coalitions.models import Coalition
from courtepointe.library.method import Method

STEPS = ("services", "factors", "hand-in")


@dataclass(frozen=True)
class Desk:
    """Somebody before the inventory of one organisation."""

    request: HttpRequest
    coalition: Coalition
    writing: Writing
    address: str
    method: Method
    steers: bool = False
    links: list[tuple[str, str]] = field(default_factory=list)  # personal addresses to show to those who steer

    @cached_property
    def parts(self) -> list[Territory]:
        return parts_of(self.coalition)

    @property
    def may_write(self) -> bool:
        return may_write(self.writing.inventory, for_them=self.writing.for_them)

    @property
    def step(self) -> str:
        asked = self.request.GET.get("step", "")
        return asked if asked in STEPS else STEPS[0]

    def asked(self, name: str) -> str:
        """What a form says, or its address: a form that is saved as one goes sends only what changed."""
        return self.request.POST.get(name) or self.request.GET.get(name, "")

    def back(self, *, step: str = "", anchor: str = "", **query: Any) -> HttpResponse:
        """To the page again, after an act from a plain form, or from the outbox of a device (outbox.js)."""
        asked = urlencode({**({"step": step} if step else {}), **query})
        address = self.address + (f"?{asked}" if asked else "") + (f"#{anchor}" if anchor else "")
        if self.request.headers.get("X-Outbox") == "1":
            return HttpResponse(status=204, headers={"X-Location": address})
        answer = HttpResponseRedirect(address)
        answer.status_code = 303
        return answer

    def frame(self) -> dict[str, Any]:
        """What each step shows around its content."""
        mine = self.writing.inventory
        return {
            "nav": "analysis",
            "inventory": mine,
            "whose": self.coalition,
            "address": self.address,
            "steers": self.steers,
            "links": self.links,
            "writer": self.writing.member,
            "for_them": self.writing.for_them,
            "may_write": self.may_write,
            "closed": is_closed(mine),
            "step": self.step,
            "asked": self.request.GET,
            "category_names": {one.slug: str(one.name) for one in self.method.categories},
            "system_names": system_names(self.coalition),
            "age_names": names_of,
        }
