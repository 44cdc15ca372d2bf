"""The chain around one of its rows: everything before it, everything after it, with meetings, people and dates."""

import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.addresses import url_of_each
from courtepointe.evaluation.models import ActionDecision, Relevance, TransformationReview
from courtepointe.guide.trace import PARTS, trace_of
from courtepointe.guide.trace_lines import Link
from courtepointe.i18n import language_code, short_date
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url
from courtepointe.planning.models import Action

PAGES = {  # the page of each row, by the name that its address gives it
    "observation": ("observation", "observation"),
    "finding": ("finding", "finding"),
    "objective": ("plan-objective", "goal"),
    "transformation": ("transformation-results", "transformation"),
    "action": ("plan-action", "action"),
}
MANY = 6  # rows of a part that are shown at first


class Shown(NamedTuple):
    """A row as the page shows it: the template takes it apart, which is quicker than asking for each value."""

    text: str
    address: str
    more: str
    about: str
    meeting: int | None  # its key, when it is among those of the page


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one part, on one side: the first of them, unless all were asked for."""

    slug: str
    name: str
    count: int
    rows: list[Shown]


@member(*EVERYONE)
@require_GET
def trace(request: MemberRequest, part: str, thing: uuid.UUID) -> HttpResponse:
    """From a row of the chain (`part` names its kind) of the current cycle. `all` names a part to show whole."""
    found = trace_of(the_process(request), part, thing) if part in PARTS else None
    if found is None:
        raise Http404
    coalition = request.coalition
    factors = {one.slug: str(one.name) for one in method_of(coalition).factors}
    names, said = _names(), _said(language_code())
    met = {one.pk for one in found.meetings}
    pages = {one: url_of_each("trace", "thing", coalition=coalition, part=one) for one in PARTS}
    whole = request.GET.get("all")

    def shown(link: Link) -> Shown:
        text, more = link.text, ""
        if link.part == "factor":
            text = factors.get(text, text)
        elif link.part == "action":
            text = f"A{link.note} · {text}"
        if link.part not in SILENT:
            code = link.note.rpartition(":")[2]
            more = said.get((link.part, code), "" if link.part in SPOKEN else link.remark)
        about = [short_date(link.day) if link.day else "", link.house]
        where = link.meeting if link.meeting in met else None
        # Without words, what is said of it stands for it.
        name, more = (text, more) if text else (more or names[link.part], "")
        return Shown(name, pages[link.part](link.uid), more, " · ".join(filter(None, about)), where)

    def side(parts: dict[str, list[Link]]) -> list[Part]:
        return [
            Part(slug, names[slug], len(rows), [shown(one) for one in (rows if slug == whole else rows[:MANY])])
            for slug, rows in parts.items()
        ]

    start = found.here
    name, key = PAGES.get(start.part, ("", ""))
    context = {
        "nav": "plan",
        "start": start,
        "first": shown(start),
        "name": names[start.part],
        "own": url(name, coalition=coalition, **{key: start.uid}) if name else "",
        "sides": [(_("What it comes from"), side(found.before)), (_("What came of it"), side(found.after))],
        "meetings": found.meetings,
        "meeting_page": url_of_each("meeting", "meeting", coalition=coalition),
    }
    return render(request, "guide/trace.html", context)


SILENT = ("finding", "observation", "action")  # parts that have nothing to add to their text
SPOKEN = ("report", "reading", "decision")  # parts of which the note is a code


@lru_cache(4)
def _said(_language: str) -> dict[tuple[str, str], str]:
    """The codes of reports, readings and decisions, in words of this language."""
    found: dict[tuple[str, str], Any] = {("report", value): label for value, label in Action.Status.choices}
    found |= {("reading", value): label for value, label in TransformationReview.Judgement.choices}
    found |= {("decision", value): label for value, label in Relevance.Verdict.choices}
    found |= {("decision", value): label for value, label in ActionDecision.Verdict.choices}
    return {key: str(label) for key, label in found.items()}


def _names() -> dict[str, str]:
    """The name of each part of the chain."""
    return {
        "observation": _("Observations"),
        "finding": _("Findings"),
        "priority": _("Priorities"),
        "factor": _("Protective factors"),
        "objective": _("Objectives"),
        "transformation": _("Desired transformations"),
        "indicator": _("Indicators"),
        "action": _("Actions"),
        "report": _("Progress"),
        "measurement": _("Results"),
        "reading": _("What the group reads"),
        "decision": _("Decisions"),
    }
