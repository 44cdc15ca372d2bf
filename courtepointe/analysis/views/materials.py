"""What people bring for the analysis, signed in or by a personal link; the data of the plan asked by message."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe import files, links
from courtepointe.access import EVERYONE, SPEAKING, STEERING, MemberRequest, by_link, member, reader_of
from courtepointe.analysis.actions import asking
from courtepointe.analysis.actions import materials as acts
from courtepointe.analysis.forms.materials import MaterialForm, initial_of
from courtepointe.analysis.models import DataNeed, Material
from courtepointe.analysis.queries.data_plan import needs_for
from courtepointe.analysis.queries.materials import materials_for
from courtepointe.analysis.views.common import linked_process, system_names
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.follow_ups import concerns
from courtepointe.meetings.models import Process
from courtepointe.meetings.views.common import as_uid, see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import private, render, url
from courtepointe.rows import Conflict, Refused

A_PAGE = 50


@member(*EVERYONE)
@require_GET
def materials(request: MemberRequest) -> HttpResponse:
    """Everything that was brought, the latest first."""
    removed = request.GET.get("removed") if request.reader.steers else None
    gone = (
        request.coalition.materials.filter(uid=as_uid(removed), removed_at__isnull=False).first() if removed else None
    )
    context = {
        "nav": "analysis",
        "page": Paginator(materials_for(request.reader), A_PAGE).get_page(request.GET.get("page")),
        "systems": system_names(request.coalition),
        "gone": gone,
        "may_add": request.reader.role in SPEAKING,
    }
    return render(request, "analysis/materials.html", context)


@member(*SPEAKING)
@require_http_methods(["GET", "POST"])
def material_add(request: MemberRequest) -> HttpResponse:
    """Bring something; `need` in the address names the line of the plan that it answers."""
    process = the_process(request)
    needs = _own_needs(process, request.member, steers=request.reader.steers)
    form = _form(request, needs, request.POST or None, request.FILES or None, initial=_start(request, needs))
    if form.is_bound and form.is_valid():
        try:
            row = acts.bring(
                request.coalition,
                by=request.member,
                uid=form.new_uid,
                steers=request.reader.steers,
                organisation=request.member.organisation,
                **form.values(),
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Thank you: it is received."))
            return see_other(request, url("material", coalition=request.coalition, material=row))
    return _form_page(request, form)


@member(*EVERYONE)
@require_GET
def material(request: MemberRequest, material: uuid.UUID) -> HttpResponse:
    """One thing that was brought, and the observations that rest on it."""
    row = get_object_or_404(materials_for(request.reader), uid=material)
    context = {
        "nav": "analysis",
        "row": row,
        "kind": row.get_kind_display(),
        "systems": system_names(request.coalition),
        "may_edit": _may_edit(request, row),
        "may_add": request.reader.role in SPEAKING,
    }
    return render(request, "analysis/material.html", context)


@member(*SPEAKING)
@require_http_methods(["GET", "POST"])
def material_edit(request: MemberRequest, material: uuid.UUID) -> HttpResponse:
    """Whoever brought it may change it, and whoever steers."""
    row = get_object_or_404(materials_for(request.reader), uid=material)
    row.coalition = request.coalition
    if not _may_edit(request, row):
        return see_other(request, url("material", coalition=request.coalition, material=row))
    needs = _own_needs(the_process(request), request.member, steers=request.reader.steers)
    if request.method == "GET":
        return _form_page(request, _form(request, needs, initial=initial_of(row)), row=row)
    form = _form(request, needs, request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, form, row=row)
    try:
        acts.edit_material(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
    except Refused as refused:
        form.add_error(None, refused.message)
        return _form_page(request, form, row=row)
    except Conflict as conflict:
        return _form_page(request, form, row=row, theirs=form.against(conflict.row), status=409)
    return see_other(request, url("material", coalition=request.coalition, material=row))


@member(*STEERING)
@require_POST
def material_act(request: MemberRequest, material: uuid.UUID) -> HttpResponse:
    """Take it out, or put it back."""
    row = get_object_or_404(Material, coalition=request.coalition, uid=material)
    if "restore" in request.POST and row.removed_at is not None:
        acts.restore_material(row, by=request.member)
        return see_other(request, url("material", coalition=request.coalition, material=row))
    if "remove" in request.POST and row.removed_at is None:
        acts.remove_material(row, by=request.member)
    return see_other(request, url("materials", coalition=request.coalition) + f"?removed={row.uid}")


@member(*EVERYONE)
@require_GET
def material_file(request: MemberRequest, material: uuid.UUID) -> HttpResponse:
    """The file that was brought, for the members of the coalition."""
    row = get_object_or_404(materials_for(request.reader).filter(file__isnull=False), uid=material)
    return files.answer(row.file)  # type: ignore[return-value, arg-type]


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def needs_ask(request: MemberRequest) -> HttpResponse:
    """Write to whoever brings what has not come, or read the addresses to give by hand."""
    process = the_process(request)
    needs = [need for need in needs_for(request.reader, process) if need.received_at is None]
    people = [
        person
        for person in request.coalition.members.filter(left_at=None).order_by("sort_key")
        if any(concerns(need, person) for need in needs)
    ]
    given: list[tuple[str, str]] = []
    if request.method == "POST":
        if "links" not in request.POST:
            words = request.POST.get("words", "").strip()[:1000]
            sent = asking.ask_data(process, needs, by=request.member, words=words)
            messages.success(request, _("Messages that leave: %(count)s.") % {"count": sent})
            return see_other(request, url("data-plan", coalition=request.coalition))
        given = [(person.name, asking.bring_address(process, person)) for person in people]
    context = {"nav": "analysis", "needs": needs, "people": people, "given": given}
    return render(request, "analysis/needs-ask.html", context)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, secret: str) -> HttpResponse:
    """What is expected of one person, and the form to bring it, without an account. A GET changes nothing."""
    link, process = linked_process(secret, asking.BRING)
    if link is None or process is None:
        return private(render(request, "meetings/reply-closed.html", {"known": link is not None}, status=410))
    with links.reading_in(request, link.member.language):
        return private(_bring(request, process, link.member))


def _bring(request: HttpRequest, process: Process, person: Member) -> HttpResponse:
    method = method_of(process.coalition)
    needs = _own_needs(process, person, steers=False)
    first = needs.filter(received_at=None).first()
    start = {"need": first.uid if first else "", "title": first.question[:300] if first else ""}
    form = MaterialForm(method, needs, request.POST or None, request.FILES or None, initial=start)
    noted = False
    if form.is_bound and form.is_valid():
        try:
            typed = form.values()
            acts.bring(process.coalition, by=person, uid=form.new_uid, organisation=person.organisation, **typed)
            noted = True
        except Refused as refused:
            form.add_error(None, refused.message)
    status = 422 if form.is_bound and not noted else 200
    if noted:
        form = MaterialForm(method, needs)
    mine = [need for need in needs_for(reader_of(person), process) if concerns(need, person)]
    context = {"nav": "", "process": process, "form": form, "noted": noted, "needs": mine}
    return render(request, "analysis/bring.html", context, status=status)


def _own_needs(process: Process, person: Member, *, steers: bool) -> QuerySet[DataNeed]:
    """The lines of the plan that this person may answer: theirs, or all for those who steer."""
    rows = DataNeed.objects.present().filter(process=process).order_by("position")
    if steers:
        return rows
    mine = [need.pk for need in rows if concerns(need, person)]
    return rows.filter(pk__in=mine)


def _may_edit(request: MemberRequest, row: Material) -> bool:
    own = row.added_by_id is not None and row.added_by_id == request.member.person_id
    return request.reader.steers or (own and request.reader.role in SPEAKING)


def _start(request: MemberRequest, needs: QuerySet[DataNeed]) -> dict[str, Any]:
    need = needs.filter(uid=as_uid(request.GET.get("need"))).first() if request.GET.get("need") else None
    return {"need": need.uid, "title": need.question[:300], "system": need.system} if need else {}


def _form(request: MemberRequest, needs: QuerySet[DataNeed], *args: Any, **kwargs: Any) -> MaterialForm:
    return MaterialForm(method_of(request.coalition), needs, *args, **kwargs)


def _form_page(
    request: MemberRequest,
    form: MaterialForm,
    *,
    row: Material | None = None,
    theirs: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    if form.is_bound and status == 200:
        status = 422
    context = {"nav": "analysis", "form": form, "row": row, "theirs": theirs or []}
    return render(request, "analysis/material-form.html", context, status=status)
