"""The territories that figures are about, and the acts on them."""

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.analysis.actions import territories as acts
from courtepointe.analysis.forms.indicators import TerritoryForm, initial_of
from courtepointe.analysis.models import Territory
from courtepointe.analysis.queries import territories as reads
from courtepointe.analysis.views.saving import Theirs, named_row, saved, tried
from courtepointe.meetings.views.common import as_uid
from courtepointe.pages import render, url


@member(*EVERYONE)
@require_GET
def territories(request: MemberRequest) -> HttpResponse:
    """All the territories, with their kind and what they are within."""
    removed = request.GET.get("removed")
    gone = reads.removed_territory_for(request.reader, as_uid(removed)) if removed else None
    rows = sorted(reads.territories_for(request.reader), key=lambda row: (reads.KINDS[row.kind], row.sort_key))
    own = next((row for row in rows if row.kind == Territory.Kind.OWN), None)
    context = {"nav": "analysis", "territories": rows, "own": own, "gone": gone}
    return render(request, "analysis/territories.html", context)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def territory_add(request: MemberRequest) -> HttpResponse:
    """One territory more."""
    if request.method == "GET":
        kind = request.GET.get("kind")
        named = request.coalition.territory if kind == Territory.Kind.OWN else ""
        return _page(request, TerritoryForm(request.coalition, initial={"kind": kind or "mrc", "name": named}))
    form = TerritoryForm(request.coalition, request.POST)

    def act() -> str:
        acts.add_territory(request.coalition, by=request.member, uid=form.new_uid, **form.values())
        return _address(request)

    return saved(form, lambda *shown: _page(request, *shown), act, request)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def territory_edit(request: MemberRequest, territory: uuid.UUID) -> HttpResponse:
    """Mend a territory; when somebody else has, both are shown."""
    row = named_row(request.coalition.territories.select_related("within"), territory)
    if request.method == "GET":
        form = TerritoryForm(request.coalition, row=row, initial=initial_of(row, TerritoryForm))
        return _page(request, form, row=row)
    form = TerritoryForm(request.coalition, request.POST, row=row)

    def act() -> str:
        acts.edit_territory(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
        return _address(request)

    return saved(form, lambda *shown: _page(request, *shown, row=row), act, request)


@member(*STEERING)
@require_POST
def territory_remove(request: MemberRequest) -> HttpResponse:
    """Take a territory out, with a way to undo it; one that has values stays."""
    row = named_row(request.coalition.territories, request.POST.get("territory"))
    there = _address(request) + f"?removed={row.uid}"
    return tried(request, lambda: acts.remove_territory(row, by=request.member), there)


@member(*STEERING)
@require_POST
def territory_restore(request: MemberRequest) -> HttpResponse:
    """Undo a removal."""
    row = named_row(request.coalition.territories, request.POST.get("territory"), removed=True)
    done = _("The territory is back.")
    return tried(request, lambda: acts.restore_territory(row, by=request.member), _address(request), done)


def _address(request: MemberRequest) -> str:
    return url("territories", coalition=request.coalition)


def _page(
    request: MemberRequest,
    form: TerritoryForm,
    theirs: Theirs | None = None,
    status: int = 200,
    *,
    row: Territory | None = None,
) -> HttpResponse:
    context = {"nav": "analysis", "form": form, "theirs": theirs or [], "territory": row}
    return render(request, "analysis/territory-form.html", context, status=status)
