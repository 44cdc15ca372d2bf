"""What a coalition answers for: its policy, read by anybody once it says so, its periods, its register of incidents."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courtepointe import clock, i18n
from courtepointe.access import COORDINATOR, EVERYONE, MemberRequest, member, public
from courtepointe.coalitions.models import Coalition
from courtepointe.coalitions.queries.personal import answers_for_privacy
from courtepointe.coalitions.views.editing import SeeOther, form_page, posted
from courtepointe.guide import incidents as acts
from courtepointe.guide.forms_duties import (
    INCIDENT_FIELDS,
    HoldForm,
    IncidentForm,
    PeriodForm,
    PolicyForm,
    PublicForm,
)
from courtepointe.guide.models import Incident, KeepingRun
from courtepointe.guide.policy import Policy, changes_of, policy_of, ready_text, versions_of, word_policy
from courtepointe.guide.publishing import publish, says_who_answers
from courtepointe.guide.retention import keeping
from courtepointe.guide.retention.periods import periods
from courtepointe.pages import render, url
from courtepointe.rows import Conflict, Refused
from courtepointe.spreadsheet import download, separated


def _responsible(request: MemberRequest) -> None:
    if not answers_for_privacy(request.reader, request.coalition, request.member):
        raise PermissionDenied


# --- The policy, and the page that anybody may read ---------------------------------------------------------------


@public
@require_GET
def privacy(request: HttpRequest, coalition: uuid.UUID) -> HttpResponse:
    """The policy of a coalition that published it, and how to reach who answers: nothing else. 404 until then."""
    found = get_object_or_404(says_who_answers(Coalition.objects.all()), uid=coalition, privacy_public=True)
    answer = render(request, "guide/privacy.html", {**_read(found, request), "published": True})
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@member(*EVERYONE)
@require_GET
def policy(request: MemberRequest) -> HttpResponse:
    """The same for the members, published or not."""
    answers = answers_for_privacy(request.reader, request.coalition, request.member)
    context = {**_read(request.coalition, request), "nav": "members", "answers": answers, "published": False}
    return render(request, "guide/policy.html", context)


@member(COORDINATOR)
@require_http_methods(["GET", "POST"])
def policy_edit(request: MemberRequest) -> HttpResponse:
    """Word the policy in the reader's language, or publish its page."""
    coalition, language = request.coalition, i18n.language_code()
    back = url("policy", coalition=coalition)
    if "publish" in request.POST:
        form = PublicForm(request.POST)
        try:
            publish(coalition, form.is_valid() and form.cleaned_data["public"], by=request.member)
        except Refused as refused:
            messages.error(request, refused.message)
            return SeeOther(back)
        messages.success(request, _("The page is published.") if coalition.privacy_public else _("The page is closed."))
        return SeeOther(back)
    found, versions = policy_of(coalition, language), versions_of(coalition, language)
    form_of_text = PolicyForm(posted(request), initial={"text": found.text, "version": len(versions)})
    changes = changes_of(coalition, found.version) if found.version and found.ready_has_changed else []
    ready = ready_text(coalition, language)
    context = {"nav": "members", "policy": found, "ready": ready, "versions": versions[1:], "changes": changes}

    def save(values: dict[str, Any]) -> None:
        word_policy(coalition, language, values["text"], by=request.member, version=values["version"])

    said = _("The policy is saved.")
    return form_page(request, "guide/policy-edit.html", form_of_text, save, back=back, said=said, context=context)


def _read(coalition: Coalition, request: HttpRequest) -> dict[str, Any]:
    found: Policy = policy_of(coalition, i18n.language_code())
    return {"whose": coalition, "policy": found, "kept": _kept(coalition)}


def _kept(coalition: Coalition) -> list[dict[str, Any]]:
    chosen = keeping.choices_of(coalition)
    return [
        {"period": period, "days": days, "length": keeping.length_of(days), "choice": chosen.get(slug)}
        for slug, period in periods().items()
        for days in (keeping.days_of(period, chosen.get(slug)),)
    ]


# --- How long things are kept --------------------------------------------------------------------------------------


@member(*EVERYONE)
@require_http_methods(["GET", "POST"])
def keeping_page(request: MemberRequest) -> HttpResponse:
    """The periods, what is about to go; a period chosen, a kind held back or let go."""
    _responsible(request)
    if request.method == "POST":
        return _keep(request)
    return _keeping(request)


def _keep(request: MemberRequest) -> HttpResponse:
    slug, here = request.POST.get("kind", ""), url("keeping", coalition=request.coalition)
    if slug not in periods():
        return HttpResponse(status=400)
    form: Any = HoldForm(request.POST) if "hold" in request.POST else PeriodForm(request.POST)
    if "release" in request.POST:
        keeping.release(request.coalition, slug, by=request.member)
    elif not form.is_valid():
        return _keeping(request, slug, form, status=422)
    else:
        try:
            if "hold" in request.POST:
                keeping.hold(request.coalition, slug, by=request.member, **form.cleaned_data)
            else:
                keeping.choose_period(request.coalition, slug, form.cleaned_data["days"], by=request.member)
        except Refused as refused:
            form.add_error(None, refused.message)
            return _keeping(request, slug, form, status=409)
    messages.success(request, _("It is noted."))
    return SeeOther(f"{here}#{slug}")


def _keeping(request: MemberRequest, slug: str = "", form: Any = None, *, status: int = 200) -> HttpResponse:
    coalition = request.coalition
    run = KeepingRun.objects.filter(coalition=coalition, done_at=None).first()
    context = {
        "nav": "members",
        "kept": _kept(coalition),
        "run": run,
        "over": keeping.what_is_over(coalition, clock.now()),
        "refused": (slug, form) if form is not None else ("", None),
        "today": clock.today(coalition.timezone),
    }
    return render(request, "guide/keeping.html", context, status=status)


# --- The register of incidents -------------------------------------------------------------------------------------


@member(*EVERYONE)
@require_GET
def incidents(request: MemberRequest) -> HttpResponse:
    """The register. Opening it is written in the history."""
    _responsible(request)
    acts.note_reading(request.coalition, by=request.member)
    rows = acts.incidents_of(request.coalition)
    return render(request, "guide/incidents.html", {"nav": "members", "rows": rows})


@member(*EVERYONE)
@require_GET
def incidents_file(request: MemberRequest) -> HttpResponse:
    """The whole register, for a spreadsheet or for the Commission."""
    _responsible(request)
    acts.note_reading(request.coalition, by=request.member)
    columns = [_("No."), *(str(IncidentForm.base_fields[name].label) for name in INCIDENT_FIELDS)]
    kinds, risks = dict(Incident.Kind.choices), dict(Incident.Risk.choices)
    rows = (
        (
            row.number,
            str(kinds[row.kind]),
            *(str(risks[row.risk]) if name == "risk" else getattr(row, name) for name in INCIDENT_FIELDS[1:]),
        )
        for row in acts.incidents_of(request.coalition)
    )
    return download(separated(columns, rows), f"incidents-{clock.today().isoformat()}")


@member(*EVERYONE)
@require_http_methods(["GET", "POST"])
def incident_new(request: MemberRequest) -> HttpResponse:
    """Enter an incident."""
    _responsible(request)
    form = IncidentForm(posted(request), initial={"known_on": clock.today(request.coalition.timezone)})
    if request.method == "GET" or not form.is_valid():
        return _incident(request, form)
    row = acts.add_incident(request.coalition, by=request.member, **form.values())
    messages.success(request, _("Incident %(number)s is in the register.") % {"number": row.number})
    return SeeOther(url("incident", coalition=request.coalition, incident=row))


@member(*EVERYONE)
@require_http_methods(["GET", "POST"])
def incident(request: MemberRequest, incident: uuid.UUID) -> HttpResponse:
    """One incident, to complete; what the notice to the Commission asks is ready to copy."""
    _responsible(request)
    row = get_object_or_404(acts.incidents_of(request.coalition), uid=incident)
    if request.method == "GET":
        acts.note_reading(request.coalition, by=request.member)
        initial = {name: getattr(row, name) for name in (*INCIDENT_FIELDS, "version")}
        return _incident(request, IncidentForm(initial=initial), row=row)
    form = IncidentForm(request.POST)
    if not form.is_valid():
        return _incident(request, form, row=row)
    try:
        acts.change_incident(row, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
    except Conflict as conflict:
        return _incident(request, form, row=row, theirs=form.against(conflict.row))  # type: ignore[arg-type]
    messages.success(request, _("The incident is saved."))
    return SeeOther(url("incidents", coalition=request.coalition))


def _incident(
    request: MemberRequest, form: IncidentForm, *, row: Incident | None = None, theirs: Any = None
) -> HttpResponse:
    status = (409 if theirs is not None else 422) if form.is_bound else 200
    facts = acts.for_the_commission(row) if row is not None and row.risk == Incident.Risk.SERIOUS else ""
    context = {"nav": "members", "form": form, "row": row, "theirs": theirs or [], "facts_to_copy": facts}
    return render(request, "guide/incident.html", context, status=status)
