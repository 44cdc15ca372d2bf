"""The part of each organisation in an adopted plan: read, confirmed or discussed; who has answered."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe import links
from courtepointe.access import EVERYONE, SPEAKING, STEERING, MemberRequest, by_link, member
from courtepointe.analysis.views.common import system_names
from courtepointe.coalitions.models import Member, Organisation
from courtepointe.meetings.views.common import see_other
from courtepointe.meetings.wording import method_of
from courtepointe.pages import private, render, url
from courtepointe.planning.actions import confirming as acts
from courtepointe.planning.forms.confirming import AskPartsForm, PartForm
from courtepointe.planning.models import PlanVersion
from courtepointe.planning.queries.parts import given_in_kind, part_of, role_in, standings_of
from courtepointe.planning.told import Told, title_of
from courtepointe.planning.views.common import words
from courtepointe.planning.views.versions import version_of
from courtepointe.rows import Conflict, Refused


@member(*EVERYONE)
@require_GET
def plan_parts(request: MemberRequest, plan_version: uuid.UUID) -> HttpResponse:
    """Who has a part in a version, and who has confirmed it."""
    row = version_of(request, plan_version)
    standings = standings_of(row)
    context = {
        **words(request),
        "row": row,
        "standings": standings,
        "answered": sum(one.answer is not None for one in standings),
        "replaced": acts.is_replaced(row),
    }
    return render(request, "planning/parts.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def plan_parts_ask(request: MemberRequest, plan_version: uuid.UUID) -> HttpResponse:
    """Write to those that have not answered, or read the personal addresses to give by telephone or on paper."""
    row = version_of(request, plan_version)
    row.coalition = request.coalition
    form = AskPartsForm(request.POST if request.method == "POST" else None)
    waiting, given = acts.waiting_for(row), []
    if form.is_bound and form.is_valid():
        if "links" not in request.POST:
            sent = acts.ask_parts(row, by=request.member, words=form.cleaned_data["words"])
            messages.success(request, _("Messages that leave: %(count)s.") % {"count": sent})
            return see_other(request, url("plan-parts", coalition=request.coalition, plan_version=row))
        given = [(f"{one.name} ({one.organisation})", acts.part_address(row, one)) for one in acts.people_of(waiting)]
    status = 422 if form.is_bound and not form.is_valid() else 200
    context = {**words(request), "row": row, "form": form, "waiting": waiting, "given": given}
    return render(request, "planning/parts-ask.html", context, status=status)


@member(*EVERYONE)
@require_http_methods(["GET", "POST"])
def plan_part(request: MemberRequest, plan_version: uuid.UUID, organisation: uuid.UUID) -> HttpResponse:
    """The part of one organisation: its people answer here, and whoever steers enters what they said."""
    row = version_of(request, plan_version)
    row.coalition = request.coalition
    house = get_object_or_404(request.coalition.organisations, uid=organisation)
    own = request.reader.organisation_id == house.pk and request.reader.role in SPEAKING
    may = own or request.reader.steers
    if request.method == "POST" and not may:
        raise PermissionDenied
    back = url("plan-parts", coalition=request.coalition, plan_version=row)
    return _part(request, row, house, request.member if may else None, for_them=not own, back=back)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def part_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The same by a personal link, without an account. A GET changes nothing."""
    link = links.find(secret, acts.PURPOSE)
    rows = PlanVersion.objects.select_related("plan", "coalition")
    row = rows.filter(coalition_id=link.coalition_id, uid=link.thing_uid).first() if link else None
    person = link.member if link else None
    house = person.organisation if person is not None else None
    there = link is not None and link.is_open() and person is not None and person.left_at is None
    if row is None or person is None or house is None or not there:
        return private(render(request, "planning/part-closed.html", {"known": link is not None}, status=410))
    with links.reading_in(request, person.language):
        return private(_part(request, row, house, person, for_them=False, back=""))


def _part(
    request: Any, row: PlanVersion, house: Organisation, by: Member | None, *, for_them: bool, back: str
) -> HttpResponse:
    """The page of a part; `by` answers, or nobody here does. Without `back`, the reader came by a link."""
    answer = row.confirmations.select_related("entered_by").filter(organisation=house).first()
    replaced = acts.is_replaced(row)
    first = {"seen": acts.mark_of(answer)}
    if answer is not None:
        first.update(answer=answer.answer, words=answer.words, name=answer.name)
    form, status, changed = PartForm(initial=first, for_them=for_them), 200, False
    if request.method == "POST" and by is not None:
        form, status = PartForm(request.POST, for_them=for_them), 422
        if form.is_valid():
            try:
                acts.answer_part(row, house, by=by, for_them=for_them, **form.cleaned_data)
                if back:
                    messages.success(request, _("The answer of %(name)s is noted.") % {"name": house.name})
                    return see_other(request, back)
                answer, status = row.confirmations.filter(organisation=house).first(), 200
                form = PartForm(initial={**form.cleaned_data, "seen": acts.mark_of(answer)}, for_them=for_them)
            except Conflict:
                form.data = form.data.copy()  # type: ignore[attr-defined]
                form.data["seen"] = acts.mark_of(answer)  # type: ignore[index]
                status, changed = 409, True
            except Refused as refused:
                form.add_error(None, refused.message)
    context = {
        "nav": "plan" if back else "",
        "row": row,
        "house": house,
        "answer": answer,
        "form": form if by is not None and not replaced else None,
        "for_them": for_them,
        "thanks": request.method == "POST" and status == 200,
        "changed": changed,
        "replaced": replaced,
        "by_link": not back,
        **_said(row, str(house.uid)),
    }
    return render(request, "planning/part.html", context, status=status)


def _said(row: PlanVersion, uid: str) -> dict[str, Any]:
    """The lines of the part, with their words."""
    shares = part_of(row.content, uid)
    factors = {one.slug: str(one.name) for one in method_of(row.coalition).factors}
    return {
        "shares": shares,
        "kind": given_in_kind(shares, uid),
        "told": Told({}, system_names(row.coalition), factors, row.plan.year_start),
        "title_of": title_of,
        "role": lambda line: role_in(line, uid),
    }
