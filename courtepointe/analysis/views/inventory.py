"""The services and factors of one organisation, filled by its own people: by a personal link, signed in, or from paper.

One address each, and three steps: services, factors, handing in. An act is named by its button.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from courtepointe import links
from courtepointe.access import SPEAKING, MemberRequest, by_link, member
from courtepointe.analysis.actions import inventory as acts
from courtepointe.analysis.actions.inventory_asking import PURPOSE, given_addresses
from courtepointe.analysis.forms.services import ServiceForm, initial_of
from courtepointe.analysis.models import Inventory, Service
from courtepointe.analysis.queries import inventory as reads
from courtepointe.analysis.views import inventory_factors
from courtepointe.analysis.views.inventory_desk import Desk
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import as_uid
from courtepointe.meetings.wording import method_of
from courtepointe.pages import private, render, url
from courtepointe.rows import Conflict, Refused


@member(*SPEAKING)
@require_http_methods(["GET", "POST"])
def inventory(request: MemberRequest, organisation: uuid.UUID) -> HttpResponse:
    """For the people of the organisation, and for those who steer who enter it from paper."""
    process = current_process(request.coalition)
    if process is None:
        raise Http404
    row = get_object_or_404(request.coalition.organisations.present(), uid=organisation)
    own = request.reader.organisation_id == row.pk
    if not own and not request.reader.steers:
        raise PermissionDenied
    mine = process.inventories.select_related("organisation", "entered_by").filter(organisation=row).first()
    if mine is None:
        mine = Inventory(coalition=request.coalition, process=process, organisation=row)
        if request.method == "POST":
            mine = acts.inventory_of(process, row)
    mine.process = process
    writing = acts.Writing(mine, request.member, for_them=request.reader.steers and (not own or mine.asked_at is None))
    address = url("inventory", coalition=request.coalition, organisation=row)
    shown = given_addresses(mine) if request.reader.steers and "links" in request.GET and mine.pk else []
    return _answer(
        Desk(request, request.coalition, writing, address, method_of(request.coalition), request.reader.steers, shown)
    )


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def inventory_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The same, opened by the personal link of one person of the organisation. A GET changes nothing."""
    link = links.find(secret, PURPOSE)
    rows = Inventory.objects.select_related("organisation", "entered_by", "process", "coalition")
    mine = rows.filter(coalition_id=link.coalition_id, uid=link.thing_uid).first() if link else None
    if link is None or mine is None or not link.is_open() or not _still_there(mine, link):
        return private(render(request, "analysis/inventory-closed.html", {"known": link is not None}, status=410))
    current = current_process(mine.coalition)
    if current is None or current.pk != mine.process_id:
        return private(render(request, "analysis/inventory-closed.html", {"known": True}, status=410))
    with links.reading_in(request, link.member.language):
        writing = acts.Writing(mine, link.member)
        address = url("inventory-link", secret=secret)
        return private(_answer(Desk(request, mine.coalition, writing, address, method_of(mine.coalition))))


def _still_there(mine: Inventory, link: links.Link) -> bool:
    person = link.member
    return (
        person.left_at is None
        and person.organisation_id == mine.organisation_id
        and mine.organisation.removed_at is None
    )


def _answer(desk: Desk) -> HttpResponse:
    if desk.request.method != "POST":
        return _page(desk)
    act = ACTS.get(desk.asked("act"))
    if act is None:
        return HttpResponse(status=400)
    try:
        return act(desk)
    except Refused as refused:
        editing = _service(desk) if desk.asked("act") == "change" else None
        return _page(desk, Shown(refusal=refused.message, form=_typed(desk), editing=editing), status=422)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows besides what is saved."""

    form: ServiceForm | None = None
    editing: Service | None = None
    theirs: list[tuple[str, str]] = field(default_factory=list)
    refusal: str = ""


def _form(desk: Desk, *args: Any, **kwargs: Any) -> ServiceForm:
    return ServiceForm(desk.coalition, desk.method, desk.parts, *args, **kwargs)


def _typed(desk: Desk) -> ServiceForm | None:
    """What somebody typed in a line that is refused: it comes back with the reason."""
    return _form(desk, desk.request.POST) if desk.request.POST.get("act") in ("add", "change") else None


def _add(desk: Desk) -> HttpResponse:
    form = _form(desk, desk.request.POST)
    if not form.is_valid():
        return _page(desk, Shown(form=form), status=422)
    service = acts.add_service(desk.writing, places=form.places, uid=form.new_uid, **form.values())
    return desk.back(saved=service.uid, anchor="new")


def _change(desk: Desk) -> HttpResponse:
    service = _service(desk)
    form = _form(desk, desk.request.POST)
    if not form.is_valid():
        return _page(desk, Shown(form=form, editing=service), status=422)
    version = form.cleaned_data["version"] or 0
    try:
        acts.change_service(desk.writing, service, version=version, places=form.places, **form.values())
    except Conflict as conflict:
        theirs = form.against(conflict.row)  # type: ignore[arg-type]
        return _page(desk, Shown(form=form, editing=service, theirs=theirs), status=409)
    return desk.back(saved=service.uid, anchor=f"s-{service.uid}")


def _remove(desk: Desk) -> HttpResponse:
    service = _service(desk)
    acts.remove_service(desk.writing, service)
    return desk.back(removed=service.uid)


def _restore(desk: Desk) -> HttpResponse:
    service = _service(desk, removed=True)
    acts.restore_service(desk.writing, service)
    return desk.back(saved=service.uid, anchor=f"s-{service.uid}")


def _copy(desk: Desk) -> HttpResponse:
    return desk.back(copied=acts.copy_services(desk.writing))


def _none(desk: Desk) -> HttpResponse:
    acts.say_no_service(desk.writing)
    return desk.back(step="factors")


def _hand_in(desk: Desk) -> HttpResponse:
    acts.hand_in(desk.writing)
    return desk.back(step="hand-in", done=1)


ACTS: dict[str, Callable[[Desk], HttpResponse]] = {
    "add": _add,
    "change": _change,
    "remove": _remove,
    "restore": _restore,
    "copy": _copy,
    "none": _none,
    "factor": inventory_factors.say,
    "hand-in": _hand_in,
}


def _service(desk: Desk, *, removed: bool = False, uid: str = "") -> Service:
    """A line of this organisation, or 404."""
    mine = desk.writing.inventory
    rows = Service.objects.filter(process_id=mine.process_id, organisation_id=mine.organisation_id)
    found = rows.filter(removed_at__isnull=not removed).prefetch_related("places__territory")
    return get_object_or_404(found, uid=as_uid(uid or desk.request.POST.get("service")))


def _page(desk: Desk, shown: Shown | None = None, *, status: int = 200) -> HttpResponse:
    shown = shown or Shown()
    asked = desk.request.GET
    if desk.step == "factors":
        return inventory_factors.page(desk, refusal=shown.refusal, status=status)
    form, editing = shown.form, shown.editing
    if form is None and desk.may_write and "edit" in asked:
        editing = _service(desk, uid=asked["edit"])
        form = _form(desk, initial=initial_of(editing))
    if form is None:
        form = _form(desk, initial={"where": [] if desk.parts else ["all"]})
    mine = desk.writing.inventory
    gone = Service.objects.filter(organisation_id=mine.organisation_id, process_id=mine.process_id)
    context = {
        **desk.frame(),
        "services": reads.services_of(mine),
        "form": form,
        "editing": editing,
        "theirs": shown.theirs,
        "refusal": shown.refusal,
        "earlier": acts.earlier_lines(mine).count() if desk.may_write else 0,
        "gone": gone.filter(removed_at__isnull=False, uid=as_uid(asked["removed"])).first()
        if "removed" in asked and desk.may_write
        else None,
        "where": reads.where,
    }
    if desk.step == "hand-in":
        said = reads.factors_of(mine, desk.method)
        context |= {"said": said, "left": reads.left_to_say(said)}
    return render(desk.request, "analysis/inventory.html", context, status=status)
