"""Opening a coalition, and its settings."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe.access import COORDINATOR, MemberRequest, PersonRequest, member, signed_in
from courtepointe.coalitions.actions import coalitions as actions
from courtepointe.coalitions.forms.settings import SECTIONS, OpenForm
from courtepointe.coalitions.queries.seats import may_open, seats_of
from courtepointe.coalitions.queries.setup import SECTION_TEXTS, section_of, setup_for
from courtepointe.coalitions.views.editing import SeeOther, form_page, posted
from courtepointe.pages import render, url


@signed_in
@require_GET
def coalitions(request: PersonRequest) -> HttpResponse:
    """The coalitions of the person, to go from one to another."""
    context = {"seats": seats_of(request.person), "may_open": may_open(request.person)}
    return render(request, "coalitions/coalitions.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Open a coalition; whoever opens it coordinates it."""
    if not may_open(request.person):
        return render(request, "coalitions/not_yet.html", status=403)
    form = OpenForm(posted(request))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            seat = actions.open_coalition(by=request.person, **form.cleaned_data)
            return SeeOther(url("coalition-settings", coalition=seat.coalition))
        status = 422
    return render(request, "coalitions/open.html", {"form": form}, status=status)


@member(COORDINATOR)
@require_GET
def settings(request: MemberRequest) -> HttpResponse:
    """What is known of the coalition and what remains; nothing here blocks anything."""
    steps = setup_for(request.coalition)
    context = {"nav": "settings", "steps": steps, "remaining": [step for step in steps if not step.done]}
    return render(request, "coalitions/settings.html", context)


@member(COORDINATOR)
@require_http_methods(["GET", "POST"])
def section(request: MemberRequest, step: str) -> HttpResponse:
    """One section of the settings."""
    if step not in SECTIONS:
        raise Http404
    coalition = request.coalition
    form = SECTIONS[step](posted(request), instance=coalition)

    def save(values: dict[str, Any]) -> None:
        actions.change_setting(coalition, step, by=request.member, **values)

    return form_page(
        request,
        "coalitions/setting.html",
        form,
        save,
        back=url("coalition-settings", coalition=coalition),
        said=_("Saved."),
        context={"nav": "settings", "section": section_of(step), "why": SECTION_TEXTS[step]},
    )
