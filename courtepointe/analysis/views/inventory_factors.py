"""The factors of an inventory (Outil 7): a small form for each, saved as one goes or by its button."""

from django.http import Http404, HttpResponse

from courtepointe.analysis.actions.factor_actions import say_factor
from courtepointe.analysis.forms.factor_actions import FactorForm
from courtepointe.analysis.models import FactorAction
from courtepointe.analysis.queries import inventory as reads
from courtepointe.analysis.views.inventory_desk import Desk
from courtepointe.pages import render
from courtepointe.rows import Conflict, Refused


def say(desk: Desk) -> HttpResponse:
    """Save what is said of one factor: 204 with its new version in `X-Version` as one goes, else the page again.

    A page that saves as one goes sends what changed; without a level yet, it keeps the rest until there is one.
    """
    posted = desk.request.POST
    quiet = desk.request.headers.get("X-Autosave") == "1"
    services = reads.services_of(desk.writing.inventory)
    factor = desk.asked("factor")
    known = reads.factors_of(desk.writing.inventory, desk.method)
    said = next((one for one in known if one.factor.slug == factor), None)
    if said is None:
        raise Http404
    form = FactorForm(said, services, posted)
    if "changed" in posted:
        form = form.with_kept(posted.getlist("changed"))
    if not form.is_valid():
        return HttpResponse(status=422) if quiet else page(desk, form, status=422)
    try:
        version = form.cleaned_data["version"] or 0
        row = say_factor(desk.writing, said.factor.slug, version=version, services=form.chosen, **form.values())
    except Refused as refused:
        return HttpResponse(refused.message, status=422) if quiet else page(desk, form, refused.message, status=422)
    except Conflict as conflict:
        return _conflict(desk, form, conflict.row, quiet=quiet)  # type: ignore[arg-type]
    if quiet:
        return HttpResponse(status=204, headers={"X-Version": str(row.version)})
    return desk.back(step="factors", saved=said.factor.slug, anchor=f"f-{said.factor.slug}")


def _conflict(desk: Desk, form: FactorForm, row: FactorAction, *, quiet: bool) -> HttpResponse:
    """Somebody of the same organisation answered meanwhile: both are shown, nothing is replaced."""
    mine = form.values()
    pairs = [(name, str(form.fields[name].label), getattr(row, name), mine[name]) for name in mine]
    different = [pair for pair in pairs if pair[2] != pair[3]]
    if quiet:
        labels: dict[object, object] = {}
        labels.update([*FactorAction.Level.choices, *FactorAction.Within.choices])
        context = {"different": different, "version": row.version, "labels": labels}
        return render(desk.request, "analysis/_factor_conflict.html", context, status=409)
    theirs = form.against(row)
    return page(desk, form, theirs=theirs, status=409)


def page(
    desk: Desk,
    answered: FactorForm | None = None,
    refusal: str = "",
    *,
    theirs: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """All the factors, by system, each in its form; `answered` takes the place of its own."""
    services = reads.services_of(desk.writing.inventory)
    said = reads.factors_of(desk.writing.inventory, desk.method)
    forms = [
        answered if answered and answered.said.factor.slug == one.factor.slug else FactorForm(one, services)
        for one in said
    ]
    context = {
        **desk.frame(),
        "step": "factors",
        "forms": forms,
        "answered": answered,
        "theirs": theirs or [],
        "refusal": refusal,
        "left": reads.left_to_say(said),
        "services": services,
    }
    return render(desk.request, "analysis/inventory-factors.html", context, status=status)
