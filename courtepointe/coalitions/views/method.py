"""The method in a coalition's own words: what it renamed, added or hid."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import COORDINATOR, EVERYONE, MemberRequest, member
from courtepointe.coalitions.actions import method as actions
from courtepointe.coalitions.forms.method import WordingForm
from courtepointe.coalitions.models import MethodChange
from courtepointe.coalitions.queries.method import method_for
from courtepointe.coalitions.queries.wording import LISTS, Wording, entry_of, method_details, wording_of
from courtepointe.coalitions.views.editing import SeeOther, form_page, posted
from courtepointe.library.shelf import Shelf
from courtepointe.pages import render, url
from courtepointe.rows import Conflict, Refused

KINDS = {
    MethodChange.On.FACTOR: (gettext_lazy("Protective factors"), gettext_lazy("Add a protective factor")),
    MethodChange.On.SYSTEM: (gettext_lazy("Systems"), ""),
    MethodChange.On.STAGE: (gettext_lazy("Stages"), ""),
    MethodChange.On.CATEGORY: (gettext_lazy("Service categories"), gettext_lazy("Add a service category")),
    MethodChange.On.CRITERION: (gettext_lazy("Criteria"), gettext_lazy("Add a criterion")),
}


@member(*EVERYONE)
@require_GET
def changes(request: MemberRequest) -> HttpResponse:
    """The entries of one kind, as the coalition says them, with the method's name and source."""
    kind = request.GET.get("kind", MethodChange.On.FACTOR)
    if kind not in LISTS:
        kind = MethodChange.On.FACTOR
    method = method_for(request.coalition)
    context = {
        "nav": "method",
        "kind": kind,
        "kinds": [(label, f"?kind={key}", key == kind) for key, (label, _add) in KINDS.items()],
        "add_label": KINDS[MethodChange.On(kind)][1],
        "fixed": kind in actions.FIXED,
        "entries": wording_of(request.coalition, kind),
        "system_names": {system.slug: system.name for system in method.systems},
        "shelf": _shelf(request),
    }
    return render(request, "coalitions/method.html", context)


@member(COORDINATOR)
@require_http_methods(["GET", "POST"])
def add(request: MemberRequest, kind: str) -> HttpResponse:
    """Add a factor, a service category or a criterion."""
    if kind not in LISTS or kind in actions.FIXED:
        raise Http404
    form = WordingForm(posted(request), kind=kind, method=method_for(request.coalition))

    def save(values: dict[str, Any]) -> None:
        values.pop("version")
        actions.add_entry(request.coalition, kind, by=request.member, **values)

    context = {"nav": "method", "heading": KINDS[MethodChange.On(kind)][1], "entry": None, "details": ""}
    return form_page(
        request, "coalitions/wording.html", form, save, back=_back(request, kind), said=_("Added."), context=context
    )


@member(COORDINATOR)
@require_http_methods(["GET", "POST"])
def reword(request: MemberRequest, kind: str, slug: str) -> HttpResponse:
    """Give an entry the coalition's own words; the method's stay beside."""
    entry = _entry(request, kind, slug)
    form = WordingForm(posted(request), kind=kind, method=method_for(request.coalition), entry=entry)

    def save(values: dict[str, Any]) -> None:
        if values.get("system") and entry.row is None and values["system"] == entry.system:
            values["system"] = ""
        actions.reword(entry, request.coalition, by=request.member, **values)

    context = {
        "nav": "method",
        "heading": entry.name,
        "entry": entry,
        "details": method_details(entry),
        "shelf": _shelf(request),
    }
    return form_page(
        request, "coalitions/wording.html", form, save, back=_back(request, kind), said=_("Saved."), context=context
    )


@member(COORDINATOR)
@require_POST
def act(request: MemberRequest, kind: str, slug: str) -> HttpResponse:
    """Hide an entry, show it again, or put the method's own words back (`act` says which)."""
    entry = _entry(request, kind, slug)
    acts = {
        "hide": lambda: actions.set_hidden(entry, request.coalition, True, by=request.member),
        "show": lambda: actions.set_hidden(entry, request.coalition, False, by=request.member),
        "restore": lambda: actions.restore_original(entry, request.coalition, by=request.member),
    }
    wanted = acts.get(request.POST.get("act", ""))
    if wanted is None:
        raise Http404
    try:
        wanted()
    except Refused as refusal:
        messages.error(request, refusal.message)
    except Conflict:
        messages.error(request, _("Somebody changed this entry at the same moment: look at it, then try again."))
    else:
        messages.success(request, _("Done."))
    return SeeOther(_back(request, kind))


def _entry(request: MemberRequest, kind: str, slug: str) -> Wording:
    entry = entry_of(request.coalition, kind, slug)
    if entry is None:
        raise Http404
    return entry


def _back(request: MemberRequest, kind: str) -> str:
    return f"{url('method-changes', coalition=request.coalition)}?kind={kind}"


def _shelf(request: MemberRequest) -> Shelf:
    return Shelf(method_for(request.coalition), "coalition-library", {"coalition": request.coalition.uid})
