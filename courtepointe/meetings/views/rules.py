"""The working rules: read, compared, written as a draft, adopted."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import EVERYONE, STEERING, MemberRequest, member
from courtepointe.meetings.actions import rules as acts
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.forms.rules import AdoptionForm, RulesForm, SectionForm
from courtepointe.meetings.models import Decision, Meeting, RulesSection, WorkingRules
from courtepointe.meetings.queries.rules import compare, in_words, parts_of, versions_for, voices_in
from courtepointe.meetings.views.common import see_other
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url
from courtepointe.rows import Conflict, Refused


@member(*EVERYONE)
@require_GET
def rules(request: MemberRequest) -> HttpResponse:
    """The rules in force, their versions, and the way to a next one."""
    versions = list(versions_for(request.reader))
    adopted = next((row for row in versions if row.status == WorkingRules.ADOPTED), None)
    return _shown(request, adopted, versions)


@member(*EVERYONE)
@require_GET
def rules_version(request: MemberRequest, number: int) -> HttpResponse:
    """One version as it reads, and what it changed from the one before."""
    versions = list(versions_for(request.reader))
    found = next((row for row in versions if row.number == number), None)
    if found is None:
        raise Http404
    return _shown(request, found, versions)


def _shown(request: MemberRequest, found: WorkingRules | None, versions: list[WorkingRules]) -> HttpResponse:
    method = method_of(request.coalition)
    parts = parts_of(found, method) if found else []
    older = [row for row in versions if found and row.number < found.number and row.status != WorkingRules.DRAFT]
    context = {
        "nav": "process",
        "rules": found,
        "parts": parts,
        "versions": versions,
        "changes": compare(parts_of(older[0], method), parts) if older else None,
        "before": older[0] if older else None,
        "draft": next((row for row in versions if row.status == WorkingRules.DRAFT), None),
        "quorum_words": in_words(found, voices_in(request.coalition, found.vote_unit)) if found else "",
        "guides": method.rules,
    }
    return render(request, "meetings/rules.html", context)


def _draft(request: MemberRequest) -> WorkingRules:
    return get_object_or_404(request.coalition.working_rules, status=WorkingRules.DRAFT)


@member(*STEERING)
@require_POST
def rules_begin(request: MemberRequest) -> HttpResponse:
    """Begin the next version, or drop the draft (`drop`)."""
    if "drop" in request.POST:
        try:
            acts.drop_rules(_draft(request), by=request.member)
        except Refused as refused:
            messages.error(request, refused.message)
        return see_other(request, url("rules", coalition=request.coalition))
    acts.begin_rules(request.coalition, by=request.member)
    return see_other(request, url("rules-draft", coalition=request.coalition))


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def rules_draft(request: MemberRequest) -> HttpResponse:
    """The draft: each section of the guide with its question, what meetings will obey, then adoption."""
    draft = request.coalition.working_rules.filter(status=WorkingRules.DRAFT).first()
    if draft is None:
        return see_other(request, url("rules", coalition=request.coalition))
    names = (*acts.FIELDS, "version")
    form = RulesForm(request.POST or None, initial={name: getattr(draft, name) for name in names})
    status, differences = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                acts.set_rules(draft, by=request.member, version=form.cleaned_data["version"] or 0, **form.values())
            except Conflict as conflict:
                status, differences = 409, form.against(conflict.row)  # type: ignore[arg-type]
            except Refused as refused:
                form.add_error(None, refused.message)
            else:
                messages.success(request, _("Saved."))
                return see_other(request, url("rules-draft", coalition=request.coalition))
    context = {
        "nav": "process",
        "draft": draft,
        "parts": parts_of(draft, method_of(request.coalition), empty=True),
        "form": form,
        "differences": differences,
        "quorum_words": in_words(draft, voices_in(request.coalition, draft.vote_unit)),
    }
    return render(request, "meetings/rules-draft.html", context, status=status)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def rules_section(request: MemberRequest, key: str) -> HttpResponse:
    """Write one section; `new` is one of the coalition's own."""
    draft = _draft(request)
    guide = next((part for part in method_of(request.coalition).rules if part.slug == key), None)
    row = RulesSection.objects.filter(rules=draft, key=key).first()
    if guide is None and row is None and key != "new":
        raise Http404
    start = {"title": row.title if row else "", "text": row.text if row else "", "version": row.version if row else 0}
    form = SectionForm(request.POST or None, initial=start)
    status, differences = 200, []
    if request.method == "POST":
        status = 422
        if key == "new" and not request.POST.get("title", "").strip():
            form.add_error("title", _("A section of your own needs a title."))
        if form.is_valid():
            values = form.values()
            try:
                acts.write_section(
                    draft,
                    slugify(values["title"])[:40] or "own" if key == "new" else key,
                    by=request.member,
                    version=form.cleaned_data["version"] or 0,
                    **values,
                )
            except Conflict as conflict:
                status, differences = 409, form.against(conflict.row)  # type: ignore[arg-type]
            except Refused as refused:
                form.add_error(None, refused.message)
            else:
                return see_other(request, url("rules-draft", coalition=request.coalition) + f"#s-{key}")
    method = method_of(request.coalition)
    context = {
        "nav": "process",
        "draft": draft,
        "guide": guide,
        "sources": [str(method.sources[id_].title) for id_ in guide.source] if guide else [],
        "form": form,
        "differences": differences,
        "row": row,
    }
    return render(request, "meetings/rules-section.html", context, status=status)


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def rules_adopt(request: MemberRequest) -> HttpResponse:
    """Adopt the draft by a decision, recorded in the meeting that took it."""
    draft = _draft(request)
    meetings = request.coalition.meetings.present().filter(on__isnull=False, committee=None)
    meetings = meetings.exclude(status=Meeting.CANCELLED).order_by("-on")
    start: dict[str, Any] = {
        "meeting": meetings.filter(status=Meeting.HELD).first() or meetings.last(),
        "mode": draft.decision_mode,
        "wording": _("The working rules, version %(number)s, are adopted.") % {"number": draft.number},
    }
    form = AdoptionForm(request.POST or None, initial=start, meetings=meetings)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _adopt(request, draft, form.cleaned_data)
            except Refused as refused:
                form.add_error(None, refused.message)
            else:
                messages.success(request, _("The rules are adopted: meetings follow them from now on."))
                return see_other(request, url("rules", coalition=request.coalition))
    return render(request, "meetings/rules-adopt.html", {"nav": "process", "draft": draft, "form": form}, status=status)


def _adopt(request: MemberRequest, draft: WorkingRules, values: dict[str, Any]) -> None:
    with transaction.atomic():
        decision = record_decision(
            values["meeting"],
            by=request.member,
            activity=None,
            wording=values["wording"],
            mode=values["mode"],
            result=Decision.Result.ADOPTED,
        )
        acts.adopt_rules(draft, decision, by=request.member)
