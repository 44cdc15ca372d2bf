"""Observations: the list, adding one, what became of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import EVERYONE, SPEAKING, STEERING, MemberRequest, member
from courtepointe.analysis.actions import observations as acts
from courtepointe.analysis.forms.observations import AsideForm, ListForm, ObservationForm, initial_of
from courtepointe.analysis.models import Analysis, Datum, Observation
from courtepointe.analysis.queries import observations as reads
from courtepointe.analysis.queries.figures import data_for, hidden_data
from courtepointe.analysis.queries.page_lines import Lines
from courtepointe.analysis.views.common import filters, system_names
from courtepointe.coalitions.models import Member
from courtepointe.meetings.models import Activity, Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import as_uid, meeting_of, see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url
from courtepointe.rows import Conflict

OFFERED = 60  # figures to tick
ALONG = ("process", "organisation", "member", "finding", "activity__meeting")
Theirs = list[tuple[str, str]]


@member(*EVERYONE)
@require_GET
def observations(request: MemberRequest) -> HttpResponse:
    """Everything that was brought in this cycle, filtered, a hundred on a page."""
    process = current_process(request.coalition)
    if process is None:
        return see_other(request, url("analysis", coalition=request.coalition))
    form = ListForm(request.GET)
    asked = form.asked()
    tally = reads.tally_of(process)
    waiting = reads.hidden_anonymous(process, tally)
    plain = not asked
    lines = Lines(
        lambda: reads.wanted(reads.observations_for(request.reader, process, tally), request.reader, asked),
        reads.lines_of,
        first=(lambda: reads.first_page(request.reader, process, tally)) if plain else None,
        count=tally.total - waiting if plain else None,
    )
    removed = request.GET.get("removed") if request.reader.steers else None
    gone = process.observations.filter(uid=as_uid(removed), removed_at__isnull=False).first() if removed else None
    context = {
        **_words(request),
        "page": Paginator(lines, reads.A_PAGE).get_page(request.GET.get("page")),  # type: ignore[arg-type]
        "counts": tally,
        "waiting": waiting,
        "form": form,
        "asked": asked,
        "query": filters(request, form),
        "gone": gone,
        "may_add": request.reader.role in SPEAKING,
        "held": request.coalition.meetings.present().filter(uid=asked["meeting"]).first()
        if "meeting" in asked
        else None,
    }
    return render(request, "analysis/observations.html", context)


@member(*SPEAKING)
@require_http_methods(["GET", "POST"])
def observation_add(request: MemberRequest) -> HttpResponse:
    """One more. `text`, `datum` and `material` in the address fill the form; `activity` is the item of the agenda

    in which it is made: saved, one comes back to the room at this item.
    """
    process = the_process(request)
    item = reads.item_of(process, as_uid(request.GET.get("activity"))) if request.GET.get("activity") else None
    if item is None and request.method == "GET" and request.GET.get("activity"):
        raise Http404
    form = _form(request, request.POST if request.method == "POST" else None, initial=_start(request))
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, form, process, item=item)
    row, receipt = acts.add_observation(
        process, by=request.member, uid=form.new_uid, activity=item, **signed(form, request.member)
    )
    if receipt:
        context = {"nav": "analysis", "receipt": receipt, "item": item, "back": _room(request, item)}
        return render(request, "analysis/observation-sent.html", context)
    messages.success(request, _("Thank you: your observation is in the list."))
    if "again" in request.POST:
        again = url("observation-add", coalition=request.coalition)
        return see_other(request, again + (f"?activity={item.uid}" if item else ""))
    there = url("observations", coalition=request.coalition) + f"#o-{row.uid}"
    return see_other(request, _room(request, item) or there)


def _room(request: MemberRequest, item: Activity | None) -> str:
    """Where the meeting is held, at this item; empty outside a meeting, or for who does not hold it."""
    if item is None or not request.reader.steers:
        return ""
    room = url("room", coalition=request.coalition, meeting=item.meeting)
    return f"{room}?open={item.uid}#a-{item.uid}"


@member(*EVERYONE)
@require_GET
def observations_of(request: MemberRequest, meeting: uuid.UUID) -> HttpResponse:
    """How many observations were made in a meeting: a part of its minutes."""
    found = meeting_of(request, meeting)
    context = {"meeting": found, "count": reads.made_in(request.reader, found)}
    return render(request, "analysis/observations-of.html", context)


@member(*EVERYONE)
@require_GET
def observation(request: MemberRequest, observation: uuid.UUID) -> HttpResponse:
    """One observation, what it rests on, and what became of it."""
    row = _row(request, observation)
    context = {
        **_words(request),
        "row": row,
        "rests": row.evidence_rows.select_related("datum__indicator", "datum__territory", "material"),
        "hidden": hidden_data(request.coalition.pk),
        "fate": reads.fate_of(row),
        "factor_names": {factor.slug: str(factor.name) for factor in method_of(request.coalition).factors},
        "may_edit": acts.may_edit(row, request.member),
        "aside": AsideForm(),
    }
    return render(request, "analysis/observation.html", context)


@member(*SPEAKING)
@require_http_methods(["GET", "POST"])
def observation_edit(request: MemberRequest, observation: uuid.UUID) -> HttpResponse:
    """Mend one's own, or, for those who steer, any that is signed."""
    row = _row(request, observation)
    if not acts.may_edit(row, request.member):
        raise Http404
    form = _form(request, request.POST if request.method == "POST" else None, initial=initial_of(row), signed=True)
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, form, row.process, row=row)
    version = form.cleaned_data["version"] or 0
    try:
        acts.edit_observation(row, by=request.member, version=version, **form.values())
    except Conflict as conflict:
        theirs = form.against(conflict.row)
        return _form_page(request, form, row.process, row=row, theirs=theirs, status=409)
    messages.success(request, _("The observation is changed."))
    return see_other(request, url("observation", coalition=request.coalition, observation=row))


@member(*STEERING)
@require_POST
def observation_act(request: MemberRequest, observation: uuid.UUID) -> HttpResponse:
    """Remove, put back, set aside with a reason, take up again."""
    process = the_process(request)
    row = get_object_or_404(Observation, coalition=request.coalition, process=process, uid=observation)
    asked = request.POST
    if "remove" in asked and row.removed_at is None:
        acts.remove_observation(row, by=request.member)
        return see_other(request, url("observations", coalition=request.coalition) + f"?removed={row.uid}")
    if "restore" in asked and row.removed_at is not None:
        acts.restore_observation(row, by=request.member)
    elif "again" in asked:
        acts.set_observation_aside(row, by=request.member, because="")
    elif "aside" in asked:
        form = AsideForm(asked)
        if not form.is_valid():
            context = {**_words(request), "row": row, "form": form}
            return render(request, "analysis/observation-aside.html", context, status=422)
        acts.set_observation_aside(row, by=request.member, because=form.cleaned_data["because"])
    return see_other(request, url("observation", coalition=request.coalition, observation=row))


def _words(request: MemberRequest) -> dict[str, Any]:
    return {
        "nav": "analysis",
        "systems": system_names(request.coalition),
        "leanings": {value: str(label) for value, label in Observation.Leaning.choices if value},
        "analyses": {value: str(label) for value, label in Analysis.choices},
    }


def usual(person: Member) -> str:
    return Observation.Attribution.ORGANISATION if person.organisation_id else Observation.Attribution.NAMED


def _start(request: MemberRequest) -> dict[str, Any]:
    asked, nature = request.GET, Observation.Nature
    return {
        "attribution": asked.get("attribution") or usual(request.member),
        "organisation": getattr(request.member.organisation, "uid", ""),
        "text": asked.get("text", "")[:600],
        "figures": asked.getlist("datum"),
        "materials": asked.getlist("material"),
        "nature": nature.FIGURES if asked.get("datum") or asked.get("indicator") else nature.WORDS,
    }


def signed(form: ObservationForm, person: Member) -> dict[str, Any]:
    """What was typed, with who signs it. Those who steer may write for an organisation: then nobody is named."""
    typed = form.values()
    chosen = typed.pop("organisation", None)
    by_name = typed["attribution"] == Observation.Attribution.NAMED
    own = chosen is None or chosen.pk == person.organisation_id
    return {**typed, "organisation": chosen or person.organisation, "member": person if by_name or own else None}


def _row(request: MemberRequest, uid: uuid.UUID) -> Observation:
    found = reads.observations_for(request.reader, the_process(request))
    return get_object_or_404(found.select_related(*ALONG), uid=uid)


def _form(request: MemberRequest, *args: Any, **kwargs: Any) -> ObservationForm:
    method = method_of(request.coalition)
    return ObservationForm(request.coalition, method, *args, steers=request.reader.steers, **kwargs)


def _offered(request: MemberRequest, ticked: set[str]) -> list[Datum]:
    """The figures that the form offers: those ticked, and the latest of the indicator that the address names."""
    wanted = Q(uid__in=[as_uid(uid) for uid in ticked])
    if request.GET.get("indicator"):
        wanted |= Q(indicator__uid=as_uid(request.GET["indicator"]))
    rows = data_for(request.reader).filter(wanted).exclude(pk__in=hidden_data(request.coalition.pk))
    return list(rows.select_related("indicator", "territory").order_by("-starts_on", "pk")[:OFFERED])


def _form_page(
    request: MemberRequest,
    form: ObservationForm,
    process: Process,
    *,
    row: Observation | None = None,
    item: Activity | None = None,
    theirs: Theirs | None = None,
    status: int = 200,
) -> HttpResponse:
    ticked = {str(uid) for uid in (form["figures"].value() or [])}
    context = {
        "nav": "analysis",
        "form": form,
        "row": row,
        "item": item,
        "back": _room(request, item),
        "theirs": theirs or [],
        "data": _offered(request, ticked),
        "ticked": ticked,
        "materials": list(form.fields["materials"].queryset[:100]),  # type: ignore[attr-defined]
        "chosen": {str(uid) for uid in (form["materials"].value() or [])},
        "process": process,
    }
    if form.is_bound and status == 200:
        status = 422
    return render(request, "analysis/observation-form.html", context, status=status)
